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
}

/** Options of focal losses, which give less weight to samples that are predicted well already. */
export interface FocalOptions extends CrossentropyOptions {
  /** 0.25 by default. */
  alpha?: number;
  /** 2 by default. */
  gamma?: number;
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
  curve?: "ROC" | "PR";
  /** `"interpolation"` by default. */
  summationMethod?: "interpolation" | "minoring" | "majoring";
  /** True if predictions are logits; false by default. */
  fromLogits?: boolean;
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
  sparseTopKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("SparseTopKCategoricalAccuracy", options),
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
  cosineSimilarity: (options: MetricOptions = {}): KerasObject => keras("CosineSimilarity", options),
};

/** Metrics, for `compile`, which refuses wrong options. They include all {@link losses}. */
export const metrics: LossMetrics & typeof others = { ...(losses as LossMetrics), ...others };
