// Texts with labels: a table with a column of texts, or folders of text files that are named by their classes.

import { html, type TemplateResult } from "lit";
import type { CsvDialect } from "../../api/index.ts";
import { guess, readTable, type Choice, type Table } from "../sentiment/table.ts";
import type { FoundFile } from "../shared/dropped.ts";
import { dialectView } from "../shared/dialect.ts";
import { choiceField } from "../shared/fields.ts";
import type { Samples, Truth } from "./data-samples.ts";
import { MOST_NUMBERS, classesIn, spread, type DataSource, type Use } from "./data-source.ts";
import { text } from "./texts.ts";
import { LONGEST, TextReader } from "./text-reader.ts";

/** Letters of a text that are shown. */
const SHOWN = 120;

/** The value of the choice without a label. */
const NONE = "-1";

interface Labelled {
  text: string;
  /** Undefined if no label is known. */
  label: string | undefined;
}

/** The samples of texts. */
async function samplesOf(texts: readonly Labelled[], left: number, use: Use, reader: TextReader): Promise<Samples> {
  const { lang, input } = use;
  if (!texts.length) throw new Error(text(lang, "noTexts"));
  const size = reader.length ?? LONGEST;
  const used = spread(texts.length, Math.max(1, Math.floor(MOST_NUMBERS / size))).map((at) => texts[at]!);
  const x = await reader.rows(used.map(({ text }) => text), input.chosen);
  const notes = left ? [text(lang, "rowsLeft", { count: left })] : [];
  if (used.length < texts.length) notes.push(text(lang, "tooMany", { used: used.length, count: texts.length }));
  const labels = used.map(({ label }) => label);
  const known = labels.every((label) => label !== undefined);
  const truth = known ? truthOf(labels as string[], use) : undefined;
  const shown = (at: number) => (used[at]!.text.length > SHOWN ? `${used[at]!.text.slice(0, SHOWN)} …` : used[at]!.text);
  return { x, count: used.length, truth, name: shown, notes };
}

/** Labels are classes; numbers are numbers for a model that gives one. */
function truthOf(labels: string[], { goal }: Use): Truth {
  const numbers = Float32Array.from(labels, (label) => (label.trim() ? Number(label) : Number.NaN));
  if (goal.kind === "numbers" && goal.width === 1 && numbers.every((number) => Number.isFinite(number))) {
    return { kind: "numbers", values: numbers, width: 1 };
  }
  return classesIn(labels);
}

/** A table with a column of texts. */
export class TextTableSource implements DataSource {
  readonly name: string;
  #choice: Choice;
  /** Why the file cannot be read as the visitor chose. */
  #wrong: unknown;

  private constructor(
    private table: Table,
    private readonly use: Use,
    private readonly reader: TextReader,
  ) {
    this.name = table.name;
    this.#choice = guess(table);
  }

  static async open(file: File, use: Use): Promise<TextTableSource> {
    return new TextTableSource(await readTable(file, use.lang), use, await TextReader.open(use.input));
  }

  /** Reads the file in another way. */
  async #readAs(dialect: CsvDialect): Promise<void> {
    this.#wrong = undefined;
    try {
      this.table = await readTable(this.table.file, this.use.lang, dialect);
      this.#choice = guess(this.table);
    } catch (error) {
      this.#wrong = error;
    }
  }

  pickers(changed: () => void): TemplateResult {
    const { lang } = this.use;
    const columns = this.table.columns.map(({ name }, at) => [String(at), name] as const);
    const set = (part: Partial<Choice>) => {
      this.#choice = { ...this.#choice, ...part };
      changed();
    };
    const labels = [[NONE, text(lang, "noTarget")] as const, ...columns];
    return html`<div class="wide">${dialectView(lang, this.table.dialect, (dialect) => void this.#readAs(dialect).then(changed))}</div>
    ${choiceField(text(lang, "textColumn"), "text-column", columns, String(this.#choice.text), false, (at) => set({ text: Number(at) }))}
    ${choiceField(text(lang, "target"), "target", labels, String(this.#choice.label), false, (at) => set({ label: Number(at) }))}`;
  }

  async read(): Promise<Samples> {
    if (this.#wrong) throw this.#wrong;
    const { text: from, label } = this.#choice;
    const { columns } = this.table;
    const all = columns[from]!.cells.map((text = "", row) => ({ text, label: label < 0 ? undefined : (columns[label]!.cells[row] ?? "") }));
    const full = all.filter((one) => one.text && one.label !== "");
    return samplesOf(full, all.length - full.length, this.use, this.reader);
  }

  dispose(): void {
    this.reader.dispose();
  }
}

/** Text files, in folders that are named by their classes. */
export class TextFileSource implements DataSource {
  private constructor(
    readonly name: string,
    private readonly files: readonly FoundFile[],
    private readonly use: Use,
    private readonly reader: TextReader,
  ) {}

  static async open(name: string, files: readonly FoundFile[], use: Use): Promise<TextFileSource> {
    return new TextFileSource(name, files, use, await TextReader.open(use.input));
  }

  pickers(): "" {
    return "";
  }

  async read(): Promise<Samples> {
    const texts: Labelled[] = [];
    const folder = (path: string) => path.split("/").filter(Boolean).at(-2);
    // A single folder names no classes.
    const several = new Set(this.files.map(({ path }) => folder(path))).size > 1;
    for (const { file, path } of this.files) texts.push({ text: (await file.text()).trim(), label: several ? folder(path) : undefined });
    const full = texts.filter(({ text }) => text);
    return samplesOf(full, texts.length - full.length, this.use, this.reader);
  }

  dispose(): void {
    this.reader.dispose();
  }
}
