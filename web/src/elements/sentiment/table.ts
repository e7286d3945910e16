// A dropped CSV or TSV file, and which of its columns are text and label.
//
// The library's Table is not used, because it is for columns of numbers and categories: it reads "1.0" as a number and
// "null" as missing, and refuses things that are common in files of texts, such as an unclosed quotation mark or
// another encoding.

import Papa from "papaparse";
import { unpackFile } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Sample } from "./sources.ts";
import { text as t } from "./texts.ts";

/** A file's rows, all with as many cells as the widest row. */
export interface Table {
  name: string;
  rows: string[][];
  columns: number;
}

/** The meaning of the columns. */
export interface Choice {
  /** True if the first row has the columns' names. */
  header: boolean;
  text: number;
  label: number;
  /** The label that means positive. */
  positive: string;
}

/** How many rows are used for a guess. */
const LOOK = 1000;

/** Common labels for positive. If a file has several of them, the most frequent one is taken. */
const POSITIVE = /^(1|1\.0|pos|positive|true|yes|good|5|4|2|正面|积极|好评)$/i;

const LABEL_NAMES = /^(label|labels|sentiment|class|target|polarity|y|category|标签|情感|类别)$/i;

/** The text of a file: UTF-8, or else the encoding that most Windows programs write. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Reads a file of rows, gzipped or not. Cells are separated by commas, semicolons or tabs, and may be quoted.
 *
 * @throws Error with the file's name when it is not text or has fewer than two columns.
 */
export async function readTable(file: File, lang: Lang): Promise<Table> {
  const bytes = await unpackFile(file);
  if (bytes.subarray(0, 4096).includes(0)) throw new Error(t(lang, "noText", { name: file.name }));
  const text = decoded(bytes);
  const options = { delimitersToGuess: ["\t", ",", ";"], skipEmptyLines: "greedy" as const };
  let parsed = Papa.parse<string[]>(text, options);
  // An unclosed quotation mark would swallow the rows after it. Such a file is read without quoting.
  if (parsed.errors.some(({ type }) => type === "Quotes")) {
    parsed = Papa.parse<string[]>(text, { ...options, delimiter: parsed.meta.delimiter, quoteChar: "\0" });
  }
  const columns = parsed.data.reduce((most, row) => Math.max(most, row.length), 0);
  if (columns < 2) throw new Error(t(lang, "oneColumn", { name: file.name, rows: parsed.data.length, columns }));
  return { name: file.name, rows: parsed.data, columns };
}

/** The different cells of a column, most frequent first, without the header. */
export function labelsOf({ rows }: Table, { header, label }: Choice): string[] {
  const counts = new Map<string, number>();
  for (const row of header ? rows.slice(1) : rows) {
    const cell = row[label]?.trim();
    if (cell) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([cell]) => cell);
}

/** The likely meaning of the columns: the longest cells are texts, and labels are few. */
export function guess(table: Table): Choice {
  const body = table.rows.slice(1, LOOK + 1);
  const [first = []] = table.rows;
  const columns = Array.from({ length: table.columns }, (_, column) => {
    const cells = body.map((row) => row[column]?.trim() ?? "");
    const length = cells.reduce((sum, cell) => sum + cell.length, 0);
    const kinds = new Set(cells.filter(Boolean)).size;
    return { column, length, kinds, named: LABEL_NAMES.test(first[column]?.trim() ?? "") };
  });
  const text = columns.reduce((best, one) => (one.length > best.length ? one : best)).column;
  const others = columns.filter(({ column }) => column !== text);
  const label = others.find(({ named }) => named) ?? others.reduce((best, one) => (one.kinds < best.kinds && one.kinds > 1 ? one : best));
  const known = new Set(body.map((row) => row[label.column]?.trim()));
  const header = !known.has(first[label.column]?.trim());
  return withPositive(table, { header, text, label: label.column, positive: "" });
}

/** The choice with the label that most likely means positive. */
export function withPositive(table: Table, choice: Choice): Choice {
  const labels = labelsOf(table, choice);
  const positive = labels.find((label) => POSITIVE.test(label)) ?? labels.toSorted().at(-1) ?? "";
  return { ...choice, positive };
}

/** The samples of a table. */
export interface Labelled {
  samples: Sample[];
  /** Rows without a text or a label. */
  left: number;
}

/**
 * The table's texts with their labels.
 *
 * @throws Error with the file's name when the label's column does not have two different labels, or when one of these
 * labels is missing.
 */
export function labelled(table: Table, choice: Choice, lang: Lang): Labelled {
  const { name } = table;
  const column = (at: number) => columnName(table, choice, at);
  if (choice.text === choice.label) throw new Error(t(lang, "sameColumn", { name, column: column(choice.text) }));
  const labels = labelsOf(table, choice);
  if (labels.length !== 2) {
    const shown = labels.slice(0, 6).join(", ") + (labels.length > 6 ? ", …" : "");
    throw new Error(t(lang, "notTwoLabels", { name, column: column(choice.label), count: labels.length, labels: shown }));
  }
  const rows = choice.header ? table.rows.slice(1) : table.rows;
  const samples: Sample[] = [];
  for (const row of rows) {
    const text = row[choice.text]?.trim();
    const label = row[choice.label]?.trim();
    if (text && label) samples.push({ text, label: label === choice.positive ? 1 : 0 });
  }
  return { samples, left: rows.length - samples.length };
}

/** A column's name, or its number from 1. */
export const columnName = ({ rows }: Table, { header }: Choice, column: number): string =>
  (header && rows[0]?.[column]?.trim()) || String(column + 1);
