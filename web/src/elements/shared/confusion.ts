// A confusion matrix as a table.

import { css, html, type TemplateResult } from "lit";

export const confusionStyles = css`
  .confusion {
    margin-top: 0.5rem;
    border-collapse: separate;
    border-spacing: 2px;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .confusion th {
    font-weight: 500;
    color: var(--muted);
    padding: 0 0.35em;
  }
  .confusion td {
    min-width: 2.3em;
    height: 2.1em;
    padding: 0 0.3em;
    text-align: center;
    border-radius: 4px;
  }
`;

function cell(count: number, right: boolean, most: number): TemplateResult {
  // Mistakes are few beside right answers; the square root makes them visible.
  const share = Math.round(100 * (right ? count / most : Math.min(1, Math.sqrt(count / most) * 2.2)));
  const colour = right ? "var(--for-soft)" : "var(--bad-soft)";
  const style = count ? `background: color-mix(in srgb, ${colour} ${Math.max(share, 25)}%, transparent)` : "color: var(--muted)";
  return html`<td .style=${style}>${count || "·"}</td>`;
}

/** How often each answer (column) was given to each true class (row). */
export function countConfusion(truth: ArrayLike<number>, said: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i += 1) counts[truth[i]!]![said[i]!]! += 1;
  return counts;
}

/** Counts: a row for each true class, a column for each answer. `corner` labels the rows. */
export function confusionTable(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
  label: string,
  corner: string,
): TemplateResult {
  const most = Math.max(...matrix.flat());
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
    <table class="confusion" data-testid="confusion">
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">${corner}</span></th>
          ${classes.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${matrix.map(
          (row, truth) =>
            html`<tr>
              <th scope="row">${classes[truth]}</th>
              ${row.map((count, said) => cell(count, truth === said, most))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
