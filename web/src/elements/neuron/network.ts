// The network of the neuron lesson: its settings, its inputs and targets, and how it is built.

import { Sequential, layers, regularizers, type CompileOptions, type Tensor } from "../../api/index.ts";
import { LOSSES, OPTIMIZERS, lossesFor, type ActivationName, type Loss, type LossName, type OptimizerName, type Task } from "./formulas.ts";
import { setKind, type Point, type SetName } from "./sets.ts";

/** What a network can be given of a point. */
export const FEATURES = {
  x: (x: number) => x,
  y: (_: number, y: number) => y,
  x2: (x: number) => x * x,
  y2: (_: number, y: number) => y * y,
  xy: (x: number, y: number) => x * y,
  sinx: (x: number) => Math.sin(x),
  siny: (_: number, y: number) => Math.sin(y),
  x1: (x: number) => x + 1,
} satisfies Record<string, (x: number, y: number) => number>;

export type FeatureName = keyof typeof FEATURES;

/** How each feature is written. */
export const FEATURE_LABELS: Record<FeatureName, string> = {
  x: "x",
  y: "y",
  x2: "x²",
  y2: "y²",
  xy: "xy",
  sinx: "sin x",
  siny: "sin y",
  x1: "x + 1",
};

export const MOST_LAYERS = 3;
export const MOST_NEURONS = 8;

export type Penalty = "none" | "l1" | "l2";

/** The settings of a network and of its training. */
export interface Spec {
  task: Task;
  /** The number of classes; 0 for numbers. */
  classes: number;
  features: FeatureName[];
  /** Neurons of each hidden layer. */
  hidden: number[];
  activation: ActivationName;
  loss: LossName;
  optimizer: OptimizerName;
  rate: number;
  batch: number;
  penalty: Penalty;
  strength: number;
  seed: number;
}

const taskOf = (set: SetName): Task => ([, , "two"] as const)[setKind(set).classes] ?? (setKind(set).classes ? "several" : "numbers");

/** The features that a set offers. For numbers the network must not see y, which it is asked for. */
export function offered(set: SetName): FeatureName[] {
  if (taskOf(set) !== "numbers") return ["x", "y", "x2", "y2", "xy", "sinx", "siny"];
  return set === "twins" ? ["x", "x1", "x2", "sinx"] : ["x", "x2", "sinx"];
}

/** The features of a set before the visitor chooses. */
const usualFeatures = (set: SetName): FeatureName[] =>
  taskOf(set) !== "numbers" ? ["x", "y"] : set === "twins" ? ["x", "x1"] : ["x"];

/** The number of outputs. */
export const outputs = ({ classes }: Pick<Spec, "classes">): number => (classes > 2 ? classes : 1);

export const lossOf = (spec: Pick<Spec, "loss">): Loss => LOSSES[spec.loss];

/** The learning rate that suits an optimizer: errors of numbers are larger than those of probabilities. */
export const usualRate = (optimizer: OptimizerName, task: Task): number =>
  task === "numbers" && optimizer === "sgd" ? 0.03 : OPTIMIZERS[optimizer].usual;

/** Settings that suit a set: another task needs another loss, and if the visitor chose none another learning rate. */
export function specFor(spec: Spec, set: SetName): Spec {
  const task = taskOf(set);
  const rate = spec.rate === usualRate(spec.optimizer, spec.task) ? usualRate(spec.optimizer, task) : spec.rate;
  const allowed = offered(set);
  const features = spec.features.filter((name) => allowed.includes(name));
  const [usual] = lossesFor(task);
  return {
    ...spec,
    task,
    rate,
    classes: setKind(set).classes,
    features: spec.task === task && features.length ? features : usualFeatures(set),
    loss: lossesFor(task).includes(spec.loss) ? spec.loss : usual!,
  };
}

const regularizer = ({ penalty, strength }: Spec) =>
  penalty === "none" || !strength ? null : penalty === "l1" ? regularizers.l1(strength) : regularizers.l2(strength);

/** The names of the layers: `hidden_1`, .., `output`. */
export const layerNames = ({ hidden }: Pick<Spec, "hidden">): string[] => [...hidden.map((_, at) => `hidden_${at + 1}`), "output"];

/** A new network with the initial weights of its seed. */
export function build(spec: Spec): Sequential {
  const kernelRegularizer = regularizer(spec);
  const sizes = [...spec.hidden, outputs(spec)];
  const names = layerNames(spec);
  const model = new Sequential(
    sizes.map((units, at) =>
      layers.dense({
        units,
        name: names[at]!,
        activation: at < spec.hidden.length ? spec.activation : lossOf(spec).output,
        kernelRegularizer,
        ...(at ? {} : { inputShape: [spec.features.length] }),
      }),
    ),
    { seed: spec.seed, name: "neuron" },
  );
  return model;
}

export const compileOptions = (spec: Spec): CompileOptions => ({
  optimizer: OPTIMIZERS[spec.optimizer].make(spec.rate)!,
  loss: lossOf(spec).compile,
});

/** What of the settings a network is built from, without the weights' values. */
export const structure = ({ task, classes, features, hidden, activation, loss, penalty, strength, seed }: Spec): string =>
  JSON.stringify([task, classes, features, hidden, activation, LOSSES[loss].output, penalty, penalty !== "none" && strength, seed]);

/** The weights of a network: kernel and bias of each layer. */
export type Weights = readonly { data: Float32Array; shape: readonly number[] }[];

/** True if these are the weights of a network with these settings. */
export function suits(weights: Weights, spec: Spec): boolean {
  const sizes = [spec.features.length, ...spec.hidden, outputs(spec)];
  const shapes = sizes.slice(1).flatMap((size, at) => [[sizes[at]!, size], [size]]);
  return JSON.stringify(weights.map(({ shape }) => shape)) === JSON.stringify(shapes);
}

/** True if weights of a network with settings `old` suit one with settings `spec`, as far as there are places for them. */
export const carries = (old: Spec, spec: Spec): boolean =>
  old.task === spec.task && old.classes === spec.classes && old.seed === spec.seed;

/**
 * The initial weights `fresh` of a network, with those of `old` in their places as far as there are such places: a
 * neuron that is added changes nothing about the others.
 */
export function carried(old: { spec: Spec; weights: Weights }, spec: Spec, fresh: Weights): Tensor[] {
  const depth = spec.hidden.length;
  return fresh.map(({ data, shape }, index) => {
    const out = Float32Array.from(data);
    const layer = index >> 1;
    // The output layer belongs to the last hidden layer before it.
    const known = layer < depth ? layer < old.spec.hidden.length : depth === old.spec.hidden.length;
    const before = known ? old.weights[index] : undefined;
    if (before) {
      const [rows, columns] = index % 2 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
      const [oldRows, oldColumns] = index % 2 ? [1, before.shape[0]!] : [before.shape[0]!, before.shape[1]!];
      for (let row = 0; row < rows; row += 1) {
        const oldRow = index === 0 ? old.spec.features.indexOf(spec.features[row]!) : row;
        if (oldRow < 0 || oldRow >= oldRows) continue;
        for (let column = 0; column < Math.min(columns, oldColumns); column += 1) {
          const value = before.data[oldRow * oldColumns + column]!;
          if (Number.isFinite(value)) out[row * columns + column] = value;
        }
      }
    }
    return { data: out, shape: [...shape] };
  });
}

/** The inputs of the network for some places. */
export function inputs(features: readonly FeatureName[], places: readonly { x: number; y: number }[]): Tensor {
  const data = new Float32Array(places.length * features.length);
  places.forEach(({ x, y }, row) => features.forEach((name, k) => (data[row * features.length + k] = FEATURES[name](x, y))));
  return { data, shape: [places.length, features.length] };
}

/** The targets of the network for some points. */
export function targets({ task, classes }: Pick<Spec, "task" | "classes">, points: readonly Point[]): Tensor {
  if (task !== "several") {
    const data = Float32Array.from(points, ({ y, label }) => (task === "numbers" ? y : label));
    return { data, shape: [points.length, 1] };
  }
  const data = new Float32Array(points.length * classes);
  points.forEach(({ label }, row) => (data[row * classes + label] = 1));
  return { data, shape: [points.length, classes] };
}
