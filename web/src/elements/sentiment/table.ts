// A dropped CSV or TSV file, and which of its columns hold text and label.
//
// Not read by the library's Table: that one is for columns of numbers and categories, takes "1.0" for a number and "null"
// for nothing, and refuses what sets of texts are full of, a quotation mark that nobody closes, or another encoding.

import Papa from "papaparse";
import { unpackFile } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Sample } from "./sources.ts";
import { text as t } from "./texts.ts";

/** A file's rows, each of as many cells as the widest one has. */
export interface Table {
  name: string;
  rows: string[][];
  columns: number;
}

/** What the columns mean. */
export interface Choice {
  /** Whether the first row names the columns. */
  header: boolean;
  text: number;
  label: number;
  /** The label that stands for positive. */
  positive: string;
}

/** Rows that are looked at for a guess. */
const LOOK = 1000;

/** What people call positive, in the order in which it is believed. */
const POSITIVE = /^(1|1\.0|pos|positive|true|yes|good|5|4|2|正面|积极|好评)$/i;

const LABEL_NAMES = /^(label|labels|sentiment|class|target|polarity|y|category|标签|情感|类别)$/i;

/** The text of a file: UTF-8, or else what most programs of Windows wrote. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Reads a file of rows, gzipped or not. Cells are separated by commas, semicolons or tabs and may be quoted.
 *
 * @throws Error with the file's name when it is no text or has not two columns.
 */
export async function readTable(file: File, lang: Lang): Promise<Table> {
  const bytes = await unpackFile(file);
  if (bytes.subarray(0, 4096).includes(0)) throw new Error(t(lang, "noText", { name: file.name }));
  const text = decoded(bytes);
  const options = { delimitersToGuess: ["\t", ",", ";"], skipEmptyLines: "greedy" as const };
  let parsed = Papa.parse<string[]>(text, options);
  // A quotation mark that nobody closes would swallow the rows behind it: such a file is not quoted at all.
  if (parsed.errors.some(({ type }) => type === "Quotes")) {
    parsed = Papa.parse<string[]>(text, { ...options, delimiter: parsed.meta.delimiter, quoteChar: "\0" });
  }
  const columns = parsed.data.reduce((most, row) => Math.max(most, row.length), 0);
  if (columns < 2) throw new Error(t(lang, "oneColumn", { name: file.name, rows: parsed.data.length, columns }));
  return { name: file.name, rows: parsed.data, columns };
}

/** The different cells of a column, most frequent first; without the header's. */
export function labelsOf({ rows }: Table, { header, label }: Choice): string[] {
  const counts = new Map<string, number>();
  for (const row of header ? rows.slice(1) : rows) {
    const cell = row[label]?.trim();
    if (cell) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([cell]) => cell);
}

/** What the columns most likely mean: the longest cells are texts, and labels are few. */
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

/** The choice with the label that most likely stands for positive. */
export function withPositive(table: Table, choice: Choice): Choice {
  const labels = labelsOf(table, choice);
  const positive = labels.find((label) => POSITIVE.test(label)) ?? labels.toSorted().at(-1) ?? "";
  return { ...choice, positive };
}

/** What a table's rows are worth. */
export interface Labelled {
  samples: Sample[];
  /** Rows without a text or a label. */
  left: number;
}

/**
 * The table's texts with their labels.
 *
 * @throws Error with the file's name when the label's column has not two different labels or a row is missing.
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

/** A column's name, or its number from 1 on. */
export const columnName = ({ rows }: Table, { header }: Choice, column: number): string =>
  (header && rows[0]?.[column]?.trim()) || String(column + 1);
