// The options of layers. What has no default in a comment is Keras's; the engine's `layerDefaults` has them all.

import type { LayerConfig } from "./layer.ts";
import type { Regularizer, WeightOptions, Initializer } from "./weight-options.ts";

/** The activations by Keras's names. */
export type ActivationName =
  | "linear" | "relu" | "sigmoid" | "tanh" | "softmax" | "log_softmax" | "relu6" | "leaky_relu" | "elu" | "celu" | "selu"
  | "gelu" | "silu" | "swish" | "mish" | "softplus" | "softsign" | "hard_sigmoid" | "hard_silu" | "hard_swish"
  | "exponential" | "hard_tanh" | "tanh_shrink" | "soft_shrink" | "hard_shrink" | "squareplus" | "sparse_plus"
  | "sparse_sigmoid" | "log_sigmoid";
/** One number for height and width, or one for each. */
export type Pair = number | [number, number];
/** A number `f` for -|f| to |f|, or both ends. */
export type Range = number | [number, number];

/** What all layers take. */
export interface LayerOptions {
  /** A name of its own within the model; made up by default. */
  name?: string;
  /** Shape of one sample; for the first layer of a `Sequential` without an input layer. */
  inputShape?: number[];
  /** Whether training changes the weights; true by default. */
  trainable?: boolean;
  /** A penalty on the layer's outputs, added to the loss; none by default. */
  activityRegularizer?: Regularizer;
}

/** What layers of weighted sums take. */
interface Ending {
  /** `"linear"` by default. */
  activation?: ActivationName;
  /** True by default. */
  useBias?: boolean;
}

/** Of {@link layers}' `dense`. */
export interface DenseOptions extends LayerOptions, Ending, WeightOptions<"kernel" | "bias"> {
  /** Outputs, from 1. */
  units: number;
}

/** What is laid over the steps of a sequence. */
interface Window1d {
  /** Steps, from 1. */
  kernelSize: number;
  /** 1 by default. */
  strides?: number;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
  /** 1 by default. */
  dilationRate?: number;
}

/** What is laid over the pixels of a picture. */
interface Window2d {
  /** Pixels, from 1. */
  kernelSize: Pair;
  /** 1 by default. */
  strides?: Pair;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
  /** 1 by default. */
  dilationRate?: Pair;
}

/** What all convolutions across channels take. */
interface Convolution extends LayerOptions, Ending, WeightOptions<"kernel" | "bias"> {
  /** Channels of the output, from 1. */
  filters: number;
}

/** What convolutions take whose channels can be parted. */
interface Groups {
  /** How many groups of channels are convolved apart; 1 by default. */
  groups?: number;
}

/** Of {@link layers}' `conv1d`. */
export interface Conv1dOptions extends Convolution, Groups, Omit<Window1d, "padding"> {
  /** `"valid"` by default; with `"causal"` no output looks ahead. */
  padding?: "valid" | "same" | "causal";
}
/** Of {@link layers}' `conv2d`. */
export interface Conv2dOptions extends Convolution, Groups, Window2d {}
/** Of {@link layers}' `conv1dTranspose`. */
export interface Conv1dTransposeOptions extends Convolution, Window1d {}
/** Of {@link layers}' `conv2dTranspose`. */
export interface Conv2dTransposeOptions extends Convolution, Window2d {}

/** What convolutions of each channel by itself take. */
interface Depthwise extends LayerOptions, Ending, WeightOptions<"depthwise" | "bias"> {
  /** Outputs for each channel; 1 by default. */
  depthMultiplier?: number;
}

/** Of {@link layers}' `depthwiseConv1d`. */
export interface DepthwiseConv1dOptions extends Depthwise, Window1d {}
/** Of {@link layers}' `depthwiseConv2d`. */
export interface DepthwiseConv2dOptions extends Depthwise, Window2d {}
/** Of {@link layers}' `separableConv1d`. */
export interface SeparableConv1dOptions extends DepthwiseConv1dOptions, WeightOptions<"pointwise"> {
  /** Channels of the output, from 1. */
  filters: number;
}
/** Of {@link layers}' `separableConv2d`. */
export interface SeparableConv2dOptions extends DepthwiseConv2dOptions, WeightOptions<"pointwise"> {
  /** Channels of the output, from 1. */
  filters: number;
}

/** Of {@link layers}' `maxPooling1d` and `averagePooling1d`. */
export interface Pooling1dOptions extends LayerOptions {
  /** 2 by default. */
  poolSize?: number;
  /** `poolSize` by default. */
  strides?: number;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
}

/** Of {@link layers}' `maxPooling2d` and `averagePooling2d`. */
export interface MaxPooling2dOptions extends LayerOptions {
  /** 2 by default. */
  poolSize?: Pair;
  /** `poolSize` by default. */
  strides?: Pair;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
}

/** Of the global poolings. */
export interface GlobalPoolingOptions extends LayerOptions {
  /** Whether pooled axes stay with size 1; false by default. */
  keepdims?: boolean;
}

/** Of {@link layers}' `dropout` and its kin. */
export interface RateOptions extends LayerOptions {
  /** The share that is dropped, from 0 to below 1. */
  rate: number;
}

/** Steps at the start and the end: one number for both, or each. */
export type Borders1d = number | [number, number];
/** Rows above and below, columns left and right: one number for all, one for rows and one for columns, or each. */
export type Borders2d = number | [number, number] | [[number, number], [number, number]];

/** Of {@link layers}' `layerNormalization`. */
export interface LayerNormalizationOptions extends LayerOptions, WeightOptions<"gamma" | "beta"> {
  /** -1 by default; negative axes count from the end, the batch's is 0. */
  axis?: number | number[];
  /** 0.001 by default. */
  epsilon?: number;
  /** Whether `beta` is added; true by default. */
  center?: boolean;
  /** Whether it is multiplied with `gamma`; true by default. */
  scale?: boolean;
}

/** Of {@link layers}' `batchNormalization`. */
export interface BatchNormalizationOptions extends LayerNormalizationOptions {
  /** The axis of the channels; -1 by default. */
  axis?: number;
  /** 0.99 by default. */
  momentum?: number;
  /** `"zeros"` by default. */
  movingMeanInitializer?: Initializer;
  /** `"ones"` by default. */
  movingVarianceInitializer?: Initializer;
}

/** Of {@link layers}' `groupNormalization`. */
export interface GroupNormalizationOptions extends LayerNormalizationOptions {
  /** The axis of the channels; -1 by default. */
  axis?: number;
  /** 32 by default; -1 for as many as there are channels. */
  groups?: number;
}

/** Of {@link layers}' `relu`. */
export interface ReluOptions extends LayerOptions {
  /** None by default. */
  maxValue?: number;
  /** 0 by default. */
  negativeSlope?: number;
  /** 0 by default. */
  threshold?: number;
}

/** Of {@link layers}' `embedding`. */
export interface EmbeddingOptions extends LayerOptions, WeightOptions<"embeddings"> {
  /** Size of the vocabulary: inputs are whole numbers below. */
  inputDim: number;
  /** Numbers for each word, from 1. */
  outputDim: number;
  /** Whether 0 is padding, which the layers behind leave out; false by default. */
  maskZero?: boolean;
}

/** Of {@link layers}' `simpleRnn`, and of all recurrent layers. */
export interface SimpleRnnOptions extends LayerOptions, WeightOptions<"kernel" | "recurrent" | "bias"> {
  /** Outputs of a step, from 1. */
  units: number;
  /** `"tanh"` by default. */
  activation?: ActivationName;
  /** True by default. */
  useBias?: boolean;
  /** Whether every step's output is given, or the last one's; false by default. */
  returnSequences?: boolean;
  /** False by default. */
  goBackwards?: boolean;
  /** Share of the inputs dropped in training, the same ones at every step; 0 by default. */
  dropout?: number;
  /** Whether masked steps give 0 instead of the output before; false by default. */
  zeroOutputForMask?: boolean;
}

/** Of {@link layers}' `lstm`. */
export interface LstmOptions extends SimpleRnnOptions {
  /** `"sigmoid"` by default. */
  recurrentActivation?: ActivationName;
  /** Whether the forget gate's bias starts at 1; true by default. */
  unitForgetBias?: boolean;
}

/** Of {@link layers}' `gru`. */
export interface GruOptions extends SimpleRnnOptions {
  /** `"sigmoid"` by default. */
  recurrentActivation?: ActivationName;
  /** Whether the reset gate acts after the product with the state; true by default. */
  resetAfter?: boolean;
}

/** Of {@link layers}' `bidirectional`. */
export interface BidirectionalOptions extends LayerOptions {
  /** An LSTM, GRU or SimpleRNN. */
  layer: LayerConfig;
  /** The layer for the other direction; by default one as `layer`. */
  backwardLayer?: LayerConfig;
  /** `"concat"` by default. */
  mergeMode?: "concat" | "sum" | "ave" | "mul";
}

/** What layers that move pixels take. */
interface Warp extends LayerOptions {
  /** What stands beyond the border; `"reflect"` by default. */
  fillMode?: "reflect" | "wrap" | "constant" | "nearest";
  /** `"bilinear"` by default. */
  interpolation?: "bilinear" | "nearest";
  /** For `fillMode: "constant"`; 0 by default. */
  fillValue?: number;
}

/** Of {@link layers}' `randomFlip`. */
export interface RandomFlipOptions extends LayerOptions {
  /** `"horizontal_and_vertical"` by default. */
  mode?: "horizontal_and_vertical" | "horizontal" | "vertical";
}

/** Of {@link layers}' `randomRotation`. */
export interface RandomRotationOptions extends Warp {
  /** In whole turns. */
  factor: Range;
}

/** Of {@link layers}' `randomTranslation`. */
export interface RandomTranslationOptions extends Warp {
  /** As a share of the height. */
  heightFactor: Range;
  /** As a share of the width. */
  widthFactor: Range;
}

/** Of {@link layers}' `randomZoom`. */
export interface RandomZoomOptions extends Warp {
  /** As a share of the height; above 0 zooms out. */
  heightFactor: Range;
  /** As `heightFactor`, and the same draw, by default. */
  widthFactor?: Range;
}

/** Of {@link layers}' `randomContrast` and `randomBrightness`. */
export interface RandomColorOptions extends LayerOptions {
  /** How far: for the contrast from 0 to 1 each way, for the brightness from -1 to 1. */
  factor: Range;
  /** What results are clipped to; [0, 255] by default. */
  valueRange?: [number, number];
}
