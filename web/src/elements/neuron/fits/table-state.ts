// What is kept of a table and of what was learned from it.

import type { CsvDialect } from "../../../api/index.ts";
import type { Ways } from "./ways.ts";

/** The most bytes of a table that are stored in the browser. */
const MOST_KEPT = 8 * 2 ** 20;

/** The form's values; numbers are text until they are read. */
export interface Form {
  target: string;
  features: string[];
  task: "auto" | "regression" | "classification";
  missing: "drop" | "mean" | "median";
  /** Numeric features to scale to mean 0 and standard deviation 1. */
  standardize: string[];
  dropFirst: boolean;
  testSize: string;
  seed: string;
  C: string;
  steps: string;
}

/** The stored state of the table. */
export interface TableState {
  /** The table's file; undefined for the example. */
  file: { name: string; bytes: Uint8Array; dialect?: CsvDialect | undefined } | undefined;
  form: Form;
  /** The fitted ways. */
  fitted: Pick<Ways, "ways" | "linearFit" | "logisticFit"> | undefined;
  /** The row of “What if”. */
  row: Record<string, string>;
}

/** The state, if its table is small enough to be stored. */
export const storable = (state: TableState | undefined): TableState | undefined =>
  (state?.file?.bytes.length ?? 0) > MOST_KEPT ? undefined : state;
