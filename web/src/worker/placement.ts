// On which device a model runs: the CPU, or a GPU where there is one that is faster.

import type { BackendInUse, Workers } from "../api/types.ts";
import { unusable, type Engine } from "./engine.ts";
import { stepTime, workersFor } from "./share.ts";
import type { WasmModel } from "./wasm.ts";

/** Milliseconds of training below which a GPU is not tried: its kernels take about as long to compile. */
const WORTH_TRYING = 1500;

/** What another worker adds to the speed of the first, for comparing; 0.5 to 0.9 were measured. */
const GAIN = 0.6;

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

/** Does work on the model when all earlier work on it is done. */
export type Exclusive = <T>(work: () => T | Promise<T>) => Promise<T>;

/** The device of one model. */
export class Placement {
  readonly #engine: Engine;
  readonly #model: WasmModel;
  readonly #exclusive: Exclusive;
  #placed: BackendInUse | undefined;
  /** The batch size that the model was measured with. */
  #measured: number | undefined;

  constructor(engine: Engine, model: WasmModel, exclusive: Exclusive) {
    this.#engine = engine;
    this.#model = model;
    this.#exclusive = exclusive;
  }

  /** Where the model is, and why. */
  get current(): BackendInUse {
    const { reason } = this.#engine;
    return this.#placed ?? { backend: "cpu", ...(reason === undefined ? {} : { reason }) };
  }

  /** The model was compiled: training it takes another time now. */
  compiled(): void {
    this.#measured = undefined;
  }

  /** The model's device was lost; the model says where it is now. */
  lost(reason: string): void {
    this.#placed = { backend: this.#model.backend, reason };
  }

  async #place(backend: "cpu" | "webgpu", reason: string): Promise<void> {
    if (this.current.backend !== backend) await this.#exclusive(() => this.#model.useBackend!(backend));
    this.#placed = { backend, reason };
  }

  /** Puts the model where it was asked to be. One whose GPU was lost for good stays where it came to. */
  async ensure(): Promise<void> {
    const { asked, adapter, wasm, float16 } = this.#engine;
    if (asked !== "webgpu" || adapter === null || this.#placed) return;
    try {
      // Opens another one where it was lost.
      await wasm.openGpu!(float16);
    } catch (error) {
      this.#placed = { backend: "cpu", reason: unusable(adapter, error) };
      return;
    }
    await this.#place("webgpu", "it was asked for");
  }

  /** Puts the model where training it is faster: measured, unless the training is short. */
  async choose(batch: number, steps: number, workers: Workers): Promise<void> {
    const { asked, adapter } = this.#engine;
    if (asked !== "auto" || adapter === null || this.#measured === batch) return this.ensure();
    const model = this.#model;
    const [time, count] = await this.#exclusive(() => [
      stepTime(model, batch) * steps,
      workersFor(workers, model, batch, steps).count,
    ]);
    if (time! < WORTH_TRYING) {
      if (this.current.backend === "cpu") await this.#place("cpu", "the training is too short to try the GPU");
      return;
    }
    this.#measured = batch;
    try {
      const times = await this.#exclusive(() => model.compareBackends!(batch));
      const cpu = times.cpu / (1 + GAIN * (count! - 1));
      const both = `a training step takes ${milliseconds(times.webgpu)} on the GPU and ${milliseconds(cpu)} on the CPU`;
      const faster = times.webgpu < cpu ? "webgpu" : "cpu";
      await this.#place(faster, count! > 1 ? `${both} with ${count} workers` : both);
    } catch (error) {
      await this.#place("cpu", unusable(adapter, error));
    }
  }
}
