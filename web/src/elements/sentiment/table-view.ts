import { css, html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { columnName, labelsOf, withPositive, type Choice, type Labelled, type Table } from "./table.ts";
import { text as t, type TextKey as Key } from "./texts.ts";

const SHOWN_ROWS = 5;

export const tableStyles = css`
  .table {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .pickers {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0.75rem;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .check input {
    width: auto;
    min-height: 0;
    accent-color: var(--accent);
  }
  .preview {
    width: 100%;
    border-collapse: collapse;
    border-spacing: 0;
    font-size: 0.82rem;
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
  @container (max-width: 450px) {
    .pickers {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

export interface TableOptions {
  disabled: boolean;
  change: (choice: Choice) => void;
}

/** The choices of a dropped file's columns, its first rows, and its samples. */
export function tableView(
  lang: Lang,
  table: Table,
  choice: Choice,
  found: Labelled | undefined,
  { disabled, change }: TableOptions,
): TemplateResult {
  const columns = Array.from({ length: table.columns }, (_, at) => columnName(table, choice, at));
  const named = (at: number) => (choice.header ? columns[at]! : t(lang, "column", { column: at + 1 }));
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
  const body = table.rows.slice(choice.header ? 1 : 0, SHOWN_ROWS + 1);
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
    <label class="check">
      <input
        type="checkbox"
        data-testid="header"
        .checked=${choice.header}
        ?disabled=${disabled}
        @change=${(event: Event) => change(withPositive(table, { ...choice, header: (event.target as HTMLInputElement).checked }))}
      />
      ${t(lang, "header")}
    </label>
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
