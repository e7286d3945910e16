// Linear and logistic regression with scikit-learn's objectives. The worker does the work.

import type { FitSource, Matrix } from "../protocol/index.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { PupilError } from "./error.ts";
import { known, plain } from "./keras.ts";
import type { Dependence, LinearFit, LogisticOptions, LogisticResult, LogisticState } from "./linear-types.ts";

/** Rows of numbers: lists, or numbers row after row with their shape. */
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
 * Ordinary least squares in closed form, by a complete orthogonal decomposition of the centred columns. If columns
 * depend on each other, the result has the shortest weights, as in scikit-learn, and a warning.
 */
export class LinearRegression {
  /** The result of the last {@link fit}. */
  fitted: LinearFit | undefined;
  readonly #fitIntercept: boolean;

  /** `fitIntercept`: true to have an intercept; true by default. */
  constructor(options: { fitIntercept?: boolean } = {}) {
    this.#fitIntercept = known("LinearRegression", options, ["fitIntercept"]).fitIntercept ?? true;
  }

  /**
   * Fits rows of features to their targets.
   *
   * @throws Error when the numbers of rows and targets differ, or a number is not finite.
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

  /** @throws Error before {@link fit}, or when rows have another width than the fitted ones. */
  async predict(x: MatrixLike): Promise<Float64Array> {
    const { coef, intercept } = this.#known("predict");
    return call("predictLinear", { x: matrix("LinearRegression.predict", x), coef, intercept });
  }

  /** R2 and RMSE of the predictions for rows with known targets. */
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
  // `known` reads snake_case, too, and keeps the single capital letter.
  known(what, options, LOGISTIC);

/** Watches a fit, and ends it. */
export interface LogisticFitOptions {
  /** Called a few times a second. It may be asynchronous. */
  onIteration?: (state: LogisticState, losses: number[]) => unknown;
  /** Stops the fit, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Probabilities: a row for each sample, a column for each class. */
export interface Probabilities {
  /** The numbers from 0 to 1, row after row. */
  data: Float64Array;
  /** The numbers of samples and of classes. */
  shape: [number, number];
}

/** The sorted classes, and each label's index among them. */
function classesOf(labels: ArrayLike<number | string>): { classes: (number | string)[]; places: Uint32Array } {
  const classes = [...new Set(Array.from(labels))];
  classes.sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1));
  const place = new Map(classes.map((label, at) => [label, at]));
  return { classes, places: Uint32Array.from(labels, (label) => place.get(label)!) };
}

// Calling dispose is optional: when the page's object is collected, the worker's object is freed.
const abandoned = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => {
  if (generation === workerGeneration()) void call("disposeFit", { id }).catch(() => {});
});

/** A fit in the worker that the page continues step by step. */
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
 * Logistic regression with scikit-learn's objective: `C * sum log loss + |w|^2 / 2`. Two classes have one row of
 * weights and a sigmoid; more classes have one row each and a softmax.
 */
export class LogisticRegression {
  /** The result of the last {@link fit}. */
  fitted: LogisticResult | undefined;
  readonly #options: LogisticOptions;

  /** @throws Error when an option is not known. {@link fit} checks the values. */
  constructor(options: LogisticOptions = {}) {
    this.#options = plain("LogisticRegression", logisticOptions("LogisticRegression", options));
  }

  /**
   * Fits rows of features to their labels, which are numbers or strings.
   *
   * @throws Error when the numbers of rows and labels differ, there are fewer than two classes, a number is not finite,
   * or an option has a wrong value.
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

  /**
   * The probability of each class. @throws Error before {@link fit}, or when rows have another width than the fitted
   * ones.
   */
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

/** Probabilities from the weights of logistic regression, which are one row for two classes. */
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

/** Options of {@link GradientDescent}. */
export interface DescentOptions {
  /** A step multiplies the gradient by this. */
  learningRate: number;
  /** `"mse"` (linear regression, the default) or `"log_loss"` (logistic regression). */
  loss?: "mse" | "log_loss";
  /** For `log_loss`, as in {@link LogisticRegression}. */
  penalty?: "l2" | null;
  /** As in {@link LogisticRegression}; 1 by default. */
  C?: number;
}

/** The state of gradient descent. */
export interface DescentState {
  /** Weights: one row for `mse` and for two classes, otherwise a row for each class. */
  coef: number[][];
  /** An intercept for each row of weights. */
  intercept: number[];
  /** The mean loss over all rows, plus the penalty. */
  loss: number;
  /** Steps so far. */
  iterations: number;
}

/** Targets as classes from 0, and the number of classes. */
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

/** Gradient descent on all rows at once, from weights of 0, one step at a time. Columns are not scaled. */
export class GradientDescent {
  readonly #fit: StepFit;
  /** The current state. */
  state: DescentState;

  private constructor(fit: StepFit, state: DescentState) {
    this.#fit = fit;
    this.state = state;
  }

  /**
   * Starts a descent. `y` are numbers or, for `log_loss`, classes from 0.
   *
   * @throws Error when the numbers of rows and targets differ, a number is not finite, or the learning rate is not
   * above 0.
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
            options: plain("fit", rest),
            learningRate,
          },
    );
    return new GradientDescent(fit, state);
  }

  /**
   * Does up to `times` steps; fewer if they take longer than a moment. Returns the loss after each.
   *
   * @throws Error when the loss is no longer finite, because the learning rate is too high.
   */
  async step(times = 1): Promise<Float64Array> {
    const { losses, state } = await this.#fit.step(times);
    this.state = state;
    return losses;
  }

  /** Sets the learning rate of the following steps. */
  async setLearningRate(rate: number): Promise<void> {
    if (!(rate > 0 && Number.isFinite(rate))) throw new PupilError(`GradientDescent: learning rate is ${rate}; expected a number above 0`);
    await call("setFitRate", { id: this.#fit.id, rate });
  }

  /** Frees the worker's memory at once. This is optional: the memory is freed with this object. */
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
 * The ROC curve of scores of samples that are positive (true, or not 0) or negative.
 *
 * @throws Error when the lists differ in length, or there are no positives or no negatives.
 */
export async function rocCurve(truth: ArrayLike<number | boolean>, scores: ArrayLike<number>): Promise<RocCurve> {
  const positives = Uint8Array.from(truth as ArrayLike<number>, (value) => (value ? 1 : 0));
  const curve = await call("rocCurve", { truth: positives, scores: Float64Array.from(scores) });
  return { ...curve, thresholds: curve.thresholds.map((threshold) => threshold ?? Infinity) };
}
