// The lesson's training as a Python program: its points, its settings, and the model.

import type { Program } from "../shared/code-view.ts";
import type { LossName, OptimizerName } from "./formulas.ts";
import type { FeatureName, Spec } from "./network.ts";
import { isTest, type Point } from "./sets.ts";

const OPTIMIZERS: Record<OptimizerName, (rate: number) => string> = {
  sgd: (rate) => `SGD(${rate})`,
  momentum: (rate) => `SGD(${rate}, momentum=0.9)`,
  adagrad: (rate) => `Adagrad(${rate})`,
  rmsprop: (rate) => `RMSprop(${rate})`,
  adam: (rate) => `Adam(${rate})`,
};

/** Keras's name of a loss. */
const lossName = (name: LossName): string => (name === "squares" ? "mse" : name);

const FEATURES: Record<FeatureName, string> = {
  x: "x",
  y: "y",
  x2: "x**2",
  y2: "y**2",
  xy: "x * y",
  sinx: "np.sin(x)",
  siny: "np.sin(y)",
  x1: "x + 1",
};

/** Numbers as an array, in lines of at most about 100 characters. */
function array(name: string, numbers: readonly number[]): string {
  const lines: string[] = [];
  for (const number of numbers.map((value) => String(Math.round(100 * value) / 100))) {
    const last = lines.at(-1);
    if (last === undefined || last.length + number.length > 96) lines.push(`    ${number},`);
    else lines[lines.length - 1] = `${last} ${number},`;
  }
  return `${name} = np.array([\n${lines.join("\n")}\n])\n`;
}

/** What comes before and after the model. Points for testing are left out of the training and judged at its end. */
export function program(spec: Spec, points: readonly Point[], share: number): Program {
  const some = (test: boolean) => points.filter((_, at) => isTest(at, share) === test);
  const training = some(false).length;
  const ordered = [...some(false), ...some(true)];
  const numbers = spec.task === "numbers";
  const truth = numbers ? "y[:, None]" : spec.task === "several" ? `keras.utils.to_categorical(label, ${spec.classes})` : "label[:, None]";
  const metric = numbers ? "" : ', metrics=["accuracy"]';
  const parts = [
    "import numpy as np",
    "",
    `# The lesson's points: the first ${training} are for training.`,
    array("x", ordered.map(({ x }) => x)) + array("y", ordered.map(({ y }) => y)) + (numbers ? "" : array("label", ordered.map(({ label }) => label))),
    `inputs = np.column_stack([${spec.features.map((name) => FEATURES[name]).join(", ")}])`,
    `targets = ${truth}`,
  ];
  const judged = training < points.length ? `model.evaluate(inputs[${training}:], targets[${training}:])\n` : "";
  const penalty = spec.penalty === "none" || !spec.strength ? "" : `, kernel_regularizer=keras.regularizers.${spec.penalty.toUpperCase()}(${spec.strength})`;
  return {
    // The engine's code of a model leaves penalties out.
    change: (code) => (penalty ? code.replace(/(layers\.Dense\(.*)\)/g, `$1${penalty})`) : code),
    before: `${parts.join("\n")}\n`,
    after:
      `model.compile(optimizer=keras.optimizers.${OPTIMIZERS[spec.optimizer](spec.rate)}, loss="${lossName(spec.loss)}"${metric})\n` +
      `model.fit(inputs[:${training}], targets[:${training}], batch_size=${spec.batch}, epochs=100)\n${judged}`,
  };
}
