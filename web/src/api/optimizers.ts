import { snakeOptions } from "./keras.ts";
import type { Identifier } from "./types.ts";

/** Options of all optimizers. */
export interface OptimizerOptions {
  /** A number or a schedule; by default Keras's: 0.01 for SGD, 0.0025 for schedule-free AdamW, 0.001 for the others. */
  learningRate?: number | Identifier;
  /** Decay of the weights, separate from the gradient; none by default, except 0.004 for AdamW and Muon. */
  weightDecay?: number | null;
  /** The largest norm of each weight's gradient; none by default. Use at most one of the three options for clipping. */
  clipnorm?: number;
  /** The largest norm of all gradients together; none by default. */
  globalClipnorm?: number;
  /** The largest size of each number of a gradient; none by default. */
  clipvalue?: number;
  /**
   * Averages the gradients of this many steps before changing the weights; null by default. Not together with clipping,
   * and not for Lamb, Adafactor and Muon.
   */
  gradientAccumulationSteps?: number | null;
  /** True to keep a moving average of the weights, which replaces them at the end of the training. */
  useEma?: boolean;
  /** The share of the moving average that a step keeps; 0.99 by default. */
  emaMomentum?: number;
  /** The average also replaces the weights after every this many steps; by default only at the end. */
  emaOverwriteFrequency?: number;
  /** Keras's factor of the loss in training with 16-bit floats, null by default. In 32 bits it changes nothing. */
  lossScaleFactor?: number | null;
}

/** Options of `optimizers.sgd`. */
export interface SgdOptions extends OptimizerOptions {
  /** 0 by default. */
  momentum?: number;
  /** True for Nesterov momentum; false by default. */
  nesterov?: boolean;
}

/** Options of `optimizers.rmsprop`. */
export interface RmspropOptions extends OptimizerOptions {
  /** 0.9 by default. */
  rho?: number;
  /** 0 by default. */
  momentum?: number;
  /** 1e-7 by default. */
  epsilon?: number;
  /** True to divide gradients by their standard deviation instead of their root mean square; false by default. */
  centered?: boolean;
}

/** Options of `adamax`, `nadam` and `lion`, which have two moments. */
export interface BetaOptions extends OptimizerOptions {
  /** 0.9 by default. */
  beta1?: number;
  /** 0.999 by default; 0.99 for Lion. */
  beta2?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

/** Options of `optimizers.adam` and `optimizers.adamW`. */
export interface AdamOptions extends BetaOptions {
  /** True to use the largest second moment so far; false by default. */
  amsgrad?: boolean;
}

/** Options of `optimizers.adagrad`. */
export interface AdagradOptions extends OptimizerOptions {
  /** 0.1 by default. */
  initialAccumulatorValue?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

/** Options of `optimizers.adadelta`. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** 0.95 by default. */
  rho?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

/** Options of `optimizers.ftrl`. */
export interface FtrlOptions extends OptimizerOptions {
  /** The power of the sum of squares that divides the steps, negated; -0.5, a root, by default. */
  learningRatePower?: number;
  /** The first sum of squares; 0.1 by default. */
  initialAccumulatorValue?: number;
  /** 0 by default; more sets more weights to 0. */
  l1RegularizationStrength?: number;
  /** 0 by default. */
  l2RegularizationStrength?: number;
  /** A penalty on the size of the weights that is part of the gradient; 0 by default. */
  l2ShrinkageRegularizationStrength?: number;
  /** 0 by default. */
  beta?: number;
}

/** Options of `optimizers.adafactor`. */
export interface AdafactorOptions extends OptimizerOptions {
  /** The power of the step that says how much of the moving means a step keeps; -0.8 by default. */
  beta2Decay?: number;
  /** Added to squared gradients; 1e-30 by default. */
  epsilon1?: number;
  /** The least size of a weight, to which steps are relative; 0.001 by default. */
  epsilon2?: number;
  /** The largest root mean square of a step before it is scaled; 1 by default. */
  clipThreshold?: number;
  /** True by default; Keras bounds the rate by `1 / sqrt(step)` in both cases. */
  relativeStep?: boolean;
}

/** Options of `optimizers.muon`. */
export interface MuonOptions extends OptimizerOptions {
  /** 0.9 by default. */
  adamBeta1?: number;
  /** 0.999 by default. */
  adamBeta2?: number;
  /** The decay of weights that Adam changes; 0.004 by default. */
  adamWeightDecay?: number | null;
  /** 1e-7 by default. */
  epsilon?: number;
  /** Parts of the names of weights that Adam changes; none by default. */
  excludeLayers?: string[];
  /** True if Adam changes embeddings; true by default. */
  excludeEmbeddings?: boolean;
  /** A coefficient of the iteration that makes steps orthogonal; 3.4445 by default. */
  muonA?: number;
  /** -4.775 by default. */
  muonB?: number;
  /** 2.0315 by default. */
  muonC?: number;
  /** Adam's rate as a share of `learningRate`; 1 by default. */
  adamLrRatio?: number;
  /** 0.95 by default. */
  momentum?: number;
  /** The number of iterations, at most 100; 5 by default. */
  nsSteps?: number;
  /** True for Nesterov momentum; true by default. */
  nesterov?: boolean;
  /** The root mean square of a step, 0.2 by default; null for steps that are not scaled. */
  rmsRate?: number | null;
}

/** Options of `optimizers.scheduleFreeAdamW`. */
export interface ScheduleFreeOptions extends BetaOptions {
  /** Steps in which the rate grows to its full size; 0 by default. */
  warmupSteps?: number;
}

function optimizer(className: string, options: object): Identifier {
  const entries = Object.entries(snakeOptions(className, options));
  const config = Object.fromEntries(entries.map(([key, value]) => [key.replace(/(beta|epsilon)(\d)/, "$1_$2"), value]));
  return { class_name: className, config };
}

/** Optimizers with Keras's defaults. */
export const optimizers = {
  /** Gradient descent, with momentum if given. */
  sgd: (options: SgdOptions = {}): Identifier => optimizer("SGD", options),
  /** Steps divided by the root of a moving mean of squared gradients. */
  rmsprop: (options: RmspropOptions = {}): Identifier => optimizer("RMSprop", options),
  /** Adaptive moments (Kingma & Ba 2014). */
  adam: (options: AdamOptions = {}): Identifier => optimizer("Adam", options),
  /** Adam with weight decay separate from the gradient, 0.004 by default (Loshchilov & Hutter 2017). */
  adamW: (options: AdamOptions = {}): Identifier => optimizer("AdamW", options),
  /** Adam with the largest gradient instead of the second moment. */
  adamax: (options: BetaOptions = {}): Identifier => optimizer("Adamax", options),
  /** Adam with Nesterov momentum. */
  nadam: (options: BetaOptions = {}): Identifier => optimizer("Nadam", options),
  /** Steps divided by the root of the sum of all squared gradients (Duchi et al. 2011). */
  adagrad: (options: AdagradOptions = {}): Identifier => optimizer("Adagrad", options),
  /** Steps scaled by moving means of squared gradients and squared steps (Zeiler 2012). */
  adadelta: (options: AdadeltaOptions = {}): Identifier => optimizer("Adadelta", options),
  /** Steps that use only the sign of the momentum (Chen et al. 2023). */
  lion: (options: Omit<BetaOptions, "epsilon"> = {}): Identifier => optimizer("Lion", options),
  /** Adam with steps as large as the weights they change (You et al. 2019). */
  lamb: (options: BetaOptions = {}): Identifier => optimizer("Lamb", options),
  /** Follow the regularized leader, for models of which most weights are 0 (McMahan et al. 2013). */
  ftrl: (options: FtrlOptions = {}): Identifier => optimizer("Ftrl", options),
  /** Moving means of squared gradients by row and by column (Shazeer & Stern 2018). */
  adafactor: (options: AdafactorOptions = {}): Identifier => optimizer("Adafactor", options),
  /** Orthogonal steps of matrices (Jordan et al. 2024); Adam with decay changes all other weights. */
  muon: (options: MuonOptions = {}): Identifier => optimizer("Muon", options),
  /** AdamW whose averages take the place of a schedule (Defazio et al. 2024). */
  scheduleFreeAdamW: (options: ScheduleFreeOptions = {}): Identifier => optimizer("ScheduleFreeAdamW", options),
};
