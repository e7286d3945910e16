import { snakeCase } from "./layers.ts";
import type { Identifier } from "./types.ts";

export interface SgdOptions {
  /** 0.01 by default. */
  learningRate?: number;
  /** 0 by default. */
  momentum?: number;
  nesterov?: boolean;
}

export interface AdamOptions {
  /** 0.001 by default. */
  learningRate?: number;
  /** 0.9 by default. */
  beta1?: number;
  /** 0.999 by default. */
  beta2?: number;
  /** 1e-7 by default. */
  epsilon?: number;
}

function optimizer(className: string, options: object): Identifier {
  const entries = Object.entries(options).map(([key, value]) => [snakeCase(key).replace(/^beta(\d)$/, "beta_$1"), value]);
  return { class_name: className, config: Object.fromEntries(entries) };
}

/** Optimizers with Keras's defaults. */
export const optimizers = {
  sgd: (options: SgdOptions = {}): Identifier => optimizer("SGD", options),
  adam: (options: AdamOptions = {}): Identifier => optimizer("Adam", options),
};
