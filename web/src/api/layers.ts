// Layer constructors: a layer is its Keras config. Defaults are Keras's; options that are wrong or do not fit are refused
// when the model is first used.

import { Layer, batchShape, type LayerConfig } from "./layer.ts";
import type * as o from "./layer-options.ts";
import type { WeightOptions } from "./weight-options.ts";

/** The constructor of a class whose options must be given. */
const needs =
  <O extends object>(className: string) =>
  (options: O): Layer =>
    new Layer(className, options);

/** The constructor of a class whose options may all be left out. */
const takes =
  <O extends object = o.LayerOptions>(className: string) =>
  (options: O = {} as O): Layer =>
    new Layer(className, options);

/** Layers by Keras's names. Each can stand in a `Sequential`, or be put behind others with `apply`. */
export const layers = {
  /** The input of a `Sequential`: the shape of one sample. */
  inputLayer: (options: { shape: number[]; name?: string }): Layer =>
    new Layer("InputLayer", { batchShape: batchShape("inputLayer", options?.shape), name: options.name || undefined }),

  /** Weighted sums of the last axis: `(.., n)` gives `(.., units)`. */
  dense: needs<o.DenseOptions>("Dense"),
  /** Vectors for whole numbers. */
  embedding: needs<o.EmbeddingOptions>("Embedding"),
  /** A window over `(steps, channels)`, which gives `(steps, filters)`. */
  conv1d: needs<o.Conv1dOptions>("Conv1D"),
  /** A window over `(height, width, channels)`, which gives `(height, width, filters)`. */
  conv2d: needs<o.Conv2dOptions>("Conv2D"),
  /** Every channel by itself. */
  depthwiseConv1d: needs<o.DepthwiseConv1dOptions>("DepthwiseConv1D"),
  /** Every channel by itself. */
  depthwiseConv2d: needs<o.DepthwiseConv2dOptions>("DepthwiseConv2D"),
  /** Every channel by itself, then all of them at each step. */
  separableConv1d: needs<o.SeparableConv1dOptions>("SeparableConv1D"),
  /** Every channel by itself, then all of them at each pixel. */
  separableConv2d: needs<o.SeparableConv2dOptions>("SeparableConv2D"),
  /** The way back through a convolution: strides make it larger. */
  conv1dTranspose: needs<o.Conv1dTransposeOptions>("Conv1DTranspose"),
  /** The way back through a convolution: strides make it larger. */
  conv2dTranspose: needs<o.Conv2dTransposeOptions>("Conv2DTranspose"),

  /** Over `(steps, features)`; gives the last step's `(units)`, or all with `returnSequences`. */
  lstm: needs<o.LstmOptions>("LSTM"),
  /** Over `(steps, features)`; gives the last step's `(units)`, or all with `returnSequences`. */
  gru: needs<o.GruOptions>("GRU"),
  /** Over `(steps, features)`; gives the last step's `(units)`, or all with `returnSequences`. */
  simpleRnn: needs<o.SimpleRnnOptions>("SimpleRNN"),
  /** A recurrent layer run in both directions. */
  bidirectional: needs<o.BidirectionalOptions>("Bidirectional"),
  /** A layer applied to each step by itself. */
  timeDistributed: needs<o.LayerOptions & { layer: LayerConfig }>("TimeDistributed"),
  /** Leaves out steps whose numbers are all `maskValue`, 0 by default, in the layers behind. */
  masking: takes<o.LayerOptions & { maskValue?: number }>("Masking"),

  /** The largest of every `poolSize` steps. */
  maxPooling1d: takes<o.Pooling1dOptions>("MaxPooling1D"),
  /** The largest of every `poolSize` pixels each way. */
  maxPooling2d: takes<o.MaxPooling2dOptions>("MaxPooling2D"),
  /** The mean of every `poolSize` steps. */
  averagePooling1d: takes<o.Pooling1dOptions>("AveragePooling1D"),
  /** The mean of every `poolSize` pixels each way. */
  averagePooling2d: takes<o.MaxPooling2dOptions>("AveragePooling2D"),
  /** The largest of all steps: `(steps, channels)` gives `(channels)`. */
  globalMaxPooling1d: takes<o.GlobalPoolingOptions>("GlobalMaxPooling1D"),
  /** The largest of all pixels: `(height, width, channels)` gives `(channels)`. */
  globalMaxPooling2d: takes<o.GlobalPoolingOptions>("GlobalMaxPooling2D"),
  /** The mean of all steps: `(steps, channels)` gives `(channels)`. */
  globalAveragePooling1d: takes<o.GlobalPoolingOptions>("GlobalAveragePooling1D"),
  /** The mean of all pixels: `(height, width, channels)` gives `(channels)`. */
  globalAveragePooling2d: takes<o.GlobalPoolingOptions>("GlobalAveragePooling2D"),

  /** Each channel to mean 0 and variance 1: of the batch in training, else of what training saw. */
  batchNormalization: takes<o.BatchNormalizationOptions>("BatchNormalization"),
  /** Each sample to mean 0 and variance 1 along `axis`. */
  layerNormalization: takes<o.LayerNormalizationOptions>("LayerNormalization"),
  /** Each group of channels of each sample to mean 0 and variance 1. */
  groupNormalization: takes<o.GroupNormalizationOptions>("GroupNormalization"),
  /** Divided by the root of the mean square along `axis`, -1 by default, times a learned scale; `epsilon` is 1e-6. */
  rmsNormalization: takes<o.LayerOptions & { axis?: number | number[]; epsilon?: number }>("RMSNormalization"),
  /** Scaled to length 1 along `axis`, -1 by default. */
  unitNormalization: takes<o.LayerOptions & { axis?: number | number[] }>("UnitNormalization"),

  /** An activation by itself, by its name or as `{ activation }`. */
  activation: (options: (o.LayerOptions & { activation: o.ActivationName }) | o.ActivationName): Layer =>
    new Layer("Activation", typeof options === "string" ? { activation: options } : options),
  /** `max(x, 0)`, with a slope below `threshold` and a largest value where they are given. */
  relu: takes<o.ReluOptions>("ReLU"),
  /** `negativeSlope` is 0.3 by default. */
  leakyRelu: takes<o.LayerOptions & { negativeSlope?: number }>("LeakyReLU"),
  /** `alpha` is 1 by default. */
  elu: takes<o.LayerOptions & { alpha?: number }>("ELU"),
  /** A leaky relu whose slope is learned; along `sharedAxes` (1 is the first of a sample) it is one. */
  prelu: takes<o.LayerOptions & WeightOptions<"alpha"> & { sharedAxes?: number[] }>("PReLU"),
  /** Along `axis`, -1 by default. */
  softmax: takes<o.LayerOptions & { axis?: number | number[] }>("Softmax"),
  /** `x * scale + offset`; `offset` is 0 by default. */
  rescaling: needs<o.LayerOptions & { scale: number; offset?: number }>("Rescaling"),
  /** Hands its inputs on and adds `l1 sum(|x|) + l2 sum(x^2)` to the loss; both are 0 by default. */
  activityRegularization: takes<o.LayerOptions & { l1?: number; l2?: number }>("ActivityRegularization"),

  /** Sets a share of the numbers to 0 in training, and scales the others up by `1 / (1 - rate)`. */
  dropout: needs<o.RateOptions>("Dropout"),
  /** Drops whole channels. */
  spatialDropout1d: needs<o.RateOptions>("SpatialDropout1D"),
  /** Drops whole channels. */
  spatialDropout2d: needs<o.RateOptions>("SpatialDropout2D"),
  /** Multiplies with noise around 1 whose variance is `rate / (1 - rate)`. */
  gaussianDropout: needs<o.RateOptions>("GaussianDropout"),
  /** Adds noise in training. */
  gaussianNoise: needs<o.LayerOptions & { stddev: number }>("GaussianNoise"),

  /** Each sample as one row. */
  flatten: takes("Flatten"),
  /** To samples of `targetShape`, in which one size may be -1. */
  reshape: needs<o.LayerOptions & { targetShape: number[] }>("Reshape"),
  /** The axes in the order `dims`, 1 being the first of a sample. */
  permute: needs<o.LayerOptions & { dims: number[] }>("Permute"),
  /** `(features)` becomes `n` steps of it, `(n, features)`. */
  repeatVector: needs<o.LayerOptions & { n: number }>("RepeatVector"),
  /** Repeats every step `size` times, 2 by default. */
  upSampling1d: takes<o.LayerOptions & { size?: number }>("UpSampling1D"),
  /** Repeats every pixel `size` times each way, 2 by default. */
  upSampling2d: takes<o.LayerOptions & { size?: o.Pair; interpolation?: "nearest" }>("UpSampling2D"),
  /** `padding` is 1 by default. */
  zeroPadding1d: takes<o.LayerOptions & { padding?: o.Borders1d }>("ZeroPadding1D"),
  /** `padding` is 1 by default. */
  zeroPadding2d: takes<o.LayerOptions & { padding?: o.Borders2d }>("ZeroPadding2D"),
  /** `cropping` is 1 by default. */
  cropping1d: takes<o.LayerOptions & { cropping?: o.Borders1d }>("Cropping1D"),
  /** `cropping` is 0 by default. */
  cropping2d: takes<o.LayerOptions & { cropping?: o.Borders2d }>("Cropping2D"),

  // Change pictures at random, in training only.
  /** Mirrors pictures. */
  randomFlip: takes<o.RandomFlipOptions>("RandomFlip"),
  /** Turns pictures. */
  randomRotation: needs<o.RandomRotationOptions>("RandomRotation"),
  /** Shifts pictures. */
  randomTranslation: needs<o.RandomTranslationOptions>("RandomTranslation"),
  /** Scales pictures, about their middle. */
  randomZoom: needs<o.RandomZoomOptions>("RandomZoom"),
  /** Stretches values around each channel's mean by 1 - low to 1 + high of `factor`. */
  randomContrast: needs<o.RandomColorOptions>("RandomContrast"),
  /** Adds a share, drawn from `factor`, of the value range. */
  randomBrightness: needs<o.RandomColorOptions>("RandomBrightness"),

  // Join several tensors: `layers.add().apply([a, b])`.
  /** Their sum. */
  add: takes("Add"),
  /** The first of two less the second. */
  subtract: takes("Subtract"),
  /** Their product, number by number. */
  multiply: takes("Multiply"),
  /** Their mean. */
  average: takes("Average"),
  /** The largest, number by number. */
  maximum: takes("Maximum"),
  /** The smallest, number by number. */
  minimum: takes("Minimum"),
  /** Along `axis`, -1 by default. */
  concatenate: takes<o.LayerOptions & { axis?: number }>("Concatenate"),
  /** Products of two along `axes`, the batch's being 0; `normalize`, false by default, scales vectors to length 1 before. */
  dot: needs<o.LayerOptions & { axes: number | [number, number]; normalize?: boolean }>("Dot"),
};
