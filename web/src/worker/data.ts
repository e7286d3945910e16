// Data sets in the worker, and samples that calls contain.

import type { DatasetSource, Samples } from "../protocol/index.ts";
import { found } from "./handlers.ts";
import { fromTensors, samplesInOrder, type Signature } from "./samples.ts";
import type { Wasm, WasmDataset } from "./wasm.ts";

/** A model that takes samples: its signature, and the module that it is in. */
interface Taker {
  readonly signature: Signature;
  readonly wasm: Wasm;
}

export class Datasets {
  readonly #wasm: () => Wasm;
  readonly #all = new Map<number, WasmDataset>();

  constructor(wasm: () => Wasm) {
    this.#wasm = wasm;
  }

  create(id: number, source: DatasetSource): WasmDataset {
    const data = this.#made(source);
    this.#all.set(id, data);
    return data;
  }

  #made(source: DatasetSource): WasmDataset {
    const wasm = this.#wasm();
    switch (source.kind) {
      case "tensors":
        return fromTensors(wasm, source);
      case "idx":
        return wasm.Dataset.fromIdx(source.images, source.labels);
      case "strokes":
        return wasm.Dataset.strokes(source.count, source.seed);
    }
  }

  get(id: number): WasmDataset {
    return found(this.#all, id, "data set");
  }

  dispose(id: number): void {
    this.#all.get(id)?.free();
    this.#all.delete(id);
  }

  /** Runs `use` with a data set for a model, which may be disposed of in the meantime. */
  async share<T>(id: number, { wasm }: Taker, use: (data: WasmDataset) => Promise<T>): Promise<T> {
    const data = this.get(id);
    if (wasm === this.#wasm()) return freed(data.share(), use);
    // The model is in another module's memory.
    return freed(fromTensors(wasm, data.gather(Uint32Array.from({ length: data.length }, (_, index) => index))), use);
  }

  /** Runs `use` with samples for a model; `call` names the call in errors. */
  async use<T>(call: string, samples: Samples, model: Taker, use: (data: WasmDataset) => Promise<T>): Promise<T> {
    if (typeof samples === "number") return this.share(samples, model, use);
    return freed(fromTensors(model.wasm, samplesInOrder(call, samples, model.signature)), use);
  }
}

/** Runs `use` with a data set and then frees it. */
async function freed<T>(data: WasmDataset, use: (data: WasmDataset) => Promise<T>): Promise<T> {
  try {
    return await use(data);
  } finally {
    data.free();
  }
}
