// The formulas of activations, losses and optimizers: for the curves in the pickers and for the factors of a gradient.
// The engine computes the network itself; these are the same formulas, and a test compares both.

import { losses, optimizers, type CompileOptions } from "../../api/index.ts";

/** An activation a = f(z) with its slope da/dz. */
export interface Activation {
  f(z: number): number;
  slope(z: number): number;
}

/** The error function, to 1.2e-7 (Numerical Recipes' erfc). */
function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const terms = [1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const sum = terms.reduceRight((inner, term) => term + t * inner, 0);
  const tail = t * Math.exp(-x * x - 1.26551223 + t * sum);
  return x >= 0 ? 1 - tail : tail - 1;
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** The activations of hidden layers by their Keras names. */
export const ACTIVATIONS = {
  tanh: { f: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { f: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { f: logistic, slope: (z) => logistic(z) * (1 - logistic(z)) },
  leaky_relu: { f: (z) => (z > 0 ? z : 0.2 * z), slope: (z) => (z > 0 ? 1 : 0.2) },
  elu: { f: (z) => (z > 0 ? z : Math.expm1(z)), slope: (z) => (z > 0 ? 1 : Math.exp(z)) },
  gelu: {
    f: (z) => 0.5 * z * (1 + erf(z / Math.SQRT2)),
    slope: (z) => 0.5 * (1 + erf(z / Math.SQRT2)) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  },
  silu: { f: (z) => z * logistic(z), slope: (z) => logistic(z) * (1 + z * (1 - logistic(z))) },
  linear: { f: (z) => z, slope: () => 1 },
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof ACTIVATIONS;

/** What the output layer is asked for: a number, two classes, or several. */
export type Task = "numbers" | "two" | "several";

/** A loss with the activation of the output layer that goes with it. */
export interface Loss {
  tasks: readonly Task[];
  /** The output layer's activation. */
  output: "linear" | "sigmoid" | "softmax";
  compile: CompileOptions["loss"];
  /** The loss of one sample with outputs `a` and targets `y`, one number for each output. */
  value(a: readonly number[], y: readonly number[]): number;
  /** dL/dz for each output, before the output layer's activation. */
  slope(a: readonly number[], y: readonly number[]): number[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Cross-entropy stays finite: Keras keeps probabilities this far from 0 and 1. */
const LEAST = 1e-7;
const kept = (p: number): number => Math.min(1 - LEAST, Math.max(LEAST, p));

/** The side of a class for the hinge loss: -1 or 1. */
const side = (y: number): number => 2 * y - 1;

/** The losses by their Keras names. */
export const LOSSES = {
  binary_crossentropy: {
    tasks: ["two"],
    output: "sigmoid",
    compile: "binary_crossentropy",
    value: (a, y) => mean(a.map((p, k) => -(y[k]! * Math.log(kept(p)) + (1 - y[k]!) * Math.log(kept(1 - p))))),
    slope: (a, y) => a.map((p, k) => p - y[k]!),
  },
  squares: {
    tasks: ["two"],
    output: "sigmoid",
    compile: "mse",
    value: (a, y) => mean(a.map((p, k) => (p - y[k]!) ** 2)),
    slope: (a, y) => a.map((p, k) => 2 * (p - y[k]!) * p * (1 - p)),
  },
  hinge: {
    tasks: ["two"],
    output: "linear",
    compile: losses.hinge(),
    value: (a, y) => mean(a.map((z, k) => Math.max(0, 1 - side(y[k]!) * z))),
    slope: (a, y) => a.map((z, k) => (side(y[k]!) * z < 1 ? -side(y[k]!) : 0)),
  },
  categorical_crossentropy: {
    tasks: ["several"],
    output: "softmax",
    compile: "categorical_crossentropy",
    value: (a, y) => -a.reduce((sum, p, k) => sum + y[k]! * Math.log(kept(p)), 0),
    slope: (a, y) => a.map((p, k) => p - y[k]!),
  },
  mse: {
    tasks: ["numbers"],
    output: "linear",
    compile: "mse",
    value: (a, y) => mean(a.map((z, k) => (z - y[k]!) ** 2)),
    slope: (a, y) => a.map((z, k) => 2 * (z - y[k]!)),
  },
  mae: {
    tasks: ["numbers"],
    output: "linear",
    compile: "mae",
    value: (a, y) => mean(a.map((z, k) => Math.abs(z - y[k]!))),
    slope: (a, y) => a.map((z, k) => Math.sign(z - y[k]!)),
  },
  huber: {
    tasks: ["numbers"],
    output: "linear",
    compile: losses.huber({ delta: 1 }),
    value: (a, y) => mean(a.map((z, k) => huber(z - y[k]!))),
    slope: (a, y) => a.map((z, k) => Math.max(-1, Math.min(1, z - y[k]!))),
  },
} satisfies Record<string, Loss>;

function huber(error: number): number {
  const size = Math.abs(error);
  return size <= 1 ? 0.5 * error * error : size - 0.5;
}

export type LossName = keyof typeof LOSSES;

/** The losses for a task; the first is the usual one. */
export const lossesFor = (task: Task): LossName[] =>
  (Object.keys(LOSSES) as LossName[]).filter((name) => (LOSSES[name] as Loss).tasks.includes(task));

/** Turns a gradient into the change of a weight, with what it remembers of earlier steps. */
type Rule = (gradient: number, memory: number[], step: number) => number;

/** An optimizer, with its rule for a learning rate of 1. */
export interface Optimizer {
  make(learningRate: number): CompileOptions["optimizer"];
  /** The learning rate that suits the small networks here. */
  usual: number;
  rule: Rule;
  /** The learning rate on the picker's bowl. */
  bowl: number;
}

/** The optimizers; `momentum` is Keras's SGD with momentum 0.9. */
export const OPTIMIZERS = {
  sgd: { make: (learningRate) => optimizers.sgd({ learningRate }), usual: 0.1, bowl: 0.11, rule: (g) => -g },
  momentum: {
    make: (learningRate) => optimizers.sgd({ learningRate, momentum: 0.9 }),
    usual: 0.03,
    bowl: 0.02,
    rule: (g, memory) => (memory[0] = 0.9 * (memory[0] ?? 0) - g),
  },
  adagrad: {
    make: (learningRate) => optimizers.adagrad({ learningRate }),
    usual: 0.1,
    bowl: 0.5,
    rule: (g, memory) => {
      memory[0] = (memory[0] ?? 0.1) + g * g;
      return -g / Math.sqrt(memory[0] + 1e-7);
    },
  },
  rmsprop: {
    make: (learningRate) => optimizers.rmsprop({ learningRate }),
    usual: 0.01,
    bowl: 0.1,
    rule: (g, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * g * g;
      return -g / Math.sqrt(memory[0] + 1e-7);
    },
  },
  adam: {
    make: (learningRate) => optimizers.adam({ learningRate }),
    usual: 0.03,
    bowl: 0.16,
    rule: (g, memory, step) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * g;
      memory[1] = 0.999 * (memory[1] ?? 0) + 0.001 * g * g;
      return -(memory[0] / (1 - 0.9 ** step)) / (Math.sqrt(memory[1] / (1 - 0.999 ** step)) + 1e-7);
    },
  },
} satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof OPTIMIZERS;

/** The bowl of the pickers: a loss that is much steeper in one direction than in the other. */
export const BOWL = { steep: 8, flat: 1, start: [-1.6, 0.75] } as const;

/** The path of an optimizer on the bowl. */
export function bowlPath(name: OptimizerName, steps: number): [number, number][] {
  const { rule, bowl }: Optimizer = OPTIMIZERS[name];
  const memories: [number[], number[]] = [[], []];
  let [x, y]: readonly [number, number] = BOWL.start;
  const path: [number, number][] = [[x, y]];
  for (let step = 1; step <= steps; step += 1) {
    x += bowl * rule(BOWL.flat * x, memories[0], step);
    y += bowl * rule(BOWL.steep * y, memories[1], step);
    path.push([x, y]);
  }
  return path;
}
