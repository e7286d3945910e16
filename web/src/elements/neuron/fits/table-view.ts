// What a table shows before anything is fitted.

import { html, svg, type TemplateResult } from "lit";
import type { ColumnHistogram, ColumnSummary, Table } from "../../../api/index.ts";
import type { Lang } from "../../shared/i18n.ts";
import { precise, short } from "./chart.ts";
import "./scatter.ts";
import type { ScatterColumn } from "./scatter.ts";
import { text, type TextKey } from "./texts.ts";

/** The most columns whose histograms are drawn. */
const MOST_HISTOGRAMS = 16;

/** The most columns of the scatter matrix. */
const MOST_SCATTERED = 5;

/** Rows in the preview. */
const PREVIEW = 8;

/** A table with everything that is shown of it. */
export interface Seen {
  table: Table;
  head: (number | boolean | string | null)[][];
  summaries: ColumnSummary[];
  histograms: { name: string; histogram: ColumnHistogram }[];
}

export async function see(table: Table): Promise<Seen> {
  const drawn = table.columns.slice(0, MOST_HISTOGRAMS);
  const [head, summaries, histograms] = await Promise.all([
    table.head(PREVIEW),
    table.describe(),
    Promise.all(drawn.map(async ({ name }) => ({ name, histogram: await table.histogram(name, 16) }))),
  ]);
  return { table, head, summaries, histograms };
}

/** The numeric columns of a scatter matrix, the target first, and each row's class if the target has classes. */
export async function scattered(
  { table }: Seen,
  target: string,
  features: readonly string[],
): Promise<{ columns: ScatterColumn[]; classes: number[] | undefined }> {
  const names = [target, ...features].filter((name) => table.columns.find((column) => column.name === name)?.kind === "number");
  const columns = await Promise.all(
    names.slice(0, MOST_SCATTERED).map(async (name) => ({ name, values: (await table.values(name)) as Float64Array })),
  );
  const own = table.columns.find(({ name }) => name === target);
  if (own?.kind === "number") {
    // Numbers that are only 0 and 1 are classes.
    const values = Array.from((await table.values(target)) as Float64Array, (value) => (Number.isNaN(value) ? 0 : value));
    return { columns, classes: values.every((value) => value === 0 || value === 1) ? values : undefined };
  }
  const values = Array.from((await table.values(target)) as (string | boolean | null)[]);
  const order = [...new Set(values.filter((value) => value !== null).map(String))].sort();
  return { columns, classes: values.map((value) => Math.max(0, order.indexOf(String(value)))) };
}

function scroll(label: string, content: TemplateResult): TemplateResult {
  return html`<div class="stack">
    <h3>${label}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label=${label}>${content}</div>
  </div>`;
}

/** A number as it stands in the file, without the last digits of its binary form. */
const asGiven = (value: number): string => String(Number(value.toPrecision(15)));

export function preview(lang: Lang, { table, head }: Seen): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const cell = (value: number | boolean | string | null) =>
    value === null ? html`<td class="gap">${t("missingCell")}</td>` : html`<td>${typeof value === "number" ? asGiven(value) : String(value)}</td>`;
  return scroll(
    t("preview"),
    html`<table class="figures cells" data-testid="preview-table">
      <thead>
        <tr>
          ${table.columns.map(
            ({ name, kind, missing }) => html`<th scope="col">
              ${name}<span class="badge">${t(`kind_${kind}` as TextKey)}</span>
              ${missing ? html`<span class="badge gaps">${text(lang, "missingCount", { count: missing })}</span>` : ""}
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${head.map((row) => html`<tr>${row.map(cell)}</tr>`)}
      </tbody>
    </table>`,
  );
}

const NUMBERS = ["count", "mean", "std", "min", "25%", "50%", "75%", "max"] as const;
const OTHERS = ["count", "unique", "top", "freq"] as const;

export function description(lang: Lang, { summaries }: Seen): TemplateResult {
  const table = (kind: string, keys: readonly string[], some: ColumnSummary[]) =>
    some.length
      ? html`<table class="figures" data-testid="describe-${kind}">
          <thead>
            <tr>
              <th scope="col">${text(lang, "column")}</th>
              ${keys.map((key) => html`<th scope="col">${key}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${some.map((summary) => {
              const values = summary as unknown as Record<string, number | string | null>;
              return html`<tr>
                <th scope="row">${summary.name}</th>
                ${keys.map((key) => {
                  const value = values[key];
                  return html`<td>${typeof value === "number" ? (Number.isInteger(value) ? String(value) : precise(value)) : (value ?? "–")}</td>`;
                })}
              </tr>`;
            })}
          </tbody>
        </table>`
      : "";
  const numbers = summaries.filter(({ kind }) => kind === "number");
  const others = summaries.filter(({ kind }) => kind !== "number");
  return scroll(text(lang, "describe"), html`${table("numbers", NUMBERS, numbers)} ${table("others", OTHERS, others)}`);
}

function bars(lang: Lang, name: string, histogram: ColumnHistogram): TemplateResult {
  const counts = histogram.counts.slice(0, 40);
  const most = Math.max(1, ...counts);
  const width = 200 / Math.max(1, counts.length);
  const names = "edges" in histogram ? [short(histogram.edges[0]!), short(histogram.edges.at(-1)!)] : histogram.categories;
  const said = "edges" in histogram ? `${names[0]} – ${names[1]}: ${counts.join(", ")}` : names.slice(0, 40).map((category, at) => `${category} ${counts[at]}`).join(", ");
  return html`<li>
    <figure>
      <svg viewBox="0 0 200 84" preserveAspectRatio="none" role="img" aria-label=${text(lang, "histogramLabel", { column: name, counts: said })}>
        ${counts.map((count, at) => {
          const height = (count / most) * 80;
          return svg`<rect x=${at * width + 0.5} y=${84 - height} width=${Math.max(0.5, width - 1)} height=${height} fill="var(--for)" opacity="0.75" />`;
        })}
      </svg>
      <figcaption title=${name}><strong>${name}</strong> ${"edges" in histogram ? `${names[0]} – ${names[1]}` : names.slice(0, 4).join(", ")}</figcaption>
    </figure>
  </li>`;
}

export function histograms(lang: Lang, seen: Seen): TemplateResult {
  return html`<div class="stack">
    <h3>${text(lang, "histograms")}</h3>
    <ul class="small" data-testid="histograms">
      ${seen.histograms.map(({ name, histogram }) => bars(lang, name, histogram))}
    </ul>
  </div>`;
}

/** Messages about cells that keep columns from being numbers. */
export const strays = (lang: Lang, { table }: Seen): string[] =>
  table.columns.flatMap(({ name, stray }) =>
    stray ? [text(lang, "stray", { column: name, count: stray.count, value: stray.value, row: stray.row + 1 })] : [],
  );
