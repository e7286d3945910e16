// Tables and linear models.

import type { Dependence, LogisticOptions, LogisticState } from "../api/linear-types.ts";
import type { ColumnHistogram, ColumnSummary, CsvDialect, CsvOptions, PrepareOptions, Prepared, TableColumn } from "../api/table-types.ts";

export interface TableCalls {
  createTable: { args: TableSource; result: { rows: number; columns: TableColumn[]; dialect: CsvDialect } };
  disposeTable: { args: { id: number }; result: void };
  tableCells: { args: { id: number; start: number; count: number }; result: (number | boolean | string | null)[][] };
  describeTable: { args: { id: number }; result: ColumnSummary[] };
  tableHistogram: { args: { id: number; column: string; bins: number }; result: ColumnHistogram };
  tableValues: { args: { id: number; column: string }; result: Float64Array | (string | boolean | null)[] };
  prepareTable: { args: { id: number; options: PrepareOptions }; result: PreparedTable };
  /** `model` is the text of a model's file. */
  predictTable: { args: { id: number; name: string; model: string }; result: TablePredictions };
  fitLinear: { args: { x: Matrix; y: Float64Array; fitIntercept: boolean }; result: LinearSolution };
  predictLinear: { args: { x: Matrix; coef: Float64Array; intercept: number }; result: Float64Array };
  predictProba: { args: { x: Matrix; coef: Float64Array; intercept: Float64Array }; result: Float64Array };
  createFit: { args: { id: number; fit: FitSource }; result: FitState };
  /** Does up to `times` steps: fewer if the fit is done earlier, or if it is time to handle other calls. */
  stepFit: { args: { id: number; times: number }; result: { losses: Float64Array; state: FitState } };
  setFitRate: { args: { id: number; rate: number }; result: void };
  disposeFit: { args: { id: number }; result: void };
  /** Null stands for a number that is not finite. */
  regressionScores: {
    args: { truth: Float64Array; predicted: Float64Array };
    result: { r2: number | null; rmse: number | null };
  };
  rocCurve: { args: { truth: Uint8Array; scores: Float64Array }; result: Curve };
}

/** Numbers row after row. */
export interface Matrix {
  data: Float64Array;
  rows: number;
}

export interface TableSource {
  id: number;
  name: string;
  bytes: Uint8Array;
  /** How it is read, as far as that is not detected. */
  options: Pick<CsvOptions, "delimiter" | "header" | "decimal" | "encoding">;
}

/** Rows of a table: their indices, their features and their targets. */
export interface TablePart {
  rows: Uint32Array;
  x: Float64Array;
  y: Float64Array;
}

export interface PreparedTable {
  about: Omit<Prepared, "train" | "test">;
  train: TablePart;
  test: TablePart;
}

export interface TablePredictions {
  rows: Uint32Array;
  /** A number for each row, or a probability for each row and class. */
  values: Float64Array;
  classes: string[] | null;
}

/** The result of least squares. */
export interface LinearSolution {
  coef: number[];
  intercept: number;
  rank: number;
  redundant: Dependence[];
}

/** A fit that the page continues step by step; with a learning rate it is gradient descent. */
export type FitSource =
  | { kind: "linear"; x: Matrix; y: Float64Array; learningRate: number }
  | {
      kind: "logistic";
      x: Matrix;
      y: Uint32Array;
      classes: number;
      options: LogisticOptions;
      learningRate: number | undefined;
    };

export type FitState = LogisticState & { done: boolean };

export interface Curve {
  fpr: number[];
  tpr: number[];
  /** Null stands for infinity. */
  thresholds: (number | null)[];
  auc: number;
}

/** These calls need no engine. */
export const TABLE_METHODS = [
  "createTable", "disposeTable", "tableCells", "describeTable", "tableHistogram", "tableValues", "prepareTable",
  "predictTable", "fitLinear", "predictLinear", "predictProba", "createFit", "stepFit", "setFitRate", "disposeFit",
  "regressionScores", "rocCurve",
] as const satisfies (keyof TableCalls)[];
