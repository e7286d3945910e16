// The options of layers. Where a comment gives no default, it is Keras's; the engine's `layerDefaults` has all
// defaults.

import type { LayerConfig } from "./layer.ts";
import type { Regularizer, WeightOptions, Initializer } from "./weight-options.ts";

/** The activations by Keras's names. */
export type ActivationName =
  | "linear" | "relu" | "sigmoid" | "tanh" | "softmax" | "log_softmax" | "relu6" | "leaky_relu" | "elu" | "celu" | "selu"
  | "gelu" | "silu" | "swish" | "mish" | "softplus" | "softsign" | "hard_sigmoid" | "hard_silu" | "hard_swish"
  | "exponential" | "hard_tanh" | "tanh_shrink" | "soft_shrink" | "hard_shrink" | "squareplus" | "sparse_plus"
  | "sparse_sigmoid" | "log_sigmoid" | "sparsemax";
/** One number for height and width, or one for each. */
export type Pair = number | [number, number];
/** One number for depth, height and width, or one for each. */
export type Triple = number | [number, number, number];
/** A number `f` for the range from -|f| to |f|, or both ends of a range. */
export type Range = number | [number, number];

/** Options of all layers. */
export interface LayerOptions {
  /** A name that is unique within the model; by default an automatic one. */
  name?: string;
  /**
   * Shape of one sample, for the first layer of a `Sequential` without an input layer; null for a size that is not
   * known.
   */
  inputShape?: (number | null)[];
  /** True if training changes the weights; true by default. */
  trainable?: boolean;
  /** A penalty on the layer's outputs, added to the loss; none by default. */
  activityRegularizer?: Regularizer;
}

/** The option of layers of sequences, pictures and volumes with channels. */
export interface ChannelOptions extends LayerOptions {
  /** `"channels_last"` by default; with `"channels_first"` samples are `(channels, ..)`. The weights are the same. */
  dataFormat?: "channels_last" | "channels_first";
}

/** Options of layers with an activation and a bias. */
interface BiasActivation {
  /** `"linear"` by default. */
  activation?: ActivationName;
  /** True by default. */
  useBias?: boolean;
}

/** Options of `layers.dense`. */
export interface DenseOptions extends LayerOptions, BiasActivation, WeightOptions<"kernel" | "bias"> {
  /** Number of outputs, at least 1. */
  units: number;
}

/** Options of `layers.normalization`. */
export interface NormalizationOptions extends LayerOptions {
  /** The axes with numbers of their own, where the batch is 0: -1 by default; an empty list for one number for all. */
  axis?: number | number[];
  /** The mean of the data; with it, `variance` must be given. */
  mean?: number | number[];
  /** The variance of the data: the square of its standard deviation. */
  variance?: number | number[];
  /** True for `x * sqrt(variance) + mean`; false by default. */
  invert?: boolean;
}

/** Options of `layers.categoryEncoding`. */
export interface CategoryEncodingOptions extends LayerOptions {
  /** Number of classes, at least 1. */
  numTokens: number;
  /** `"multi_hot"` by default: 1 for each class that occurs. `"count"` counts, `"one_hot"` makes a vector of each number. */
  outputMode?: "multi_hot" | "one_hot" | "count";
}

/** Options of `layers.discretization`. */
export interface DiscretizationOptions extends LayerOptions {
  /** The ends of the bins, ascending. Numbers below the first are in bin 0. Give these or `numBins`. */
  binBoundaries?: number[];
  /** The number of bins of about as many numbers each, which `adapt` finds. */
  numBins?: number;
  /** How exact `adapt` is, as a share of the numbers; 0.01 by default. */
  epsilon?: number;
  /** `"int"` by default: the number of the bin. The others are as of `layers.categoryEncoding`. */
  outputMode?: "int" | "multi_hot" | "one_hot" | "count";
}

/** Options of layers with a vocabulary. */
interface VocabularyOptions<T> extends LayerOptions {
  /** The most tokens, with those for padding and unknown tokens; no limit by default. */
  maxTokens?: number;
  /** The tokens in order, with or without the special ones in front. `adapt` finds them. */
  vocabulary?: T[];
  /** For the mode `tf_idf`: a weight for each token. */
  idfWeights?: number[];
  /** True for vectors of length `maxTokens`; false by default. */
  padToMaxTokens?: boolean;
}

/** Options of lookups. */
interface LookupOptions<T> extends VocabularyOptions<T> {
  /** `"int"` by default: the place in the vocabulary. The others are vectors as of `layers.categoryEncoding`. */
  outputMode?: "int" | "one_hot" | "multi_hot" | "count" | "tf_idf";
  /** How many places unknown tokens have; 1 by default. */
  numOovIndices?: number;
  /** A token that counts as missing, with the place 0; none by default. */
  maskToken?: T;
  /** The token that stands for unknown ones in a vocabulary. */
  oovToken?: T;
}

/** Options of `layers.integerLookup`. */
export interface IntegerLookupOptions extends LookupOptions<number> {}

/** Options of `layers.stringLookup`. */
export interface StringLookupOptions extends LookupOptions<string> {}

/** Options of `layers.textVectorization`. */
export interface TextVectorizationLayerOptions extends VocabularyOptions<string> {
  /** `"lower_and_strip_punctuation"` by default. */
  standardize?: "lower_and_strip_punctuation" | "lower" | "strip_punctuation" | null;
  /** `"whitespace"` by default. */
  split?: "whitespace" | "character" | null;
  /** The longest run of tokens, or all lengths of runs; single tokens by default. */
  ngrams?: number | number[];
  /** `"int"` by default. */
  outputMode?: "int" | "multi_hot" | "count" | "tf_idf";
  /** For the mode `int`, which needs it: the length of each row. */
  outputSequenceLength?: number;
}

/** Options of layers of attention with several heads. */
interface HeadsOptions extends LayerOptions, WeightOptions<"kernel" | "bias"> {
  /** The share of the scores' softmax that is dropped in training; 0 by default. */
  dropout?: number;
  /** True by default. */
  useBias?: boolean;
  /** True to multiply the output by a sigmoid of a projection of the query; false by default. */
  useGate?: boolean;
  /** Steps that are this far apart, or further, do not attend to each other; all do by default. */
  slidingWindow?: number;
}

/** Options of `layers.multiHeadAttention`. */
export interface MultiHeadAttentionOptions extends HeadsOptions {
  /** Number of heads, at least 1. */
  numHeads: number;
  /** Numbers of each head of query and key, at least 1. */
  keyDim: number;
  /** Numbers of each head of the value; `keyDim` by default. */
  valueDim?: number;
  /** Shape of each output; the query's features by default. */
  outputShape?: number | number[];
  /** The axes that are attended over; by default all but the batch and the features. */
  attentionAxes?: number | number[];
}

/** Options of `layers.groupQueryAttention`. */
export interface GroupQueryAttentionOptions extends HeadsOptions {
  /** Numbers of each head, at least 1. */
  headDim: number;
  /** Heads of the query: a multiple of `numKeyValueHeads`. */
  numQueryHeads: number;
  /** Heads of key and value, at least 1. */
  numKeyValueHeads: number;
}

/** Options of `layers.additiveAttention`. */
export interface AdditiveAttentionOptions extends LayerOptions {
  /** True for a learned factor of each feature; true by default. */
  useScale?: boolean;
  /** The share of the scores' softmax that is dropped in training; 0 by default. */
  dropout?: number;
}

/** Options of `layers.attention`. */
export interface AttentionOptions extends LayerOptions {
  /** True for a learned factor of the scores; false by default. */
  useScale?: boolean;
  /** `"dot"` by default; `"concat"` for `w * sum(tanh(scale * (query + key)))`. */
  scoreMode?: "dot" | "concat";
  /** The share of the scores' softmax that is dropped in training; 0 by default. */
  dropout?: number;
}

/** Options of `layers.einsumDense`. */
export interface EinsumDenseOptions extends LayerOptions, WeightOptions<"kernel" | "bias"> {
  /** The axes of input, kernel and output: `"abc,cd->abd"`, or with `...` for further axes of input and output. */
  equation: string;
  /** Sizes of the output's axes without the batch; null where the input has that axis. */
  outputShape: number | (number | null)[];
  /** The output's axes that the bias has; without it there is no bias. */
  biasAxes?: string;
  /** `"linear"` by default. */
  activation?: ActivationName;
}

/** Options of windows over the steps of a sequence. */
interface Window1d {
  /** Steps of a window, at least 1. */
  kernelSize: number;
  /** 1 by default. */
  strides?: number;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
  /** 1 by default. */
  dilationRate?: number;
}

/** Options of windows over the pixels of a picture. */
interface Window2d {
  /** Pixels of a window, at least 1. */
  kernelSize: Pair;
  /** 1 by default. */
  strides?: Pair;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
  /** 1 by default. */
  dilationRate?: Pair;
}

/** Options of windows over the places of a volume. */
interface Window3d {
  /** Places of a window, at least 1. */
  kernelSize: Triple;
  /** 1 by default. */
  strides?: Triple;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
  /** 1 by default. */
  dilationRate?: Triple;
}

/** Options of convolutions that mix channels. */
interface Convolution extends ChannelOptions, BiasActivation, WeightOptions<"kernel" | "bias"> {
  /** Channels of the output, at least 1. */
  filters: number;
}

/** Options of convolutions with groups of channels. */
interface Groups {
  /** Number of groups of channels, each convolved by itself; 1 by default. */
  groups?: number;
}

/** Options of `layers.conv1d`. */
export interface Conv1dOptions extends Convolution, Groups, Omit<Window1d, "padding"> {
  /** `"valid"` by default; with `"causal"` no output sees later steps. */
  padding?: "valid" | "same" | "causal";
}
/** Options of `layers.conv2d`. */
export interface Conv2dOptions extends Convolution, Groups, Window2d {}
/** Options of `layers.conv3d`. */
export interface Conv3dOptions extends Convolution, Groups, Window3d {}

/** The option of transposed convolutions; `Sizes` has a number for each axis. */
interface OutputPadding<Sizes> {
  /** How much larger the output is than the smallest one with these strides: less than the stride. By default Keras's size. */
  outputPadding?: Sizes;
}

/** Options of `layers.conv1dTranspose`. */
export interface Conv1dTransposeOptions extends Convolution, Window1d, OutputPadding<number> {}
/** Options of `layers.conv2dTranspose`. */
export interface Conv2dTransposeOptions extends Convolution, Window2d, OutputPadding<Pair> {}
/** Options of `layers.conv3dTranspose`. */
export interface Conv3dTransposeOptions extends Convolution, Window3d, OutputPadding<Triple> {}

/** Options of convolutions of each channel by itself. */
interface Depthwise extends ChannelOptions, BiasActivation, WeightOptions<"depthwise" | "bias"> {
  /** Outputs for each channel; 1 by default. */
  depthMultiplier?: number;
}

/** Options of `layers.depthwiseConv1d`. */
export interface DepthwiseConv1dOptions extends Depthwise, Window1d {}
/** Options of `layers.depthwiseConv2d`. */
export interface DepthwiseConv2dOptions extends Depthwise, Window2d {}
/** Options of `layers.separableConv1d`. */
export interface SeparableConv1dOptions extends DepthwiseConv1dOptions, WeightOptions<"pointwise"> {
  /** Channels of the output, at least 1. */
  filters: number;
}
/** Options of `layers.separableConv2d`. */
export interface SeparableConv2dOptions extends DepthwiseConv2dOptions, WeightOptions<"pointwise"> {
  /** Channels of the output, at least 1. */
  filters: number;
}

/** Options of pooling windows; `Sizes` has a number for each axis. */
interface Pooling<Sizes> extends ChannelOptions {
  /** 2 by default. */
  poolSize?: Sizes;
  /** `poolSize` by default. */
  strides?: Sizes;
  /** `"valid"` by default. */
  padding?: "valid" | "same";
}

/** Options of `layers.maxPooling1d` and `layers.averagePooling1d`. */
export interface Pooling1dOptions extends Pooling<number> {}
/** Options of `layers.maxPooling2d` and `layers.averagePooling2d`. */
export interface MaxPooling2dOptions extends Pooling<Pair> {}
/** Options of `layers.maxPooling3d` and `layers.averagePooling3d`. */
export interface Pooling3dOptions extends Pooling<Triple> {}

/** Options of adaptive pooling; `Sizes` has a number for each axis. */
export interface AdaptivePoolingOptions<Sizes> extends ChannelOptions {
  /** Entries of the output along each axis, at most 1024. */
  outputSize: Sizes;
}

/** Options of global pooling. */
export interface GlobalPoolingOptions extends ChannelOptions {
  /** True to keep the pooled axes with size 1; false by default. */
  keepdims?: boolean;
}

/** Options of `layers.dropout` and similar layers. */
export interface RateOptions extends LayerOptions {
  /** The share that is dropped, from 0 to below 1. */
  rate: number;
}

/** Steps at the start and at the end: one number for both, or one for each. */
export type Borders1d = number | [number, number];
/**
 * Rows above and below, columns left and right: one number for all, one for rows and one for columns, or one for each.
 */
export type Borders2d = number | [number, number] | [[number, number], [number, number]];

/** Before and after the depth, the height and the width: one number for all, one for each axis, or one for each side. */
export type Borders3d = Triple | [[number, number], [number, number], [number, number]];

/** Options of `layers.layerNormalization`. */
export interface LayerNormalizationOptions extends LayerOptions, WeightOptions<"gamma" | "beta"> {
  /** -1 by default. Negative axes count from the end; the batch axis is 0. */
  axis?: number | number[];
  /** 0.001 by default. */
  epsilon?: number;
  /** True to add `beta`; true by default. */
  center?: boolean;
  /** True to multiply by `gamma`; true by default. */
  scale?: boolean;
}

/** Options of `layers.batchNormalization`. */
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

/** Options of `layers.groupNormalization`. */
export interface GroupNormalizationOptions extends LayerNormalizationOptions {
  /** The axis of the channels; -1 by default. */
  axis?: number;
  /** 32 by default; -1 for as many as there are channels. */
  groups?: number;
}

/** Options of `layers.relu`. */
export interface ReluOptions extends LayerOptions {
  /** None by default. */
  maxValue?: number;
  /** 0 by default. */
  negativeSlope?: number;
  /** 0 by default. */
  threshold?: number;
}

/** Options of `layers.embedding`. */
export interface EmbeddingOptions extends LayerOptions, WeightOptions<"embeddings"> {
  /** Size of the vocabulary: inputs are whole numbers below this. */
  inputDim: number;
  /** Numbers for each word, at least 1. */
  outputDim: number;
  /** True if 0 is padding, which the following layers skip; false by default. */
  maskZero?: boolean;
}

/** Options of `layers.reversibleEmbedding`. */
export interface ReversibleEmbeddingOptions extends EmbeddingOptions {
  /** False for a weight of its own for the way back; true by default. */
  tieWeights?: boolean;
  /** Limits the scores smoothly to less than this; not limited by default. */
  logitSoftCap?: number;
}

/** What recurrent layers and cells have in common. */
interface Recurrence extends LayerOptions, WeightOptions<"kernel" | "recurrent" | "bias"> {
  /** `"tanh"` by default. */
  activation?: ActivationName;
  /** True by default. */
  useBias?: boolean;
  /** Share of the inputs dropped in training, with the same mask at every step; 0 by default. */
  dropout?: number;
  /** Share of the states dropped in training, with the same mask at every step of at most 256; 0 by default. */
  recurrentDropout?: number;
}

/** Options of layers that go over steps. */
interface Steps {
  /** True to return the outputs of all steps, false for only the last; false by default. */
  returnSequences?: boolean;
  /** True to run from the last step to the first; false by default. */
  goBackwards?: boolean;
  /** True if masked steps output 0, false if they repeat the output before; false by default. */
  zeroOutputForMask?: boolean;
}

/** What an LSTM has besides. */
interface LstmGates {
  /** `"sigmoid"` by default. */
  recurrentActivation?: ActivationName;
  /** True if the forget gate's bias starts at 1; true by default. */
  unitForgetBias?: boolean;
}

/** Options of `layers.simpleRnnCell`. */
export interface SimpleRnnCellOptions extends Recurrence {
  /** Number of outputs of a step, at least 1. */
  units: number;
}

/** Options of `layers.lstmCell`. */
export interface LstmCellOptions extends SimpleRnnCellOptions, LstmGates {}

/** Options of `layers.gruCell`. */
export interface GruCellOptions extends SimpleRnnCellOptions {
  /** `"sigmoid"` by default. */
  recurrentActivation?: ActivationName;
  /** True if the reset gate acts after the product with the state; true by default. */
  resetAfter?: boolean;
}

/** Options of `layers.simpleRnn`. */
export interface SimpleRnnOptions extends SimpleRnnCellOptions, Steps {}
/** Options of `layers.lstm`. */
export interface LstmOptions extends LstmCellOptions, Steps {}
/** Options of `layers.gru`. */
export interface GruOptions extends GruCellOptions, Steps {}

/** Options of `layers.rnn`. */
export interface RnnOptions extends LayerOptions, Steps {
  /** `layers.lstmCell`, `gruCell`, `simpleRnnCell` or `stackedRnnCells`. */
  cell: LayerConfig;
}

/** What convolutional LSTMs have in common. */
interface ConvLstm extends Recurrence, LstmGates, Steps, ChannelOptions {
  /** Channels of the output, at least 1. */
  filters: number;
}

/** Options of `layers.convLstm1d`. */
export interface ConvLstm1dOptions extends ConvLstm, Window1d {}
/** Options of `layers.convLstm2d`. */
export interface ConvLstm2dOptions extends ConvLstm, Window2d {}
/** Options of `layers.convLstm3d`. */
export interface ConvLstm3dOptions extends ConvLstm, Window3d {}

/** Options of `layers.bidirectional`. */
export interface BidirectionalOptions extends LayerOptions {
  /** An LSTM, GRU or SimpleRNN. */
  layer: LayerConfig;
  /** The layer for the other direction; by default a copy of `layer`. */
  backwardLayer?: LayerConfig;
  /** `"concat"` by default. */
  mergeMode?: "concat" | "sum" | "ave" | "mul";
}

/** Options of layers that move pixels. */
interface Warp extends LayerOptions {
  /** What lies beyond the border; `"reflect"` by default. */
  fillMode?: "reflect" | "wrap" | "constant" | "nearest";
  /** `"bilinear"` by default. */
  interpolation?: "bilinear" | "nearest";
  /** The value for `fillMode: "constant"`; 0 by default. */
  fillValue?: number;
}

/** Options of `layers.randomFlip`. */
export interface RandomFlipOptions extends LayerOptions {
  /** `"horizontal_and_vertical"` by default. */
  mode?: "horizontal_and_vertical" | "horizontal" | "vertical";
}

/** Options of `layers.randomRotation`. */
export interface RandomRotationOptions extends Warp {
  /** The range of the rotation, in full turns. */
  factor: Range;
}

/** Options of `layers.randomTranslation`. */
export interface RandomTranslationOptions extends Warp {
  /** The range of the shift, as a share of the height. */
  heightFactor: Range;
  /** The range of the shift, as a share of the width. */
  widthFactor: Range;
}

/** Options of `layers.randomZoom`. */
export interface RandomZoomOptions extends Warp {
  /** The range of the zoom, as a share of the height; above 0 zooms out. */
  heightFactor: Range;
  /** The same as a share of the width; by default the same random number as for the height. */
  widthFactor?: Range;
}

/** Options of `layers.randomContrast` and `layers.randomBrightness`. */
export interface RandomColorOptions extends LayerOptions {
  /** How much: for contrast a share from 0 to 1 in both directions, for brightness a share from -1 to 1. */
  factor: Range;
  /** Results are clipped to this range; [0, 255] by default. */
  valueRange?: [number, number];
}

/** Options of layers that change a share of the pictures. */
export interface OptionalColorOptions extends LayerOptions {
  /** The range of the share; [0, 1] by default. */
  factor?: Range;
  /** The smallest and the largest value of pictures; [0, 255] by default. */
  valueRange?: [number, number];
}

/** Options of `layers.randomGaussianBlur`. */
export interface RandomGaussianBlurOptions extends OptionalColorOptions {
  /** The size of the window, odd; 3 by default. */
  kernelSize?: number | [number, number];
  /** The range of the standard deviation, in pixels; [0, 1] by default. */
  sigma?: Range;
}

/** Options of `layers.randomErasing`. */
export interface RandomErasingOptions extends OptionalColorOptions {
  /** The range of the rectangle's share of the picture; [0.02, 0.33] by default. */
  scale?: Range;
  /** The value of the rectangle, or one for each channel; random numbers by default. */
  fillValue?: number | number[];
}

/** Options of `layers.solarization`. */
export interface SolarizationOptions extends LayerOptions {
  /** The range of what is added; 0 by default. */
  additionFactor?: Range;
  /** The range of the threshold; 0 by default. */
  thresholdFactor?: Range;
  /** The smallest and the largest value of pictures; [0, 255] by default. */
  valueRange?: [number, number];
}

/** Options of `layers.randomColorJitter`; what is not given stays as it is. */
export interface RandomColorJitterOptions extends LayerOptions {
  /** The smallest and the largest value of pictures; [0, 255] by default. */
  valueRange?: [number, number];
  /** As the factor of `layers.randomBrightness`. */
  brightnessFactor?: Range;
  /** As the factor of `layers.randomContrast`. */
  contrastFactor?: Range;
  /** As the factor of `layers.randomSaturation`. */
  saturationFactor?: Range;
  /** As the factor of `layers.randomHue`. */
  hueFactor?: Range;
}

/** Options of `layers.randomShear`. */
export interface RandomShearOptions extends Warp {
  /** The range of the shear across; 0 by default. */
  xFactor?: Range;
  /** The range of the shear down; 0 by default. */
  yFactor?: Range;
}

/** Options of layers that cut out a part of pictures. */
export interface SizeOptions extends LayerOptions {
  /** In pixels. */
  height: number;
  /** In pixels. */
  width: number;
}

/** Options of `layers.resizing`. */
export interface ResizingOptions extends SizeOptions {
  /** `"bilinear"` by default. */
  interpolation?: "bilinear" | "nearest" | "bicubic" | "lanczos3" | "lanczos5";
  /** True to keep the ratio of the sides by cutting off what is too much; false by default. */
  cropToAspectRatio?: boolean;
  /** True to keep the ratio of the sides by a border; false by default. */
  padToAspectRatio?: boolean;
  /** The value of the border; 0 by default. */
  fillValue?: number;
  /** True to take all pixels into account where there are more than the output has; false by default. */
  antialias?: boolean;
}
