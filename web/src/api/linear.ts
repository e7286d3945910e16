// Linear and logistic regression, with scikit-learn's objectives. The work is done in the engine's worker.

import type { FitSource, Matrix } from "../protocol/index.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { PupilError } from "./error.ts";
import { known, plain } from "./keras.ts";
import type { Dependence, LinearFit, LogisticOptions, LogisticResult, LogisticState } from "./linear-types.ts";

/** Rows of numbers: lists, or numbers one row after the other with their shape. */
export type MatrixLike = readonly ArrayLike<number>[] | { data: ArrayLike<number>; shape: readonly number[] };

/** A list of numbers, with or without a shape. */
export type VectorLike = ArrayLike<number> | { data: ArrayLike<number> };

function matrix(what: string, x: MatrixLike): Matrix {
  if (typeof x !== "object" || x === null) throw new PupilError(`${what}: x is ${x}; expected a list of rows, or { data, shape }`);
  if ("data" in x) {
    const [rows = 0, columns = 1] = x.shape;
    if (x.shape.length > 2 || rows * columns !== x.data.length) {
      throw new PupilError(`${what}: x has shape [${x.shape}] and ${x.data.length} numbers; expected rows and columns`);
    }
    return { data: Float64Array.from(x.data), rows };
  }
  if (!Array.isArray(x)) throw new PupilError(`${what}: x is an object without data; expected a list of rows, or { data, shape }`);
  const width = x[0]?.length;
  const ragged = x.findIndex((row) => typeof row === "number" || row.length !== width);
  if (ragged >= 0) {
    const row = x[ragged] as ArrayLike<number> | number;
    const got = typeof row === "number" ? "a number" : `${row.length} numbers`;
    throw new PupilError(`${what}: row ${ragged} of x is ${got}; expected a list of ${width ?? "some"} numbers, as the first row`);
  }
  return { data: Float64Array.from(x.flatMap((row) => Array.from(row))), rows: x.length };
}

function vector(what: string, y: VectorLike): Float64Array {
  const numbers = typeof y === "object" && y !== null && "data" in y ? y.data : y;
  if (typeof y === "string" || typeof numbers?.length !== "number") {
    throw new PupilError(`${what}: y is ${JSON.stringify(y)}; expected a list of numbers`);
  }
  return Float64Array.from(numbers);
}

/**
 * Ordinary least squares in closed form: a complete orthogonal decomposition of the centred columns. Where columns depend
 * on each other the shortest weights are given, as scikit-learn does, and a warning.
 */
export class LinearRegression {
  /** What the last {@link fit} found. */
  fitted: LinearFit | undefined;
  readonly #fitIntercept: boolean;

  /** `fitIntercept`: whether there is an intercept; true by default. */
  constructor(options: { fitIntercept?: boolean } = {}) {
    this.#fitIntercept = known("LinearRegression", options, ["fitIntercept"]).fitIntercept ?? true;
  }

  /**
   * Fits rows of features to their targets.
   *
   * @throws Error when rows and targets differ in number, or a number is not finite.
   */
  async fit(x: MatrixLike, y: VectorLike): Promise<LinearFit> {
    const what = "LinearRegression.fit";
    const [rows, truth] = [matrix(what, x), vector(what, y)];
    const found = await call("fitLinear", { x: rows, y: truth, fitIntercept: this.#fitIntercept });
    const coef = Float64Array.from(found.coef);
    const fit: LinearFit = { ...found, coef, r2: NaN, rmse: NaN, warning: warning(found.redundant) };
    this.fitted = fit;
    return Object.assign(fit, await this.score(x, y));
  }

  /** @throws Error before {@link fit}, or for rows of another width. */
  async predict(x: MatrixLike): Promise<Float64Array> {
    const { coef, intercept } = this.#known("predict");
    return call("predictLinear", { x: matrix("LinearRegression.predict", x), coef, intercept });
  }

  /** R2 and RMSE of the predictions for rows whose targets are known. */
  async score(x: MatrixLike, y: VectorLike): Promise<{ r2: number; rmse: number }> {
    return regressionScores(y, await this.predict(x));
  }

  #known(what: string): LinearFit {
    if (this.fitted) return this.fitted;
    throw new PupilError(`LinearRegression.${what}: it is not fitted; call fit(x, y) first`);
  }
}

function warning(redundant: Dependence[]): string | undefined {
  if (!redundant.length) return undefined;
  const parts = redundant.map(({ column, of }) =>
    of.length ? `column ${column} follows from column ${of.join(", ")} (up to a constant)` : `column ${column} is constant`,
  );
  return `${parts.join("; ")}: many weights fit equally well, and the shortest ones are given`;
}

const LOGISTIC = ["penalty", "C", "fitIntercept", "solver", "tol", "maxIter"] as const;

const logisticOptions = (what: string, options: LogisticOptions): LogisticOptions =>
  // `known` reads snake_case, too, and leaves the one capital as it is.
  known(what, options, LOGISTIC);

/** What looks on while it is fitted, and ends it. */
export interface LogisticFitOptions {
  /** Called a few times a second; may be asynchronous. */
  onIteration?: (state: LogisticState, losses: number[]) => unknown;
  /** Stops it; `fit` then fails with the signal's reason. */
  signal?: AbortSignal;
}

/** Probabilities: a row for each sample, a column for each class. */
export interface Probabilities {
  /** The numbers from 0 to 1, one row after the other. */
  data: Float64Array;
  /** Samples and classes. */
  shape: [number, number];
}

/** Classes in order, and each label's place among them. */
function classesOf(labels: ArrayLike<number | string>): { classes: (number | string)[]; places: Uint32Array } {
  const classes = [...new Set(Array.from(labels))];
  classes.sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1));
  const place = new Map(classes.map((label, at) => [label, at]));
  return { classes, places: Uint32Array.from(labels, (label) => place.get(label)!) };
}

// Nobody has to call dispose: the worker's object goes when the page's does.
const abandoned = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => {
  if (generation === workerGeneration()) void call("disposeFit", { id }).catch(() => {});
});

/** Something fitted step by step in the worker. */
class StepFit {
  readonly id = newId();

  async start(fit: FitSource): Promise<LogisticState & { done: boolean }> {
    abandoned.register(this, { id: this.id, generation: workerGeneration() }, this);
    return call("createFit", { id: this.id, fit });
  }

  async step(times: number): Promise<{ losses: Float64Array; state: LogisticState & { done: boolean } }> {
    return call("stepFit", { id: this.id, times });
  }

  dispose(): void {
    abandoned.unregister(this);
    void call("disposeFit", { id: this.id }).catch(() => {});
  }
}

/**
 * Logistic regression with scikit-learn's objective: `C * sum log loss + |w|^2 / 2`. Two classes have one row of weights
 * and a sigmoid, more a row each and a softmax.
 */
export class LogisticRegression {
  /** What the last {@link fit} found. */
  fitted: LogisticResult | undefined;
  readonly #options: LogisticOptions;

  /** @throws Error when an option is not known; values are checked by {@link fit}. */
  constructor(options: LogisticOptions = {}) {
    this.#options = plain(logisticOptions("LogisticRegression", options));
  }

  /**
   * Fits rows of features to their labels, numbers or strings.
   *
   * @throws Error when rows and labels differ in number, there are fewer than two classes, a number is not finite, or an
   * option has a wrong value.
   */
  async fit(x: MatrixLike, labels: ArrayLike<number | string>, options: LogisticFitOptions = {}): Promise<LogisticResult> {
    const { onIteration, signal } = known("LogisticRegression.fit", options, ["onIteration", "signal"]);
    const { classes, places } = classesOf(labels);
    const rows = matrix("LogisticRegression.fit", x);
    signal?.throwIfAborted();
    const fit = new StepFit();
    try {
      let state = await fit.start({
        kind: "logistic",
        x: rows,
        y: places,
        classes: classes.length,
        options: this.#options,
        learningRate: undefined,
      });
      const losses: number[] = [];
      while (!state.done) {
        signal?.throwIfAborted();
        const next = await fit.step(Number.MAX_SAFE_INTEGER);
        state = next.state;
        losses.push(...next.losses);
        await onIteration?.(state, losses);
      }
      const { done: _, ...found } = state;
      this.fitted = { ...found, classes, losses };
      return this.fitted;
    } finally {
      fit.dispose();
    }
  }

  /** The probability of each class. @throws Error before {@link fit}, or for rows of another width. */
  async predictProba(x: MatrixLike): Promise<Probabilities> {
    const { coef, intercept, classes } = this.#known("predictProba");
    return predictProba(x, coef, intercept, classes.length);
  }

  /** The most probable label of each row. */
  async predict(x: MatrixLike): Promise<(number | string)[]> {
    const { classes } = this.#known("predict");
    const { data, shape } = await this.predictProba(x);
    return Array.from({ length: shape[0] }, (_, row) => {
      const own = data.subarray(row * shape[1], (row + 1) * shape[1]);
      return classes[own.indexOf(Math.max(...own))]!;
    });
  }

  #known(what: string): LogisticResult {
    if (this.fitted) return this.fitted;
    throw new PupilError(`LogisticRegression.${what}: it is not fitted; call fit(x, labels) first`);
  }
}

/** Probabilities by weights of logistic regression, one row of them for two classes. */
export async function predictProba(
  x: MatrixLike,
  coef: readonly ArrayLike<number>[],
  intercept: ArrayLike<number>,
  classes = Math.max(2, coef.length),
): Promise<Probabilities> {
  const rows = matrix("predictProba", x);
  const weights = Float64Array.from(coef.flatMap((row) => Array.from(row)));
  const data = await call("predictProba", { x: rows, coef: weights, intercept: Float64Array.from(intercept) });
  return { data, shape: [rows.rows, classes] };
}

/** Of {@link GradientDescent}. */
export interface DescentOptions {
  /** What a step multiplies the gradient with. */
  learningRate: number;
  /** `"mse"` (linear regression, the default) or `"log_loss"` (logistic regression). */
  loss?: "mse" | "log_loss";
  /** Of `log_loss`: as of {@link LogisticRegression}. */
  penalty?: "l2" | null;
  /** As of {@link LogisticRegression}; 1 by default. */
  C?: number;
}

/** Where gradient descent stands: as logistic regression's, with one row of weights for `mse`. */
export interface DescentState {
  /** Weights: one row for `mse` and for two classes, else a row for each class. */
  coef: number[][];
  /** An intercept for each row of weights. */
  intercept: number[];
  /** The mean over all rows, with the penalty. */
  loss: number;
  /** Steps so far. */
  iterations: number;
}

/** Targets as classes from 0 on, and how many there are. */
function labels(what: string, targets: Float64Array): { y: Uint32Array; classes: number } {
  let most = 1;
  targets.forEach((label, sample) => {
    if (!Number.isInteger(label) || label < 0) {
      throw new PupilError(`${what}: the label of sample ${sample} is ${label}; expected a whole number of at least 0`);
    }
    most = Math.max(most, label);
  });
  return { y: Uint32Array.from(targets), classes: most + 1 };
}

/** Gradient descent on all rows at once, from weights of 0, one step at a time, on the columns as they are. */
export class GradientDescent {
  readonly #fit: StepFit;
  /** Where it stands. */
  state: DescentState;

  private constructor(fit: StepFit, state: DescentState) {
    this.#fit = fit;
    this.state = state;
  }

  /**
   * Begins: `y` are numbers, or for `log_loss` classes from 0 on.
   *
   * @throws Error when rows and targets differ in number, a number is not finite, or the learning rate is not above 0.
   */
  static async start(x: MatrixLike, y: VectorLike, options: DescentOptions): Promise<GradientDescent> {
    const what = "GradientDescent";
    const { learningRate, loss = "mse", ...rest } = known(what, options, ["learningRate", "loss", "penalty", "C"]);
    if (typeof learningRate !== "number") throw new PupilError(`${what}: learningRate is ${learningRate}; expected a number above 0`);
    if (loss !== "mse" && loss !== "log_loss") {
      throw new PupilError(`${what}: loss is ${JSON.stringify(loss)}; expected "mse" or "log_loss"`);
    }
    const [rows, targets] = [matrix(what, x), vector(what, y)];
    const fit = new StepFit();
    const state = await fit.start(
      loss === "mse"
        ? { kind: "linear", x: rows, y: targets, learningRate }
        : {
            kind: "logistic",
            x: rows,
            ...labels(what, targets),
            options: plain(rest),
            learningRate,
          },
    );
    return new GradientDescent(fit, state);
  }

  /**
   * Does so many steps, fewer when they take longer than a moment; gives the loss after each.
   *
   * @throws Error when the loss is no longer finite: the learning rate is too high.
   */
  async step(times = 1): Promise<Float64Array> {
    const { losses, state } = await this.#fit.step(times);
    this.state = state;
    return losses;
  }

  /** Sets the learning rate of the steps to come. */
  async setLearningRate(rate: number): Promise<void> {
    if (!(rate > 0 && Number.isFinite(rate))) throw new PupilError(`GradientDescent: learning rate is ${rate}; expected a number above 0`);
    await call("setFitRate", { id: this.#fit.id, rate });
  }

  /** Frees the worker's memory at once. Never needed: it goes with this object. */
  dispose(): void {
    this.#fit.dispose();
  }
}

/** R2 and the root of the mean squared error of predicted numbers. */
export async function regressionScores(truth: VectorLike, predicted: VectorLike): Promise<{ r2: number; rmse: number }> {
  const what = "regressionScores";
  const scores = { truth: vector(what, truth), predicted: vector(what, predicted) };
  const { r2, rmse } = await call("regressionScores", scores);
  return { r2: r2 ?? Number.NaN, rmse: rmse ?? Number.NaN };
}

/** A receiver operating characteristic, as scikit-learn's `roc_curve`. */
export interface RocCurve {
  /** False positive rates, ascending from 0 to 1. */
  fpr: number[];
  /** True positive rates. */
  tpr: number[];
  /** Each point's threshold, descending from infinity. */
  thresholds: number[];
  /** The area under the curve. */
  auc: number;
}

/**
 * The curve of scores of samples that are positive (true, or not 0) or negative.
 *
 * @throws Error when the lists differ in length, or there are no positives or no negatives.
 */
export async function rocCurve(truth: ArrayLike<number | boolean>, scores: ArrayLike<number>): Promise<RocCurve> {
  const positives = Uint8Array.from(truth as ArrayLike<number>, (value) => (value ? 1 : 0));
  const curve = await call("rocCurve", { truth: positives, scores: Float64Array.from(scores) });
  return { ...curve, thresholds: curve.thresholds.map((threshold) => threshold ?? Infinity) };
}
