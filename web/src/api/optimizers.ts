import { snakeOptions } from "./keras.ts";
import type { Identifier } from "./types.ts";

/** What all optimizers take. */
export interface OptimizerOptions {
  /** Keras's default where it is not given (0.01 for SGD, else 0.001); a number or a learning rate schedule. */
  learningRate?: number | Identifier;
  /** Decay of the weights, apart from the gradient; only AdamW has one by default, 0.004. */
  weightDecay?: number | null;
  /** At most one of these three: norm of each weight's gradient, norm of all gradients, size of each number. */
  clipnorm?: number;
  /** The largest norm of all gradients together; none by default. */
  globalClipnorm?: number;
  /** The largest size of each number of a gradient; none by default. */
  clipvalue?: number;
  /** Gradients of so many steps make one; null by default. Not together with clipping. */
  gradientAccumulationSteps?: number | null;
  /** Keeps a moving average of the weights, which replaces them at the end of training. */
  useEma?: boolean;
  /** 0.99 by default. */
  emaMomentum?: number;
  /** After how many steps the average replaces the weights during training, too. */
  emaOverwriteFrequency?: number;
}

/** Of {@link optimizers}' `sgd`. */
export interface SgdOptions extends OptimizerOptions {
  /** 0 by default. */
  momentum?: number;
  /** Whether the momentum is Nesterov's; false by default. */
  nesterov?: boolean;
}

/** Of {@link optimizers}' `rmsprop`. */
export interface RmspropOptions extends OptimizerOptions {
  /** 0.9 by default. */
  rho?: number;
  /** 0 by default. */
  momentum?: number;
  /** 1e-7 by default. */
  epsilon?: number;
  /** Whether gradients are divided by their deviation in place of their root mean square; false by default. */
  centered?: boolean;
}

/** Of optimizers with two moments: `adamax`, `nadam`, `lion`. */
export interface BetaOptions extends OptimizerOptions {
  /** 0.9 by default. */
  beta1?: number;
  /** 0.999 by default; 0.99 for Lion. */
  beta2?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

/** Of {@link optimizers}' `adam` and `adamW`. */
export interface AdamOptions extends BetaOptions {
  /** Whether the largest second moment so far counts; false by default. */
  amsgrad?: boolean;
}

/** Of {@link optimizers}' `adagrad`. */
export interface AdagradOptions extends OptimizerOptions {
  /** 0.1 by default. */
  initialAccumulatorValue?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

/** Of {@link optimizers}' `adadelta`. */
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
  /** Gradient descent, with momentum where that is given. */
  sgd: (options: SgdOptions = {}): Identifier => optimizer("SGD", options),
  /** Steps divided by the root of a moving mean of squared gradients. */
  rmsprop: (options: RmspropOptions = {}): Identifier => optimizer("RMSprop", options),
  /** Kingma & Ba 2014. */
  adam: (options: AdamOptions = {}): Identifier => optimizer("Adam", options),
  /** Adam whose decay is apart from the gradient, 0.004 by default (Loshchilov & Hutter 2017). */
  adamW: (options: AdamOptions = {}): Identifier => optimizer("AdamW", options),
  /** Adam with the largest gradient in place of the second moment. */
  adamax: (options: BetaOptions = {}): Identifier => optimizer("Adamax", options),
  /** Adam with Nesterov's momentum. */
  nadam: (options: BetaOptions = {}): Identifier => optimizer("Nadam", options),
  /** Steps divided by the root of the sum of all squared gradients (Duchi et al. 2011). */
  adagrad: (options: AdagradOptions = {}): Identifier => optimizer("Adagrad", options),
  /** Steps by moving means of squared gradients and steps (Zeiler 2012). */
  adadelta: (options: AdadeltaOptions = {}): Identifier => optimizer("Adadelta", options),
  /** Steps by the sign of the momentum (Chen et al. 2023). */
  lion: (options: Omit<BetaOptions, "epsilon"> = {}): Identifier => optimizer("Lion", options),
};
