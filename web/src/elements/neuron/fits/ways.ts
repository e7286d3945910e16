// The ways of fitting that are shown side by side, and their results.

import {
  GradientDescent,
  LinearRegression,
  LogisticRegression,
  Sequential,
  layers,
  loadModel,
  optimizers,
  predictProba,
  regressionScores,
  type LinearFit,
  type LogisticResult,
  type MatrixLike,
} from "../../../api/index.ts";
import type { Method } from "./marks.ts";

/** Rows of numbers with their targets: numbers, or classes from 0. */
export interface Rows {
  x: { data: Float64Array; shape: [number, number] };
  y: Float64Array;
}

/** The rows that are fitted. */
export interface Samples {
  train: Rows;
  test: Rows;
  /** The number of classes; 0 for numbers. */
  classes: number;
}

export type Scores = { r2: number; rmse: number } | { accuracy: number; logLoss: number };

/** The state of a way. */
export interface Way {
  /** Rows of weights: one for numbers and for two classes. */
  coef: number[][];
  intercept: number[];
  /** The loss after each step. */
  losses: number[];
  steps: number;
  train: Scores | undefined;
  test: Scores | undefined;
  /** Slopes and intercepts after each step, for lines. */
  path: [number, number][];
  /** Why it cannot continue. */
  stopped: string | undefined;
}

/** A way's progress so far. */
export type Progress = Pick<Way, "losses" | "steps" | "path">;

const fresh = (coef: number[][], intercept: number[]): Way => ({
  coef,
  intercept,
  losses: [],
  steps: 0,
  train: undefined,
  test: undefined,
  path: [],
  stopped: undefined,
});

export interface WaysOptions {
  /** The learning rate of gradient descent and of the network's optimizer, plain SGD. */
  rate: number;
  /** Samples in a step of the network. */
  batchSize: number;
  /** The inverse strength of logistic regression's penalty. */
  C: number;
  seed: number;
}

/** A matrix of rows. */
export function matrixOf(rows: number[][], columns: number): Rows["x"] {
  return { data: Float64Array.from(rows.flat()), shape: [rows.length, columns] };
}

/** Predictions of numbers from weights, one for each row. */
export function linear({ data, shape: [rows, columns] }: Rows["x"], coef: ArrayLike<number>, intercept: number): Float64Array {
  const out = new Float64Array(rows).fill(intercept);
  for (let row = 0; row < rows; row += 1) for (let k = 0; k < columns; k += 1) out[row]! += data[row * columns + k]! * coef[k]!;
  return out;
}

/** A value for each class of each row: probabilities, or what least squares uses instead. */
export async function classValues(method: Method, x: Rows["x"], way: Way, classes: number): Promise<Float64Array> {
  if (method !== "squares") return (await predictProba(x, way.coef, way.intercept, classes)).data;
  const columns = way.coef.map((coef, row) => linear(x, coef, way.intercept[row]!));
  const all = columns.length === 1 ? [columns[0]!.map((value) => 1 - value), columns[0]!] : columns;
  const out = new Float64Array(x.shape[0] * classes);
  all.forEach((values, k) => values.forEach((value, row) => (out[row * classes + k] = value)));
  return out;
}

/** The class with the largest value, for each row. */
export function largest(values: Float64Array, classes: number): number[] {
  return Array.from({ length: values.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k += 1) if (values[row * classes + k]! > values[row * classes + best]!) best = k;
    return best;
  });
}

/** All ways of one kind, for one set of samples. */
export abstract class Ways {
  readonly ways: Partial<Record<Method, Way>> = {};
  /** Resolves when the ways are ready that take longer than {@link start}. If one fails, its `stopped` says why. */
  opening: Promise<void> = Promise.resolve();
  /** Details of the weights. */
  linearFit: LinearFit | undefined;
  logisticFit: LogisticResult | undefined;
  protected gone = false;
  /** The solver at work and its iterations so far, while {@link start} runs; `told` is called when they change. */
  solving: { method: Method; iterations: number } | undefined;
  told: () => void = () => {};
  #descent: GradientDescent | undefined;

  constructor(
    readonly samples: Samples,
    readonly options: WaysOptions,
  ) {}

  /** Solves the ways that need no steps, and prepares those that do. */
  abstract start(signal: AbortSignal): Promise<void>;

  /** Does one step of the ways that go step by step. */
  abstract step(): Promise<void>;

  /** Prepares again what could not be prepared. */
  retry(): void {}

  protected async scores(method: Method, way: Way): Promise<void> {
    const { train, test, classes } = this.samples;
    const of = async ({ x, y }: Rows): Promise<Scores | undefined> => {
      if (!y.length) return undefined;
      if (!classes) return regressionScores(y, linear(x, way.coef[0]!, way.intercept[0]!));
      const values = await classValues(method, x, way, classes);
      const right = largest(values, classes).filter((label, row) => label === y[row]).length;
      let loss = 0;
      for (let row = 0; row < y.length; row += 1) loss -= Math.log(Math.max(values[row * classes + y[row]!]!, 1e-15));
      // The values of least squares are not probabilities.
      return { accuracy: right / y.length, logLoss: method === "squares" ? Number.NaN : loss / y.length };
    };
    [way.train, way.test] = await Promise.all([of(train), of(test)]);
  }

  protected async startDescent(loss: "mse" | "log_loss"): Promise<void> {
    const { train } = this.samples;
    const { rate, C } = this.options;
    const options = loss === "mse" ? { learningRate: rate, loss } : { learningRate: rate, loss, C };
    this.#descent = await GradientDescent.start(train.x, train.y, options);
    const { coef, intercept, loss: first } = this.#descent.state;
    const way = fresh(coef, intercept);
    way.losses.push(first);
    way.path.push([coef[0]![0]!, intercept[0]!]);
    this.ways.descent = way;
    await this.scores("descent", way);
  }

  protected async stepDescent(): Promise<void> {
    const way = this.ways.descent;
    if (!way || !this.#descent || way.stopped) return;
    try {
      way.losses.push(...(await this.#descent.step(1)));
    } catch (error) {
      if (this.gone) return;
      way.stopped = error instanceof Error ? error.message : String(error);
      return;
    }
    const { coef, intercept, iterations } = this.#descent.state;
    Object.assign(way, { coef, intercept, steps: iterations });
    way.path.push([coef[0]![0]!, intercept[0]!]);
    await this.scores("descent", way);
  }

  /** Brings gradient descent to its stored state, by repeating its steps at once. */
  protected async resumeDescent(kept: Progress, signal: AbortSignal): Promise<void> {
    const way = this.ways.descent;
    if (!way || !this.#descent) return;
    for (let left = kept.steps; left > 0; ) {
      left -= (await this.#descent.step(left)).length;
      signal.throwIfAborted();
    }
    const { coef, intercept } = this.#descent.state;
    Object.assign(way, kept, { coef, intercept });
    await this.scores("descent", way);
  }

  /** Frees the engine's memory. */
  dispose(): void {
    this.gone = true;
    this.#descent?.dispose();
  }
}

/** Linear regression in closed form, by gradient descent and as a network of one Dense(1). */
export class LinearWays extends Ways {
  #network: Sequential | undefined;
  /** True if the engine could not be loaded. */
  #lacking = false;
  #tensors: { x: { data: Float32Array; shape: number[] }; y: { data: Float32Array; shape: number[] } } | undefined;

  async start(signal: AbortSignal): Promise<void> {
    const { train } = this.samples;
    const regression = new LinearRegression();
    const fit = await regression.fit(train.x, train.y);
    signal.throwIfAborted();
    this.linearFit = fit;
    const way = fresh([[...fit.coef]], [fit.intercept]);
    way.losses.push(fit.rmse ** 2);
    this.ways.closed = way;
    await this.scores("closed", way);
    await this.startDescent("mse");
    signal.throwIfAborted();
    this.opening = this.#open();
  }

  /**
   * Makes the network. Only the network needs the engine, which may have to load first; the other ways are shown
   * before.
   */
  async #open(): Promise<void> {
    const columns = this.samples.train.x.shape[1];
    this.ways.dense = fresh([Array(columns).fill(Number.NaN)], [Number.NaN]);
    const network = new Sequential([layers.dense({ units: 1, inputShape: [columns] })], { seed: this.options.seed });
    this.#network = network;
    try {
      await network.compile({ optimizer: optimizers.sgd({ learningRate: this.options.rate }), loss: "mse" });
      await this.#take(network);
    } catch (error) {
      this.#lacking = true;
      this.ways.dense!.stopped = error instanceof Error ? error.message : String(error);
    }
  }

  override retry(): void {
    if (!this.#lacking) return;
    this.#lacking = false;
    this.#network?.dispose();
    this.opening = this.#open();
  }

  async #take(network: Sequential): Promise<void> {
    const { train } = this.samples;
    this.#network = network;
    this.#tensors = {
      x: { data: Float32Array.from(train.x.data), shape: train.x.shape },
      y: { data: Float32Array.from(train.y), shape: [train.y.length] },
    };
    this.ways.dense = fresh([[]], [0]);
    await this.#lookAtNetwork();
    this.ways.dense.losses.push(await this.#error(this.ways.dense));
  }

  async #error(way: Way): Promise<number> {
    const { x, y } = this.samples.train;
    return (await regressionScores(y, linear(x, way.coef[0]!, way.intercept[0]!))).rmse ** 2;
  }

  async #lookAtNetwork(): Promise<void> {
    const way = this.ways.dense!;
    const [kernel, bias] = await this.#network!.getWeights();
    way.coef = [[...kernel!.data]];
    way.intercept = [...bias!.data];
    way.path.push([way.coef[0]![0]!, way.intercept[0]!]);
    await this.scores("dense", way);
  }

  async step(): Promise<void> {
    await Promise.all([this.stepDescent(), this.#epoch()]);
  }

  /** Runs one epoch of `fit`. */
  async #epoch(): Promise<void> {
    await this.opening;
    const way = this.ways.dense;
    if (!way || !this.#network || way.stopped) return;
    const { x, y } = this.#tensors!;
    const batchSize = Math.min(this.options.batchSize, x.shape[0]!);
    try {
      await this.#network.fit(x, y, { epochs: 1, batchSize, seed: way.steps });
      if (this.gone) return;
      await this.#lookAtNetwork();
      const error = await this.#error(way);
      if (!Number.isFinite(error)) throw new Error("diverged");
      way.losses.push(error);
      way.steps += 1;
    } catch (error) {
      if (!this.gone) way.stopped = error instanceof Error ? error.message : String(error);
    }
  }

  /** The network's file, to be stored. */
  async file(): Promise<Uint8Array> {
    await this.opening;
    return this.#network && !this.gone && !this.ways.dense?.stopped ? this.#network.save() : new Uint8Array();
  }

  /** Continues from a stored state; `file` is the network's. */
  async resume(file: Uint8Array, descent: Progress, dense: Progress, signal: AbortSignal): Promise<void> {
    await this.resumeDescent(descent, signal);
    await this.opening;
    signal.throwIfAborted();
    // Without the engine the file cannot be read, but the file is not at fault.
    if (!file.length || this.ways.dense?.stopped) return;
    const network = await loadModel(file);
    this.#network?.dispose();
    await this.#take(network as Sequential);
    Object.assign(this.ways.dense!, dense);
  }

  override dispose(): void {
    super.dispose();
    this.#network?.dispose();
  }
}

/** Iterations of a solver at most. */
export const MOST_ITERATIONS = 1000;

/** The most weights for Newton's method, whose cost grows with the cube of their number. */
const MOST_WEIGHTS = 300;

/**
 * Logistic regression by L-BFGS, Newton's method and gradient descent, with least squares on the labels for comparison.
 */
export class LogisticWays extends Ways {
  async start(signal: AbortSignal): Promise<void> {
    const { train, classes } = this.samples;
    const { C } = this.options;
    const x: MatrixLike = train.x;
    const weights = (classes === 2 ? 1 : classes) * (train.x.shape[1] + 1);
    for (const [method, solver] of [["lbfgs", "lbfgs"], ["newton", "newton-cholesky"]] as const) {
      if (method === "newton" && weights > MOST_WEIGHTS) continue;
      const onIteration = ({ iterations }: { iterations: number }) => {
        this.solving = { method, iterations };
        this.told();
      };
      onIteration({ iterations: 0 });
      const found = await new LogisticRegression({ solver, C, maxIter: MOST_ITERATIONS }).fit(x, train.y, { signal, onIteration });
      // The labels are all numbers from 0. A class without a training row cannot be learned.
      const way = fresh(found.coef, found.intercept);
      Object.assign(way, { losses: [Math.log(classes), ...found.losses], steps: found.iterations });
      this.ways[method] = way;
      if (method === "lbfgs") this.logisticFit = found;
      await this.scores(method, way);
    }
    const heads = classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k);
    const fits = await Promise.all(
      heads.map((k) => new LinearRegression().fit(x, train.y.map((label) => (label === k ? 1 : 0)))),
    );
    signal.throwIfAborted();
    const squares = fresh(fits.map(({ coef }) => [...coef]), fits.map(({ intercept }) => intercept));
    this.ways.squares = squares;
    await this.scores("squares", squares);
    await this.startDescent("log_loss");
    signal.throwIfAborted();
  }

  async step(): Promise<void> {
    await this.stepDescent();
  }
}
