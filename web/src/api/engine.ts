// The page's side of the engine's worker: starts it, sends calls, hands out reports of runs.

import type { Calls, Method, Reply, Request } from "../protocol.ts";
import type { Backend, EngineInfo } from "./types.ts";
import { startWorker } from "./worker.ts";

interface Pending {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
  /** Objects that must not be collected, and so freed in the worker, before the answer is there. */
  keep: unknown[];
}

type RunListener = (report: Extract<Reply, { run: number }>) => void;

/** A running worker. */
interface Running {
  worker: Worker;
  info: Promise<EngineInfo>;
}

export interface ReadyOptions {
  /** `"auto"` by default; said once, before anything else is done with the engine. */
  backend?: Backend;
  /**
   * Stores large activations of the forward pass as 16-bit floats on the GPU: less memory traffic, and about three digits of
   * what layers put out; sums, weights and gradients stay 32 bits. Where the adapter cannot, models run on the CPU and
   * {@link EngineInfo.reason} says so. False by default.
   */
  float16?: boolean;
}

const pending = new Map<number, Pending>();
const listeners = new Map<number, RunListener>();
let running: Running | undefined;
let asked: Backend = "auto";
let float16 = false;
let nextId = 1;
let generation = 0;
let defaults: Record<string, Record<string, unknown>> | undefined;

/** A number for something that lives in the worker. */
export const newId = (): number => nextId++;

/** Counts the workers given up; what an earlier worker held is gone. */
export const workerGeneration = (): number => generation;

/**
 * Starts the engine, once a page; later calls give the same answer. Other calls start it by themselves. Where there is no
 * GPU that can be used it runs on the CPU, and says why.
 *
 * @throws Error when the browser cannot run the engine, or it runs with another backend than is asked for now.
 */
export async function ready(options: ReadyOptions = {}): Promise<EngineInfo> {
  const { backend } = options;
  if (backend !== undefined && !["auto", "cpu", "webgpu"].includes(backend)) {
    throw new Error(`backend ${JSON.stringify(backend)} is not known; expected "auto", "cpu" or "webgpu"`);
  }
  if (backend !== undefined && backend !== asked) {
    if (running) throw new Error(`ready: the engine runs with backend "${asked}" already; ask for "${backend}" before`);
    asked = backend;
  }
  if (options.float16 !== undefined && options.float16 !== float16) {
    if (running) throw new Error(`ready: the engine runs with float16 ${float16} already; ask for ${options.float16} before`);
    float16 = options.float16;
  }
  return start().info;
}

/** For each layer class all its options with Keras's defaults. */
export function layerDefaults(): Record<string, Record<string, unknown>> {
  if (!defaults) throw new Error("the engine is not ready: await ready() before toJSON()");
  return defaults;
}

/** Where a file of the library lies: beside `pupil.js`, wherever that was loaded from. */
const beside = (file: string): string => new URL(file, import.meta.url).href;

function start(): Running {
  if (running) return running;
  const url = beside("pupil-worker.js");
  const worker = startWorker(url, "pupil");
  worker.onmessage = (event: MessageEvent<Reply>) => receive(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    crashed(event.message || `the worker ${url} could not be loaded`);
  };
  worker.onmessageerror = () => crashed("a message could not be read");
  const started: Running = { worker, info: undefined as never };
  running = started;
  const wasm = beside("pupil-wasm.js");
  started.info = call("ready", { wasm, gpu: beside("pupil-gpu.js"), backend: asked, float16 }).then(
    ({ layerDefaults, adapter, reason, ...rest }) => {
      defaults = JSON.parse(layerDefaults);
      return { backend: adapter === null ? "cpu" : "webgpu", adapter, ...(reason && { reason }), ...rest };
    },
    (error: Error) => {
      if (running !== started) throw error;
      // The network may be back the next time: a worker without an engine is not kept.
      const failed = new Error(`the engine could not be started from ${wasm}: ${error.message}`);
      giveUp(failed);
      throw failed;
    },
  );
  started.info.catch(() => {});
  return started;
}

function receive(reply: Reply): void {
  if ("run" in reply) {
    listeners.get(reply.run)?.(reply);
    return;
  }
  const entry = pending.get(reply.id);
  pending.delete(reply.id);
  listeners.delete(reply.id);
  if ("error" in reply) entry?.reject(new Error(reply.error));
  else entry?.resolve(reply.result as never);
}

function crashed(reason: string): void {
  giveUp(new Error(`the engine stopped (${reason}); models and data sets that were not saved are gone`));
}

/** Gives up the worker: all calls under way fail, and the next one starts a new engine. */
function giveUp(error: Error): void {
  running?.worker.terminate();
  running = undefined;
  generation += 1;
  const calls = [...pending.values()];
  pending.clear();
  listeners.clear();
  for (const entry of calls) entry.reject(error);
}

/**
 * Calls the worker. `transfer` lists buffers that are moved instead of copied; `onReport` gets the reports of a
 * run; `id` lets the caller name the run beforehand; `keep` lists what must stay alive until the answer.
 */
export function call<M extends Method>(
  method: M,
  args: Calls[M]["args"],
  options: { transfer?: Transferable[]; onReport?: RunListener; id?: number; keep?: unknown[] } = {},
): Promise<Calls[M]["result"]> {
  const { worker } = start();
  const id = options.id ?? newId();
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve: resolve as Pending["resolve"], reject, keep: options.keep ?? [] });
    if (options.onReport) listeners.set(id, options.onReport);
    worker.postMessage({ id, method, args } as Request, options.transfer ?? []);
  });
}
