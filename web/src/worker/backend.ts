// Where models run: on the CPU, or on a GPU where there is one that is faster.

import type { Backend, BackendInUse, Workers } from "../api/types.ts";
import { beside, load } from "./modules.ts";
import { stepTime, workersFor } from "./share.ts";
import { turn } from "./turns.ts";
import type { Wasm, WasmModel } from "./wasm.ts";

/** An engine's module, and what models may run on. */
export interface Engine {
  wasm: Wasm;
  url: string;
  /** The GPU's name; null where models run on the CPU only. */
  adapter: string | null;
  /** Why there is no GPU, where none is used. */
  reason: string | undefined;
  asked: Backend;
  /** Whether large activations are stored as 16-bit floats on the GPU. */
  float16: boolean;
}

interface Adapter {
  info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean };
  isFallbackAdapter?: boolean;
}

interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

const NAMELESS = "a GPU without a name";

/** Why models do not run on a GPU that there is. */
const unusable = (name: string, error: unknown): string =>
  `the GPU ${name === NAMELESS ? "" : `(${name}) `}could not be used: ${(error as Error).message}`;

/** The GPU to use, or why there is none worth trying. */
async function findGpu(asked: Backend): Promise<{ name: string; reason?: string }> {
  const none = (reason: string) => ({ name: "", reason });
  if (asked === "cpu") return none("the CPU was asked for");
  const { gpu } = navigator as unknown as { gpu?: Gpu };
  if (!gpu) return none("this browser has no WebGPU");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return none("this browser has WebGPU but finds no GPU");
  const { isFallbackAdapter = adapter.isFallbackAdapter, vendor, architecture, description } = adapter.info ?? {};
  const name = [vendor, architecture, description].filter(Boolean).join(" ");
  const software = isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(name);
  // Right, but slower than the CPU's own kernels.
  if (software && asked === "auto") return none(`the only GPU is a program on the CPU (${name || "software"})`);
  return { name: name || NAMELESS };
}

/** Opens the engine: the module with a GPU where one is to be used, else the smaller one. */
export async function openEngine(asked: Backend, float16: boolean): Promise<Engine> {
  let { name, reason } = await findGpu(asked);
  if (!reason) {
    const url = beside("pupil-gpu.js");
    try {
      const wasm = await load<Wasm>(url);
      await wasm.openGpu!(float16);
      return { wasm, url, adapter: name, reason: undefined, asked, float16 };
    } catch (error) {
      reason = unusable(name, error);
    }
  }
  const url = beside("pupil-wasm.js");
  try {
    return { wasm: await load<Wasm>(url), url, adapter: null, reason, asked, float16: false };
  } catch (error) {
    // A trap is no failure to load: see the worker's `onmessage`.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    throw new Error(`the engine could not be started from ${url}: ${(error as Error).message}`);
  }
}

/** Milliseconds of training below which a GPU is not tried: its kernels take about as long to compile. */
const WORTH_TRYING = 1500;

/** What another worker adds to the speed of the first, for comparing; 0.5 to 0.9 were measured. */
const GAIN = 0.6;

/** Which device each model runs on. */
export class Placement {
  readonly #engine: () => Engine;
  readonly #lost: (id: number, notice: string) => void;
  readonly #placed = new Map<number, BackendInUse>();
  /** Batch sizes that models were measured with. */
  readonly #measured = new Map<number, number>();

  /** `lost` hears of devices that were lost. */
  constructor(engine: () => Engine, lost: (id: number, notice: string) => void) {
    this.#engine = engine;
    this.#lost = lost;
  }

  /** Where a model is, and why. */
  of(id: number): BackendInUse {
    const { reason } = this.#engine();
    return this.#placed.get(id) ?? { backend: "cpu", ...(reason === undefined ? {} : { reason }) };
  }

  /** Does work on a model when all earlier work on it is done, and takes note where its device was lost meanwhile. */
  do<T>(id: number, model: WasmModel, work: () => T | Promise<T>): Promise<T> {
    return turn(id, async () => {
      try {
        return await work();
      } finally {
        const notice = model.takeNotice();
        if (notice) {
          this.#placed.set(id, { backend: model.backend, reason: notice });
          this.#lost(id, notice);
        }
      }
    });
  }

  /** A model was compiled: training it takes another time now. */
  compiled(id: number): void {
    this.#measured.delete(id);
  }

  /** A model is gone. */
  forget(id: number): void {
    this.#measured.delete(id);
    this.#placed.delete(id);
  }

  async #place(id: number, model: WasmModel, backend: "cpu" | "webgpu", reason: string): Promise<void> {
    if (this.of(id).backend !== backend) await this.do(id, model, () => model.useBackend!(backend));
    this.#placed.set(id, { backend, reason });
  }

  /** Puts a model where it was asked to be. One whose GPU was lost for good stays where it came to. */
  async use(id: number, model: WasmModel): Promise<void> {
    const { asked, adapter, wasm, float16 } = this.#engine();
    if (asked !== "webgpu" || adapter === null || this.#placed.has(id)) return;
    try {
      // Opens another one where it was lost.
      await wasm.openGpu!(float16);
    } catch (error) {
      this.#placed.set(id, { backend: "cpu", reason: unusable(adapter, error) });
      return;
    }
    await this.#place(id, model, "webgpu", "it was asked for");
  }

  /** Puts a model where training it is faster: measured, unless the training is short. */
  async choose(id: number, model: WasmModel, batch: number, steps: number, workers: Workers): Promise<void> {
    const { asked, adapter } = this.#engine();
    if (asked !== "auto" || adapter === null || this.#measured.get(id) === batch) return this.use(id, model);
    const [time, count] = await this.do(id, model, () => [
      stepTime(model, batch) * steps,
      workersFor(workers, model, batch, steps).count,
    ]);
    if (time! < WORTH_TRYING) {
      if (this.of(id).backend === "cpu") await this.#place(id, model, "cpu", "the training is too short to try the GPU");
      return;
    }
    this.#measured.set(id, batch);
    try {
      const times = await this.do(id, model, () => model.compareBackends!(batch));
      const cpu = times.cpu / (1 + GAIN * (count! - 1));
      const both = `a training step takes ${milliseconds(times.webgpu)} on the GPU and ${milliseconds(cpu)} on the CPU`;
      const faster = times.webgpu < cpu ? "webgpu" : "cpu";
      await this.#place(id, model, faster, count! > 1 ? `${both} with ${count} workers` : both);
    } catch (error) {
      await this.#place(id, model, "cpu", unusable(adapter, error));
    }
  }
}

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
