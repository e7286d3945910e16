// Many samples for a model, what they should give, and how well the model does.

import type { CompileConfig, Model, Tensor } from "../../api/index.ts";
import { largest } from "../shared/largest.ts";
import { shuffle } from "../shared/random.ts";
import { namesOf, type ModelOutput } from "./ways.ts";

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
  /** The shape of the output for a sample; sizes that the model leaves open are 1. */
  shape: number[];
  /** True if the model gives logits, which become probabilities by a softmax or a sigmoid. */
  logits: boolean;
  /** The loss for a model that was not compiled. */
  loss: string;
  /** True if the model takes the index of a class as target, and not a row with a 1. */
  sparse: boolean;
}

/** The loss of a model with one output: its name in Keras's snake case, empty if there is none, and its options. */
function lossOf(compile: CompileConfig | null): { name: string; logits: boolean } {
  let { loss } = compile ?? {};
  // Keras takes the loss of the only output as a list or an object, too.
  if (typeof loss === "object" && loss !== null && !("class_name" in loss)) loss = Object.values(loss)[0];
  const object = loss as { class_name?: unknown; config?: { from_logits?: unknown } } | null | undefined;
  const name = typeof loss === "string" ? loss : object?.class_name;
  if (typeof name !== "string") return { name: "", logits: false };
  return { name: name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase(), logits: object?.config?.from_logits === true };
}

/** What this output is trained to give. `compile` is null for a model that was not compiled. */
export function goalOf({ shape, activation }: ModelOutput, compile: CompileConfig | null): Goal {
  const sizes = shape.map((size) => size ?? 1);
  const width = sizes.reduce((product, size) => product * size, 1);
  const { name: loss, logits } = lossOf(compile);
  const common = { width, shape: sizes, logits };
  const vector = shape.length === 1;
  if (vector && width > 1 && (activation === "softmax" || /categorical|kl_divergence/.test(loss))) {
    const sparse = loss ? loss.startsWith("sparse") : true;
    return { ...common, kind: "classes", loss: "sparse_categorical_crossentropy", sparse };
  }
  // A sigmoid that is trained with mse gives a number from 0 to 1.
  if (vector && width === 1 && (loss ? /^binary|hinge/.test(loss) : activation === "sigmoid")) {
    return { ...common, kind: "binary", loss: "binary_crossentropy", sparse: false };
  }
  return { ...common, kind: "numbers", loss: activation === "sigmoid" ? "binary_crossentropy" : "mse", sparse: false };
}

/** The number of classes among which the model chooses. */
export const classCount = ({ kind, width }: Goal): number => (kind === "binary" ? 2 : width);

/** For each class in the data, the model's class; -1 for a class that is left out. */
export type Mapping = number[];

/**
 * The likely mapping: by name, or by number where the data name their classes 0, 1, 2 and so on. Otherwise it is a guess:
 * the alphabetical order, in which Keras numbers folders.
 */
export function mappingOf(names: readonly string[], known: readonly string[] | undefined, goal: Goal): { mapping: Mapping; sure: boolean } {
  const count = classCount(goal);
  known = namesOf(known, count);
  const plain = (name: string) => name.trim().toLowerCase();
  const byName = names.map((name) => known?.findIndex((one) => plain(one) === plain(name)) ?? -1);
  if (byName.some((at) => at >= 0)) return { mapping: byName, sure: !byName.includes(-1) };
  const numbers = names.map((name) => (name === "" ? -1 : Number(name)));
  if (numbers.every((at) => Number.isInteger(at) && at >= 0 && at < count)) return { mapping: numbers, sure: true };
  return { mapping: names.map((_, at) => (at < count ? at : -1)), sure: false };
}

/** The samples that the model can learn from, with their targets. */
export interface Targets {
  /** The indices of the samples. */
  rows: Uint32Array;
  /** For each sample the model's class; -1 for samples that are left out, and for numbers. */
  classes: Int32Array;
  /** The targets for all samples, also of samples that are left out. */
  y: Tensor;
}

/** Why samples have no targets for a model: the key of the text that says it. */
export type Misfit = "needsNumbers" | "needsClasses" | "needsWidth";

/** The targets of samples in the model's form, or why there are none. */
export function targetsOf(truth: Truth, count: number, goal: Goal, mapping: Mapping): Targets | Misfit {
  const all = Uint32Array.from({ length: count }, (_, at) => at);
  if (goal.kind === "numbers") {
    if (truth.kind === "classes") return "needsNumbers";
    if (truth.width !== goal.width) return "needsWidth";
    return { rows: all, classes: new Int32Array(count).fill(-1), y: { data: truth.values, shape: [count, ...goal.shape] } };
  }
  if (truth.kind === "numbers") return "needsClasses";
  const most = classCount(goal);
  const classes = truth.indices.map((index) => {
    const at = mapping[index] ?? -1;
    return at < most ? at : -1;
  });
  const rows = all.filter((at) => classes[at]! >= 0);
  const known = classes.map((at) => Math.max(at, 0));
  if (goal.kind === "binary") return { rows, classes, y: { data: Float32Array.from(known), shape: [count, 1] } };
  if (goal.sparse) return { rows, classes, y: { data: known, shape: [count] } };
  const y = new Uint8Array(count * goal.width);
  classes.forEach((at, row) => {
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
  const byClass = new Map<number, number[]>();
  for (const row of rows) {
    const one = classes[row]!;
    const own = byClass.get(one);
    if (own) own.push(row);
    else byClass.set(one, [row]);
  }
  const [train, held]: Uint32Array[][] = [[], []];
  for (const all of byClass.values()) {
    const own = mixed(Uint32Array.from(all), uniform);
    // A class of one sample is learned from.
    const kept = own.length < 2 ? 0 : Math.min(Math.max(Math.round(share * own.length), 1), own.length - 1);
    held!.push(own.subarray(0, kept));
    train!.push(own.subarray(kept));
  }
  return { train: mixed(joined(train!), uniform), held: mixed(joined(held!), uniform) };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function mixed(rows: Uint32Array, uniform: () => number): Uint32Array {
  const order = rows.slice();
  shuffle(order, uniform);
  return order;
}

/** How well answers fit. */
export type Score =
  /** Without a confusion matrix if there are many classes. */
  | { kind: "classes"; count: number; right: number; confusion: number[][] | undefined; mistakes: { row: number; truth: number; said: number; probability: number }[] }
  /** The mean distance from the truth; of several outputs, over all of them. */
  | { kind: "numbers"; count: number; error: number };

/** The class that a model says, and its probability. */
export function saidBy({ kind, logits }: Goal, answer: Float32Array): { said: number; probability: number } {
  if (kind === "binary") {
    const second = logits ? 1 / (1 + Math.exp(-answer[0]!)) : answer[0]!;
    const said = Number(second >= 0.5);
    return { said, probability: said ? second : 1 - second };
  }
  const said = largest(answer);
  if (!logits) return { said, probability: answer[said]! };
  const sum = answer.reduce((all, value) => all + Math.exp(value - answer[said]!), 0);
  return { said, probability: 1 / sum };
}

/** A confusion matrix of more classes than this says nothing at a glance. */
const MOST_IN_MATRIX = 12;

/** How many mistakes are listed. */
const MOST_MISTAKES = 8;

/** Compares a model's answers with the targets, part by part. */
export class Scorer {
  #count = 0;
  #right = 0;
  #sum = 0;
  #confusion: number[][] | undefined;
  #mistakes: Extract<Score, { kind: "classes" }>["mistakes"] = [];

  constructor(
    private readonly goal: Goal,
    private readonly targets: Targets,
  ) {
    const classes = classCount(goal);
    if (goal.kind !== "numbers" && classes <= MOST_IN_MATRIX) {
      this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    }
  }

  /** Adds the answers to these rows. */
  add(rows: ArrayLike<number>, answers: Float32Array): void {
    const { width, kind } = this.goal;
    const { y, classes } = this.targets;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!;
      const answer = answers.subarray(at * width, (at + 1) * width);
      if (kind === "numbers") answer.forEach((value, place) => (this.#sum += Math.abs(value - y.data[row * width + place]!)));
      else this.#compare(row, classes[row]!, answer);
    }
    this.#count += rows.length;
  }

  #compare(row: number, truth: number, answer: Float32Array): void {
    const { said, probability } = saidBy(this.goal, answer);
    if (this.#confusion) this.#confusion[truth]![said]! += 1;
    if (said === truth) this.#right += 1;
    else {
      this.#mistakes.push({ row, truth, said, probability });
      this.#mistakes.sort((a, b) => b.probability - a.probability);
      this.#mistakes.length = Math.min(this.#mistakes.length, MOST_MISTAKES);
    }
  }

  get score(): Score {
    const count = this.#count;
    if (this.goal.kind === "numbers") return { kind: "numbers", count, error: this.#sum / (count * this.goal.width) };
    return { kind: "classes", count, right: this.#right, confusion: this.#confusion, mistakes: this.#mistakes };
  }
}

/** How many samples are predicted between two reports. */
const AT_ONCE = 512;

/** The most numbers of the answers of one part. */
const MOST_ANSWERS = 1 << 22;

/** Predicts these rows part by part, and passes each part with its answers on. @throws The signal's reason. */
export async function predicted(
  model: Model,
  { x }: Samples,
  rows: Uint32Array,
  options: { width: number; signal: AbortSignal; part(rows: Uint32Array, answers: Float32Array, done: number): void },
): Promise<void> {
  const { width, signal, part } = options;
  const size = Math.max(1, Math.min(AT_ONCE, Math.floor(MOST_ANSWERS / width)));
  for (let at = 0; at < rows.length; at += size) {
    signal.throwIfAborted();
    const some = rows.subarray(at, at + size);
    const { data } = await model.predict(take(x, some), { batchSize: 64 });
    signal.throwIfAborted();
    part(some, data, at + some.length);
  }
}
