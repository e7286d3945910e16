// Data sets in the worker, and samples that calls contain.

import type { DatasetSource, Samples } from "../protocol/index.ts";
import { found } from "./handlers.ts";
import { fromTensors, samplesInOrder, type Signature } from "./samples.ts";
import type { Wasm, WasmDataset } from "./wasm.ts";

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

  /** Runs `use` with a data set, which may be disposed of in the meantime. */
  async share<T>(id: number, use: (data: WasmDataset) => Promise<T>): Promise<T> {
    return freed(this.get(id).share(), use);
  }

  /** Runs `use` with samples for a model of this signature; `call` names the call in errors. */
  async use<T>(
    call: string,
    samples: Samples,
    signature: Signature,
    use: (data: WasmDataset) => Promise<T>,
  ): Promise<T> {
    if (typeof samples === "number") return this.share(samples, use);
    return freed(fromTensors(this.#wasm(), samplesInOrder(call, samples, signature)), use);
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
