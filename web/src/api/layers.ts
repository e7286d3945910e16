// Layer constructors. A layer is its Keras config; options may be camelCase or snake_case.

import { layerDefaults } from "./engine.ts";

/** A layer: its Keras class and the options that were given. */
export interface LayerConfig {
  class_name: string;
  config: Record<string, unknown>;
}

interface Common {
  /** A name of its own within the model; made up by default. */
  name?: string;
  /** Shape of one sample; for the first layer of a model without an input layer. */
  inputShape?: number[];
}

type Pair = number | [number, number];
export type ActivationName =
  | "linear" | "relu" | "sigmoid" | "tanh" | "softmax" | "log_softmax" | "relu6" | "leaky_relu" | "elu" | "celu" | "selu"
  | "gelu" | "silu" | "swish" | "mish" | "softplus" | "softsign" | "hard_sigmoid" | "hard_silu" | "hard_swish"
  | "exponential" | "hard_tanh" | "tanh_shrink" | "soft_shrink" | "hard_shrink" | "squareplus" | "sparse_plus"
  | "sparse_sigmoid" | "log_sigmoid";

export interface DenseOptions extends Common {
  units: number;
  activation?: ActivationName;
  useBias?: boolean;
  kernelInitializer?: string;
  biasInitializer?: string;
}

export interface Conv2dOptions extends Common {
  filters: number;
  kernelSize: Pair;
  strides?: Pair;
  padding?: "valid" | "same";
  dilationRate?: Pair;
  groups?: number;
  activation?: ActivationName;
  useBias?: boolean;
  kernelInitializer?: string;
  biasInitializer?: string;
}

export interface MaxPooling2dOptions extends Common {
  poolSize?: Pair;
  strides?: Pair;
  padding?: "valid" | "same";
}

export interface Pooling1dOptions extends Common {
  poolSize?: number;
  strides?: number;
  padding?: "valid" | "same";
}

export interface GlobalPoolingOptions extends Common {
  keepdims?: boolean;
}

export interface Conv1dOptions extends Common {
  filters: number;
  kernelSize: number;
  strides?: number;
  padding?: "valid" | "same" | "causal";
  dilationRate?: number;
  groups?: number;
  activation?: ActivationName;
  useBias?: boolean;
  kernelInitializer?: string;
  biasInitializer?: string;
}

export interface DepthwiseConv2dOptions extends Common {
  kernelSize: Pair;
  strides?: Pair;
  padding?: "valid" | "same";
  dilationRate?: Pair;
  /** Outputs for each channel; 1 by default. */
  depthMultiplier?: number;
  activation?: ActivationName;
  useBias?: boolean;
}

export interface SeparableConv2dOptions extends DepthwiseConv2dOptions {
  filters: number;
}

export interface SimpleRnnOptions extends Common {
  units: number;
  activation?: ActivationName;
  useBias?: boolean;
  returnSequences?: boolean;
  goBackwards?: boolean;
  /** Share of the inputs dropped in training, the same ones at every step. */
  dropout?: number;
  kernelInitializer?: string;
  recurrentInitializer?: string;
  biasInitializer?: string;
}

export interface LstmOptions extends SimpleRnnOptions {
  recurrentActivation?: ActivationName;
  unitForgetBias?: boolean;
}

export interface GruOptions extends SimpleRnnOptions {
  recurrentActivation?: ActivationName;
  /** Whether the reset gate acts after the product with the state; true by default. */
  resetAfter?: boolean;
}

/** `kernelSize` as `kernel_size`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

function layer(className: string, options: object): LayerConfig {
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) if (value !== undefined) config[snakeCase(key)] = value;
  return { class_name: className, config };
}

/** Layers by Keras's names. */
export const layers = {
  inputLayer: (options: { shape: number[]; name?: string }): LayerConfig =>
    layer("InputLayer", { batchShape: [null, ...options.shape], ...(options.name ? { name: options.name } : {}) }),
  dense: (options: DenseOptions): LayerConfig => layer("Dense", options),
  conv2d: (options: Conv2dOptions): LayerConfig => layer("Conv2D", options),
  conv1d: (options: Conv1dOptions): LayerConfig => layer("Conv1D", options),
  depthwiseConv2d: (options: DepthwiseConv2dOptions): LayerConfig => layer("DepthwiseConv2D", options),
  separableConv2d: (options: SeparableConv2dOptions): LayerConfig => layer("SeparableConv2D", options),
  spatialDropout1d: (options: Common & { rate: number }): LayerConfig => layer("SpatialDropout1D", options),
  spatialDropout2d: (options: Common & { rate: number }): LayerConfig => layer("SpatialDropout2D", options),
  gaussianNoise: (options: Common & { stddev: number }): LayerConfig => layer("GaussianNoise", options),
  /** A leaky relu whose slope is learned; along `sharedAxes` (1 is the first of a sample) it is one. */
  prelu: (options: Common & { sharedAxes?: number[] } = {}): LayerConfig => layer("PReLU", options),
  softmax: (options: Common & { axis?: number } = {}): LayerConfig => layer("Softmax", options),
  repeatVector: (options: Common & { n: number }): LayerConfig => layer("RepeatVector", options),
  maxPooling2d: (options: MaxPooling2dOptions = {}): LayerConfig => layer("MaxPooling2D", options),
  averagePooling2d: (options: MaxPooling2dOptions = {}): LayerConfig => layer("AveragePooling2D", options),
  maxPooling1d: (options: Pooling1dOptions = {}): LayerConfig => layer("MaxPooling1D", options),
  averagePooling1d: (options: Pooling1dOptions = {}): LayerConfig => layer("AveragePooling1D", options),
  globalMaxPooling1d: (options: GlobalPoolingOptions = {}): LayerConfig => layer("GlobalMaxPooling1D", options),
  globalMaxPooling2d: (options: GlobalPoolingOptions = {}): LayerConfig => layer("GlobalMaxPooling2D", options),
  globalAveragePooling1d: (options: GlobalPoolingOptions = {}): LayerConfig => layer("GlobalAveragePooling1D", options),
  globalAveragePooling2d: (options: GlobalPoolingOptions = {}): LayerConfig => layer("GlobalAveragePooling2D", options),
  batchNormalization: (
    options: Common & { momentum?: number; epsilon?: number; center?: boolean; scale?: boolean } = {},
  ): LayerConfig => layer("BatchNormalization", options),
  layerNormalization: (options: Common & { epsilon?: number; center?: boolean; scale?: boolean } = {}): LayerConfig =>
    layer("LayerNormalization", options),
  relu: (options: Common & { maxValue?: number; negativeSlope?: number; threshold?: number } = {}): LayerConfig =>
    layer("ReLU", options),
  leakyRelu: (options: Common & { negativeSlope?: number } = {}): LayerConfig => layer("LeakyReLU", options),
  elu: (options: Common & { alpha?: number } = {}): LayerConfig => layer("ELU", options),
  rescaling: (options: Common & { scale: number; offset?: number }): LayerConfig => layer("Rescaling", options),
  reshape: (options: Common & { targetShape: number[] }): LayerConfig => layer("Reshape", options),
  permute: (options: Common & { dims: number[] }): LayerConfig => layer("Permute", options),
  upSampling2d: (options: Common & { size?: Pair } = {}): LayerConfig => layer("UpSampling2D", options),
  zeroPadding2d: (options: Common & { padding?: number | [Pair, Pair] } = {}): LayerConfig => layer("ZeroPadding2D", options),
  embedding: (
    options: Common & { inputDim: number; outputDim: number; maskZero?: boolean; embeddingsInitializer?: string },
  ): LayerConfig => layer("Embedding", options),
  masking: (options: Common & { maskValue?: number } = {}): LayerConfig => layer("Masking", options),
  lstm: (options: LstmOptions): LayerConfig => layer("LSTM", options),
  gru: (options: GruOptions): LayerConfig => layer("GRU", options),
  simpleRnn: (options: SimpleRnnOptions): LayerConfig => layer("SimpleRNN", options),
  /** A recurrent layer run in both directions. */
  bidirectional: (
    options: Common & { layer: LayerConfig; mergeMode?: "concat" | "sum" | "ave" | "mul" },
  ): LayerConfig => layer("Bidirectional", options),
  /** A layer applied to each step by itself. */
  timeDistributed: (options: Common & { layer: LayerConfig }): LayerConfig => layer("TimeDistributed", options),
  flatten: (options: Common = {}): LayerConfig => layer("Flatten", options),
  dropout: (options: Common & { rate: number }): LayerConfig => layer("Dropout", options),
  activation: (options: (Common & { activation: ActivationName }) | ActivationName): LayerConfig =>
    layer("Activation", typeof options === "string" ? { activation: options } : options),
};

/** Keras's automatic name of a class: `MaxPooling2D` gives `max_pooling2d`. */
const baseName = (className: string): string => className.replace(/([a-z])(?=[A-Z])/g, "$1_").toLowerCase();

const pairs = new Set(["kernel_size", "strides", "dilation_rate", "pool_size", "size"]);

/** The layers as Keras writes them: an input layer first, all names and all options present. */
export function completeLayers(given: LayerConfig[]): object[] {
  const counts = new Map<string, number>();
  let inputShape: unknown;
  const out: object[] = [];
  for (const { class_name, config } of given) {
    const defaults = layerDefaults()[class_name];
    if (!defaults) throw new Error(`layer class ${JSON.stringify(class_name)} is not supported; supported: ${Object.keys(layerDefaults()).join(", ")}`);
    const { input_shape, ...own } = config;
    if (input_shape && out.length === 0) inputShape = [null, ...(input_shape as number[])];
    if (class_name === "InputLayer") inputShape = own.batch_shape;
    const base = baseName(class_name);
    let name = own.name;
    if (!name) {
      const count = counts.get(base) ?? 0;
      counts.set(base, count + 1);
      name = count ? `${base}_${count}` : base;
    }
    const merged: Record<string, unknown> = { ...defaults, ...own, name };
    for (const key of Object.keys(merged)) if (class_name.endsWith("2D") && pairs.has(key) && typeof merged[key] === "number") merged[key] = [merged[key], merged[key]];
    if (/^(Max|Average)Pooling/.test(class_name) && !own.strides) merged.strides = merged.pool_size;
    out.push({ module: "keras.layers", class_name, config: merged, registered_name: null });
  }
  if (inputShape && (given[0]?.class_name ?? "") !== "InputLayer") {
    const config = { ...layerDefaults().InputLayer, batch_shape: inputShape, name: "input_layer" };
    out.unshift({ module: "keras.layers", class_name: "InputLayer", config, registered_name: null });
  }
  return out;
}
