// Layer constructors. A layer is its Keras config, with Keras's defaults. Wrong options are refused when the model is
// first used.

import { AdaptableLayer } from "./adapt.ts";
import { Layer, batchShape, type LayerConfig } from "./layer.ts";
import type * as o from "./layer-options.ts";
import type { Tensor } from "./types.ts";
import type { WeightOptions } from "./weight-options.ts";

/** The constructor of a class with required options. */
const needs =
  <O extends object>(className: string) =>
  (options: O): Layer =>
    new Layer(className, options);

/** The constructor of a class whose options are all optional. */
const takes =
  <O extends object = o.LayerOptions>(className: string) =>
  (options: O = {} as O): Layer =>
    new Layer(className, options);

/** The constructor of a class with `adapt`. */
const learns =
  <O extends object, D extends Tensor | readonly string[]>(className: string) =>
  (options: O = {} as O): AdaptableLayer<D> =>
    new AdaptableLayer<D>(className, options);

/** Layers by their Keras names. Each can be a layer of a `Sequential`, or be called with `apply`. */
export const layers = {
  /** The input of a `Sequential`; `shape` is the shape of one sample, null for a size that is not known. */
  inputLayer: (options: { shape: (number | null)[]; name?: string }): Layer =>
    new Layer("InputLayer", { batchShape: batchShape("inputLayer", options?.shape), name: options.name || undefined }),

  /** Weighted sums of the last axis: `(.., n)` gives `(.., units)`. */
  dense: needs<o.DenseOptions>("Dense"),
  /** A vector for each whole number. */
  embedding: needs<o.EmbeddingOptions>("Embedding"),
  /** An embedding that also goes from vectors to a score for each row: `apply(x, { reverse: true })`. */
  reversibleEmbedding: needs<o.ReversibleEmbeddingOptions>("ReversibleEmbedding"),
  /** A convolution of `(steps, channels)`, with output `(steps, filters)`. */
  conv1d: needs<o.Conv1dOptions>("Conv1D"),
  /** A convolution of `(height, width, channels)`, with output `(height, width, filters)`. */
  conv2d: needs<o.Conv2dOptions>("Conv2D"),
  /** A convolution of `(depth, height, width, channels)`, with output `(depth, height, width, filters)`. */
  conv3d: needs<o.Conv3dOptions>("Conv3D"),
  /** Convolves every channel by itself. */
  depthwiseConv1d: needs<o.DepthwiseConv1dOptions>("DepthwiseConv1D"),
  /** Convolves every channel by itself. */
  depthwiseConv2d: needs<o.DepthwiseConv2dOptions>("DepthwiseConv2D"),
  /** Convolves every channel by itself, then mixes the channels at each step. */
  separableConv1d: needs<o.SeparableConv1dOptions>("SeparableConv1D"),
  /** Convolves every channel by itself, then mixes the channels at each pixel. */
  separableConv2d: needs<o.SeparableConv2dOptions>("SeparableConv2D"),
  /** The transpose of a convolution: strides make the output larger. */
  conv1dTranspose: needs<o.Conv1dTransposeOptions>("Conv1DTranspose"),
  /** The transpose of a convolution: strides make the output larger. */
  conv2dTranspose: needs<o.Conv2dTransposeOptions>("Conv2DTranspose"),
  /** The transpose of a convolution: strides make the output larger. */
  conv3dTranspose: needs<o.Conv3dTransposeOptions>("Conv3DTranspose"),

  /** Takes `(steps, features)`; returns the last step's `(units)`, or all steps' with `returnSequences`. */
  lstm: needs<o.LstmOptions>("LSTM"),
  /** Takes `(steps, features)`; returns the last step's `(units)`, or all steps' with `returnSequences`. */
  gru: needs<o.GruOptions>("GRU"),
  /** Takes `(steps, features)`; returns the last step's `(units)`, or all steps' with `returnSequences`. */
  simpleRnn: needs<o.SimpleRnnOptions>("SimpleRNN"),
  /** A recurrent layer of a cell, or of several cells one after the other. */
  rnn: needs<o.RnnOptions>("RNN"),
  /** The cell of an LSTM, for `layers.rnn`. */
  lstmCell: needs<o.LstmCellOptions>("LSTMCell"),
  /** The cell of a GRU, for `layers.rnn`. */
  gruCell: needs<o.GruCellOptions>("GRUCell"),
  /** The cell of a SimpleRNN, for `layers.rnn`. */
  simpleRnnCell: needs<o.SimpleRnnCellOptions>("SimpleRNNCell"),
  /** Several cells, for `layers.rnn`; each takes the outputs of the one before. */
  stackedRnnCells: needs<o.LayerOptions & { cells: LayerConfig[] }>("StackedRNNCells"),
  /** An LSTM of at most 256 rows `(steps, size, channels)`, whose products are convolutions. */
  convLstm1d: needs<o.ConvLstm1dOptions>("ConvLSTM1D"),
  /** An LSTM of at most 256 pictures `(steps, height, width, channels)`, whose products are convolutions. */
  convLstm2d: needs<o.ConvLstm2dOptions>("ConvLSTM2D"),
  /** An LSTM of at most 256 volumes `(steps, depth, height, width, channels)`, whose products are convolutions. */
  convLstm3d: needs<o.ConvLstm3dOptions>("ConvLSTM3D"),
  /** A recurrent layer run in both directions. */
  bidirectional: needs<o.BidirectionalOptions>("Bidirectional"),
  /** A layer applied to each step by itself. */
  timeDistributed: needs<o.LayerOptions & { layer: LayerConfig }>("TimeDistributed"),
  /**
   * Keeps the spectral norm of a layer's kernel at about 1: each training step divides the kernel by an estimate, from
   * `powerIterations` steps, 1 by default.
   */
  spectralNormalization: needs<o.LayerOptions & { layer: LayerConfig; powerIterations?: number }>("SpectralNormalization"),
  /** Makes the following layers skip steps whose numbers are all `maskValue`, 0 by default. */
  masking: takes<o.LayerOptions & { maskValue?: number }>("Masking"),

  /** The largest of every `poolSize` steps. */
  maxPooling1d: takes<o.Pooling1dOptions>("MaxPooling1D"),
  /** The largest of every `poolSize` pixels each way. */
  maxPooling2d: takes<o.MaxPooling2dOptions>("MaxPooling2D"),
  /** The largest of every `poolSize` places each way. */
  maxPooling3d: takes<o.Pooling3dOptions>("MaxPooling3D"),
  /** The mean of every `poolSize` steps. */
  averagePooling1d: takes<o.Pooling1dOptions>("AveragePooling1D"),
  /** The mean of every `poolSize` pixels each way. */
  averagePooling2d: takes<o.MaxPooling2dOptions>("AveragePooling2D"),
  /** The mean of every `poolSize` places each way. */
  averagePooling3d: takes<o.Pooling3dOptions>("AveragePooling3D"),
  /** The largest of all steps: `(steps, channels)` gives `(channels)`. */
  globalMaxPooling1d: takes<o.GlobalPoolingOptions>("GlobalMaxPooling1D"),
  /** The largest of all pixels: `(height, width, channels)` gives `(channels)`. */
  globalMaxPooling2d: takes<o.GlobalPoolingOptions>("GlobalMaxPooling2D"),
  /** The largest of all places: `(depth, height, width, channels)` gives `(channels)`. */
  globalMaxPooling3d: takes<o.GlobalPoolingOptions>("GlobalMaxPooling3D"),
  /** The mean of all steps: `(steps, channels)` gives `(channels)`. */
  globalAveragePooling1d: takes<o.GlobalPoolingOptions>("GlobalAveragePooling1D"),
  /** The mean of all pixels: `(height, width, channels)` gives `(channels)`. */
  globalAveragePooling2d: takes<o.GlobalPoolingOptions>("GlobalAveragePooling2D"),
  /** The mean of all places: `(depth, height, width, channels)` gives `(channels)`. */
  globalAveragePooling3d: takes<o.GlobalPoolingOptions>("GlobalAveragePooling3D"),
  /** The largest of each of `outputSize` parts of the steps. */
  adaptiveMaxPooling1d: needs<o.AdaptivePoolingOptions<number>>("AdaptiveMaxPooling1D"),
  /** The largest of each of `outputSize` parts of the pixels each way. */
  adaptiveMaxPooling2d: needs<o.AdaptivePoolingOptions<o.Pair>>("AdaptiveMaxPooling2D"),
  /** The largest of each of `outputSize` parts of the places each way. */
  adaptiveMaxPooling3d: needs<o.AdaptivePoolingOptions<o.Triple>>("AdaptiveMaxPooling3D"),
  /** The mean of each of `outputSize` parts of the steps. */
  adaptiveAveragePooling1d: needs<o.AdaptivePoolingOptions<number>>("AdaptiveAveragePooling1D"),
  /** The mean of each of `outputSize` parts of the pixels each way. */
  adaptiveAveragePooling2d: needs<o.AdaptivePoolingOptions<o.Pair>>("AdaptiveAveragePooling2D"),
  /** The mean of each of `outputSize` parts of the places each way. */
  adaptiveAveragePooling3d: needs<o.AdaptivePoolingOptions<o.Triple>>("AdaptiveAveragePooling3D"),

  /**
   * Scales each channel to mean 0 and variance 1: with the batch's statistics in training, otherwise with the
   * moving statistics of the training.
   */
  batchNormalization: takes<o.BatchNormalizationOptions>("BatchNormalization"),
  /** Scales each sample to mean 0 and variance 1 along `axis`. */
  layerNormalization: takes<o.LayerNormalizationOptions>("LayerNormalization"),
  /** Scales each group of channels of each sample to mean 0 and variance 1. */
  groupNormalization: takes<o.GroupNormalizationOptions>("GroupNormalization"),
  /**
   * Divides by the root of the mean square along `axis`, -1 by default, and multiplies by a learned scale; `epsilon` is
   * 1e-6.
   */
  rmsNormalization: takes<o.LayerOptions & { axis?: number | number[]; epsilon?: number }>("RMSNormalization"),
  /** Scales to length 1 along `axis`, -1 by default. */
  unitNormalization: takes<o.LayerOptions & { axis?: number | number[] }>("UnitNormalization"),

  /** An activation by itself, given by its name or as `{ activation }`. */
  activation: (options: (o.LayerOptions & { activation: o.ActivationName }) | o.ActivationName): Layer =>
    new Layer("Activation", typeof options === "string" ? { activation: options } : options),
  /** `max(x, 0)`; options set a slope below `threshold` and a largest value. */
  relu: takes<o.ReluOptions>("ReLU"),
  /** `negativeSlope` is 0.3 by default. */
  leakyRelu: takes<o.LayerOptions & { negativeSlope?: number }>("LeakyReLU"),
  /** `alpha` is 1 by default. */
  elu: takes<o.LayerOptions & { alpha?: number }>("ELU"),
  /**
   * A leaky relu whose slopes are learned. Along `sharedAxes` (1 is a sample's first axis) all positions share one
   * slope.
   */
  prelu: takes<o.LayerOptions & WeightOptions<"alpha"> & { sharedAxes?: number[] }>("PReLU"),
  /** The softmax along `axis`, -1 by default. */
  softmax: takes<o.LayerOptions & { axis?: number | number[] }>("Softmax"),
  /**
   * `(x - mean) / sqrt(variance)`. `mean` and `variance` are those of the data, one number for each entry of `axis`; `adapt`
   * finds them. Without them they are weights, as files have them.
   */
  normalization: learns<o.NormalizationOptions, Tensor>("Normalization"),
  /** Whole numbers below `numTokens` as vectors of that length. */
  categoryEncoding: needs<o.CategoryEncodingOptions>("CategoryEncoding"),
  /** The number of the bin of each number. `adapt` finds the ends of `numBins` bins. */
  discretization: learns<o.DiscretizationOptions, Tensor>("Discretization"),
  /** The places of whole numbers in a vocabulary, which `adapt` finds. Unknown numbers have places of their own. */
  integerLookup: learns<o.IntegerLookupOptions, Tensor>("IntegerLookup"),
  /** The places of texts in a vocabulary, which `adapt` finds. It is the first layer; the model takes lists of strings. */
  stringLookup: learns<o.StringLookupOptions, readonly string[]>("StringLookup"),
  /**
   * Texts as rows of `outputSequenceLength` places of their words in a vocabulary, or as counts of words; `adapt` finds the
   * vocabulary. It is the first layer; the model takes lists of strings.
   */
  textVectorization: learns<o.TextVectorizationLayerOptions, readonly string[]>("TextVectorization"),
  /** Returns its input. */
  identity: takes("Identity"),
  /** `x * scale + offset`; `offset` is 0 by default. */
  rescaling: needs<o.LayerOptions & { scale: number; offset?: number }>("Rescaling"),
  /** Returns its inputs unchanged and adds `l1 sum(|x|) + l2 sum(x^2)` to the loss; both are 0 by default. */
  activityRegularization: takes<o.LayerOptions & { l1?: number; l2?: number }>("ActivityRegularization"),

  /** Sets a share of the numbers to 0 in training, and scales the others up by `1 / (1 - rate)`. */
  dropout: needs<o.RateOptions>("Dropout"),
  /** Drops whole channels. */
  spatialDropout1d: needs<o.RateOptions>("SpatialDropout1D"),
  /** Drops whole channels. */
  spatialDropout2d: needs<o.RateOptions & o.ChannelOptions>("SpatialDropout2D"),
  /** Drops whole channels. */
  spatialDropout3d: needs<o.RateOptions & o.ChannelOptions>("SpatialDropout3D"),
  /** Sets a share of the numbers to SELU's limit in training, and keeps mean and variance. */
  alphaDropout: needs<o.RateOptions>("AlphaDropout"),
  /** Multiplies by noise around 1 whose variance is `rate / (1 - rate)`. */
  gaussianDropout: needs<o.RateOptions>("GaussianDropout"),
  /** Adds noise in training. */
  gaussianNoise: needs<o.LayerOptions & { stddev: number }>("GaussianNoise"),

  /** Makes each sample one row. */
  flatten: takes<o.ChannelOptions>("Flatten"),
  /** Gives samples the shape `targetShape`; one size may be -1, and follows from the others. */
  reshape: needs<o.LayerOptions & { targetShape: number[] }>("Reshape"),
  /** Puts the axes into the order `dims`; 1 is a sample's first axis. */
  permute: needs<o.LayerOptions & { dims: number[] }>("Permute"),
  /** Repeats `(features)` for `n` steps: `(n, features)`. */
  repeatVector: needs<o.LayerOptions & { n: number }>("RepeatVector"),
  /** Repeats every step `size` times, 2 by default. */
  upSampling1d: takes<o.LayerOptions & { size?: number }>("UpSampling1D"),
  /** Repeats every pixel `size` times each way, 2 by default. */
  upSampling2d: takes<o.ChannelOptions & { size?: o.Pair; interpolation?: "nearest" }>("UpSampling2D"),
  /** Repeats every place `size` times each way, 2 by default. */
  upSampling3d: takes<o.ChannelOptions & { size?: o.Triple }>("UpSampling3D"),
  /** `padding` is 1 by default. */
  zeroPadding1d: takes<o.ChannelOptions & { padding?: o.Borders1d }>("ZeroPadding1D"),
  /** `padding` is 1 by default. */
  zeroPadding2d: takes<o.ChannelOptions & { padding?: o.Borders2d }>("ZeroPadding2D"),
  /** `padding` is 1 by default. */
  zeroPadding3d: takes<o.ChannelOptions & { padding?: o.Borders3d }>("ZeroPadding3D"),
  /** `cropping` is 1 by default. */
  cropping1d: takes<o.LayerOptions & { cropping?: o.Borders1d }>("Cropping1D"),
  /** `cropping` is 0 by default. */
  cropping2d: takes<o.ChannelOptions & { cropping?: o.Borders2d }>("Cropping2D"),
  /** `cropping` is 1 by default. */
  cropping3d: takes<o.ChannelOptions & { cropping?: o.Borders3d }>("Cropping3D"),

  // Layers that change pictures at random, in training only.
  /** Mirrors pictures. */
  randomFlip: takes<o.RandomFlipOptions>("RandomFlip"),
  /** Rotates pictures. */
  randomRotation: needs<o.RandomRotationOptions>("RandomRotation"),
  /** Shifts pictures. */
  randomTranslation: needs<o.RandomTranslationOptions>("RandomTranslation"),
  /** Scales pictures about their middle. */
  randomZoom: needs<o.RandomZoomOptions>("RandomZoom"),
  /** Multiplies the difference from each channel's mean by a random number from 1 - low to 1 + high of `factor`. */
  randomContrast: needs<o.RandomColorOptions>("RandomContrast"),
  /** Adds a share of the value range, drawn from `factor`. */
  randomBrightness: needs<o.RandomColorOptions>("RandomBrightness"),

  /** Moves rows and columns in proportion to their place. */
  randomShear: takes<o.RandomShearOptions>("RandomShear"),
  /** Turns the hue, by up to half a turn for a factor of 1. */
  randomHue: needs<o.RandomColorOptions>("RandomHue"),
  /** Multiplies the saturation by `f / (1 - f)`, where `f` is drawn from `factor`; 0.5 leaves it as it is. */
  randomSaturation: needs<o.RandomColorOptions>("RandomSaturation"),
  /** Mixes the picture with its shades of gray, by a share drawn from `factor`. */
  randomColorDegeneration: needs<o.RandomColorOptions>("RandomColorDegeneration"),
  /** Blurs or sharpens; a factor of 0.5 leaves the picture as it is. */
  randomSharpness: needs<o.RandomColorOptions>("RandomSharpness"),
  /** Keeps the highest bits of each value; `factor` is from 1 to 8 bits. */
  randomPosterization: needs<o.RandomColorOptions>("RandomPosterization"),
  /** Brightness, contrast, saturation and hue, those that are given, one after the other. */
  randomColorJitter: takes<o.RandomColorJitterOptions>("RandomColorJitter"),
  /** Shades of gray for a share `factor` of the pictures, 0.5 by default. */
  randomGrayscale: takes<o.LayerOptions & { factor?: number }>("RandomGrayscale"),
  /** Subtracts from the largest value, for a share of the pictures that is drawn from `factor`, [0, 1] by default. */
  randomInvert: takes<o.OptionalColorOptions>("RandomInvert"),
  /** Blurs a share of the pictures that is drawn from `factor`, [0, 1] by default. */
  randomGaussianBlur: takes<o.RandomGaussianBlurOptions>("RandomGaussianBlur"),
  /** Replaces a rectangle of a share of the pictures that is drawn from `factor`, [0, 1] by default. */
  randomErasing: takes<o.RandomErasingOptions>("RandomErasing"),
  /** Adds to the values and inverts those from a threshold on; both are shares of the value range. */
  solarization: takes<o.SolarizationOptions>("Solarization"),
  /** Stretches the values of each channel to the whole value range, also in predictions. */
  autoContrast: takes<o.LayerOptions & { valueRange?: [number, number] }>("AutoContrast"),

  // Pictures of another size.
  /** Pictures of `height` and `width` pixels. */
  resizing: needs<o.ResizingOptions>("Resizing"),
  /** The middle of the picture; where that is too small, the largest window of this ratio, resized. */
  centerCrop: needs<o.SizeOptions>("CenterCrop"),
  /** A window at a random place, the same for the batch; in predictions as for `centerCrop`, but resized. */
  randomCrop: needs<o.SizeOptions>("RandomCrop"),

  // Attention.
  /**
   * Attention with several heads: `apply([query, value])` or `apply([query, value, key])`, each `(steps, features)`. Gives each
   * step of the query as many numbers as it had.
   */
  multiHeadAttention: needs<o.MultiHeadAttentionOptions>("MultiHeadAttention"),
  /** The same, where several heads of the query share a head of key and value. */
  groupQueryAttention: needs<o.GroupQueryAttentionOptions>("GroupQueryAttention"),
  /** Attention by dot products: `apply([query, value])` or `apply([query, value, key])`. */
  attention: takes<o.AttentionOptions>("Attention"),
  /** Attention by `sum(scale * tanh(query + key))`. */
  additiveAttention: takes<o.AdditiveAttentionOptions>("AdditiveAttention"),
  /** A dense layer whose sums an equation states, such as `"abc,cd->abd"`. */
  einsumDense: needs<o.EinsumDenseOptions>("EinsumDense"),

  // Layers that join several tensors: `layers.add().apply([a, b])`.
  /** The sum of the tensors. */
  add: takes("Add"),
  /** The first tensor minus the second. */
  subtract: takes("Subtract"),
  /** The elementwise product. */
  multiply: takes("Multiply"),
  /** The elementwise mean. */
  average: takes("Average"),
  /** The elementwise maximum. */
  maximum: takes("Maximum"),
  /** The elementwise minimum. */
  minimum: takes("Minimum"),
  /** Joins the tensors along `axis`, -1 by default. */
  concatenate: takes<o.LayerOptions & { axis?: number }>("Concatenate"),
  /**
   * Dot products of two tensors along `axes`; the batch axis is 0. `normalize`, false by default, first scales vectors
   * to length 1.
   */
  dot: needs<o.LayerOptions & { axes: number | [number, number]; normalize?: boolean }>("Dot"),
};
