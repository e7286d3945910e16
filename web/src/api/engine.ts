// The page's side of the engine's worker: starts it, opens the engine in it, sends calls, hands out reports of runs.

import { WITHOUT_ENGINE, type Calls, type Method, type Reply, type Request, type RunReport } from "../protocol/index.ts";
import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { camelOptions, known } from "./keras.ts";
import type { Backend, EngineInfo } from "./types.ts";
import { startWorker } from "./worker.ts";

interface Pending {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
  /** Objects that must not be collected, and so freed in the worker, before the answer is there. */
  keep: unknown[];
  /** Whether errors name options as Keras does, since what they were read from did. */
  keras: boolean;
}

type RunListener = (report: RunReport) => void;

/** A running worker, and the engine in it once it was asked for. */
interface Running {
  worker: Worker;
  url: string;
  /** Whether its script runs, as it does when something came from it. */
  loaded: boolean;
  engine: Promise<EngineInfo> | undefined;
}

/** What the engine is to run with. */
export interface ReadyOptions {
  /** `"auto"` by default. */
  backend?: Backend;
  /**
   * Stores large activations of the forward pass as 16-bit floats on the GPU: less memory traffic, and about three digits of
   * what layers put out; sums, weights and gradients stay 32 bits. Where the adapter cannot, models run on the CPU and
   * {@link EngineInfo.reason} says so. False by default.
   */
  float16?: boolean;
  /**
   * Bytes of memory that models and data sets may take together, in all of the engine's workers: at least 64 MB (2 ** 26),
   * 4 GB (2 ** 32) by default. What needs more is refused with an error whose code is `"memory"`.
   */
  memoryLimit?: number;
}

const MB = 2 ** 20;

const pending = new Map<number, Pending>();
const listeners = new Map<number, RunListener>();
let running: Running | undefined;
let asked: Backend = "auto";
let float16 = false;
let memoryLimit = 4096 * MB;
let nextId = 1;
let generation = 0;
let defaults: Record<string, Record<string, unknown>> | undefined;

/** A number for something that lives in the worker. */
export const newId = (): number => nextId++;

/** Counts the workers given up; what an earlier worker held is gone. */
export const workerGeneration = (): number => generation;

/** Takes note of what the engine is to run with; `what` asks for it. */
function take(what: string, options: ReadyOptions): void {
  const {
    backend = asked,
    float16: half = float16,
    memoryLimit: most = memoryLimit,
  } = known(what, options, ["backend", "float16", "memoryLimit"]);
  if (!["auto", "cpu", "webgpu"].includes(backend)) {
    throw new PupilError(`${what}: backend ${shown(backend)} is not known; expected "auto", "cpu" or "webgpu"`);
  }
  if (typeof half !== "boolean") throw new PupilError(`${what}: float16 is ${shown(half)}; expected true or false`);
  if (!Number.isSafeInteger(most) || most < 64 * MB) {
    throw new PupilError(`${what}: memoryLimit is ${shown(most)}; expected a whole number of bytes, at least ${64 * MB}`);
  }
  if (running?.engine) {
    const already = `${what}: the engine runs with`;
    if (backend !== asked) throw new PupilError(`${already} backend "${asked}" already; ask for "${backend}" before`);
    if (half !== float16) throw new PupilError(`${already} float16 ${float16} already; ask for ${half} before`);
    if (most !== memoryLimit) {
      throw new PupilError(`${already} memoryLimit ${memoryLimit} already; ask for ${most} before`);
    }
  }
  [asked, float16, memoryLimit] = [backend, half, most];
}

/**
 * Says what the engine is to run with, and does not start it: that is done by {@link ready}, or by the first call that
 * needs it, whoever makes it.
 *
 * @throws Error when a backend or an option is not known, or the engine was started with another one.
 */
export function configure(options: ReadyOptions): void {
  take("configure", options);
}

/**
 * Starts the engine, once a page; later calls give the same answer. Calls of models, data sets and {@link prepareDigit}
 * start it by themselves; tables, linear models and texts need none. Where there is no GPU that can be used it runs on the
 * CPU, and says why. An engine that could not be started is tried again by the next call.
 *
 * @throws Error when the browser cannot load or run the engine, it runs with another backend than is asked for now, or an
 * option is not known.
 */
export async function ready(options: ReadyOptions = {}): Promise<EngineInfo> {
  take("ready", options);
  return open();
}

/** For each layer class all its options with Keras's defaults. */
export function layerDefaults(): Record<string, Record<string, unknown>> {
  if (!defaults) throw new PupilError("the engine is not ready: await ready() before toJSON()");
  return defaults;
}

/** The worker, without the engine. */
function start(): Running {
  if (running) return running;
  // Beside `pupil.js`, wherever that was loaded from.
  const url = new URL("pupil-worker.js", import.meta.url).href;
  const worker = startWorker(url, "pupil");
  const started: Running = { worker, url, loaded: false, engine: undefined };
  worker.onmessage = (event: MessageEvent<Reply>) => {
    started.loaded = true;
    receive(event.data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // What fails in a script that runs has a message; a script that could not be fetched has none.
    if (event.message) started.loaded = true;
    crashed(event.message || "its worker ended");
  };
  worker.onmessageerror = () => crashed("a message could not be read");
  running = started;
  return running;
}

/** Opens the engine in the worker, where that was not done yet. */
function open(): Promise<EngineInfo> {
  const started = start();
  if (started.engine) return started.engine;
  const opening = call("ready", { backend: asked, float16, memoryLimit }).then(
    ({ layerDefaults, adapter, reason, ...rest }): EngineInfo => {
      defaults = layerDefaults;
      return { backend: adapter === null ? "cpu" : "webgpu", adapter, ...(reason && { reason }), ...rest };
    },
    (error: Error) => {
      // The network may be back the next time.
      started.engine = undefined;
      throw error;
    },
  );
  opening.catch(() => {});
  started.engine = opening;
  return opening;
}

function receive(reply: Reply): void {
  if ("run" in reply) {
    listeners.get(reply.run)?.(reply);
    return;
  }
  const entry = pending.get(reply.id);
  pending.delete(reply.id);
  listeners.delete(reply.id);
  if ("error" in reply) {
    const { code, message, layer } = reply.error;
    entry?.reject(new PupilError(entry.keras ? message : camelOptions(message), code, layer));
  } else entry?.resolve(reply.result as never);
}

/** Gives up the worker: all calls under way fail, and the next one starts a new one. */
function crashed(reason: string): void {
  const error = new PupilError(
    running && !running.loaded
      ? `the engine could not be started from ${running.url}: the script could not be loaded (${reason})`
      : `the engine stopped (${reason}); models and data sets that were not saved are gone`,
    running && !running.loaded ? "load" : "engine-lost",
  );
  running?.worker.terminate();
  running = undefined;
  generation += 1;
  const calls = [...pending.values()];
  pending.clear();
  listeners.clear();
  for (const entry of calls) entry.reject(error);
}

/**
 * Calls the worker, where the engine is opened first if the call needs it. `transfer` lists buffers that are moved instead
 * of copied; `onReport` gets the reports of a run; `id` lets the caller name the run beforehand; `keep` lists what must
 * stay alive until the answer; `keras` leaves options in errors under Keras's names, for what was read from its JSON.
 */
export function call<M extends Method>(
  method: M,
  args: Calls[M]["args"],
  options: { transfer?: Transferable[]; onReport?: RunListener; id?: number; keep?: unknown[]; keras?: boolean } = {},
): Promise<Calls[M]["result"]> {
  const { worker } = start();
  if (!WITHOUT_ENGINE.has(method)) void open();
  const id = options.id ?? newId();
  return new Promise((resolve, reject) => {
    const { keep = [], keras = false } = options;
    pending.set(id, { resolve: resolve as Pending["resolve"], reject, keep, keras });
    if (options.onReport) listeners.set(id, options.onReport);
    worker.postMessage({ id, method, args } as Request, options.transfer ?? []);
  });
}
