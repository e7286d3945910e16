import type { KerasObject } from "./keras.ts";

/** The numbers of a tensor. Bytes stand for `byte * scale`. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A dense, row-major array: a plain value, never a handle. */
export interface Tensor {
  /** The numbers, with the last axis varying fastest: as many as the product of `shape`. */
  data: TensorData;
  /** The sizes of the axes; the first axis is usually the samples. */
  shape: number[];
  /** Factor of bytes; 1 by default. Only for Uint8Array data; 1/255 for pixels. */
  scale?: number;
}

/**
 * What calls take for a tensor. Floats of 64 bits become floats of 32 bits. A typed array alone is a tensor with one axis,
 * such as the targets of {@link Table.prepare}.
 */
export type TensorLike = Tensor | { data: TensorData | Float64Array; shape: number[] } | TensorData | Float64Array;

/**
 * The tensors of a model's inputs or outputs: a single tensor, a list in the model's order, or an object with their
 * names (see {@link Model.shapes}).
 */
export type TensorsLike = TensorLike | readonly TensorLike[] | { readonly [name: string]: TensorLike };

/** The same where all are tensors. */
export type Tensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/** Texts with the shape of their list: for an input that takes several texts in each sample, such as `[samples, 2]`. */
export interface TextTensor {
  /** The texts, with the last axis varying fastest. */
  texts: string[];
  /** The sizes of the axes; the first axis is the samples. */
  shape: number[];
}

/** A model's input: numbers, or for a model that begins with a layer of texts a list of texts, one for each sample. */
export type Input = TensorLike | TextTensor | readonly string[];

/** A model's inputs: a single one, a list in the model's order, or an object with their names. */
export type Inputs = Input | readonly Input[] | { readonly [name: string]: Input };

/**
 * How much each sample counts in the loss: one tensor for all outputs, or one for each, as a list or by the outputs'
 * names. For an output that is left out, all samples count the same.
 */
export type SampleWeights = Tensor | readonly (Tensor | null | undefined)[] | { readonly [name: string]: Tensor | null | undefined };

/** A tensor from the engine. */
export interface FloatTensor extends Tensor {
  /** The numbers, with the last axis varying fastest. */
  data: Float32Array;
}

/** A tensor of whole numbers from the engine. */
export interface IntTensor extends Tensor {
  /** The numbers, with the last axis varying fastest. */
  data: Int32Array;
}

/** A weight with its name, for example `conv2d/kernel`. */
export interface WeightTensor extends FloatTensor {
  /** `layer/weight`; for a layer of an inner model, `model/layer/weight`. */
  name: string;
}

/** The outputs of layers by their names; see {@link Model.activations}. */
export interface Activations {
  /** A layer of an inner model is named `model/layer`. */
  [layer: string]: FloatTensor;
}

/** A loss and its gradients; see {@link Model.gradients}. */
export interface Gradients {
  /**
   * What training minimizes: the weighted sum of the outputs' losses, plus the penalties of regularizers. 0 with
   * `outputGradients`.
   */
  loss: number;
  /** The gradient with respect to each weight, in the order of {@link Model.getWeights}; null for weights that are not trained. */
  gradients: (WeightTensor | null)[];
  /** With the option `inputs`, the gradient with respect to each input of the model; otherwise empty. */
  inputs: FloatTensor[];
  /**
   * With a seed, for each weight the value that its layer gives it in a training step, such as the moving statistics of
   * `BatchNormalization`; null for all other weights.
   */
  updates: (WeightTensor | null)[];
}

/** The time of one operation of one layer in a step; see {@link Model.profile}. */
export interface ProfileRow {
  /** The operation, such as `conv2d_filter_grad`. */
  op: string;
  /** The layer it belongs to; empty for operations of no layer, such as the optimizer's. */
  layer: string;
  /** Kernel calls in a step. */
  calls: number;
  /** Its time in a step. */
  milliseconds: number;
  /** Floating-point operations in a step; 0 where they are not counted. */
  flops: number;
}

/** Loss and metrics by name. In an epoch's logs, `val_loss` and so on are from the validation. */
export interface Logs {
  /** What is minimised: the mean over the samples, plus the penalties of regularizers. */
  loss: number;
  /** Metrics by their names, and `learning_rate` where a callback sets it. */
  [name: string]: number;
}

/** The result of `fit`: one value for each epoch under each name. */
export interface History {
  /** The numbers of the epochs, from `initialEpoch`. */
  epoch: number[];
  /** The values of the epochs, by the names of {@link Logs}: `loss`, `val_loss`, .. */
  history: Record<string, number[]>;
}

/** A Keras object: its name, or its class and options. */
export type Identifier = string | KerasObject;

/** Values for the outputs of a model: a list in the model's order, or an object with the outputs' names. */
export type EachOutput<T> = readonly (T | null)[] | { readonly [name: string]: T | null };

/** Optimizer, losses and metrics of a model. */
export interface CompileOptions {
  /** `"adam"`, `"sgd"`, or `optimizers.adam({ learningRate: 1e-3 })`. */
  optimizer?: Identifier;
  /**
   * `"mse"`, `"sparse_categorical_crossentropy"`, ..., or `losses.huber({ delta: 2 })`. A single loss applies to every
   * output. An output whose loss is null or left out is not trained on.
   */
  loss: Identifier | EachOutput<Identifier>;
  /** The factors of the outputs' losses in their sum; 1 by default. */
  lossWeights?: number | EachOutput<number>;
  /**
   * `"accuracy"`, `"mse"`, ..., or `metrics.auc({ curve: "PR" })`; none by default. A model with several outputs takes
   * metrics for each of them.
   */
  metrics?: Identifier | readonly Identifier[] | EachOutput<Identifier | readonly Identifier[]>;
  /** Metrics in which sample weights and class weights count; none by default. */
  weightedMetrics?: Identifier | readonly Identifier[] | EachOutput<Identifier | readonly Identifier[]>;
}

/**
 * Optimizer, losses and metrics as Keras's `get_compile_config` gives them, with every option. What holds for one output
 * is a list or an object if the model has several.
 */
export interface CompileConfig {
  /** The optimizer with its options. */
  optimizer: KerasObject;
  /** The loss, or the loss of each output. */
  loss: unknown;
  /** The factors of the outputs' losses, or null. */
  loss_weights: unknown;
  /** The metrics, or the metrics of each output. */
  metrics: unknown;
  /** The metrics in which sample weights count. */
  weighted_metrics: unknown;
}

/** A layer of a model; see {@link Model.layers}. */
export interface LayerInfo {
  /** Its name; for a layer of an inner model, `model/layer`. */
  name: string;
  /** The Keras class. */
  className: string;
  /** The Keras config, with every option. */
  config: Record<string, unknown>;
  /** True if training changes its weights. */
  trainable: boolean;
  /** The shape of its output, with null for the number of samples. */
  outputShape: (number | null)[];
  /** The names of its weights, as in {@link Model.getWeights}. */
  weights: string[];
}

/** One batch of a training run, for `onBatchEnd`. */
export interface BatchReport {
  /** Whether the batch was trained on, or belongs to a validation. */
  phase: "train" | "validate";
  /** The epoch, from 0. */
  epoch: number;
  /** Batch within the phase, from 0. */
  step: number;
  /** Batches in the phase; 0 when their number is not known. */
  steps: number;
  /** Samples in the batch. */
  size: number;
  /** Means over the epoch so far: over its first {@link counted} samples. */
  logs: Logs;
  /**
   * The number of samples in `logs`. A GPU reports results some batches late, so they can be fewer than were trained
   * on.
   */
  counted: number;
  /** Workers that shared the batch. */
  workers: number;
  /** The device that computed it. */
  backend: "cpu" | "webgpu";
}

/**
 * How many web workers compute: a number from 1 to 8, or `"auto"`, which takes as many as pay off on this computer's
 * cores and for this amount of work.
 */
export type Workers = number | "auto";

/** How many workers train a model, and why if they are fewer than possible. */
export interface WorkersInUse {
  /** Their number, at least 1. */
  count: number;
  /** Why there are not more; missing if there are as many as possible. */
  reason?: string;
}

/** The program whose conventions weights follow: the order of axes and gates. */
export type WeightsFrom = "keras" | "pytorch";

/**
 * A format of {@link Model.save}: Pupil's own (`"safetensors"`), Keras's archive (`"keras"`), HDF5 of a whole model
 * (`"h5"`) or of its weights (`"weights.h5"`), TensorFlow.js in a zip archive (`"tfjs"`), or ONNX (`"onnx"`).
 */
export type SaveFormat = "safetensors" | "keras" | "h5" | "weights.h5" | "tfjs" | "onnx";

/**
 * What models run on: `"cpu"`; `"webgpu"`, a GPU, even a software GPU that runs on the CPU; or `"auto"`, a real GPU if
 * a few measured training steps are faster on it.
 */
export type Backend = "auto" | "cpu" | "webgpu";

/** What a model runs on, and why. */
export interface BackendInUse {
  /** `"webgpu"` is a GPU. */
  backend: "cpu" | "webgpu";
  /** Why it is that one, in words; missing if there was no choice. */
  reason?: string;
}

/** How to evaluate. */
export interface EvaluateOptions {
  /** Samples in a batch; 32 by default. */
  batchSize?: number;
  /** How much each sample counts in the loss. A Dataset has its own weights. */
  sampleWeight?: SampleWeights;
  /** Workers that share the batches; by default as many as make it faster. The result is the same to the bit. */
  workers?: Workers;
}

/** The part of `Dataset` that `fit` needs; see there. */
export interface DatasetLike {
  /** Its id in the worker. */
  readonly id: number;
  /** The number of samples. */
  readonly length: number;
}

/** Shapes and names of a model's inputs and outputs; null stands for the number of samples and for unknown sizes. */
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
  /** The outputs' names, in the model's order: the names of the layers that compute them. */
  outputNames: string[];
}

/** What the engine runs on. */
export interface EngineInfo {
  /** `"webgpu"` if models can run on a GPU; {@link Model.getBackend} says which of them do. */
  backend: "cpu" | "webgpu";
  /** Why there is only the CPU, if so. */
  reason?: string;
  /** Vector instructions in use. */
  simd: string;
  /** The GPU's name, as far as the browser reveals it; null on the CPU. */
  adapter: string | null;
  /** The library's version, `major.minor.patch`. */
  version: string;
}
