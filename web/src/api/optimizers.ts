import { snakeOptions } from "./keras.ts";
import type { Identifier } from "./types.ts";

/** Options of all optimizers. */
export interface OptimizerOptions {
  /** A number or a learning rate schedule; by default Keras's, 0.01 for SGD and 0.001 for the others. */
  learningRate?: number | Identifier;
  /** Decay of the weights, separate from the gradient; none by default, except 0.004 for AdamW. */
  weightDecay?: number | null;
  /** The largest norm of each weight's gradient; none by default. Use at most one of the three options for clipping. */
  clipnorm?: number;
  /** The largest norm of all gradients together; none by default. */
  globalClipnorm?: number;
  /** The largest size of each number of a gradient; none by default. */
  clipvalue?: number;
  /**
   * Averages the gradients of this many steps before changing the weights; null by default. Not together with clipping.
   */
  gradientAccumulationSteps?: number | null;
  /** True to keep a moving average of the weights, which replaces them at the end of the training. */
  useEma?: boolean;
  /** The share of the moving average that a step keeps; 0.99 by default. */
  emaMomentum?: number;
  /** The average also replaces the weights after every this many steps; by default only at the end. */
  emaOverwriteFrequency?: number;
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

function optimizer(className: string, options: object): Identifier {
  const entries = Object.entries(snakeOptions(className, options));
  const config = Object.fromEntries(entries.map(([key, value]) => [key.replace(/^beta(\d)$/, "beta_$1"), value]));
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
};
