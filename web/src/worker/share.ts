// How many workers a piece of work is shared among. The rules know the work and the number of cores, no clock: the same
// call on the same computer is shared the same way every time.

import type { Workers, WorkersInUse } from "../api/types.ts";
import type { WasmModel } from "./wasm.ts";

/** Workers at most that are taken without being asked for. */
const MOST = 4;

/**
 * Multiplications and additions a millisecond of one worker, for estimates: 20 to 60 million were measured (digits CNN,
 * LSTM, photos CNN; Chromium on an x86-64 server).
 */
const SPEED = 30e6;

/** Milliseconds that starting helpers takes: 40 to 70 measured with the digits CNN, and half as much again for others. */
const START = 100;

/** Milliseconds that a step costs more for being shared: 0.3 measured with the digits CNN. */
const STEP = 0.4;

/**
 * Milliseconds a step for a million parameters: to tell gradients, to hear them and take their mean (2.1 measured with the
 * photos CNN of 19 million).
 */
const TELL = 2.5;

/** Parameters that a team holds at most in all, with gradients and the optimizer's state some 20 bytes each. */
const HELD = 64e6;

/**
 * Workers to take: half of the logical cores, as two share a core's arithmetic on most computers and some are slow ones on
 * others; both of two, which a phone or a small server has.
 */
export function available(): number {
  const cores = navigator.hardwareConcurrency ?? 1;
  return Math.min(MOST, cores < 4 ? Math.min(cores, 2) : cores >> 1);
}

/** How many workers to train on, in batches of so many samples, and of how many steps the training is. */
export function workersFor(asked: Workers, model: WasmModel, batch: number, steps: number): WorkersInUse {
  if (asked === 1) return { count: 1 };
  const reason = model.indivisible();
  if (reason !== undefined) return { count: 1, reason };
  if (asked !== "auto") return { count: asked };
  const [flops = 0, parameters = 0] = model.costs();
  const most = Math.min(available(), Math.floor(HELD / Math.max(parameters, 1)));
  if (most < 2) return { count: 1, reason: available() < 2 ? "there is one core" : "the model is too large for copies" };
  const alone = (3 * flops * batch) / SPEED;
  const time = (count: number) => alone / count + (count > 1 ? STEP + (TELL * count * parameters) / 2e6 : 0);
  let count = 1;
  for (let more = 2; more <= most; more += 1) if (time(more) < 0.85 * time(count)) count = more;
  if (count > 1 && (time(1) - time(count)) * steps > 2 * START) return { count };
  return { count: 1, reason: count > 1 ? "the training is too short" : "a batch is too little work" };
}

/** How many workers to predict or evaluate so many samples on; `running` are the model's already. */
export function workersToRun(asked: Workers, model: WasmModel, batches: number, batch: number, running: number): number {
  const most = Math.min(asked === "auto" ? available() : asked, batches);
  if (asked !== "auto") return most;
  const [flops = 0, parameters = 0] = model.costs();
  if (parameters * most > HELD) return 1;
  const saved = ((flops * batches * batch) / SPEED) * (1 - 1 / Math.max(most, 1));
  return saved > (running >= most ? 10 : 2 * START) ? most : 1;
}

/** Training steps of a fit with these options (JSON); infinite where nobody knows. */
export function stepsOf(options: string, samples: number | undefined, batch: number): number {
  const given = JSON.parse(options) as Record<string, number | undefined>;
  const epochs = (given.epochs ?? 1) - (given.initial_epoch ?? 0);
  const all = samples === undefined ? Infinity : Math.ceil((samples * (1 - (given.validation_split ?? 0))) / batch);
  return epochs * (given.steps_per_epoch ?? all);
}
