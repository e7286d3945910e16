// Many samples for a model, what they should give, and how well the model does.

import type { CompileConfig, Tensor } from "../../api/index.ts";
import { largest } from "../shared/largest.ts";
import type { ModelOutput } from "./ways.ts";

/** What samples should give: classes by name, or a row of numbers each. */
export type Truth =
  | { kind: "classes"; names: string[]; indices: Int32Array }
  | { kind: "numbers"; values: Float32Array; width: number };

/** Samples for a model with one input, from a visitor's files. */
export interface Samples {
  x: Tensor;
  count: number;
  /** Undefined if the files do not say what the samples should give. */
  truth: Truth | undefined;
  /** A sample in a few words. */
  name(index: number): string;
  /** What a visitor should know about how the files were read. */
  notes: string[];
}

/** What a model's output is trained to give. */
export interface Goal {
  /** `classes`: one of several. `binary`: one of two, as one probability. `numbers`: anything else. */
  kind: "classes" | "binary" | "numbers";
  /** The numbers that the model gives for a sample. */
  width: number;
  /** The loss for a model that was not compiled. */
  loss: string;
  /** True if the model takes the index of a class as target, and not a row with a 1. */
  sparse: boolean;
}

/** The name of a loss in Keras's snake case; empty if the losses of several outputs are given. */
function lossName(compile: CompileConfig | null): string {
  const { loss } = compile ?? {};
  const name = typeof loss === "string" ? loss : (loss as { class_name?: unknown } | null | undefined)?.class_name;
  if (typeof name !== "string") return "";
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

/** What this output is trained to give. `compile` is null for a model that was not compiled. */
export function goalOf({ shape, activation }: ModelOutput, compile: CompileConfig | null): Goal {
  const width = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
  const loss = lossName(compile);
  const vector = shape.length === 1;
  if (vector && width > 1 && (activation === "softmax" || /categorical|kl_divergence/.test(loss))) {
    const sparse = loss ? loss.startsWith("sparse") : true;
    return { kind: "classes", width, loss: "sparse_categorical_crossentropy", sparse };
  }
  if (width === 1 && (activation === "sigmoid" || loss.startsWith("binary"))) {
    return { kind: "binary", width, loss: "binary_crossentropy", sparse: false };
  }
  return { kind: "numbers", width, loss: activation === "sigmoid" ? "binary_crossentropy" : "mse", sparse: false };
}

/** The number of classes among which the model chooses. */
export const classCount = ({ kind, width }: Goal): number => (kind === "binary" ? 2 : width);

/** For each class in the data, the model's class; -1 for a class that is left out. */
export type Mapping = number[];

/**
 * The likely mapping: by name, or by number where the data name their classes 0, 1, 2 and so on. Otherwise the
 * alphabetical order, in which Keras numbers folders; that is `sure` only if the model's classes have no names, and are as
 * many as the data's.
 */
export function mappingOf(names: readonly string[], known: readonly string[] | undefined, goal: Goal): { mapping: Mapping; sure: boolean } {
  const count = classCount(goal);
  const plain = (name: string) => name.trim().toLowerCase();
  const byName = names.map((name) => known?.findIndex((one) => plain(one) === plain(name)) ?? -1);
  if (byName.some((at) => at >= 0)) return { mapping: byName, sure: !byName.includes(-1) };
  const numbers = names.map((name) => (name === "" ? -1 : Number(name)));
  if (numbers.every((at) => Number.isInteger(at) && at >= 0 && at < count)) return { mapping: numbers, sure: true };
  return { mapping: names.map((_, at) => (at < count ? at : -1)), sure: !known && names.length === count };
}

/** The samples that the model can learn from, with their targets. */
export interface Targets {
  /** The indices of the samples. */
  rows: Uint32Array;
  /** For each of these rows the model's class, or -1 for numbers. */
  classes: Int32Array;
  /** The targets for all samples, also of samples that are left out. */
  y: Tensor;
}

/**
 * The targets of samples in the model's form.
 *
 * @throws TypeError when classes are given for a model of numbers, or the other way round; the message is `classes`,
 * `numbers` or `width`.
 */
export function targetsOf(truth: Truth, count: number, goal: Goal, mapping: Mapping): Targets {
  const all = Uint32Array.from({ length: count }, (_, at) => at);
  if (goal.kind === "numbers") {
    if (truth.kind === "classes") throw new TypeError("classes");
    if (truth.width !== goal.width) throw new TypeError("width");
    return { rows: all, classes: new Int32Array(count).fill(-1), y: { data: truth.values, shape: [count, goal.width] } };
  }
  if (truth.kind === "numbers") throw new TypeError("numbers");
  const found = truth.indices.map((index) => mapping[index] ?? -1);
  const rows = all.filter((at) => found[at]! >= 0);
  const classes = Int32Array.from(rows, (at) => found[at]!);
  if (goal.kind === "binary") return { rows, classes, y: { data: Float32Array.from(found, (at) => Math.max(at, 0)), shape: [count, 1] } };
  if (goal.sparse) return { rows, classes, y: { data: found.map((at) => Math.max(at, 0)), shape: [count] } };
  const y = new Uint8Array(count * goal.width);
  found.forEach((at, row) => {
    if (at >= 0) y[row * goal.width + at] = 1;
  });
  return { rows, classes, y: { data: y, shape: [count, goal.width] } };
}

/** Some rows of a tensor, in this order. */
export function take({ data, shape, scale }: Tensor, rows: ArrayLike<number>): Tensor {
  const size = shape.slice(1).reduce((product, axis) => product * axis, 1);
  const out = new (data.constructor as new (length: number) => Tensor["data"])(rows.length * size);
  for (let at = 0; at < rows.length; at += 1) out.set(data.subarray(rows[at]! * size, (rows[at]! + 1) * size), at * size);
  const taken: Tensor = { data: out, shape: [rows.length, ...shape.slice(1)] };
  return scale === undefined ? taken : { ...taken, scale };
}

/** Rows to learn from and rows to test with. */
export interface Split {
  train: Uint32Array;
  held: Uint32Array;
}

/** Fewer rows than this are all learned from: too few to tell anything. */
const FEWEST = 5;

/** Holds back a share of each class, chosen by `uniform`; both parts are mixed. */
export function splitOf({ rows, classes }: Targets, share: number, uniform: () => number): Split {
  if (share <= 0 || rows.length < FEWEST) return { train: mixed(rows, uniform), held: new Uint32Array(0) };
  const [train, held]: number[][] = [[], []];
  for (const one of new Set(classes)) {
    const own = mixed(rows.filter((_, at) => classes[at] === one), uniform);
    // A class of one sample is learned from.
    const kept = own.length < 2 ? 0 : Math.min(Math.max(Math.round(share * own.length), 1), own.length - 1);
    held!.push(...own.subarray(0, kept));
    train!.push(...own.subarray(kept));
  }
  return { train: mixed(Uint32Array.from(train!), uniform), held: mixed(Uint32Array.from(held!), uniform) };
}

function mixed(rows: Uint32Array, uniform: () => number): Uint32Array {
  const order = rows.slice();
  for (let last = order.length - 1; last > 0; last -= 1) {
    const at = Math.floor(uniform() * (last + 1));
    [order[last], order[at]] = [order[at]!, order[last]!];
  }
  return order;
}

/** How well answers fit. */
export type Score =
  | { kind: "classes"; count: number; right: number; confusion: number[][]; mistakes: { row: number; truth: number; said: number; probability: number }[] }
  /** The mean distance from the truth; of several outputs, over all of them. */
  | { kind: "numbers"; count: number; error: number };

/** The class that a model says, and its probability. */
export function saidBy(goal: Goal, answer: Float32Array): { said: number; probability: number } {
  if (goal.kind === "binary") {
    const said = Number(answer[0]! >= 0.5);
    return { said, probability: said ? answer[0]! : 1 - answer[0]! };
  }
  const said = largest(answer);
  return { said, probability: answer[said]! };
}

/** How many mistakes are listed. */
const MOST_MISTAKES = 8;

/** Compares a model's answers for these rows with the targets. */
export function scoreOf(goal: Goal, targets: Targets, rows: ArrayLike<number>, answers: Float32Array): Score {
  const answer = (at: number) => answers.subarray(at * goal.width, (at + 1) * goal.width);
  if (goal.kind === "numbers") {
    let sum = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const truth = targets.y.data.subarray(rows[at]! * goal.width, (rows[at]! + 1) * goal.width);
      answer(at).forEach((value, place) => (sum += Math.abs(value - truth[place]!)));
    }
    return { kind: "numbers", count: rows.length, error: sum / (rows.length * goal.width) };
  }
  const count = classCount(goal);
  const place = new Map(Array.from(targets.rows, (row, at) => [row, at]));
  const confusion = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  let right = 0;
  const mistakes = [];
  for (let at = 0; at < rows.length; at += 1) {
    const truth = targets.classes[place.get(rows[at]!)!]!;
    const { said, probability } = saidBy(goal, answer(at));
    confusion[truth]![said]! += 1;
    if (said === truth) right += 1;
    else mistakes.push({ row: rows[at]!, truth, said, probability });
  }
  mistakes.sort((a, b) => b.probability - a.probability);
  return { kind: "classes", count: rows.length, right, confusion, mistakes: mistakes.slice(0, MOST_MISTAKES) };
}
