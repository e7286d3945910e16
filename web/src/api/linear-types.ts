// What linear and logistic regression take and find.

/** A column that adds nothing to the others, and those that it follows from, up to a constant; none for a constant one. */
export interface Dependence {
  /** Its place among the columns, from 0. */
  column: number;
  /** The places of those that it follows from. */
  of: number[];
}

/** What least squares found. */
export interface LinearFit {
  /** A weight for each column. */
  coef: Float64Array;
  /** What is added to the weighted sum; 0 without an intercept. */
  intercept: number;
  /** The part of the targets' variance that is explained. */
  r2: number;
  /** The root of the mean squared error, in the targets' units. */
  rmse: number;
  /** The number of columns that are independent. */
  rank: number;
  /** With any of these, many weights fit equally well: the shortest ones are given. */
  redundant: Dependence[];
  /** The same in words; undefined when all columns are independent. */
  warning: string | undefined;
}

/** Of {@link LogisticRegression}, by scikit-learn's names. */
export interface LogisticOptions {
  /** `"l2"` by default; null for none. */
  penalty?: "l2" | null;
  /** The inverse of the penalty's strength; 1 by default. */
  C?: number;
  /** Whether there are intercepts, which are not penalised; true by default. */
  fitIntercept?: boolean;
  /** How the minimum is found; `"lbfgs"` by default. */
  solver?: "lbfgs" | "newton-cholesky";
  /** The largest slope that counts as flat; 1e-9 by default, where scikit-learn has 1e-4. */
  tol?: number;
  /** Iterations at most; 1000 by default. */
  maxIter?: number;
}

/** Where a logistic regression stands. */
export interface LogisticState {
  /** Weights: one row for two classes, positive ones speaking for the second, else a row for each class. */
  coef: number[][];
  /** An intercept for each row of weights. */
  intercept: number[];
  /** Mean log loss and penalty. */
  loss: number;
  /** Iterations so far. */
  iterations: number;
  /** Whether the slope is flat by `tol`. */
  converged: boolean;
  /** Whether every sample's class has a probability of nearly 1: without a penalty the weights then grow for ever. */
  separated: boolean;
}

/** What logistic regression found. */
export interface LogisticResult extends LogisticState {
  /** The labels, in the order of rows of weights and of probabilities. */
  classes: (number | string)[];
  /** The loss after each iteration. */
  losses: number[];
}
