// How many workers share a piece of work. The rules use the work and the number of cores, not a clock: the same call on
// the same computer is always shared in the same way.

import type { Workers, WorkersInUse } from "../api/types.ts";
import type { EngineOptions } from "../protocol/index.ts";
import type { WasmModel } from "./wasm.ts";

/** The most workers that are used without being asked for. */
const MOST = 4;

/**
 * Multiplications and additions of one worker in a millisecond, for estimates. 48 million were measured with the digits
 * CNN at batch 32; LSTMs and large pictures do fewer, and gain more from sharing.
 */
const SPEED = 50e6;

/**
 * Milliseconds to start a replica. With the digits CNN, 45 more than without were measured before the replica has a
 * model.
 */
const START = 60;

/**
 * Milliseconds to give it a model of a million parameters with its optimizer's state: 900 for the 19 million of the
 * photos CNN.
 */
const COPY = 50;

/** Milliseconds that sharing adds to a step: 0.1 to make shards and 0.3 to wait, with the digits CNN. */
const STEP = 0.4;

/**
 * Milliseconds that a step of two replicas takes longer for a million parameters: 0.2 to send them, 0.2 to take them in
 * (photos CNN), 1.5 to compute their mean (digits CNN).
 */
const EXCHANGE = 2;

/**
 * The most parameters that all replicas of a group may hold; each takes some 20 bytes with gradients and optimizer's
 * state.
 */
const HELD = 64e6;

/** Bytes of a replica for each parameter: its own 20, the file that it is made from, and what is read from the file. */
const BYTES = 20 + 2 * 12;

/** Bytes of a replica for itself: the module's code and tables, and a batch. */
const BASE = 4 * 2 ** 20;

/**
 * The number of workers to use: half of the logical cores, because on most computers two share a core's arithmetic, and
 * on others some are slow. Of two cores, which a phone or a small server has, both.
 */
function available(): number {
  if (typeof Worker === "undefined") return 1;
  const cores = navigator.hardwareConcurrency ?? 1;
  return Math.min(MOST, cores < 4 ? Math.min(cores, 2) : cores >> 1);
}

const known = new WeakMap<WasmModel, Float64Array>();

/** A model's costs, computed once: that takes as long as a small prediction, and no setting changes them. */
function costsOf(model: WasmModel): [flops: number, parameters: number] {
  const costs = known.get(model) ?? model.costs();
  known.set(model, costs);
  return [costs[0] ?? 0, costs[1] ?? 0];
}

/** The approximate bytes that a replica of a model needs. */
export const replicaBytes = (model: WasmModel): number => BASE + BYTES * costsOf(model)[1];

const starting = (parameters: number): number => START + (COPY * parameters) / 1e6;

/** The approximate milliseconds of a training step on one worker. */
export function stepTime(model: WasmModel, batch: number): number {
  return (3 * costsOf(model)[0] * batch) / SPEED;
}

/** How many workers train in batches of `batch` samples, for a training of `steps` steps. */
export function workersFor(asked: Workers, model: WasmModel, batch: number, steps: number): WorkersInUse {
  if (asked === 1) return { count: 1 };
  const reason = model.indivisible();
  if (reason !== undefined) return { count: 1, reason };
  if (typeof Worker === "undefined") return { count: 1, reason: "workers cannot start workers here" };
  const least = model.smallestShard();
  const shards = Math.max(1, Math.floor(batch / least));
  const few = { count: shards, reason: `of a batch of ${batch} each worker is to have ${least} samples at least` };
  if (asked !== "auto") return asked > shards ? few : { count: asked };
  const [, parameters] = costsOf(model);
  const most = Math.min(available(), Math.floor(HELD / Math.max(parameters, 1)), shards);
  if (shards < 2) return few;
  if (most < 2) return { count: 1, reason: available() < 2 ? "there is one core" : "the model is too large for copies" };
  const alone = stepTime(model, batch);
  const time = (count: number) => alone / count + (count > 1 ? STEP + (EXCHANGE * count * parameters) / 2e6 : 0);
  let count = 1;
  for (let more = 2; more <= most; more += 1) if (time(more) < 0.85 * time(count)) count = more;
  // Twice, because these are estimates, and a short training that is not shared loses little.
  if (count > 1 && (time(1) - time(count)) * steps > 2 * starting(parameters)) return { count };
  return { count: 1, reason: count > 1 ? "the training is too short" : "a batch is too little work" };
}

/** How many workers predict or evaluate `batches` batches; `running` is how many of the model's workers already run. */
export function workersToRun(asked: Workers, model: WasmModel, batches: number, batch: number, running: number): number {
  const most = Math.min(asked === "auto" || typeof Worker === "undefined" ? available() : asked, batches);
  if (asked !== "auto" || most < 2) return most;
  const [flops, parameters] = costsOf(model);
  if (parameters * most > HELD) return 1;
  const saved = ((flops * batches * batch) / SPEED) * (1 - 1 / Math.max(most, 1));
  return saved > (running >= most ? 10 : 2 * starting(parameters)) ? most : 1;
}

/** The number of training steps of a fit with these options; infinite if it is not known. */
export function stepsOf(given: EngineOptions, samples: number | undefined, batch: number): number {
  const epochs = (given.epochs ?? 1) - (given.initial_epoch ?? 0);
  const all = samples === undefined ? Infinity : Math.ceil((samples * (1 - (given.validation_split ?? 0))) / batch);
  return epochs * (given.steps_per_epoch ?? all);
}
