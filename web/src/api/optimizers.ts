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
  globalClipnorm?: number;
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

export interface SgdOptions extends OptimizerOptions {
  /** 0 by default. */
  momentum?: number;
  nesterov?: boolean;
}

export interface RmspropOptions extends OptimizerOptions {
  /** 0.9 by default. */
  rho?: number;
  /** 0 by default. */
  momentum?: number;
  /** 1e-7 by default. */
  epsilon?: number;
  centered?: boolean;
}

export interface BetaOptions extends OptimizerOptions {
  /** 0.9 by default. */
  beta1?: number;
  /** 0.999 by default; 0.99 for Lion. */
  beta2?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

export interface AdamOptions extends BetaOptions {
  amsgrad?: boolean;
}

export interface AdagradOptions extends OptimizerOptions {
  /** 0.1 by default. */
  initialAccumulatorValue?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

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
  sgd: (options: SgdOptions = {}): Identifier => optimizer("SGD", options),
  rmsprop: (options: RmspropOptions = {}): Identifier => optimizer("RMSprop", options),
  adam: (options: AdamOptions = {}): Identifier => optimizer("Adam", options),
  adamW: (options: AdamOptions = {}): Identifier => optimizer("AdamW", options),
  adamax: (options: BetaOptions = {}): Identifier => optimizer("Adamax", options),
  nadam: (options: BetaOptions = {}): Identifier => optimizer("Nadam", options),
  adagrad: (options: AdagradOptions = {}): Identifier => optimizer("Adagrad", options),
  adadelta: (options: AdadeltaOptions = {}): Identifier => optimizer("Adadelta", options),
  lion: (options: Omit<BetaOptions, "epsilon"> = {}): Identifier => optimizer("Lion", options),
};
