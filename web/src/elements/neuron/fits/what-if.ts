// "What if": a row that the visitor fills in, and what the model predicts for it.

import { html, type TemplateResult } from "lit";
import { Table, modelFile, type ColumnSummary, type LinearFit, type LogisticResult, type Prepared } from "../../../api/index.ts";
import { bars } from "../../shared/bars.ts";
import { choiceField, sliderField } from "../../shared/fields.ts";
import type { Lang } from "../../shared/i18n.ts";
import { largest } from "../../shared/largest.ts";
import type { Seen } from "./table-view.ts";
import { text } from "./texts.ts";

/** Places of a slider. */
const STOPS = 40;

/** The most classes with a bar. */
const MOST_BARS = 10;

/** A column of the row: its name, what it may hold, and for a number the step whose effect is shown. */
type Field = { name: string } & ({ kind: "number"; stops: number[]; whole: boolean; step: number } | { kind: "choice"; choices: string[] });

/** What the model predicts for the row. */
interface Answer {
  /** The number, or the probability of each class. */
  values: number[];
  /**
   * By how much the answer changes when one column changes: by {@link Field}'s step for a number, to each of the
   * choices else. Of classes it is the probability of the most likely one.
   */
  effects: ReadonlyMap<string, number[]>;
}

/** 1, 2 or 5 times a power of ten, about a tenth of a range. */
function roundStep(range: number): number {
  const rough = range / 10;
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([5, 2, 1].find((factor) => factor * power <= rough) ?? 1);
}

/** A number as exact as its range needs: to a hundredth of it, or whole. */
function rounded(value: number, range: number, whole: boolean): number {
  if (whole) return Math.round(value);
  const digits = range > 0 ? Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(range)))) : 6;
  return Number(value.toFixed(digits));
}

function fieldOf(summary: ColumnSummary, choices: readonly string[] | undefined, values: readonly (number | null)[]): Field {
  const { name } = summary;
  if (summary.kind !== "number") return { name, kind: "choice", choices: summary.kind === "boolean" ? ["false", "true"] : [...(choices ?? [])] };
  const [low, high] = [summary.min ?? 0, summary.max ?? 1];
  const whole = [low, high, ...values].every((value) => value === null || Number.isInteger(value));
  const step = whole ? Math.max(1, Math.round(roundStep(high - low))) : roundStep(high - low);
  const count = whole ? Math.max(1, Math.min(STOPS, high - low)) : STOPS;
  const stops = Array.from({ length: count + 1 }, (_, at) => rounded(low + ((high - low) * at) / count, high - low, whole));
  return { name, kind: "number", stops, whole, step };
}

/** A field of a CSV. */
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** The row, and the predictions for it. */
export class WhatIf {
  #model = "";
  #prepared: Prepared | undefined;
  #table: Table | undefined;
  #fields: Field[] = [];
  #row: Record<string, string> = {};
  #answer: Answer | undefined;
  /** The row of the table that the visitor took, as long as nothing was changed in it: its number from 0, and its target. */
  #taken: { at: number; truth: string } | undefined;
  #error = "";
  /** How far the model is usually off; undefined for classes. */
  #off: number | undefined;
  #asking = false;
  #again = false;

  /** `changed` is called when there is something new to show, `edited` when the visitor changed the row. */
  constructor(
    readonly changed: () => void,
    readonly edited: () => void,
  ) {}

  /** The row, to be stored. */
  get row(): Record<string, string> {
    return this.#row;
  }

  /** Takes another model. Columns that it also has keep the visitor's values, or take those of `row`. */
  use({ table, summaries, head }: Seen, prepared: Prepared, fit: LinearFit | LogisticResult, off: number | undefined, row = this.#row): void {
    const { features } = prepared.preparation as { features: { column: string; encoding: { category?: { categories: string[] } } }[] };
    this.#fields = features.flatMap(({ column, encoding }) => {
      const summary = summaries.find(({ name }) => name === column);
      const at = table.columns.findIndex(({ name }) => name === column);
      return summary ? [fieldOf(summary, encoding.category?.categories, head.map((cells) => cells[at] as number | null))] : [];
    });
    const usual = (name: string): string => {
      const summary = summaries.find((one) => one.name === name)!;
      if (summary.kind !== "number") return summary.top ?? "";
      const field = this.#fields.find((one) => one.name === name);
      return String(rounded(summary["50%"] ?? 0, (summary.max ?? 1) - (summary.min ?? 0), field?.kind === "number" && field.whole));
    };
    this.#row = Object.fromEntries(this.#fields.map(({ name }) => [name, row[name] ?? usual(name)]));
    [this.#table, this.#prepared, this.#off, this.#answer, this.#taken] = [table, prepared, off, undefined, undefined];
    this.#model = modelFile(prepared, fit);
    void this.#ask();
  }

  /** Forgets the model, and with another table the row. */
  drop(row: boolean): void {
    this.#model = "";
    this.#prepared = this.#answer = this.#taken = undefined;
    if (row) this.#row = {};
  }

  set(name: string, value: string): void {
    this.#row = { ...this.#row, [name]: value };
    this.#taken = undefined;
    void this.#ask();
    this.changed();
    this.edited();
  }

  /** Fills in a row of the table, one that was kept for testing if there are any. */
  async take(): Promise<void> {
    const prepared = this.#prepared;
    const table = this.#table;
    if (!prepared || !table) return;
    const rows = prepared.test.rows.length ? prepared.test.rows : prepared.train.rows;
    const at = rows[Math.floor(Math.random() * rows.length)]!;
    try {
      const [cells] = await table.head(1, at);
      if (this.#prepared !== prepared || !cells) return;
      const cell = (name: string) => cells[table.columns.findIndex((column) => column.name === name)] ?? null;
      this.#row = Object.fromEntries(this.#fields.map(({ name }) => [name, cell(name) === null ? this.#row[name]! : String(cell(name))]));
      const { target } = prepared.preparation as { target: { column: string } };
      this.#taken = { at, truth: String(cell(target.column) ?? "–") };
    } catch (error) {
      this.#error = String(error instanceof Error ? error.message : error);
    }
    void this.#ask();
    this.changed();
  }

  /** The rows to ask about: the visitor's, then one for each change whose effect is shown. */
  #variants(): { row: Record<string, string>; column?: string }[] {
    const change = (column: string, value: string) => ({ row: { ...this.#row, [column]: value }, column });
    return [
      { row: this.#row },
      ...this.#fields.flatMap((field) =>
        field.kind === "number"
          ? [change(field.name, String(Number(this.#row[field.name]) + field.step))]
          : field.choices.map((choice) => change(field.name, choice)),
      ),
    ];
  }

  /** Asks the model about the row; while it is being asked, only the last change counts. */
  async #ask(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    do {
      this.#again = false;
      const model = this.#model;
      if (!model) break;
      try {
        const answer = await this.#predict(model);
        if (model !== this.#model) continue;
        this.#answer = answer;
        this.#error = "";
      } catch (error) {
        this.#answer = undefined;
        this.#error = error instanceof Error ? error.message : String(error);
      }
      this.changed();
    } while (this.#again);
    this.#asking = false;
  }

  async #predict(model: string): Promise<Answer | undefined> {
    const gap = this.#fields.find(({ name, kind }) => kind === "number" && !Number.isFinite(Number.parseFloat(this.#row[name]!)));
    if (gap) return undefined;
    const variants = this.#variants();
    const names = this.#fields.map(({ name }) => name);
    const line = (cells: string[]) => cells.map(quoted).join(",");
    const csv = [line(names), ...variants.map(({ row }) => line(names.map((name) => row[name]!)))].join("\n");
    const table = await Table.fromCsv(csv, { name: "what if", delimiter: ",", header: true, decimal: "." });
    try {
      const { rows, values } = await table.predict(model);
      const found = new Map(Array.from(rows, (row, at) => [row, values[at]!]));
      const own = found.get(0);
      if (!own) return undefined;
      const best = largest(own);
      const effects = new Map<string, number[]>();
      variants.forEach(({ column }, at) => {
        if (column) effects.set(column, [...(effects.get(column) ?? []), (found.get(at)?.[best] ?? Number.NaN) - own[best]!]);
      });
      return { values: own, effects };
    } finally {
      table.dispose();
    }
  }

  /** The fields, and beside them the answer. */
  view(lang: Lang, target: string): TemplateResult | "" {
    const prepared = this.#prepared;
    if (!prepared || !this.#fields.length) return "";
    const { classes } = prepared;
    const best = classes && this.#answer ? classes[largest(this.#answer.values)]! : undefined;
    return html`<div class="stack what-if" data-testid="what-if">
      <h3>${text(lang, "whatIf")}</h3>
      <p class="muted">${text(lang, "whatIfHint", { target })}</p>
      <div class="pair">
        <div class="row-fields">${this.#fields.map((field) => this.#field(lang, field, best))}</div>
        <div class="answer" aria-live="polite">
          ${this.#said(lang, target)}
          <div class="row">
            <button data-testid="what-if-row" @click=${() => void this.take()}>${text(lang, "takeRow")}</button>
            ${this.#taken
              ? html`<span class="muted" data-testid="what-if-truth">${text(lang, "rowTruth", { row: this.#taken.at + 1, target, truth: this.#taken.truth })}</span>`
              : ""}
          </div>
        </div>
      </div>
    </div>`;
  }

  /** A difference with its sign: of numbers with three digits, of probabilities in points. */
  #signed(lang: Lang, value: number): string {
    if (!Number.isFinite(value)) return "";
    const shown = this.#prepared?.classes ? 100 * value : value;
    const size = Number(Math.abs(shown).toPrecision(this.#prepared?.classes ? 2 : 3));
    const unit = this.#prepared?.classes ? text(lang, "points") : "";
    return `${size === 0 ? "±" : shown < 0 ? "−" : "+"}${size.toLocaleString(lang, { maximumFractionDigits: size < 1 ? 4 : 2 })}${unit}`;
  }

  #field(lang: Lang, field: Field, best: string | undefined): TemplateResult {
    const { name } = field;
    const value = this.#row[name]!;
    const effects = this.#answer?.effects.get(name);
    const testid = `what-if-${name}`;
    if (field.kind === "choice") {
      const choices = field.choices.map((choice, at) => {
        const effect = effects && choice !== value ? ` (${this.#signed(lang, effects[at]!)})` : "";
        return [choice, `${choice}${effect}`] as const;
      });
      const all = field.choices.includes(value) ? choices : [[value, value] as const, ...choices];
      return html`<div>${choiceField(name, testid, all, value, false, (choice) => this.set(name, choice))}</div>`;
    }
    const effect = effects?.[0] === undefined ? "" : text(lang, best === undefined ? "moreNumber" : "moreClass", { step: field.step, effect: this.#signed(lang, effects[0]), name: best ?? "" });
    const limits = { label: name, whole: false, low: -1e15, high: 1e15, testid };
    return html`<div>
      ${sliderField(limits, field.stops, value, false, (given) => this.set(name, given))}
      <p class="muted effect">${effect}</p>
    </div>`;
  }

  #said(lang: Lang, target: string): TemplateResult {
    const prepared = this.#prepared!;
    const answer = this.#answer;
    if (this.#error) return html`<p class="note" role="alert">${this.#error}</p>`;
    if (!answer) return html`<p class="muted" data-testid="what-if-answer">${text(lang, this.#asking ? "solving" : "whatIfGap")}</p>`;
    const { classes } = prepared;
    if (!classes) {
      const off = this.#off ?? Number.NaN;
      const digits = off > 0 ? Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(off)))) : 4;
      const number = (value: number) => value.toLocaleString(lang, { maximumFractionDigits: digits }).replace("-", "−");
      return html`<p class="muted">${text(lang, "whatIfAnswer", { target })}</p>
        <p class="large" data-testid="what-if-answer">${number(answer.values[0]!)}</p>
        ${off > 0 ? html`<p class="muted">${text(lang, "usuallyOff", { off: number(off) })}</p>` : ""}`;
    }
    const all = classes.map((_, at) => at);
    const shown = all.length > MOST_BARS ? all.toSorted((a, b) => answer.values[b]! - answer.values[a]!).slice(0, MOST_BARS) : all;
    return html`<p class="muted">${text(lang, "whatIfAnswer", { target })}</p>
      <p class="large" data-testid="what-if-answer">${classes[largest(answer.values)]}</p>
      ${bars(text(lang, "whatIfAnswer", { target }), shown.map((at) => classes[at]!), shown.map((at) => answer.values[at]!))}`;
  }
}
