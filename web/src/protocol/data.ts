// Data sets, and the samples that calls contain.

import type { FloatTensor, SampleWeights, Tensor, Tensors } from "../api/types.ts";

export interface DataCalls {
  createDataset: { args: { dataset: number; source: DatasetSource }; result: DatasetDescription };
  /** Some samples of each input and of each output. */
  gather: { args: { dataset: number; indices: Uint32Array }; result: { x: FloatTensor[]; y: FloatTensor[] } };
  /** The targets of each output. */
  targets: { args: { dataset: number }; result: FloatTensor[] };
  disposeDataset: { args: { dataset: number }; result: void };
  prepareDigit: { args: { ink: Uint8Array; width: number; height: number }; result: Float32Array };
}

/** Samples with targets: a data set in the worker by its id, or tensors. */
export type Samples = number | BatchSamples;

export interface BatchSamples {
  x: Tensors;
  y: Tensors;
  sampleWeight?: SampleWeights;
}

export type DatasetSource =
  | { kind: "tensors"; x: readonly Tensor[]; y: readonly Tensor[]; weights: readonly (Tensor | null)[] }
  | { kind: "idx"; images: Uint8Array; labels: Uint8Array }
  | { kind: "strokes"; count: number; seed: number };

export interface DatasetDescription {
  length: number;
  /** The shape of each input's samples. */
  xShapes: number[][];
  /** The shape of each output's targets. */
  yShapes: number[][];
}
