// The options and results of linear and logistic regression.

/** A column that other columns determine, up to a constant. A constant column depends on no others. */
export interface Dependence {
  /** The column's index, from 0. */
  column: number;
  /** The indices of the columns that determine it. */
  of: number[];
}

/** The result of least squares. */
export interface LinearFit {
  /** A weight for each column. */
  coef: Float64Array;
  /** The constant term of the prediction; 0 without an intercept. */
  intercept: number;
  /** The share of the targets' variance that is explained. */
  r2: number;
  /** The root of the mean squared error, in the targets' units. */
  rmse: number;
  /** The number of independent columns. */
  rank: number;
  /** Columns that others determine. If there are any, many weights fit equally well; the result has the shortest. */
  redundant: Dependence[];
  /** `redundant` in words; undefined when all columns are independent. */
  warning: string | undefined;
}

/** Options of {@link LogisticRegression}, with scikit-learn's names. */
export interface LogisticOptions {
  /** `"l2"` by default; null for none. */
  penalty?: "l2" | null;
  /** The inverse of the penalty's strength; 1 by default. */
  C?: number;
  /** True to have intercepts, which are not penalised; true by default. */
  fitIntercept?: boolean;
  /** The solver; `"lbfgs"` by default. */
  solver?: "lbfgs" | "newton-cholesky";
  /** The fit ends when every slope is at most this; 1e-9 by default, where scikit-learn has 1e-4. */
  tol?: number;
  /** The most iterations; 1000 by default. */
  maxIter?: number;
}

/** The state of a logistic regression. */
export interface LogisticState {
  /** Weights: one row for two classes (positive weights speak for the second class), otherwise a row for each class. */
  coef: number[][];
  /** An intercept for each row of weights. */
  intercept: number[];
  /** Mean log loss plus penalty. */
  loss: number;
  /** Iterations so far. */
  iterations: number;
  /** True if every slope is at most `tol`. */
  converged: boolean;
  /**
   * True if every sample's class has a probability of nearly 1. Without a penalty the weights then grow without limit.
   */
  separated: boolean;
}

/** The result of logistic regression. */
export interface LogisticResult extends LogisticState {
  /** The labels, in the order of the rows of weights and of the probabilities. */
  classes: (number | string)[];
  /** The loss after each iteration. */
  losses: number[];
}
