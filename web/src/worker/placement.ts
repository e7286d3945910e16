// Which device a model runs on: the CPU, or a GPU if there is one that is faster.

import type { BackendInUse, Workers } from "../api/types.ts";
import { unusable, type Engine } from "./engine.ts";
import { stepTime, workersFor } from "./share.ts";
import type { WasmModel } from "./wasm.ts";

/** Trainings of fewer milliseconds do not try the GPU: compiling its kernels takes about as long. */
const WORTH_TRYING = 1500;

/** The speed that each further worker adds, as a share of the first worker's; 0.5 to 0.9 were measured. */
const GAIN = 0.6;

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

/** Does work on the model after all earlier work on it is done. */
export type Exclusive = <T>(work: () => T | Promise<T>) => Promise<T>;

/** The device of one model. */
export class Placement {
  readonly #engine: Engine;
  readonly #model: WasmModel;
  readonly #exclusive: Exclusive;
  #placed: BackendInUse | undefined;
  /** The batch size with which the model was measured. */
  #measured: number | undefined;

  constructor(engine: Engine, model: WasmModel, exclusive: Exclusive) {
    this.#engine = engine;
    this.#model = model;
    this.#exclusive = exclusive;
  }

  /** The model's device, and why it is there. */
  get current(): BackendInUse {
    const { reason } = this.#engine;
    return this.#placed ?? { backend: "cpu", ...(reason === undefined ? {} : { reason }) };
  }

  /** The model was compiled, so the time of a training step is different now. */
  compiled(): void {
    this.#measured = undefined;
  }

  /** The model's device was lost; the model knows where it is now. */
  lost(reason: string): void {
    this.#placed = { backend: this.#model.backend, reason };
  }

  async #place(backend: "cpu" | "webgpu", reason: string): Promise<void> {
    if (this.current.backend !== backend) await this.#exclusive(() => this.#model.useBackend!(backend));
    this.#placed = { backend, reason };
  }

  /** Moves the model to the device that was asked for. A model whose GPU was lost for good stays where it went. */
  async ensure(): Promise<void> {
    const { asked, adapter, wasm, float16 } = this.#engine;
    if (asked !== "webgpu" || adapter === null || this.#placed) return;
    try {
      // Opens another GPU if the last one was lost.
      await wasm.openGpu!(float16);
    } catch (error) {
      this.#placed = { backend: "cpu", reason: unusable(adapter, error) };
      return;
    }
    await this.#place("webgpu", "it was asked for");
  }

  /** Moves the model to the device that trains faster. Unless the training is short, this is measured. */
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
