import { css, html, type TemplateResult } from "lit";
import { confusionTable } from "../shared/confusion.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Results } from "./results.ts";
import { text as t, type TextKey as Key } from "./texts.ts";

export const resultStyles = css`
  .wrong {
    display: grid;
    gap: 0.5rem;
    margin: 0.5rem 0 0;
    padding: 0;
    list-style: none;
    font-size: 15px;
  }
  .wrong li {
    padding: 0.55rem 0.8rem;
    border-left: 3px solid var(--against);
    background: var(--surface);
    border-radius: 0 8px 8px 0;
    overflow-wrap: anywhere;
  }
  .wrong li.positive {
    border-left-color: var(--for);
  }
  .wrong .muted {
    display: block;
    font-size: 13px;
  }
  .results .confusion {
    font-size: 15px;
  }
  .results .confusion td {
    min-width: 6.5rem;
    height: 3.2rem;
    font-size: 17px;
  }
  .results .confusion tbody th {
    text-align: end;
  }
`;

const NAMES: Key[] = ["negative", "positive"];

/** The confusion table and the mistakes as sentences. */
export function resultsView(lang: Lang, { confusion, mistakes }: Results): TemplateResult {
  const name = (label: number) => t(lang, NAMES[label]!);
  return html`<div class="results">
    <div>
      <h3>${t(lang, "confusion")}</h3>
      <p class="muted">${t(lang, "confusionHint")}</p>
      ${confusionTable(confusion, [name(0), name(1)], t(lang, "confusion"), t(lang, "trueLabel"))}
    </div>
    <div>
      <h3>${t(lang, "mistakes")}</h3>
      ${mistakes.length
        ? html`<ul class="wrong" data-testid="mistakes">
            ${mistakes.map(({ text, label, probability }) => {
              const said = probability > 0.5 ? 1 : 0;
              const sure = said ? probability : 1 - probability;
              return html`<li class=${NAMES[said]!}>
                <span>${text}</span>
                <span class="muted">${t(lang, "mistake", { truth: name(label), said: name(said), percent: (100 * sure).toFixed(0) })}</span>
              </li>`;
            })}
          </ul>`
        : html`<p class="muted" data-testid="mistakes">${t(lang, "noMistakes")}</p>`}
    </div>
  </div>`;
}
