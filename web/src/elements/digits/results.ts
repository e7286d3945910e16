import { css, html, type TemplateResult } from "lit";
import type { Dataset, Model } from "../../api/index.ts";
import { text, type Lang } from "../shared/i18n.ts";
import { largest } from "./bars.ts";
import "./picture.ts";

/** A test digit that the network got wrong. */
export interface Mistake {
  truth: number;
  said: number;
  probability: number;
  pixels: Float32Array;
}

/** How a model did on test data. */
export interface Results {
  count: number;
  right: number;
  /** Counts: row = true digit, column = answer. */
  confusion: number[][];
  mistakes: Mistake[];
}

const SHOWN_MISTAKES = 12;

/** Asks the model about every test digit. */
export async function test(model: Model, data: Dataset): Promise<Results> {
  const [{ data: probabilities }, { data: truths }] = await Promise.all([
    model.predict(data, { batchSize: 128 }),
    data.targets(),
  ]);
  const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  const wrong: { index: number; truth: number; said: number; probability: number }[] = [];
  for (let index = 0; index < data.length; index += 1) {
    const row = probabilities.subarray(10 * index, 10 * index + 10);
    const truth = truths[index]!;
    const said = largest(row);
    confusion[truth]![said]! += 1;
    if (said !== truth) wrong.push({ index, truth, said, probability: row[said]! });
  }
  const worst = wrong.sort((a, b) => b.probability - a.probability).slice(0, SHOWN_MISTAKES);
  const {
    x: { data: pixels },
  } = await data.gather(worst.map(({ index }) => index));
  const size = data.xShape.slice(1).reduce((a, b) => a * b, 1);
  return {
    count: data.length,
    right: data.length - wrong.length,
    confusion,
    mistakes: worst.map(({ index: _, ...mistake }, i) => ({ ...mistake, pixels: pixels.slice(i * size, (i + 1) * size) })),
  };
}

export const resultStyles = css`
  .results {
    display: grid;
    gap: 1.5rem;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  @media (max-width: 860px) {
    .results {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .scroll {
    margin-top: 0.5rem;
    overflow-x: auto;
  }
  table {
    border-collapse: separate;
    border-spacing: 2px;
    font-size: 0.82rem;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 500;
    color: var(--muted);
    padding: 0 0.35em;
  }
  td {
    min-width: 2.3em;
    height: 2.1em;
    text-align: center;
    border-radius: 4px;
  }
  .results h3 + * {
    margin-top: 0.4rem;
  }
  .mistakes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
    gap: 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.82rem;
    color: var(--muted);
    line-height: 1.3;
  }
`;

function cell(count: number, truth: number, said: number, most: number): TemplateResult {
  const right = truth === said;
  // Mistakes are few beside what is right; the root makes them visible.
  const share = Math.round(100 * (right ? count / most : Math.min(1, Math.sqrt(count / most) * 2.2)));
  const colour = right ? "var(--accent-soft)" : "var(--bad-soft)";
  const style = count ? `background: color-mix(in srgb, ${colour} ${Math.max(share, 25)}%, transparent)` : "color: var(--muted)";
  return html`<td style=${style}>${count || "·"}</td>`;
}

/** Confusion matrix and worst mistakes. */
export function results(lang: Lang, { confusion, mistakes }: Results): TemplateResult {
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  const most = Math.max(...confusion.flat());
  return html`<div class="results">
    <div>
      <h3>${t("confusion")}</h3>
      <p class="muted">${t("confusionHint")}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("confusion")}>
        <table data-testid="confusion">
          <thead>
            <tr>
              <th scope="col"><span class="visually-hidden">${t("trueDigit")}</span></th>
              ${confusion.map((_, said) => html`<th scope="col">${said}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${confusion.map(
              (row, truth) =>
                html`<tr>
                  <th scope="row">${truth}</th>
                  ${row.map((count, said) => cell(count, truth, said, most))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
    <div>
      <h3>${t("mistakes")}</h3>
      ${mistakes.length
        ? html`<ul class="mistakes" data-testid="mistakes">
            ${mistakes.map((mistake) => {
              const percent = (100 * mistake.probability).toFixed(0);
              const said = t("mistake", { truth: mistake.truth, said: mistake.said, percent });
              return html`<li><pupil-picture .pixels=${mistake.pixels} label=${said}></pupil-picture>${said}</li>`;
            })}
          </ul>`
        : html`<p class="muted" data-testid="mistakes">${t("noMistakes")}</p>`}
    </div>
  </div>`;
}
