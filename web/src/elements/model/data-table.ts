// A table as samples: some columns are the model's numbers, others what it should give.

import { html, type TemplateResult } from "lit";
import { Table, type CsvDialect, type TableColumn } from "../../api/index.ts";
import { dialectView } from "../shared/dialect.ts";
import { choiceField } from "../shared/fields.ts";
import type { Samples, Truth } from "./data-samples.ts";
import { MOST_NUMBERS, classesIn, spread, type DataSource, type Use } from "./data-source.ts";
import { check } from "./input.ts";
import { text } from "./texts.ts";

/** Common names of the column that is to be predicted. */
const TARGET = /^(target|label|labels|class|y|outcome|output|result|species|kind|survived|exited|churn|price|quality|diagnosis|.*_value|medv|目标|标签|类别)$/i;

/** Columns that number the rows say nothing about them. */
const NUMBERS_ROWS = /^(id|.*[_ ]id|row[_ ]?number|index|unnamed.*|#|no\.?)$/i;
const ENDS_WITH_ID = /[a-z]Id$/;

/** A category with more values than this is no input. */
const MOST_CATEGORIES = 50;

/** How the numbers become the model's input. */
type Scaling = "scaler" | "none" | "standardise";

/** A column, and the numbers that it gives for each row. */
interface Feature {
  column: TableColumn;
  /** The values of a category that each give a 1 or 0; undefined for a single number. */
  categories: string[] | undefined;
  /** Missing values are NaN. */
  values: Float64Array;
  width: number;
}

/** A value of a column as text; missing ones are undefined. */
const cell = (value: number | string | boolean | null): string | undefined =>
  value === null || (typeof value === "number" && Number.isNaN(value)) ? undefined : String(value);

async function featureOf(table: Table, column: TableColumn): Promise<Feature | undefined> {
  const values = await table.values(column.name);
  if (values instanceof Float64Array) return { column, categories: undefined, values, width: 1 };
  const cells = values.map(cell);
  const categories = [...new Set(cells.filter((one) => one !== undefined))].sort();
  if (categories.length > MOST_CATEGORIES) return undefined;
  const index = Float64Array.from(cells, (one) => (one === undefined ? Number.NaN : categories.indexOf(one)));
  // One number is enough for two values.
  if (categories.length <= 2) return { column, categories: undefined, values: index, width: 1 };
  return { column, categories, values: index, width: categories.length };
}

/** The columns that can be inputs. */
async function featuresOf(table: Table): Promise<Feature[]> {
  const all = [];
  for (const column of table.columns) all.push(await featureOf(table, column));
  return all.filter((one) => one !== undefined);
}

export class TableSource implements DataSource {
  readonly name: string;
  /** The first column of what is to be predicted; undefined if the table does not have it. */
  #target: string | undefined;
  #used: Set<string>;
  #scaling: Scaling;
  /** Why the file cannot be read as the visitor chose. */
  #wrong: unknown;

  private constructor(
    private readonly file: File,
    private table: Table,
    private features: readonly Feature[],
    private readonly use: Use,
  ) {
    this.name = table.name;
    this.#target = this.#likelyTarget();
    this.#used = new Set(this.#likelyFeatures());
    this.#scaling = use.input.scaler && use.input.chosen.scaler ? "scaler" : "none";
  }

  static async open(file: File, use: Use): Promise<TableSource> {
    const table = await Table.fromCsv(file);
    return new TableSource(file, table, await featuresOf(table), use);
  }

  /** Reads the file in another way. */
  async #readAs(dialect: CsvDialect): Promise<void> {
    this.#wrong = undefined;
    try {
      const table = await Table.fromCsv(this.file, dialect);
      const features = await featuresOf(table);
      this.table.dispose();
      [this.table, this.features] = [table, features];
      this.#target = this.#likelyTarget();
      this.#used = new Set(this.#likelyFeatures());
    } catch (error) {
      this.#wrong = error;
    }
  }

  get #wanted(): number {
    return this.use.input.shape[0]!;
  }

  /**
   * A column with a usual name, or else the last one that may be it, if the others are enough for the input. Numbers are
   * predicted from columns of numbers; classes have names more often than numbers.
   */
  #likelyTarget(): string | undefined {
    const { kind: goal, width } = this.use.goal;
    const numeric = goal === "numbers";
    const features = this.#named;
    const columns = this.table.columns.filter(({ name, kind }) => (!numeric || kind !== "category") && !features.includes(name));
    const numbers = this.features.reduce((sum, { width }) => sum + width, 0);
    const named = columns.findLast(({ name }) => TARGET.test(name));
    if (named) return named.name;
    const last = (numeric ? undefined : columns.findLast(({ kind }) => kind !== "number")) ?? columns.at(numeric ? -width : -1);
    const own = numeric ? width : (this.features.find(({ column }) => column === last)?.width ?? 0);
    return numbers - own >= this.#wanted ? last?.name : undefined;
  }

  /** The columns that are predicted: as many as the model gives numbers. */
  get #targets(): string[] {
    if (this.#target === undefined) return [];
    const names = this.table.columns.map(({ name }) => name);
    const from = names.indexOf(this.#target);
    const { kind, width } = this.use.goal;
    return kind === "numbers" ? names.slice(from, from + width) : [this.#target];
  }

  /** The features that the model itself names, or all that are as many numbers as it takes. */
  #likelyFeatures(): string[] {
    const targets = this.#targets;
    const free = this.features.filter(({ column }) => !targets.includes(column.name));
    const named = this.#named;
    const columns = free.filter(({ column }) => named.includes(column.name));
    if (columns.length === this.#wanted) return columns.map(({ column }) => column.name);
    const data = free.filter(({ column: { name } }) => !NUMBERS_ROWS.test(name) && !ENDS_WITH_ID.test(name));
    const width = (some: readonly Feature[]) => some.reduce((sum, one) => sum + one.width, 0);
    const numbers = (some: readonly Feature[]) => some.filter(({ column }) => column.kind !== "category");
    const fits = [data, numbers(data), free, numbers(free)].find((some) => width(some) === this.#wanted);
    return (fits ?? data).map(({ column }) => column.name);
  }

  /** The names of the model's numbers in its order; an empty list if it does not name them. */
  get #named(): string[] {
    try {
      const named: unknown = JSON.parse(this.use.input.metadata.features ?? "null");
      if (Array.isArray(named)) return named.map(String);
    } catch {
      // It is something else, which does not name columns.
    }
    return [];
  }

  /** The columns that the model reads: in the model's order if it names them all, otherwise in the table's. */
  get #chosen(): Feature[] {
    const [targets, named] = [this.#targets, this.#named];
    const used = this.features.filter(({ column }) => this.#used.has(column.name) && !targets.includes(column.name));
    const place = ({ column }: Feature) => named.indexOf(column.name);
    return used.every((one) => place(one) >= 0) ? used.sort((a, b) => place(a) - place(b)) : used;
  }

  pickers(changed: () => void): TemplateResult {
    const { lang, input } = this.use;
    const targets = this.#targets;
    const columns = this.table.columns.map(({ name }) => [name, name] as const);
    const scalings: Scaling[] = input.scaler ? ["scaler", "none", "standardise"] : ["none", "standardise"];
    const names = scalings.map((one) => [one, text(lang, `table_${one}`, { name: input.scaler?.name ?? "" })] as const);
    const width = this.#chosen.reduce((sum, one) => sum + one.width, 0);
    return html`<div class="wide">${dialectView(lang, this.table.dialect, (dialect) => void this.#readAs(dialect).then(changed))}</div>
      ${choiceField(text(lang, "target"), "target", [["", text(lang, "noTarget")], ...columns], this.#target ?? "", false, (name) => {
        this.#target = name || undefined;
        changed();
      })}
      ${choiceField(text(lang, "tableNumbers"), "table-scaling", names, this.#scaling, false, (scaling) => {
        this.#scaling = scaling;
        changed();
      })}
      <fieldset class="wide" data-testid="features">
        <legend>${text(lang, "features", { width, wanted: this.#wanted })}</legend>
        <div class="row">
          ${this.features.map(({ column: { name }, categories }) => {
            const label = categories ? `${name} (${categories.length})` : name;
            if (targets.includes(name)) return "";
            return check(label, `feature-${name}`, this.#used.has(name), (on) => {
              if (on) this.#used.add(name);
              else this.#used.delete(name);
              changed();
            });
          })}
        </div>
      </fieldset>`;
  }

  async read(): Promise<Samples> {
    if (this.#wrong) throw this.#wrong;
    const { lang, input } = this.use;
    const [chosen, targets] = [this.#chosen, this.#targets];
    const width = chosen.reduce((sum, one) => sum + one.width, 0);
    if (width !== this.#wanted) throw new Error(text(lang, "wrongWidth", { width, wanted: this.#wanted }));
    const given = await Promise.all(targets.map((name) => this.table.values(name)));
    const full = Array.from({ length: this.table.rows }, (_, row) => row).filter(
      (row) => chosen.every(({ values }) => !Number.isNaN(values[row])) && given.every((values) => cell(values[row]!) !== undefined),
    );
    if (!full.length) throw new Error(text(lang, "noRows", { name: this.name }));
    const rows = spread(full.length, Math.max(1, Math.floor(MOST_NUMBERS / width))).map((at) => full[at]!);
    const notes = full.length < this.table.rows ? [text(lang, "rowsLeft", { count: this.table.rows - full.length })] : [];
    if (rows.length < full.length) notes.push(text(lang, "tooMany", { used: rows.length, count: full.length }));
    const data = new Float32Array(rows.length * width);
    let place = 0;
    for (const feature of chosen) {
      this.#fill(data, feature, rows, place, width);
      place += feature.width;
    }
    const shown = (at: number) => chosen.map(({ column, values, categories }) => `${column.name} ${categories?.[values[rows[at]!]!] ?? values[rows[at]!]}`).join(", ");
    const truth = targets.length ? this.#truth(given, rows) : undefined;
    return { x: { data, shape: [rows.length, ...input.shape] as number[] }, count: rows.length, truth, name: shown, notes };
  }

  /** Writes a column's numbers into the samples. */
  #fill(data: Float32Array, { values, categories, width: own }: Feature, rows: readonly number[], place: number, width: number): void {
    const number = this.#scaled(values, rows, place);
    // A scaler of all columns was fitted to the columns of categories, too.
    const { scaler } = this.use.input;
    const category = (value: number, at: number) => (this.#scaling === "scaler" && scaler ? scaler.scale(value, at) : value);
    for (const [at, row] of rows.entries()) {
      if (categories) for (let one = 0; one < own; one += 1) data[at * width + place + one] = category(Number(values[row] === one), place + one);
      else data[at * width + place] = number(values[row]!);
    }
  }

  /** How a number of this column becomes the model's number. */
  #scaled(values: Float64Array, rows: readonly number[], place: number): (value: number) => number {
    const { scaler } = this.use.input;
    if (this.#scaling === "scaler" && scaler) return (value) => scaler.scale(value, place);
    if (this.#scaling === "none") return (value) => value;
    const mean = rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + (values[row]! - mean) ** 2, 0) / rows.length) || 1;
    return (value) => (value - mean) / deviation;
  }

  /** @throws Error when the model gives numbers and a column does not hold numbers. */
  #truth(given: readonly (Float64Array | (string | boolean | null)[])[], rows: readonly number[]): Truth {
    const { goal, lang } = this.use;
    if (goal.kind !== "numbers") return classesIn(rows.map((row) => cell(given[0]![row]!)!));
    const { columns } = this.table;
    const values = new Float32Array(rows.length * given.length);
    for (const [place, column] of given.entries()) {
      const { name } = columns.find(({ name }) => name === this.#targets[place])!;
      if (!(column instanceof Float64Array) && column.some((value) => typeof value === "string")) {
        throw new Error(text(lang, "notNumbers", { name }));
      }
      for (const [at, row] of rows.entries()) values[at * given.length + place] = Number(column[row]);
    }
    return { kind: "numbers", values, width: given.length };
  }

  dispose(): void {
    this.table.dispose();
  }
}
