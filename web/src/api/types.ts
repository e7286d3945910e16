import type { KerasObject } from "./keras.ts";

/** Numbers a tensor can hold. Bytes stand for `byte * scale`. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A dense, row-major array: a plain value, never a handle. */
export interface Tensor {
  /** The numbers, the last axis running fastest: as many as the product of `shape`. */
  data: TensorData;
  /** The sizes of the axes; the first one is usually that of the samples. */
  shape: number[];
  /** What bytes are multiplied by; 1 by default. Only for Uint8Array data, 1/255 for pixels. */
  scale?: number;
}

/**
 * Tensors of several inputs or outputs of a model: one alone, a list in the model's order, or an object with their names
 * (see {@link Model.shapes}).
 */
export type Tensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/**
 * How much each sample counts in the loss: one tensor for all outputs, or one for each, as a list or by the outputs' names;
 * all samples of an output that is left out count alike.
 */
export type SampleWeights = Tensor | readonly (Tensor | null | undefined)[] | { readonly [name: string]: Tensor | null | undefined };

/** A tensor that comes out of the engine. */
export interface FloatTensor extends Tensor {
  /** The numbers, the last axis running fastest. */
  data: Float32Array;
}

/** A tensor of whole numbers that comes out of the engine. */
export interface IntTensor extends Tensor {
  /** The numbers, the last axis running fastest. */
  data: Int32Array;
}

/** A weight under its name, for example `conv2d/kernel`. */
export interface WeightTensor extends FloatTensor {
  /** `layer/weight`; within a model that stands as a layer, `model/layer/weight`. */
  name: string;
}

/** What one operation of one layer takes in a step; see {@link Model.profile}. */
export interface ProfileRow {
  /** The operation, such as `conv2d_filter_grad`. */
  op: string;
  /** The layer it belongs to; empty for what belongs to none, such as the optimizer. */
  layer: string;
  /** Kernel calls a step. */
  calls: number;
  /** A step's time in it. */
  milliseconds: number;
  /** Floating-point operations a step; 0 where they are not counted. */
  flops: number;
}

/** Loss and metrics under their names; in those of an epoch `val_loss` and so on are of the validation. */
export interface Logs {
  /** What is minimised: the mean over the samples, with what regularizers add. */
  loss: number;
  /** Metrics by their names, and `learning_rate` where a callback sets it. */
  [name: string]: number;
}

/** What `fit` gives back: one value an epoch under each name. */
export interface History {
  /** The numbers of the epochs, from `initialEpoch` on. */
  epoch: number[];
  /** The values of the epochs under the names of {@link Logs}: `loss`, `val_loss`, .. */
  history: Record<string, number[]>;
}

/** How a Keras object is written: its name, or class and options. */
export type Identifier = string | KerasObject;

/** Values for the outputs of a model: a list in the model's order, or an object with the outputs' names. */
export type EachOutput<T> = readonly (T | null)[] | { readonly [name: string]: T | null };

/** What a model is trained with. */
export interface CompileOptions {
  /** `"adam"`, `"sgd"`, or `optimizers.adam({ learningRate: 1e-3 })`. */
  optimizer?: Identifier;
  /**
   * `"mse"`, `"sparse_categorical_crossentropy"`, ..., or `losses.huber({ delta: 2 })`. One loss is that of every output;
   * an output whose loss is null or left out is not trained on.
   */
  loss: Identifier | EachOutput<Identifier>;
  /** The factors of the outputs' losses in their sum; 1 by default. */
  lossWeights?: number | EachOutput<number>;
  /**
   * `"accuracy"`, `"mse"`, ..., or `metrics.auc({ curve: "PR" })`; none by default. A model with several outputs takes
   * metrics for each of them.
   */
  metrics?: Identifier | readonly Identifier[] | EachOutput<Identifier | readonly Identifier[]>;
  /** Metrics that sample weights and class weights weigh; none by default. */
  weightedMetrics?: Identifier | readonly Identifier[] | EachOutput<Identifier | readonly Identifier[]>;
}

/** A layer as a model has it; see {@link Model.layers}. */
export interface LayerInfo {
  /** Its name; within a model that stands as a layer, `model/layer`. */
  name: string;
  /** The Keras class. */
  className: string;
  /** The Keras config, with every option. */
  config: Record<string, unknown>;
  /** Whether training changes its weights. */
  trainable: boolean;
  /** Null for the number of samples. */
  outputShape: (number | null)[];
  /** The names of its weights, as {@link Model.getWeights} gives them. */
  weights: string[];
}

/** One batch of a training run, as `onBatchEnd` sees it. */
export interface BatchReport {
  /** Whether it was trained on, or is one of a validation. */
  phase: "train" | "validate";
  /** From 0. */
  epoch: number;
  /** Batch within the phase, from 0. */
  step: number;
  /** Batches in the phase; 0 when nobody knows. */
  steps: number;
  /** Samples in the batch. */
  size: number;
  /** Means over the epoch so far: over its first {@link counted} samples. */
  logs: Logs;
  /** A GPU is some batches behind with telling what they came to, so that these can be fewer than were trained on. */
  counted: number;
  /** Workers that shared the batch. */
  workers: number;
  /** What it was computed on. */
  backend: "cpu" | "webgpu";
}

/**
 * On how many web workers to compute: a number from 1 to 8, or `"auto"`, which takes as many as the computer's cores and
 * the amount of work make worth while.
 */
export type Workers = number | "auto";

/** On how many workers a model is trained; where they are fewer than there could be, why. */
export interface WorkersInUse {
  /** How many, from 1. */
  count: number;
  /** Why they are fewer than there could be; missing where they are not. */
  reason?: string;
}

/**
 * What models are to run on: `"cpu"`; `"webgpu"`, a GPU, even one that is a program on the CPU; or `"auto"`, a real GPU
 * where a few measured training steps are faster on it.
 */
export type Backend = "auto" | "cpu" | "webgpu";

/** What a model runs on, and why. */
export interface BackendInUse {
  /** A GPU is `"webgpu"`. */
  backend: "cpu" | "webgpu";
  /** Why it is that one, in words; missing where nothing was to be chosen. */
  reason?: string;
}

/** How to evaluate. */
export interface EvaluateOptions {
  /** Samples at a time; 32 by default. */
  batchSize?: number;
  /** How much each sample counts in the loss; a Dataset has its own. */
  sampleWeight?: SampleWeights;
  /** Workers that share the batches; as many as make it faster by default. The result is the same to the bit. */
  workers?: Workers;
}

/** What `Dataset` offers to `fit`; see there. */
export interface DatasetLike {
  /** The worker's number of it. */
  readonly id: number;
  /** The number of samples. */
  readonly length: number;
}

/** Shapes and names of a model's inputs and outputs; null stands for the number of samples. */
export interface ModelShapes {
  /** Of the first input. */
  inputShape: (number | null)[];
  /** Of the first output. */
  outputShape: (number | null)[];
  /** Of all inputs, in the model's order. */
  inputShapes: (number | null)[][];
  /** Of all outputs, in the model's order. */
  outputShapes: (number | null)[][];
  /** The inputs' names, in the model's order. */
  inputNames: string[];
  /** The outputs' names, in the model's order: those of the layers that give them. */
  outputNames: string[];
}

/** What the engine runs on. */
export interface EngineInfo {
  /** `"webgpu"` where models can run on a GPU; which of them do, {@link Model.getBackend} tells. */
  backend: "cpu" | "webgpu";
  /** Why it is the CPU alone, where it is. */
  reason?: string;
  /** Vector instructions in use. */
  simd: string;
  /** The GPU's name, as far as the browser tells it; null on the CPU. */
  adapter: string | null;
  /** The library's version, `major.minor.patch`. */
  version: string;
}
