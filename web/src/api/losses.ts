// Losses and metrics with options. With the default options, their names are enough.

import { keras, type KerasObject } from "./keras.ts";

/** Options of all losses. */
export interface LossOptions {
  /** How the values of all samples become one number; by default their mean, `"sum_over_batch_size"`. */
  reduction?: "sum_over_batch_size" | "sum" | "mean" | "mean_with_sample_weight";
}

/** Options of losses of probabilities. */
export interface LogitsOptions extends LossOptions {
  /** True if predictions are logits instead of probabilities; false by default. */
  fromLogits?: boolean;
}

/** Options of crossentropies. */
export interface CrossentropyOptions extends LogitsOptions {
  /** Share of the targets that is spread evenly over the classes; 0 by default. */
  labelSmoothing?: number;
  /** The axis of the classes; -1, the last one, by default. */
  axis?: number;
}

/** Options of focal losses, which give less weight to samples that are predicted well already. */
export interface FocalOptions extends CrossentropyOptions {
  /** A factor, or one for each class; 0.25 by default. */
  alpha?: number | number[];
  /** 2 by default. */
  gamma?: number;
}

/** Options of losses of regions. */
export interface OverlapOptions extends LossOptions {
  /** The axes that are summed over; by default all, the batch included, which gives one number for a batch. */
  axis?: number | number[] | null;
}

/** Options of `losses.circle`. */
export interface CircleOptions extends LossOptions {
  /** 80 by default. */
  gamma?: number;
  /** How far from 0 and 1 the distances of partners and opponents may stay; 0.4 by default. */
  margin?: number;
  /** True if a sample is not its own partner; true by default. */
  removeDiagonal?: boolean;
}

/** Losses, for `compile`, which refuses wrong options. */
export const losses = {
  /** The mean of `(truth - prediction) ^ 2`. */
  meanSquaredError: (options: LossOptions = {}): KerasObject => keras("MeanSquaredError", options),
  /** The mean of `|truth - prediction|`. */
  meanAbsoluteError: (options: LossOptions = {}): KerasObject => keras("MeanAbsoluteError", options),
  /** The mean of `100 |truth - prediction| / |truth|`, in percent. */
  meanAbsolutePercentageError: (options: LossOptions = {}): KerasObject => keras("MeanAbsolutePercentageError", options),
  /** The mean of `(log(1 + truth) - log(1 + prediction)) ^ 2`, for numbers of at least 0. */
  meanSquaredLogarithmicError: (options: LossOptions = {}): KerasObject => keras("MeanSquaredLogarithmicError", options),
  /** Squared up to `delta`, 1 by default, and linear beyond. */
  huber: (options: LossOptions & { delta?: number } = {}): KerasObject => keras("Huber", options),
  /** The mean of `log(cosh(prediction - truth))`: squared near 0, linear far from it. */
  logCosh: (options: LossOptions = {}): KerasObject => keras("LogCosh", options),
  /** The mean of `prediction - truth log(prediction)`. */
  poisson: (options: LossOptions = {}): KerasObject => keras("Poisson", options),
  /** The sum of `truth log(truth / prediction)` of distributions. */
  klDivergence: (options: LossOptions = {}): KerasObject => keras("KLDivergence", options),
  /** The mean of `max(1 - truth prediction, 0)`. Truths are -1 or 1; 0 and 1 are converted to them. */
  hinge: (options: LossOptions = {}): KerasObject => keras("Hinge", options),
  /** The mean of the squares of `hinge`'s values. */
  squaredHinge: (options: LossOptions = {}): KerasObject => keras("SquaredHinge", options),
  /** `max(1 + the largest wrong prediction - the right one, 0)`, for one-hot targets. */
  categoricalHinge: (options: LossOptions = {}): KerasObject => keras("CategoricalHinge", options),
  /** The negated cosine of truth and prediction: -1 if they have the same direction. */
  cosineSimilarity: (options: LossOptions = {}): KerasObject => keras("CosineSimilarity", options),
  /** For targets of 0 and 1; each output counts by itself. */
  binaryCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("BinaryCrossentropy", options),
  /** `applyClassBalancing`, false by default, weights the two classes by `alpha`. */
  binaryFocalCrossentropy: (options: FocalOptions & { applyClassBalancing?: boolean } = {}): KerasObject =>
    keras("BinaryFocalCrossentropy", options),
  /** For one-hot targets. */
  categoricalCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("CategoricalCrossentropy", options),
  /** For one-hot targets; samples that are predicted well count less. */
  categoricalFocalCrossentropy: (options: FocalOptions = {}): KerasObject => keras("CategoricalFocalCrossentropy", options),
  /** For targets that are class numbers; targets equal to `ignoreClass`, none by default, do not count. */
  sparseCategoricalCrossentropy: (options: LogitsOptions & { ignoreClass?: number } = {}): KerasObject =>
    keras("SparseCategoricalCrossentropy", options),
  /** `(1 - p^q) / q` of the right class's probability `p`, for class numbers of which some are wrong; `q` is 0.5 by default. */
  categoricalGeneralizedCrossEntropy: (options: LossOptions & { q?: number } = {}): KerasObject =>
    keras("CategoricalGeneralizedCrossEntropy", options),
  /** 1 minus twice the overlap of truth and prediction over the sum of both, for regions of 0 and 1. */
  dice: (options: OverlapOptions = {}): KerasObject => keras("Dice", options),
  /** As `dice`, with the factors `alpha` for what is missed and `beta` for what is too much, both 0.5 by default. */
  tversky: (options: OverlapOptions & { alpha?: number; beta?: number } = {}): KerasObject => keras("Tversky", options),
  /** Draws embeddings of norm 1 together if their class numbers are equal, and others apart (Sun et al. 2020). */
  circle: (options: CircleOptions = {}): KerasObject => keras("Circle", options),
};

/** Options of all metrics. */
export interface MetricOptions {
  /** The name of the value in logs; Keras's name by default. Several values are called `name[0]`, `name[1]`, ... */
  name?: string;
}

/** Options of metrics of the `k` largest predictions. */
export interface TopKOptions extends MetricOptions {
  /** 5 by default. */
  k?: number;
}

/** Options of `metrics.sparseTopKCategoricalAccuracy`. */
export interface SparseTopKOptions extends TopKOptions {
  /** True if predictions are the numbers of the classes, the likeliest first; false by default. */
  fromSortedIds?: boolean;
}

/** Options of metrics that count predictions above a threshold. */
export interface ThresholdOptions extends MetricOptions {
  /** A prediction above this counts as yes; 0.5 by default. With a list, the metric has a value for each threshold. */
  thresholds?: number | number[];
}

/** Options of precision and recall. */
export interface PrecisionOptions extends ThresholdOptions {
  /** The only class that counts; all by default. */
  classId?: number;
  /** Only this many largest predictions of a sample count, and by default without a threshold. */
  topK?: number;
}

/** Options of the area under a curve. */
export interface AucOptions extends MetricOptions {
  /** 200 by default. */
  numThresholds?: number;
  /** Thresholds from 0 to 1, instead of evenly spaced ones. */
  thresholds?: number[];
  /** `"ROC"` by default. */
  curve?: "ROC" | "PR" | "PRGAIN";
  /** `"interpolation"` by default. */
  summationMethod?: "interpolation" | "minoring" | "majoring";
  /** True if predictions are logits; false by default. */
  fromLogits?: boolean;
  /** True for the mean of each output's area; false by default: one area of all outputs. */
  multiLabel?: boolean;
  /** The number of outputs, for `multiLabel`; by default the predictions decide. */
  numLabels?: number;
  /** A weight of each output; by default all weigh the same. */
  labelWeights?: number[];
}

/** Options of metrics that find one rate where another is high enough. */
export interface AtLeastOptions extends MetricOptions {
  /** 200 by default. */
  numThresholds?: number;
  /** The only class that counts; all by default. */
  classId?: number;
}

/** Options of all metrics of intersection over union, except `binaryIou`. */
export interface IoUOptions extends MetricOptions {
  /** The number of classes. */
  numClasses: number;
  /** Targets of this class do not count; none by default. */
  ignoreClass?: number;
  /** True if predictions are class numbers instead of a value for each class; false by default for `oneHot..`, else true. */
  sparseYPred?: boolean;
  /** `"int"` by default, where sample weights count as whole numbers; `"float32"` for any weights. */
  dtype?: "int" | "float32";
}

/** Options of `metrics.iou` and `metrics.meanIou`. */
export interface SparseIoUOptions extends IoUOptions {
  /** True if targets are class numbers instead of a value for each class; true by default. */
  sparseYTrue?: boolean;
}

/** The classes of `metrics.iou` and `metrics.oneHotIou`. */
export interface TargetClasses {
  /** The classes whose mean is taken. */
  targetClassIds: number[];
}

/** Options of `metrics.binaryIou`. */
export interface BinaryIoUOptions extends MetricOptions {
  /** 0, 1 or both; both by default. */
  targetClassIds?: number[];
  /** A prediction of at least this counts as class 1; 0.5 by default. */
  threshold?: number;
  /** `"int"` by default, where sample weights count as whole numbers; `"float32"` for any weights. */
  dtype?: "int" | "float32";
}

/** Options of `metrics.r2Score`. */
export interface R2Options extends MetricOptions {
  /** How the outputs' scores become one number; `"uniform_average"` by default; null for each output's own value. */
  classAggregation?: "uniform_average" | "variance_weighted_average" | null;
  /** The number of inputs, for the adjusted score; 0 by default: not adjusted. */
  numRegressors?: number;
}

/** Options of F scores. */
export interface F1Options extends MetricOptions {
  /** How the classes' scores become one number; by default every class has its own value. */
  average?: "micro" | "macro" | "weighted";
  /** A prediction above this counts as yes; by default the largest one does. */
  threshold?: number;
}

/** A loss as a metric: it has the option `name` instead of `reduction`. */
export type AsMetric<F> = F extends (options?: infer O) => KerasObject
  ? (options?: Omit<NonNullable<O>, "reduction"> & MetricOptions) => KerasObject
  : never;

/** All losses as metrics, except the cosine similarity, which has the opposite sign as a metric. */
export type LossMetrics = {
  [K in keyof typeof losses as Exclude<K, "cosineSimilarity">]: AsMetric<(typeof losses)[K]>;
};

const others = {
  /** The form of accuracy that fits the shapes of predictions and targets. */
  accuracy: (options: MetricOptions = {}): KerasObject => keras("Accuracy", options),
  /** The share of predictions on the right side of `threshold`, 0.5 by default. */
  binaryAccuracy: (options: MetricOptions & { threshold?: number } = {}): KerasObject => keras("BinaryAccuracy", options),
  /** The share of one-hot targets whose class has the largest prediction. */
  categoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("CategoricalAccuracy", options),
  /** The share of class numbers whose class has the largest prediction. */
  sparseCategoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("SparseCategoricalAccuracy", options),
  /** The share of one-hot targets whose class is among the `k` largest predictions. */
  topKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("TopKCategoricalAccuracy", options),
  /** The share of class numbers whose class is among the `k` largest predictions. */
  sparseTopKCategoricalAccuracy: (options: SparseTopKOptions = {}): KerasObject => keras("SparseTopKCategoricalAccuracy", options),
  /** The share of positive predictions that are right. */
  precision: (options: PrecisionOptions = {}): KerasObject => keras("Precision", options),
  /** The share of positive targets that are predicted. */
  recall: (options: PrecisionOptions = {}): KerasObject => keras("Recall", options),
  /** The number of positive targets that are predicted as positive. */
  truePositives: (options: ThresholdOptions = {}): KerasObject => keras("TruePositives", options),
  /** The number of negative targets that are predicted as negative. */
  trueNegatives: (options: ThresholdOptions = {}): KerasObject => keras("TrueNegatives", options),
  /** The number of negative targets that are predicted as positive. */
  falsePositives: (options: ThresholdOptions = {}): KerasObject => keras("FalsePositives", options),
  /** The number of positive targets that are predicted as negative. */
  falseNegatives: (options: ThresholdOptions = {}): KerasObject => keras("FalseNegatives", options),
  /** The area under the curve, from 0 to 1. */
  auc: (options: AucOptions = {}): KerasObject => keras("AUC", options),
  /** The harmonic mean of precision and recall. */
  f1Score: (options: F1Options = {}): KerasObject => keras("F1Score", options),
  /** `beta`, 1 by default, is how much more recall counts than precision. */
  fbetaScore: (options: F1Options & { beta?: number } = {}): KerasObject => keras("FBetaScore", options),
  /** The mean of `log(cosh(prediction - truth))`. */
  logCoshError: (options: MetricOptions = {}): KerasObject => keras("LogCoshError", options),
  /** The root of the mean of `(truth - prediction) ^ 2`. */
  rootMeanSquaredError: (options: MetricOptions = {}): KerasObject => keras("RootMeanSquaredError", options),
  /** The cosine of truth and prediction: 1 if they have the same direction. */
  cosineSimilarity: (options: MetricOptions & { axis?: number } = {}): KerasObject => keras("CosineSimilarity", options),
  /** The largest sensitivity, over thresholds, where the specificity is at least `specificity`. */
  sensitivityAtSpecificity: (options: AtLeastOptions & { specificity: number }): KerasObject =>
    keras("SensitivityAtSpecificity", options),
  /** The largest specificity where the sensitivity is at least `sensitivity`. */
  specificityAtSensitivity: (options: AtLeastOptions & { sensitivity: number }): KerasObject =>
    keras("SpecificityAtSensitivity", options),
  /** The largest precision where the recall is at least `recall`. */
  precisionAtRecall: (options: AtLeastOptions & { recall: number }): KerasObject => keras("PrecisionAtRecall", options),
  /** The largest recall where the precision is at least `precision`. */
  recallAtPrecision: (options: AtLeastOptions & { precision: number }): KerasObject => keras("RecallAtPrecision", options),
  /** Intersection over union of some classes, from 0 to 1. */
  iou: (options: SparseIoUOptions & TargetClasses): KerasObject => keras("IoU", options),
  /** Intersection over union of all classes, from 0 to 1. */
  meanIou: (options: SparseIoUOptions): KerasObject => keras("MeanIoU", options),
  /** Intersection over union of some classes; targets and predictions have a value for each class. */
  oneHotIou: (options: IoUOptions & TargetClasses): KerasObject => keras("OneHotIoU", options),
  /** Intersection over union of all classes; targets and predictions have a value for each class. */
  oneHotMeanIou: (options: IoUOptions): KerasObject => keras("OneHotMeanIoU", options),
  /** Intersection over union of two classes, by a threshold. */
  binaryIou: (options: BinaryIoUOptions = {}): KerasObject => keras("BinaryIoU", options),
  /** The share of the targets' variance that predictions explain: 1 is perfect, 0 as good as the mean. */
  r2Score: (options: R2Options = {}): KerasObject => keras("R2Score", options),
  /** The correlation of truth and prediction along `axis`, the last one by default, from -1 to 1. */
  pearsonCorrelation: (options: MetricOptions & { axis?: number } = {}): KerasObject => keras("PearsonCorrelation", options),
  /** As `pearsonCorrelation`, but differences of mean and scale lower it. */
  concordanceCorrelation: (options: MetricOptions & { axis?: number } = {}): KerasObject =>
    keras("ConcordanceCorrelation", options),
};

/** Metrics, for `compile`, which refuses wrong options. They include all {@link losses}. */
export const metrics: LossMetrics & typeof others = { ...(losses as LossMetrics), ...others };
