import { css, html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import type { Explanation, Part } from "./explain.ts";
import { text as t, type TextKey as Key } from "./texts.ts";

/** A change of the log-odds of this size has the full tint. */
const FULL = 3;

/** Words with smaller weights are not tinted: their weights are noise. */
const FAINT = 0.1;

/** So close to one half, the model has no opinion. */
const UNDECIDED = 0.05;

const SHOWN_WORDS = 6;

export const answerStyles = css`
  .answer {
    display: grid;
    gap: 1.5rem;
    align-content: start;
    min-width: 0;
  }
  .verdict {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 1rem;
    min-height: 4.2rem;
  }
  .finding {
    font-size: clamp(2.4rem, 8cqi, 3.6rem);
    line-height: 1.1;
    font-weight: 720;
    letter-spacing: -0.03em;
  }
  :lang(zh) .finding {
    letter-spacing: 0;
  }
  .finding.positive,
  .legend .positive {
    color: var(--accent);
  }
  .finding.negative,
  .legend .negative {
    color: var(--second);
  }
  .sure {
    font-size: 1.15rem;
    font-variant-numeric: tabular-nums;
    color: var(--muted);
  }
  .scale {
    position: relative;
    height: 16px;
    border-radius: 8px;
    overflow: hidden;
    background: color-mix(in srgb, var(--muted) 22%, transparent);
  }
  .scale span {
    position: absolute;
    inset-block: 0;
    transition:
      left 0.15s,
      width 0.15s;
  }
  .scale .positive {
    background: var(--accent);
  }
  .scale .negative {
    background: var(--second);
  }
  .scale .middle {
    left: calc(50% - 1px);
    width: 2px;
    background: var(--bg);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    margin-top: 0.3rem;
    font-size: 0.82rem;
    color: var(--muted);
  }
  .words {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .sentence {
    padding: 1rem 1.15rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: 1.2rem;
    line-height: 2;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    min-height: 4.4rem;
    max-height: 22rem;
    overflow-y: auto;
  }
  .part {
    padding: 0.12em 0.14em;
    border-radius: 4px;
    background: color-mix(in srgb, var(--tint) var(--strength), transparent);
    text-underline-offset: 0.28em;
    text-decoration-thickness: 2px;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .part.positive {
    --tint: var(--accent);
    text-decoration: underline solid var(--accent) 2px;
  }
  .part.negative {
    --tint: var(--second);
    text-decoration: underline dashed var(--second) 2px;
  }
  .part.unknown {
    color: var(--muted);
    text-decoration: underline dotted var(--muted) 2px;
  }
  .part.cut {
    color: var(--muted);
    text-decoration: line-through;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.25rem;
    font-size: 0.86rem;
  }
  .legend .part {
    --strength: 24%;
  }
  .weights {
    display: grid;
    gap: 6px;
    margin: 0.6rem 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.92rem;
  }
  .weights li {
    display: grid;
    grid-template-columns: minmax(4.5rem, 8rem) minmax(60px, 1fr) 7.5rem;
    gap: 0.75rem;
    align-items: center;
  }
  .weights .word {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .weights .bar {
    position: relative;
    height: 12px;
    border-radius: 6px;
    background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat;
  }
  .weights .bar span {
    position: absolute;
    inset-block: 0;
    border-radius: 3px;
    background: var(--accent);
  }
  .weights .bar .negative {
    background: repeating-linear-gradient(90deg, var(--second) 0 6px, color-mix(in srgb, var(--second) 60%, transparent) 6px 9px);
  }
  .weights .muted {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  @container (max-width: 450px) {
    .weights li {
      grid-template-columns: minmax(4rem, 6rem) minmax(40px, 1fr) 7.5rem;
      gap: 0.5rem;
    }
  }
`;

/** Whole percents, except near certainty. */
const percent = (probability: number): string => (100 * probability).toFixed(Math.abs(probability - 0.5) > 0.49 ? 1 : 0);

const direction = (weight: number): "positive" | "negative" => (weight > 0 ? "positive" : "negative");

/** True if the network read any word that it knows. */
export const answered = (found: Explanation): boolean => found.parts.some(({ kind }) => kind === "known");

/** The large verdict, its probability, and the scale. */
export function verdict(lang: Lang, found: Explanation | undefined, waiting: Key): TemplateResult {
  const answer = found && answered(found) ? found.probability : undefined;
  const side = answer === undefined ? "" : answer > 0.5 ? "positive" : "negative";
  const finding = side && Math.abs(answer! - 0.5) < UNDECIDED ? "undecided" : side;
  const shown = answer === undefined ? t(lang, found?.parts.length ? "noneKnown" : waiting) : t(lang, "percentPositive", { percent: percent(answer) });
  const from = Math.min(answer ?? 0.5, 0.5);
  return html`<div>
      <p class="muted">${t(lang, "finds")}</p>
      <div class="verdict">
        <p class="finding ${finding}" data-testid="finding">${finding ? t(lang, finding) : "–"}</p>
        <p class="sure" data-testid="probability" data-value=${answer ?? ""}>${shown}</p>
      </div>
      <div class="scale" role="img" aria-label="${t(lang, "scale")}: ${answer === undefined ? "–" : percent(answer)}">
        <span class=${side} style="left:${100 * from}%;width:${100 * Math.abs((answer ?? 0.5) - 0.5)}%"></span>
        <span class="middle"></span>
      </div>
      <div class="ends"><span>${t(lang, "negative")}</span><span>${t(lang, "positive")}</span></div>
    </div>`;
}

/** A piece of the text with its tint. The word's title says in words what the tint shows. */
function part(lang: Lang, { text, kind, weight, without }: Part, maxlen: number): TemplateResult | string {
  if (kind === "between") return text;
  if (kind === "unknown") return html`<span class="part unknown" title=${t(lang, "titleUnknown")}>${text}</span>`;
  if (kind === "cut") return html`<span class="part cut" title=${t(lang, "titleCut", { maxlen })}>${text}</span>`;
  const side = Math.abs(weight) < FAINT ? "" : direction(weight);
  const strength = side ? Math.round(8 + 34 * Math.min(Math.abs(weight) / FULL, 1)) : 0;
  const title = t(lang, weight > 0 ? "titleFor" : "titleAgainst", { percent: percent(without ?? 0) });
  return html`<span class="part ${side}" style="--strength:${strength}%" title=${title} data-weight=${weight.toFixed(3)}>${text}</span>`;
}

/** The known words by their weight, each once. */
function strongest({ parts }: Explanation): Part[] {
  const words = new Map<string, Part>();
  for (const one of parts) {
    if (one.kind !== "known" || Math.abs(one.weight) < FAINT) continue;
    const word = one.text.toLowerCase();
    if (Math.abs(one.weight) > Math.abs(words.get(word)?.weight ?? 0)) words.set(word, one);
  }
  return [...words.values()].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, SHOWN_WORDS);
}

/** The text with tinted words, the legend, and bars for the words that weigh most. */
export function tinted(lang: Lang, found: Explanation | undefined, maxlen: number): TemplateResult {
  const words = found ? strongest(found) : [];
  const most = Math.max(1, ...words.map(({ weight }) => Math.abs(weight)));
  const kinds = new Set(found?.parts.map(({ kind }) => kind));
  return html`<div class="words">
    <div>
      <h3 id="each">${t(lang, "eachWord")}</h3>
      <p class="muted">${t(lang, "eachWordHint")}</p>
    </div>
    <p class="sentence" lang="en" data-testid="sentence" tabindex="0" role="group" aria-labelledby="each"
      >${found?.parts.map((one) => part(lang, one, maxlen))}</p
    >
    <p class="legend">
      <span><span class="part positive">+</span> ${t(lang, "legendFor")}</span>
      <span><span class="part negative">−</span> ${t(lang, "legendAgainst")}</span>
      <span><span class="part unknown">?</span> ${t(lang, "legendUnknown")}</span>
      ${kinds.has("cut") ? html`<span><span class="part cut">…</span> ${t(lang, "legendCut")}</span>` : ""}
    </p>
    ${words.length
      ? html`<div>
          <h3>${t(lang, "strongest")}</h3>
          <ol class="weights" data-testid="strongest">
            ${words.map(({ text, weight, without }) => {
              const width = (50 * Math.abs(weight)) / most;
              const left = weight > 0 ? 50 : 50 - width;
              return html`<li>
                <span class="word" lang="en">${weight > 0 ? "+" : "−"} ${text}</span>
                <span class="bar"><span class=${direction(weight)} style="left:${left}%;width:${width}%"></span></span>
                <span class="muted">${t(lang, "without", { percent: percent(without ?? 0) })}</span>
              </li>`;
            })}
          </ol>
        </div>`
      : ""}
  </div>`;
}

/** The answer and its words as a sentence, for people who do not see the tints. */
export function spoken(lang: Lang, found: Explanation): string {
  if (!answered(found)) return t(lang, "noneKnown");
  const words = strongest(found);
  const list = (of: { text: string }[]) => of.map(({ text }) => text).join(", ");
  const side = (key: Key, of: { text: string }[]) => (of.length ? t(lang, key, { words: list(of) }) : "");
  const answer = t(lang, found.probability > 0.5 ? "positive" : "negative");
  return (
    t(lang, "said", { answer, percent: percent(found.probability) }) +
    side("saidFor", words.filter(({ weight }) => weight > 0)) +
    side("saidAgainst", words.filter(({ weight }) => weight < 0)) +
    side("saidUnknown", found.parts.filter(({ kind }) => kind === "unknown"))
  );
}
