// Losses and metrics with options; their names alone do where the defaults do.

import { keras, type KerasObject } from "./keras.ts";

/** What all losses take. */
export interface LossOptions {
  /** How the values of samples become one; `"sum_over_batch_size"`, their mean, by default. */
  reduction?: "sum_over_batch_size" | "sum" | "mean" | "mean_with_sample_weight";
}

/** What losses of probabilities take. */
export interface LogitsOptions extends LossOptions {
  /** Whether predictions are logits instead of probabilities; false by default. */
  fromLogits?: boolean;
}

/** Of cross-entropies. */
export interface CrossentropyOptions extends LogitsOptions {
  /** Share of the targets that is spread evenly; 0 by default. */
  labelSmoothing?: number;
}

/** Of focal losses, which weigh samples down that are predicted well already. */
export interface FocalOptions extends CrossentropyOptions {
  /** 0.25 by default. */
  alpha?: number;
  /** 2 by default. */
  gamma?: number;
}

/** Losses, for `compile`; wrong options are refused there. */
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
  /** The mean of `max(1 - truth prediction, 0)`; truths are -1 or 1, or 0 and 1, which are taken for them. */
  hinge: (options: LossOptions = {}): KerasObject => keras("Hinge", options),
  /** As `hinge`, squared. */
  squaredHinge: (options: LossOptions = {}): KerasObject => keras("SquaredHinge", options),
  /** `max(1 + the largest wrong prediction - the right one, 0)`, for one-hot targets. */
  categoricalHinge: (options: LossOptions = {}): KerasObject => keras("CategoricalHinge", options),
  /** The cosine between truth and prediction, negated: -1 where they have one direction. */
  cosineSimilarity: (options: LossOptions = {}): KerasObject => keras("CosineSimilarity", options),
  /** For targets of 0 and 1, each output by itself. */
  binaryCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("BinaryCrossentropy", options),
  /** `applyClassBalancing`, false by default, weighs the two classes by `alpha`. */
  binaryFocalCrossentropy: (options: FocalOptions & { applyClassBalancing?: boolean } = {}): KerasObject =>
    keras("BinaryFocalCrossentropy", options),
  /** For one-hot targets. */
  categoricalCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("CategoricalCrossentropy", options),
  /** For one-hot targets; samples that are predicted well count less. */
  categoricalFocalCrossentropy: (options: FocalOptions = {}): KerasObject => keras("CategoricalFocalCrossentropy", options),
  /** For targets that are class numbers; those that are `ignoreClass`, none by default, do not count. */
  sparseCategoricalCrossentropy: (options: LogitsOptions & { ignoreClass?: number } = {}): KerasObject =>
    keras("SparseCategoricalCrossentropy", options),
};

/** What all metrics take. */
export interface MetricOptions {
  /** What the value is shown under; Keras's name by default. Several values are shown as `name[0]`, `name[1]`, ... */
  name?: string;
}

/** Of metrics that look at the `k` largest predictions. */
export interface TopKOptions extends MetricOptions {
  /** 5 by default. */
  k?: number;
}

/** Of metrics that count predictions above a threshold. */
export interface ThresholdOptions extends MetricOptions {
  /** From where on a prediction counts as yes, 0.5 by default; a list gives a value for each. */
  thresholds?: number | number[];
}

/** Of precision and recall. */
export interface PrecisionOptions extends ThresholdOptions {
  /** The only class that counts; all by default. */
  classId?: number;
  /** Only this many largest predictions of a sample count, then by default without a threshold. */
  topK?: number;
}

/** Of the area under a curve. */
export interface AucOptions extends MetricOptions {
  /** 200 by default. */
  numThresholds?: number;
  /** These, from 0 to 1, in place of evenly spread ones. */
  thresholds?: number[];
  /** `"ROC"` by default. */
  curve?: "ROC" | "PR";
  /** `"interpolation"` by default. */
  summationMethod?: "interpolation" | "minoring" | "majoring";
  /** Whether predictions are logits; false by default. */
  fromLogits?: boolean;
}

/** Of F scores. */
export interface F1Options extends MetricOptions {
  /** How the classes' scores become one; by default every class has a value of its own. */
  average?: "micro" | "macro" | "weighted";
  /** From where on a prediction counts as yes; by default the largest one does. */
  threshold?: number;
}

/** A loss as a metric: with a name instead of a reduction. */
export type AsMetric<F> = F extends (options?: infer O) => KerasObject
  ? (options?: Omit<NonNullable<O>, "reduction"> & MetricOptions) => KerasObject
  : never;

/** The losses as metrics, but for the one that has another sign as a metric. */
export type LossMetrics = {
  [K in keyof typeof losses as Exclude<K, "cosineSimilarity">]: AsMetric<(typeof losses)[K]>;
};

const others = {
  /** In the form that fits the shapes of predictions and targets. */
  accuracy: (options: MetricOptions = {}): KerasObject => keras("Accuracy", options),
  /** `threshold` is 0.5 by default. */
  binaryAccuracy: (options: MetricOptions & { threshold?: number } = {}): KerasObject => keras("BinaryAccuracy", options),
  /** The share of one-hot targets whose class has the largest prediction. */
  categoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("CategoricalAccuracy", options),
  /** The share of class numbers whose class has the largest prediction. */
  sparseCategoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("SparseCategoricalAccuracy", options),
  /** The share of one-hot targets whose class is among the `k` largest predictions. */
  topKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("TopKCategoricalAccuracy", options),
  /** The share of class numbers whose class is among the `k` largest predictions. */
  sparseTopKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("SparseTopKCategoricalAccuracy", options),
  /** The share of what is predicted that is true. */
  precision: (options: PrecisionOptions = {}): KerasObject => keras("Precision", options),
  /** The share of what is true that is predicted. */
  recall: (options: PrecisionOptions = {}): KerasObject => keras("Recall", options),
  /** How many are true and predicted. */
  truePositives: (options: ThresholdOptions = {}): KerasObject => keras("TruePositives", options),
  /** How many are neither. */
  trueNegatives: (options: ThresholdOptions = {}): KerasObject => keras("TrueNegatives", options),
  /** How many are predicted and not true. */
  falsePositives: (options: ThresholdOptions = {}): KerasObject => keras("FalsePositives", options),
  /** How many are true and not predicted. */
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
  /** The cosine between truth and prediction: 1 where they have one direction. */
  cosineSimilarity: (options: MetricOptions = {}): KerasObject => keras("CosineSimilarity", options),
};

/** Metrics, for `compile`; wrong options are refused there. All {@link losses} are among them. */
export const metrics: LossMetrics & typeof others = { ...(losses as LossMetrics), ...others };
