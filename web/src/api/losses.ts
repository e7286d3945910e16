// Losses and metrics with options; their names alone do where the defaults do.

import { keras, type KerasObject } from "./keras.ts";

export interface LossOptions {
  /** How the values of samples become one; `"sum_over_batch_size"`, their mean, by default. */
  reduction?: "sum_over_batch_size" | "sum" | "mean" | "mean_with_sample_weight";
}

export interface LogitsOptions extends LossOptions {
  /** Whether predictions are logits instead of probabilities; false by default. */
  fromLogits?: boolean;
}

export interface CrossentropyOptions extends LogitsOptions {
  /** Share of the targets that is spread evenly; 0 by default. */
  labelSmoothing?: number;
}

export interface FocalOptions extends CrossentropyOptions {
  /** 0.25 by default. */
  alpha?: number;
  /** 2 by default. */
  gamma?: number;
}

/** Losses, for `compile`; wrong options are refused there. */
export const losses = {
  meanSquaredError: (options: LossOptions = {}): KerasObject => keras("MeanSquaredError", options),
  meanAbsoluteError: (options: LossOptions = {}): KerasObject => keras("MeanAbsoluteError", options),
  meanAbsolutePercentageError: (options: LossOptions = {}): KerasObject => keras("MeanAbsolutePercentageError", options),
  meanSquaredLogarithmicError: (options: LossOptions = {}): KerasObject => keras("MeanSquaredLogarithmicError", options),
  /** Squared up to `delta`, 1 by default, and linear beyond. */
  huber: (options: LossOptions & { delta?: number } = {}): KerasObject => keras("Huber", options),
  logCosh: (options: LossOptions = {}): KerasObject => keras("LogCosh", options),
  poisson: (options: LossOptions = {}): KerasObject => keras("Poisson", options),
  klDivergence: (options: LossOptions = {}): KerasObject => keras("KLDivergence", options),
  hinge: (options: LossOptions = {}): KerasObject => keras("Hinge", options),
  squaredHinge: (options: LossOptions = {}): KerasObject => keras("SquaredHinge", options),
  categoricalHinge: (options: LossOptions = {}): KerasObject => keras("CategoricalHinge", options),
  cosineSimilarity: (options: LossOptions = {}): KerasObject => keras("CosineSimilarity", options),
  binaryCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("BinaryCrossentropy", options),
  /** `applyClassBalancing`, false by default, weighs the two classes by `alpha`. */
  binaryFocalCrossentropy: (options: FocalOptions & { applyClassBalancing?: boolean } = {}): KerasObject =>
    keras("BinaryFocalCrossentropy", options),
  categoricalCrossentropy: (options: CrossentropyOptions = {}): KerasObject => keras("CategoricalCrossentropy", options),
  categoricalFocalCrossentropy: (options: FocalOptions = {}): KerasObject => keras("CategoricalFocalCrossentropy", options),
  /** For targets that are class numbers; those that are `ignoreClass`, none by default, do not count. */
  sparseCategoricalCrossentropy: (options: LogitsOptions & { ignoreClass?: number } = {}): KerasObject =>
    keras("SparseCategoricalCrossentropy", options),
};

export interface MetricOptions {
  /** What the value is shown under; Keras's name by default. Several values are shown as `name[0]`, `name[1]`, ... */
  name?: string;
}

export interface TopKOptions extends MetricOptions {
  /** 5 by default. */
  k?: number;
}

export interface ThresholdOptions extends MetricOptions {
  /** From where on a prediction counts as yes, 0.5 by default; a list gives a value for each. */
  thresholds?: number | number[];
}

export interface PrecisionOptions extends ThresholdOptions {
  /** The only class that counts; all by default. */
  classId?: number;
  /** Only this many largest predictions of a sample count, then by default without a threshold. */
  topK?: number;
}

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

export interface F1Options extends MetricOptions {
  /** How the classes' scores become one; by default every class has a value of its own. */
  average?: "micro" | "macro" | "weighted";
  /** From where on a prediction counts as yes; by default the largest one does. */
  threshold?: number;
}

/** A loss as a metric: with a name instead of a reduction. */
type AsMetric<F> = F extends (options?: infer O) => KerasObject
  ? (options?: Omit<NonNullable<O>, "reduction"> & MetricOptions) => KerasObject
  : never;

/** Metrics, for `compile`; wrong options are refused there. All {@link losses} are among them. */
export const metrics = {
  ...(losses as { [K in keyof typeof losses]: AsMetric<(typeof losses)[K]> }),
  /** In the form that fits the shapes of predictions and targets. */
  accuracy: (options: MetricOptions = {}): KerasObject => keras("Accuracy", options),
  /** `threshold` is 0.5 by default. */
  binaryAccuracy: (options: MetricOptions & { threshold?: number } = {}): KerasObject => keras("BinaryAccuracy", options),
  categoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("CategoricalAccuracy", options),
  sparseCategoricalAccuracy: (options: MetricOptions = {}): KerasObject => keras("SparseCategoricalAccuracy", options),
  topKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("TopKCategoricalAccuracy", options),
  sparseTopKCategoricalAccuracy: (options: TopKOptions = {}): KerasObject => keras("SparseTopKCategoricalAccuracy", options),
  precision: (options: PrecisionOptions = {}): KerasObject => keras("Precision", options),
  recall: (options: PrecisionOptions = {}): KerasObject => keras("Recall", options),
  truePositives: (options: ThresholdOptions = {}): KerasObject => keras("TruePositives", options),
  trueNegatives: (options: ThresholdOptions = {}): KerasObject => keras("TrueNegatives", options),
  falsePositives: (options: ThresholdOptions = {}): KerasObject => keras("FalsePositives", options),
  falseNegatives: (options: ThresholdOptions = {}): KerasObject => keras("FalseNegatives", options),
  auc: (options: AucOptions = {}): KerasObject => keras("AUC", options),
  f1Score: (options: F1Options = {}): KerasObject => keras("F1Score", options),
  /** `beta`, 1 by default, is how much more recall counts than precision. */
  fbetaScore: (options: F1Options & { beta?: number } = {}): KerasObject => keras("FBetaScore", options),
  logCoshError: (options: MetricOptions = {}): KerasObject => keras("LogCoshError", options),
  rootMeanSquaredError: (options: MetricOptions = {}): KerasObject => keras("RootMeanSquaredError", options),
  cosineSimilarity: (options: MetricOptions = {}): KerasObject => keras("CosineSimilarity", options),
};
