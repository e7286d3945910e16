// The page's side of the engine's worker: starts it, opens the engine in it, sends calls, passes reports of runs on.

import { WITHOUT_ENGINE, type Calls, type Method, type Reply, type Request, type RunReport } from "../protocol/index.ts";
import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { fileUrl, filesFolder, setFiles } from "./files.ts";
import { camelOptions, known } from "./keras.ts";
import type { Backend, EngineInfo } from "./types.ts";
import { startWorker } from "./worker.ts";

interface Pending {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
  /** Objects that must not be collected, and so freed in the worker, before the answer arrives. */
  keep: unknown[];
  /** True if errors name options as Keras does, because the options were read from Keras's JSON. */
  keras: boolean;
}

type RunListener = (report: RunReport) => void;

/** A running worker, with the engine in it once it was asked for. */
interface Running {
  worker: Worker;
  url: string;
  /** True once the worker has sent a message, so its script runs. */
  loaded: boolean;
  engine: Promise<EngineInfo> | undefined;
}

/** Options of the engine. */
export interface ReadyOptions {
  /** `"auto"` by default. */
  backend?: Backend;
  /**
   * True to store large activations of the forward pass as 16-bit floats on the GPU. This reduces memory traffic and
   * keeps about three digits of layers' outputs; sums, weights and gradients keep 32 bits. Where the adapter lacks
   * 16-bit floats, models run on the CPU and {@link EngineInfo.reason} says so. False by default.
   */
  float16?: boolean;
  /**
   * The most bytes of memory that models and data sets may take together, in all of the engine's workers: at least 64
   * MB (2 ** 26), 4 GB (2 ** 32) by default. A request for more fails with an error whose code is `"memory"`.
   */
  memoryLimit?: number;
  /**
   * The address of the folder with the library's files (worker, WebAssembly modules, models), with a slash at the end.
   * Needed where a bundler moved `pupil.js` away from them. By default they are beside it.
   */
  files?: string | URL;
}

const MB = 2 ** 20;

/** Folders to which bundlers move scripts. */
const MOVED = /\/(node_modules|\.vite|assets|_next|static|chunks)\//;

const pending = new Map<number, Pending>();
const listeners = new Map<number, RunListener>();
let running: Running | undefined;
let asked: Backend = "auto";
let float16 = false;
let memoryLimit = 4096 * MB;
let nextId = 1;
let generation = 0;
let defaults: Record<string, Record<string, unknown>> | undefined;
/** The names that only the engine's larger module has. */
let rare: ReadonlySet<string> = new Set();

/** A config has a layer whose options are in the larger module, which is not loaded. */
export class RareLayer extends PupilError {
  constructor(name: string) {
    super(`the options of the layer class "${name}" are in a part of the engine that is not loaded yet; it is after the first call of the model, such as await model.summary()`);
  }
}

/** A new id for an object in the worker. */
export const newId = (): number => nextId++;

/** The number of workers that were given up. Objects of an earlier worker are lost. */
export const workerGeneration = (): number => generation;

function takeFiles(what: string, files: string | URL): void {
  const base = globalThis.document?.baseURI ?? import.meta.url;
  if (!(files instanceof URL) && (typeof files !== "string" || !URL.canParse(files, base))) {
    throw new PupilError(`${what}: files is ${shown(files)}; expected the address of a folder`);
  }
  const folder = new URL(files, base);
  if (!folder.pathname.endsWith("/")) throw new PupilError(`${what}: files is ${shown(folder.href)}; expected a slash at the end`);
  if (running && folder.href !== (filesFolder() ?? new URL("./", import.meta.url).href)) {
    throw new PupilError(`${what}: the engine runs with other files already; name them before`);
  }
  setFiles(folder);
}

/** Checks and stores the engine's options; `what` is the call that sets them. */
function take(what: string, options: ReadyOptions): void {
  const {
    backend = asked,
    float16: half = float16,
    memoryLimit: most = memoryLimit,
    files,
  } = known(what, options, ["backend", "float16", "memoryLimit", "files"]);
  if (files !== undefined) takeFiles(what, files);
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
 * Sets the engine's options without starting it. {@link ready} starts it, or the first call that needs it.
 *
 * @throws Error when a backend or an option is not known, or the engine was started with another one.
 */
export function configure(options: ReadyOptions): void {
  take("configure", options);
}

/**
 * Starts the engine, once for each page; later calls return the same answer. Calls of models and data sets and {@link
 * prepareDigit} start it themselves; tables, linear models and texts do not need it. Without a usable GPU the engine
 * runs on the CPU, and says why. If the engine could not start, the next call tries again.
 *
 * @throws Error when the browser cannot load or run the engine, the engine runs with another backend than the one now
 * asked for, or an option is not known.
 */
export async function ready(options: ReadyOptions = {}): Promise<EngineInfo> {
  take("ready", options);
  return open();
}

/** For each layer class, all its options with Keras's defaults. */
export function layerDefaults(): Record<string, Record<string, unknown>> {
  if (!defaults) throw new PupilError("the engine is not ready: await ready() before toJSON()");
  return defaults;
}

/** True for a layer class that only the larger module has, if that is not loaded yet. */
export const isRare = (name: string): boolean => rare.has(name) && !defaults?.[name];

/** Makes a config, and again with the larger module if it has a layer that only that module has. */
export async function withRareLayers<T>(make: () => T): Promise<T> {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RareLayer)) throw error;
    defaults = await call("rareDefaults", {});
    return make();
  }
}

/** The worker, started if necessary, without the engine. */
function start(): Running {
  if (running) return running;
  const url = fileUrl("pupil-worker.js");
  const worker = startWorker(url, "pupil");
  const started: Running = { worker, url, loaded: false, engine: undefined };
  worker.onmessage = (event: MessageEvent<Reply>) => {
    started.loaded = true;
    receive(event.data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // An error in a running script has a message; a script that could not be fetched has none.
    if (event.message) started.loaded = true;
    crashed(event.message || "its worker ended");
  };
  worker.onmessageerror = () => crashed("a message could not be read");
  running = started;
  return running;
}

/** Opens the engine in the worker, unless it is open. */
function open(): Promise<EngineInfo> {
  const started = start();
  if (started.engine) return started.engine;
  const opening = call("ready", { backend: asked, float16, memoryLimit }).then(
    ({ layerDefaults, missingNames, adapter, reason, ...rest }): EngineInfo => {
      defaults = layerDefaults;
      rare = new Set(missingNames);
      return { backend: adapter === null ? "cpu" : "webgpu", adapter, ...(reason && { reason }), ...rest };
    },
    (error: Error) => {
      // The network may be back at the next try.
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

/** Gives up the worker: all pending calls fail, and the next call starts a new one. */
function crashed(reason: string): void {
  const error = new PupilError(
    running && !running.loaded
      ? `the engine could not be started from ${running.url}: the script could not be loaded (${reason})${MOVED.test(running.url) ? "; a bundler moved pupil.js: name the folder with its files by configure({ files })" : ""}`
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
 * Calls the worker, and opens the engine first if the call needs it. `transfer` lists buffers to move instead of copy;
 * `onReport` gets the reports of a run; `id` names the run in advance; `keep` lists objects that must stay alive until
 * the answer; `keras` keeps Keras's names of options in errors, for options that were read from Keras's JSON.
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
