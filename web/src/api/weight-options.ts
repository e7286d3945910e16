// Initial values, penalties and constraints of weights.

import { keras, type KerasObject } from "./keras.ts";

/** The initializers by Keras's names, with their defaults. */
export type InitializerName =
  | "zeros" | "ones" | "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal"
  | "random_uniform" | "random_normal" | "truncated_normal" | "orthogonal" | "constant" | "identity" | "variance_scaling";
/** A name, or an object from {@link initializers}. */
export type Initializer = InitializerName | KerasObject;
/** A name (with Keras's factor, 0.01), or an object from {@link regularizers}; null for none. */
export type Regularizer = "l1" | "l2" | "l1_l2" | "orthogonal_regularizer" | KerasObject | null;
/** A name, or an object from {@link constraints}; null for none. */
export type Constraint = "max_norm" | "min_max_norm" | "non_neg" | "unit_norm" | KerasObject | null;

/**
 * The options of the weights `W`: for `"kernel"` these are `kernelInitializer`, `kernelRegularizer`,
 * `kernelConstraint`.
 */
export type WeightOptions<W extends string> = {
  [K in `${W}Initializer`]?: Initializer;
} & {
  [K in `${W}Regularizer`]?: Regularizer;
} & {
  [K in `${W}Constraint`]?: Constraint;
};

/** Options of random initializers. */
interface Seeded {
  /** The initializer's own seed, a whole number; by default its numbers follow from the model's seed. */
  seed?: number;
}

/** Options of normal distributions. */
export interface NormalOptions extends Seeded {
  /** 0 by default. */
  mean?: number;
  /** 0.05 by default. */
  stddev?: number;
}

/** Options of distributions whose variance depends on the sizes of the layer. */
export interface VarianceScalingOptions extends Seeded {
  /** 1 by default. */
  scale?: number;
  /** `"fan_in"` by default. */
  mode?: "fan_in" | "fan_out" | "fan_avg";
  /** `"truncated_normal"` by default. */
  distribution?: "uniform" | "truncated_normal" | "untruncated_normal";
}

/** Initializers, for the options that end in `Initializer`. Wrong numbers are refused when the model is first used. */
export const initializers = {
  /** All 0. */
  zeros: (): KerasObject => keras("Zeros"),
  /** All 1. */
  ones: (): KerasObject => keras("Ones"),
  /** One number, 0 by default. */
  constant: (options: { value?: number } = {}): KerasObject => keras("Constant", options),
  /** `gain`, 1 by default, on the diagonal of a matrix. */
  identity: (options: { gain?: number } = {}): KerasObject => keras("Identity", options),
  /** Orthonormal columns, or rows where there are fewer, times `gain`, 1 by default. */
  orthogonal: (options: Seeded & { gain?: number } = {}): KerasObject => keras("Orthogonal", options),
  /** Uniform from `minval`, -0.05 by default, to `maxval`, 0.05 by default. */
  randomUniform: (options: Seeded & { minval?: number; maxval?: number } = {}): KerasObject => keras("RandomUniform", options),
  /** Normal with `mean`, 0 by default, and `stddev`, 0.05 by default. */
  randomNormal: (options: NormalOptions = {}): KerasObject => keras("RandomNormal", options),
  /** Normal; numbers beyond two standard deviations from the mean are drawn again. */
  truncatedNormal: (options: NormalOptions = {}): KerasObject => keras("TruncatedNormal", options),
  /** Random with variance `scale / fan`. */
  varianceScaling: (options: VarianceScalingOptions = {}): KerasObject => keras("VarianceScaling", options),
  /** Uniform within `sqrt(6 / (fan in + fan out))` around 0: the default of most kernels. */
  glorotUniform: (options: Seeded = {}): KerasObject => keras("GlorotUniform", options),
  /** Normal with variance `2 / (fan in + fan out)`; numbers beyond two standard deviations are drawn again. */
  glorotNormal: (options: Seeded = {}): KerasObject => keras("GlorotNormal", options),
  /** Uniform within `sqrt(6 / fan in)` around 0. */
  heUniform: (options: Seeded = {}): KerasObject => keras("HeUniform", options),
  /** Normal with variance `2 / fan in`; numbers beyond two standard deviations are drawn again. */
  heNormal: (options: Seeded = {}): KerasObject => keras("HeNormal", options),
  /** Uniform within `sqrt(3 / fan in)` around 0. */
  lecunUniform: (options: Seeded = {}): KerasObject => keras("LecunUniform", options),
  /** Normal with variance `1 / fan in`; numbers beyond two standard deviations are drawn again. */
  lecunNormal: (options: Seeded = {}): KerasObject => keras("LecunNormal", options),
};

/** Regularizers, for the options that end in `Regularizer`: most add `l1 sum(|w|) + l2 sum(w^2)` to the loss. */
export const regularizers = {
  /** `l1` is 0.01 by default. */
  l1: (l1?: number): KerasObject => keras("L1", { l1 }),
  /** `l2` is 0.01 by default. */
  l2: (l2?: number): KerasObject => keras("L2", { l2 }),
  /** Both 0 by default. */
  l1L2: (options: { l1?: number; l2?: number } = {}): KerasObject => keras("L1L2", options),
  /**
   * Adds `factor`, 0.01 by default, times the mean size of the cosines between all rows of a matrix, or between its columns;
   * `mode` is `"rows"` by default.
   */
  orthogonal: (options: { factor?: number; mode?: "rows" | "columns" } = {}): KerasObject =>
    keras("OrthogonalRegularizer", options),
};

/** The axes over which a norm is computed; 0 by default. Negative axes count from the end. */
interface Axes {
  /** One axis or several of the weight. */
  axis?: number | number[];
}

/** Constraints, for the options that end in `Constraint`: they change the weights after each step. */
export const constraints = {
  /** Norms of at most `maxValue`, 2 by default. */
  maxNorm: (options: Axes & { maxValue?: number } = {}): KerasObject => keras("MaxNorm", options),
  /**
   * Norms from `minValue`, 0 by default, to `maxValue`, 1 by default. `rate`, 1 by default, is how far a step moves
   * towards them.
   */
  minMaxNorm: (options: Axes & { minValue?: number; maxValue?: number; rate?: number } = {}): KerasObject =>
    keras("MinMaxNorm", options),
  /** Sets negative numbers to 0. */
  nonNeg: (): KerasObject => keras("NonNeg"),
  /** Norms of 1. */
  unitNorm: (options: Axes = {}): KerasObject => keras("UnitNorm", options),
};
