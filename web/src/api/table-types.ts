// The options and results of tables.

/** The type of a column: finite numbers, true and false, or anything else. */
export type ColumnKind = "number" | "boolean" | "category";

/** A column of a table. */
export interface TableColumn {
  /** Its name in the header, made unique; without a header `column 1` and so on. */
  name: string;
  /** The type of its cells. */
  kind: ColumnKind;
  /** The number of missing cells: empty, or `NA`, `N/A`, `#N/A`, `<NA>`, `NaN`, `None`, `null`, `?` in any case. */
  missing: number;
  /**
   * Cells that are not numbers in a column of numbers, which make it a category: their count, and the first one's row
   * (from 0) and text. Null in other columns.
   */
  stray: { count: number; row: number; value: string } | null;
}

/** What pandas's `describe()` says about a column; null where there are too few numbers. */
export type ColumnSummary = { name: string; count: number; missing: number } & (
  | ({ kind: "number" } & Record<"mean" | "std" | "min" | "25%" | "50%" | "75%" | "max", number | null>)
  | { kind: "boolean" | "category"; unique: number; top: string | null; freq: number }
);

/** Counts of the numbers from each edge to the next, or of each category. */
export type ColumnHistogram = { edges: number[]; counts: number[] } | { categories: string[]; counts: number[] };

/** How a CSV is read. */
export interface CsvOptions {
  /** The table's name in errors; by default the file's name. */
  name?: string;
  /**
   * The separator of fields; a blank stands for any number of blanks and tabs. By default a first line `sep=;` names it;
   * without it, it is the one of tab, `;`, `|`, `,` and blanks that splits the first lines into the most fields.
   */
  delimiter?: string;
  /**
   * True if the first line has the columns' names. By default it does when none of its fields is a number, when it has
   * years beside other names, and when a column of numbers begins with a text.
   */
  header?: boolean;
  /** What comes before the fraction of a number: `"."` or `","`; by default the one that the first rows use. */
  decimal?: "." | ",";
  /** How the file encodes its characters, by a name that `TextDecoder` knows; by default it is guessed. */
  encoding?: string;
}

/** How a CSV was read. */
export interface CsvDialect {
  /** The separator of fields; a blank stands for any number of blanks and tabs. */
  delimiter: string;
  /** True if the first line has the columns' names. */
  header: boolean;
  /** What comes before the fraction of a number. */
  decimal: "." | ",";
  /** How the file encodes its characters. */
  encoding: string;
}

/** What to learn from a table, and how it is prepared. */
export interface PrepareOptions {
  /** The column to predict. */
  target: string;
  /** The columns to predict from; by default all others that have at most 50 categories. */
  features?: string[];
  /**
   * What happens to rows that lack a feature. `"drop"`, the default, leaves them out. `"mean"` and `"median"` fill in
   * the mean or median of the training rows; columns that are not numbers get their most frequent value. Rows without a
   * target are always left out.
   */
  missing?: "drop" | "mean" | "median";
  /**
   * Which numeric features are scaled to mean 0 and standard deviation 1 (of the training rows): all, none, or these.
   */
  standardize?: boolean | string[];
  /** True to encode the first category of a column without a column of its own; false by default. */
  dropFirst?: boolean;
  /** By default the target decides: categories, booleans and numbers that are only 0 and 1 are classes. */
  task?: "regression" | "classification";
  /** The share of rows to test with; 0.2 by default. Classes keep their shares in both parts. */
  testSize?: number;
  /** Decides which rows are tested; 0 by default. */
  seed?: number;
}

/** Rows as numbers. */
export interface PreparedPart {
  /** The indices of the rows in the table, from 0. */
  rows: Uint32Array;
  /** Features, row after row. */
  x: { data: Float64Array; shape: [number, number] };
  /** Targets: numbers, or indices of classes. */
  y: Float64Array;
}

/** A table prepared for learning. */
export interface Prepared {
  /** The rows to learn from. */
  train: PreparedPart;
  /** The rows to test with. */
  test: PreparedPart;
  /** The names of the columns of `x`: the table's names; for one-hot columns `column_category`. */
  names: string[];
  /** The classes' names; null where the target is a number. */
  classes: string[] | null;
  /** The number of rows left out because a value is missing. */
  dropped: number;
  /** Columns left out of the default features: they have too many categories, or no values. */
  skipped: string[];
  /** What was learned from the training rows: fills, scales, categories. It becomes part of a model's file. */
  preparation: object;
}

/** A model's predictions for the rows of a table that have all values they need. */
export interface TablePrediction {
  /** The indices of the rows in the table, from 0. */
  rows: Uint32Array;
  /** For each row the number, or the probability of each class. */
  values: number[][];
  /** The classes' names; null for numbers. */
  classes: string[] | null;
}
