// Samples in the engine's memory.

import type { BatchSamples } from "../protocol.ts";
import type { Wasm, WasmDataset } from "./wasm.ts";

/** A shape as the engine takes it. */
export const shape = (dims: number[]) => Uint32Array.from(dims);

/** A data set of tensors. */
export function fromTensors(wasm: Wasm, { x, y, sampleWeight: weights }: BatchSamples): WasmDataset {
  const data = wasm.Dataset.fromTensors(x.data, shape(x.shape), x.scale ?? 1, y.data, shape(y.shape));
  if (!weights) return data;
  try {
    return data.withSampleWeight(weights.data, shape(weights.shape));
  } finally {
    data.free();
  }
}
