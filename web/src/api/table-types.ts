// What tables take and give.

/** The type of a column: finite numbers, true and false, or anything else. */
export type ColumnKind = "number" | "boolean" | "category";

/** A column of a table. */
export interface TableColumn {
  /** Its name in the header, made unique; `column 1` and so on where there is none. */
  name: string;
  /** What its cells are. */
  kind: ColumnKind;
  /** Cells that are empty or `NA`, `N/A`, `NaN`, `null`, `?` in any case. */
  missing: number;
  /** What keeps a column that is nearly all numbers from being one: how many cells, the first one's row (from 0) and text. */
  stray: { count: number; row: number; value: string } | null;
}

/** What pandas's `describe()` tells of a column; null where there are too few numbers. */
export type ColumnSummary = { name: string; count: number; missing: number } & (
  | ({ kind: "number" } & Record<"mean" | "std" | "min" | "25%" | "50%" | "75%" | "max", number | null>)
  | { kind: "boolean" | "category"; unique: number; top: string | null; freq: number }
);

/** Counts of numbers from each edge to the next, or of each category. */
export type ColumnHistogram = { edges: number[]; counts: number[] } | { categories: string[]; counts: number[] };

/** How a CSV is read. */
export interface CsvOptions {
  /** What the table is called in errors; the file's name by default. */
  name?: string;
  /** What separates fields; by default the one of `,`, `;` and tab that cuts the first lines into most fields. */
  delimiter?: string;
  /** Whether the first line has the columns' names; by default it has when none of its fields is a number. */
  header?: boolean;
}

/** What of a table is learnt from, and how it is made ready. */
export interface PrepareOptions {
  /** The column to predict. */
  target: string;
  /** The columns to predict from; by default all others that have at most 50 categories. */
  features?: string[];
  /**
   * What is done with rows that lack a feature: `"drop"` leaves them out (the default), `"mean"` and `"median"` put the
   * training rows' mean or median in, and the most frequent value where the column is no number. Rows without a target
   * are always left out.
   */
  missing?: "drop" | "mean" | "median";
  /** Numeric features that are brought to mean 0 and standard deviation 1 (of the training rows): all, none, or these. */
  standardize?: boolean | string[];
  /** Whether the first category of a column goes without a column of 0 and 1; false by default. */
  dropFirst?: boolean;
  /** By default categories, booleans and numbers that are only 0 and 1 are classes. */
  task?: "regression" | "classification";
  /** The share of rows to test with; 0.2 by default. Classes keep their shares in both parts. */
  testSize?: number;
  /** Decides which rows those are; 0 by default. */
  seed?: number;
}

/** Rows as numbers. */
export interface PreparedPart {
  /** The rows' numbers in the table, from 0. */
  rows: Uint32Array;
  /** Features, one row after the other. */
  x: { data: Float64Array; shape: [number, number] };
  /** Targets: numbers, or places among the classes. */
  y: Float64Array;
}

/** A table made ready to learn from. */
export interface Prepared {
  /** The rows to learn from. */
  train: PreparedPart;
  /** The others, to test with. */
  test: PreparedPart;
  /** The names of the columns of `x`: those of the table, one-hot ones as `column_category`. */
  names: string[];
  /** The classes' names; null where the target is a number. */
  classes: string[] | null;
  /** Rows left out since a value is missing. */
  dropped: number;
  /** Columns left out of the default features: too many categories, or no values. */
  skipped: string[];
  /** What was learnt from the training rows: fills, scales, categories. Part of a model's file. */
  preparation: object;
}

/** What a model predicts for the rows of a table that lack nothing. */
export interface TablePrediction {
  /** The rows' numbers in the table, from 0. */
  rows: Uint32Array;
  /** For each of them the number, or the probability of each class. */
  values: number[][];
  /** The classes' names; null for numbers. */
  classes: string[] | null;
}
