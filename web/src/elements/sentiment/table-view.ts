import { css, html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import type { CsvDialect } from "../../api/index.ts";
import { dialectView } from "../shared/dialect.ts";
import { labelsOf, withPositive, type Choice, type Labelled, type Table } from "./table.ts";
import { text as t, type TextKey as Key } from "./texts.ts";

const SHOWN_ROWS = 5;

export const tableStyles = css`
  .table {
    display: grid;
    gap: 8px;
    min-width: 0;
    font-size: 13px;
  }
  .table summary {
    min-height: 0;
    font-size: 13px;
    line-height: 20px;
  }
  .pickers {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px;
  }
  .preview {
    width: 100%;
    border-collapse: collapse;
    border-spacing: 0;
    font-size: 13px;
  }
  .preview :is(th, td) {
    height: auto;
    padding: 0.35rem 0.6rem;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
    text-align: left;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  .preview th {
    white-space: nowrap;
    color: var(--text);
    font-weight: 600;
  }
  .preview .chosen {
    background: var(--accent-soft);
  }
  .preview td {
    min-width: 4rem;
    max-width: 26rem;
  }
`;

export interface TableOptions {
  disabled: boolean;
  change: (choice: Choice) => void;
  /** Reads the file in another way. */
  readAs: (dialect: CsvDialect) => void;
}

/** The choices of a dropped file's columns, its first rows, and its samples. */
export function tableView(
  lang: Lang,
  table: Table,
  choice: Choice,
  found: Labelled | undefined,
  { disabled, change, readAs }: TableOptions,
): TemplateResult {
  const { columns } = table;
  const named = (at: number) => (table.dialect.header ? columns[at]!.name : t(lang, "column", { column: at + 1 }));
  const value = (event: Event) => (event.target as HTMLSelectElement).value;
  const picker = (key: Key, testid: string, options: TemplateResult[], changed: (value: string) => void) =>
    html`<label>
      ${t(lang, key)}
      <select data-testid=${testid} ?disabled=${disabled} @change=${(event: Event) => changed(value(event))}>
        ${options}
      </select>
    </label>`;
  const columnOptions = (chosen: number) => columns.map((_, at) => html`<option value=${at} ?selected=${at === chosen}>${named(at)}</option>`);
  const positives = labelsOf(table, choice)
    .slice(0, 20)
    .map((label) => html`<option value=${label} ?selected=${label === choice.positive}>${label}</option>`);
  const meaning = (at: number) => (at === choice.text ? "textColumn" : at === choice.label ? "labelColumn" : undefined);
  const body = Array.from({ length: Math.min(SHOWN_ROWS, table.rows) }, (_, row) => columns.map(({ cells }) => cells[row]));
  const clipped = (cell = "") => (cell.length > 160 ? `${cell.slice(0, 160)} …` : cell);
  const count = (number: number) => number.toLocaleString(lang);
  const positive = found?.samples.filter(({ label }) => label === 1).length ?? 0;
  return html`<div class="table">
    <div class="pickers">
      ${picker("textColumn", "text-column", columnOptions(choice.text), (at) => change({ ...choice, text: Number(at) }))}
      ${picker("labelColumn", "label-column", columnOptions(choice.label), (at) =>
        change(withPositive(table, { ...choice, label: Number(at) })),
      )}
      ${picker("positiveLabel", "positive-label", positives, (positive) => change({ ...choice, positive }))}
    </div>
    ${dialectView(lang, table.dialect, readAs)}
    <div class="scroll" tabindex="0" role="region" aria-label=${t(lang, "preview", { name: table.name })}>
      <table class="preview" data-testid="preview">
        <thead>
          <tr>
            ${columns.map((_, at) => {
              const key = meaning(at);
              return html`<th scope="col" class=${key ? "chosen" : ""}>${named(at)}${key ? ` · ${t(lang, key)}` : ""}</th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${body.map((row) => html`<tr>${columns.map((_, at) => html`<td class=${meaning(at) ? "chosen" : ""}>${clipped(row[at])}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    ${found
      ? html`<p class="muted" data-testid="rows">
          ${t(lang, "rows", { name: table.name, count: count(found.samples.length), positive: count(positive) })}${found.left
            ? ` · ${t(lang, "leftOut", { left: count(found.left) })}`
            : ""}
        </p>`
      : ""}
  </div>`;
}
