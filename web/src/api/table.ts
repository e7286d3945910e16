// Tables of typed columns, and how they become the numbers that a linear model learns from. The worker does the work.

import type { TablePart } from "../protocol/index.ts";
import { unpacked } from "./dataset.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { known, plain } from "./keras.ts";
import type { LinearFit, LogisticResult } from "./linear-types.ts";
import type {
  ColumnHistogram,
  ColumnSummary,
  CsvDialect,
  CsvOptions,
  PrepareOptions,
  Prepared,
  PreparedPart,
  TableColumn,
  TablePrediction,
} from "./table-types.ts";

// Calling dispose is optional: when the page's object is collected, the worker's object is freed.
const abandoned = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => {
  if (generation === workerGeneration()) void call("disposeTable", { id }).catch(() => {});
});

const CSV = ["name", "delimiter", "header", "decimal", "encoding"] as const;
const PREPARE = ["target", "features", "missing", "standardize", "dropFirst", "task", "testSize", "seed"] as const;

/** A table of typed columns. If a method fails, the Error names the file, the row, the column and the value. */
export class Table {
  readonly #id: number;
  /** The number of rows. */
  readonly rows: number;
  /** The columns, in the order of the file. */
  readonly columns: readonly TableColumn[];
  /** The table's name in errors. */
  readonly name: string;
  /** How its file was read. */
  readonly dialect: CsvDialect;

  private constructor(id: number, name: string, { rows, columns, dialect }: { rows: number; columns: TableColumn[]; dialect: CsvDialect }) {
    this.#id = id;
    this.dialect = dialect;
    this.name = name;
    this.rows = rows;
    this.columns = columns;
    abandoned.register(this, { id, generation: workerGeneration() }, this);
  }

  /**
   * The table of a CSV: its text, or a file or its bytes, gzipped or not. Encoding, delimiter, header, decimal commas,
   * types and missing values are detected; {@link dialect} says how it was read. Thousands may be separated, as in
   * `1,234` or `1 234`.
   *
   * @throws Error when the source is neither, an option is not known, it is not in its encoding, has no rows, or a line
   * has another number of fields than the first.
   */
  static async fromCsv(source: string | Blob | ArrayBuffer | Uint8Array, options: CsvOptions = {}): Promise<Table> {
    const { name = source instanceof File ? source.name : "the table", ...given } = known("Table.fromCsv", options, CSV);
    if (typeof source === "string") given.encoding = "utf-8";
    const bytes =
      typeof source === "string"
        ? new TextEncoder().encode(source)
        : await unpacked("Table.fromCsv: the source", source, "a text, ");
    const id = newId();
    return new Table(id, name, await call("createTable", { id, name, bytes, options: given }));
  }

  /** The cells of some rows; missing cells are null. */
  async head(count = 5, start = 0): Promise<(number | boolean | string | null)[][]> {
    return call("tableCells", { id: this.#id, start, count });
  }

  /** All cells of a column; missing numbers are NaN, others null. */
  async values(column: string): Promise<Float64Array | (string | boolean | null)[]> {
    return call("tableValues", { id: this.#id, column });
  }

  /** What pandas's `describe(include="all")` says, column by column. */
  async describe(): Promise<ColumnSummary[]> {
    return call("describeTable", { id: this.#id });
  }

  /** Counts of a column's numbers in `bins` bins of equal width (10 by default), as in NumPy, or of its categories. */
  async histogram(column: string, bins = 10): Promise<ColumnHistogram> {
    return call("tableHistogram", { id: this.#id, column, bins });
  }

  /**
   * Prepares the table for learning: leaves out or fills missing values, encodes categories as columns of 0 and 1,
   * standardises, and splits the rows. Fills, scales and categories are learned from the training rows alone.
   *
   * @throws Error when a column does not exist, the target is not a number or has too many classes, or no rows are
   * left.
   */
  async prepare(options: PrepareOptions): Promise<Prepared> {
    const given = known("Table.prepare", options, PREPARE);
    const { about, train, test } = await call("prepareTable", { id: this.#id, options: plain("prepare", given) });
    const part = ({ rows, x, y }: TablePart): PreparedPart => ({
      rows,
      x: { data: x, shape: [rows.length, about.names.length] },
      y,
    });
    return { ...about, train: part(train), test: part(test) };
  }

  /**
   * The predictions of a model's file, made by {@link modelFile} or `pupil train regression`, for this table.
   *
   * @throws Error when the text is not such a file, or a column is missing or has another type.
   */
  async predict(model: string, name = "the model"): Promise<TablePrediction> {
    const { rows, values, classes } = await call("predictTable", { id: this.#id, name, model });
    const width = classes?.length ?? 1;
    const row = (_: unknown, at: number) => Array.from(values.subarray(at * width, (at + 1) * width));
    return { rows, values: Array.from(rows, row), classes };
  }

  /**
   * Frees the worker's memory at once; the table can no longer be used. This is optional: the memory is freed with this
   * object.
   */
  dispose(): void {
    abandoned.unregister(this);
    void call("disposeTable", { id: this.#id }).catch(() => {});
  }
}

/**
 * The file of a model that was fitted to a prepared table: JSON for {@link Table.predict} and `pupil evaluate|predict
 * regression`.
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
