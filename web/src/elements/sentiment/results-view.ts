import { css, html, type TemplateResult } from "lit";
import { confusionTable } from "../shared/confusion.ts";
import type { Lang } from "../shared/i18n.ts";
import { CANDIDATES, type WordVectors } from "./nearest.ts";
import type { Results } from "./results.ts";
import { text as t, type TextKey as Key } from "./texts.ts";

const SHOWN_NEIGHBOURS = 8;

export const resultStyles = css`
  .wrong {
    display: grid;
    gap: 0.5rem;
    margin: 0.5rem 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.94rem;
  }
  .wrong li {
    padding: 0.55rem 0.8rem;
    border-left: 3px solid var(--second);
    background: var(--surface);
    border-radius: 0 8px 8px 0;
    overflow-wrap: anywhere;
  }
  .wrong li.positive {
    border-left-color: var(--accent);
  }
  .wrong .muted {
    display: block;
    font-size: 0.84rem;
  }
  .results .confusion {
    font-size: 0.94rem;
  }
  .results .confusion td {
    min-width: 6.5rem;
    height: 3.2rem;
    font-size: 1.2rem;
  }
  .results .confusion tbody th {
    text-align: end;
  }
  .neighbours {
    display: grid;
    grid-template-columns: minmax(0, 220px) minmax(0, 1fr);
    gap: 1rem 2rem;
    align-items: start;
  }
  .neighbours ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
    gap: 0.4rem 1.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .neighbours li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 70px 3.2rem;
    gap: 0.6rem;
    align-items: center;
    font-size: 0.94rem;
  }
  .neighbours .track {
    height: 8px;
    border-radius: 4px;
    background: var(--accent-soft);
    overflow: hidden;
  }
  .neighbours .fill {
    display: block;
    height: 100%;
    background: var(--accent);
  }
  .neighbours .muted {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  @container (max-width: 520px) {
    .neighbours {
      grid-template-columns: minmax(0, 1fr);
    }
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
                <span lang="en">${text}</span>
                <span class="muted">${t(lang, "mistake", { truth: name(label), said: name(said), percent: (100 * sure).toFixed(0) })}</span>
              </li>`;
            })}
          </ul>`
        : html`<p class="muted" data-testid="mistakes">${t(lang, "noMistakes")}</p>`}
    </div>
  </div>`;
}

/** The words nearest to a word that the visitor types. */
export function nearestView(lang: Lang, vectors: WordVectors | undefined, word: string, change: (word: string) => void): TemplateResult {
  const asked = word.trim().toLowerCase();
  const found = asked ? vectors?.nearest(asked, SHOWN_NEIGHBOURS) : [];
  return html`<div class="section">
    <div>
      <h3>${t(lang, "nearest")}</h3>
      <p class="muted">${t(lang, "nearestHint", { count: CANDIDATES.toLocaleString(lang) })}</p>
    </div>
    <div class="neighbours">
      <label>
        ${t(lang, "nearestOf")}
        <input
          lang="en"
          autocapitalize="off"
          autocomplete="off"
          spellcheck="false"
          data-testid="nearest-word"
          .value=${word}
          @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
        />
      </label>
      ${found
        ? html`<ol data-testid="nearest">
            ${found.map(
              ({ word, similarity }) =>
                html`<li>
                  <span lang="en">${word}</span>
                  <span class="track"><span class="fill" style="width:${100 * Math.max(similarity, 0)}%"></span></span>
                  <span class="muted">${similarity.toFixed(2)}</span>
                </li>`,
            )}
          </ol>`
        : html`<p class="muted" data-testid="nearest">${vectors ? t(lang, "nearestUnknown", { word: asked }) : ""}</p>`}
    </div>
  </div>`;
}
