// Tables of columns with types, and the way to the numbers that a linear model learns from. The work is done in the
// engine's worker.

import type { TablePart } from "../protocol.ts";
import { unpacked } from "./dataset.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { known } from "./keras.ts";
import type { LinearFit, LogisticResult } from "./linear.ts";

// Nobody has to call dispose: the worker's object goes when the page's does.
const abandoned = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => {
  if (generation === workerGeneration()) void call("disposeTable", { id }).catch(() => {});
});

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

const CSV = ["name", "delimiter", "header"] as const;
const PREPARE = ["target", "features", "missing", "standardize", "dropFirst", "task", "testSize", "seed"] as const;

/** A table of columns with types. All methods fail with an Error that names the file, the row, the column and the value. */
export class Table {
  readonly #id: number;
  /** The number of rows. */
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly TableColumn[];
  /** What it is called in errors. */
  readonly name: string;

  private constructor(id: number, name: string, rows: number, columns: TableColumn[]) {
    this.#id = id;
    this.name = name;
    this.rows = rows;
    this.columns = columns;
    abandoned.register(this, { id, generation: workerGeneration() }, this);
  }

  /**
   * The table of a CSV: its text, or a file or its bytes, gzipped or not. Delimiter, header, types and missing values are
   * found out.
   *
   * @throws Error when it is neither, an option is not known, it is not UTF-8, has no rows, or a line has another number of
   * fields than the first.
   */
  static async fromCsv(source: string | Blob | ArrayBuffer | Uint8Array, options: CsvOptions = {}): Promise<Table> {
    const { delimiter, header, name = source instanceof File ? source.name : "the table" } = known("Table.fromCsv", options, CSV);
    const bytes =
      typeof source === "string"
        ? new TextEncoder().encode(source)
        : await unpacked("Table.fromCsv: the source", source, "a text, ");
    const id = newId();
    const { rows, columns } = await call("createTable", { id, name, bytes, delimiter, header });
    return new Table(id, name, rows, JSON.parse(columns));
  }

  /** Some rows' cells, null where one is missing. */
  async head(count = 5, start = 0): Promise<(number | boolean | string | null)[][]> {
    return JSON.parse(await call("tableCells", { id: this.#id, start, count }));
  }

  /** All cells of a column; missing numbers are NaN, others null. */
  async values(column: string): Promise<Float64Array | (string | boolean | null)[]> {
    return call("tableValues", { id: this.#id, column });
  }

  /** What pandas's `describe(include="all")` tells, column by column. */
  async describe(): Promise<ColumnSummary[]> {
    return JSON.parse(await call("describeTable", { id: this.#id }));
  }

  /** Counts of a column's numbers in `bins` bins of equal width (10 by default), as NumPy's, or of its categories. */
  async histogram(column: string, bins = 10): Promise<ColumnHistogram> {
    return JSON.parse(await call("tableHistogram", { id: this.#id, column, bins }));
  }

  /**
   * Makes it ready to learn from: leaves out or fills what is missing, encodes categories as columns of 0 and 1,
   * standardises, splits the rows. Everything is learnt from the training rows alone.
   *
   * @throws Error when a column is not there, the target is no number or has too many classes, or no rows are left.
   */
  async prepare(options: PrepareOptions): Promise<Prepared> {
    const given = known("Table.prepare", options, PREPARE);
    const { about, train, test } = await call("prepareTable", { id: this.#id, options: JSON.stringify(given) });
    const told = JSON.parse(about) as Omit<Prepared, "train" | "test">;
    const part = ({ rows, x, y }: TablePart): PreparedPart => ({
      rows,
      x: { data: x, shape: [rows.length, told.names.length] },
      y,
    });
    return { ...told, train: part(train), test: part(test) };
  }

  /**
   * What a model's file, made by {@link modelFile} or `pupil train regression`, predicts for this table.
   *
   * @throws Error when the text is no such file, or a column is not there or of another type.
   */
  async predict(model: string, name = "the model"): Promise<TablePrediction> {
    const { rows, values, classes } = await call("predictTable", { id: this.#id, name, model });
    const width = classes?.length ?? 1;
    const row = (_: unknown, at: number) => Array.from(values.subarray(at * width, (at + 1) * width));
    return { rows, values: Array.from(rows, row), classes };
  }

  /** Frees the worker's memory at once; it can no longer be used. Never needed: it goes with this object. */
  dispose(): void {
    abandoned.unregister(this);
    void call("disposeTable", { id: this.#id }).catch(() => {});
  }
}

/**
 * The file of a model that was fitted to a prepared table: JSON that {@link Table.predict} and
 * `pupil evaluate|predict regression` read.
 */
export function modelFile(prepared: Prepared, fit: LinearFit | LogisticResult): string {
  const { preparation } = prepared;
  const estimator =
    "rank" in fit
      ? { linear: { coef: [...fit.coef], intercept: fit.intercept, rank: fit.rank, redundant: fit.redundant } }
      : {
          logistic: {
            coef: fit.coef,
            intercept: fit.intercept,
            iterations: fit.iterations,
            converged: fit.converged,
            separated: fit.separated,
          },
        };
  return JSON.stringify({ format: "pupil-regression", version: 1, preparation, estimator });
}
