// A dropped CSV or TSV file, and which of its columns are text and label.

import { Table as ApiTable, unpackFile, type CsvDialect } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Sample } from "./sources.ts";
import { text as t } from "./texts.ts";

/** A column of a file. */
export interface TextColumn {
  name: string;
  /** The cells as text; undefined where one is missing. */
  cells: (string | undefined)[];
}

/** A file's columns. */
export interface Table {
  name: string;
  file: File;
  /** How the file was read. */
  dialect: CsvDialect;
  columns: TextColumn[];
  rows: number;
}

/** The meaning of the columns. */
export interface Choice {
  text: number;
  label: number;
  /** The label that means positive. */
  positive: string;
}

/** How many rows are used for a guess. */
const LOOK = 1000;

/** Common words for positive. If a file has several of them, the most frequent one is taken. */
const POSITIVE = /^(pos|positive|true|yes|good|正面|积极|好评)$/i;

const LABEL_NAMES = /^(label|labels|sentiment|class|target|polarity|y|category|标签|情感|类别)$/i;

/** The cells of a column as text: the number 1.0 is "1", as in other files. */
function textOf(values: ArrayLike<number | string | boolean | null>): (string | undefined)[] {
  return Array.from(values, (value) => (value === null || Number.isNaN(value) ? undefined : String(value).trim() || undefined));
}

async function readAs(file: File, bytes: Uint8Array, lang: Lang, dialect: Partial<CsvDialect>): Promise<Table> {
  const { name } = file;
  const table = await ApiTable.fromCsv(bytes, { name, ...dialect });
  try {
    if (!table.dialect.encoding.startsWith("utf-16") && bytes.subarray(0, 4096).includes(0)) throw new Error(t(lang, "noText", { name }));
    const { rows, columns: all } = table;
    const count = rows + Number(table.dialect.header);
    if (all.length < 2) throw new Error(t(lang, "oneColumn", { name, rows: count, columns: all.length }));
    const columns: TextColumn[] = [];
    for (const column of all) columns.push({ name: column.name, cells: textOf(await table.values(column.name)) });
    return { name, file, dialect: table.dialect, columns, rows };
  } finally {
    table.dispose();
  }
}

/**
 * Reads a file of rows, gzipped or not, as {@link ApiTable.fromCsv} does; without a `dialect` it is guessed.
 *
 * @throws Error with the file's name when it is not text or has fewer than two columns.
 */
export async function readTable(file: File, lang: Lang, dialect?: CsvDialect): Promise<Table> {
  const bytes = await unpackFile(file);
  const table = await readAs(file, bytes, lang, dialect ?? {});
  if (dialect || !table.dialect.header) return table;
  // A first line of a text and one of the labels is a row like the others.
  const { label } = guess(table);
  const { name, cells } = table.columns[label]!;
  return cells.includes(name) ? readAs(file, bytes, lang, { ...table.dialect, header: false }) : table;
}

/** The different cells of a column, most frequent first. */
export function labelsOf({ columns }: Table, { label }: Choice): string[] {
  const counts = new Map<string, number>();
  for (const cell of columns[label]?.cells ?? []) if (cell) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([cell]) => cell);
}

/** The likely meaning of the columns: the longest cells are texts, and labels are few. */
export function guess(table: Table): Choice {
  const columns = table.columns.map(({ name, cells }, column) => {
    const some = cells.slice(0, LOOK);
    const length = some.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
    const kinds = new Set(some.filter(Boolean)).size;
    return { column, length, kinds, named: table.dialect.header && LABEL_NAMES.test(name.trim()) };
  });
  const text = columns.reduce((best, one) => (one.length > best.length ? one : best)).column;
  const others = columns.filter(({ column }) => column !== text);
  const label = others.find(({ named }) => named) ?? others.reduce((best, one) => (one.kinds > 1 && (best.kinds < 2 || one.kinds < best.kinds) ? one : best));
  return withPositive(table, { text, label: label.column, positive: "" });
}

/** The choice with the label that most likely means positive. */
export function withPositive(table: Table, choice: Choice): Choice {
  const labels = labelsOf(table, choice);
  // Of stars and other numbers, more is better.
  const numbers = labels.every((label) => Number.isFinite(Number(label)));
  const most = numbers ? labels.toSorted((a, b) => Number(a) - Number(b)).at(-1) : labels.find((label) => POSITIVE.test(label));
  const positive = most ?? labels.toSorted().at(-1) ?? "";
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
 * @throws Error with the file's name when the label's column does not have two different labels.
 */
export function labelled(table: Table, choice: Choice, lang: Lang): Labelled {
  const { name, columns, rows } = table;
  const [texts, labels] = [columns[choice.text]!, columns[choice.label]!];
  if (choice.text === choice.label) throw new Error(t(lang, "sameColumn", { name, column: texts.name }));
  const known = labelsOf(table, choice);
  if (known.length !== 2) {
    const shown = known.slice(0, 6).join(", ") + (known.length > 6 ? ", …" : "");
    throw new Error(t(lang, "notTwoLabels", { name, column: labels.name, count: known.length, labels: shown }));
  }
  const samples: Sample[] = [];
  for (const [row, text] of texts.cells.entries()) {
    const label = labels.cells[row];
    if (text && label) samples.push({ text, label: label === choice.positive ? 1 : 0 });
  }
  return { samples, left: rows - samples.length };
}
