// The answer: the verdict, how sure it is, and the words that decided.

import { css, html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import type { Explanation, Part } from "./explain.ts";
import { text as t, type TextKey as Key } from "./texts.ts";
import { verdictOf } from "./verdict.ts";

/** A change of the log-odds of this size has the full tint. */
export const FULL = 3;

/** Words with smaller weights are not tinted: their weights are noise. */
export const FAINT = 0.1;

const SHOWN_WORDS = 6;

export const answerStyles = css`
  .finding {
    font-size: 32px;
    line-height: 40px;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  :lang(zh) .finding {
    letter-spacing: 0;
  }
  .finding.positive {
    color: var(--for);
  }
  .finding.negative {
    color: var(--against);
  }
  .sure,
  .doubt {
    font-size: 15px;
    line-height: 22px;
    font-variant-numeric: tabular-nums;
  }
  .doubt {
    color: var(--muted);
  }
  .scale {
    position: relative;
    height: 8px;
    margin-top: 8px;
    border-radius: 4px;
    overflow: hidden;
    background: color-mix(in srgb, var(--muted) 22%, transparent);
  }
  .scale span {
    position: absolute;
    inset-block: 0;
  }
  .scale .positive {
    background: var(--for);
  }
  .scale .negative {
    background: var(--against);
  }
  .scale .leaning {
    background: var(--muted);
  }
  .scale .middle {
    left: calc(50% - 1px);
    width: 2px;
    background: var(--bg);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    font-size: 13px;
    color: var(--muted);
  }
  .strongest h4 {
    margin-bottom: 4px;
  }
  .weights {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 15px;
  }
  .weights li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(48px, 1fr);
    gap: 0 8px;
    align-items: center;
  }
  .weights .word {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .weights .bar {
    position: relative;
    height: 8px;
    background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat;
  }
  .weights .bar span {
    position: absolute;
    inset-block: 0;
    background: var(--for);
  }
  .weights .bar .negative {
    background: repeating-linear-gradient(90deg, var(--against) 0 6px, color-mix(in srgb, var(--against) 60%, transparent) 6px 9px);
  }
  @container (max-width: 760px) {
    .finding {
      font-size: 22px;
      line-height: 28px;
    }
    .weights {
      font-size: 13px;
    }
    .weights li:nth-child(n + 4) {
      display: none;
    }
  }
`;

/** Whole percents, except near certainty. */
export const percent = (probability: number): string => (100 * probability).toFixed(Math.abs(probability - 0.5) > 0.49 ? 1 : 0);

export const direction = (weight: number): "positive" | "negative" => (weight > 0 ? "positive" : "negative");

/** The large verdict, its probability, and the scale. */
export function answerView(lang: Lang, found: Explanation | undefined, waiting: Key, textLang: string): TemplateResult {
  const verdict = found && verdictOf(found);
  const answer = verdict && verdict.doubt !== "noneKnown" ? found.probability : undefined;
  const side = answer === undefined ? "" : answer > 0.5 ? "positive" : "negative";
  const percents = answer === undefined ? "" : percent(answer);
  const shown = answer === undefined ? (verdict ? "" : t(lang, waiting)) : t(lang, verdict?.doubt === "noneStandsOut" ? "leans" : "percentPositive", { percent: percents });
  const from = Math.min(answer ?? 0.5, 0.5);
  return html`<div>
      <p class="finding ${verdict?.side ?? ""}" data-testid="finding">${verdict ? t(lang, verdict.side) : "–"}</p>
      <p class="sure" data-testid="probability" data-value=${answer ?? ""} data-text=${found?.text ?? ""}>${shown}</p>
      <div class="scale" role="img" aria-label="${t(lang, "scale")}: ${percents || "–"}">
        <span class=${verdict?.doubt ? "leaning" : side} .style=${`left:${100 * from}%;width:${100 * Math.abs((answer ?? 0.5) - 0.5)}%`}></span>
        <span class="middle"></span>
      </div>
      <div class="ends"><span>${t(lang, "negative")}</span><span>${t(lang, "positive")}</span></div>
      ${verdict?.doubt ? html`<p class="doubt" data-testid="doubt">${t(lang, verdict.doubt)}</p>` : ""}
    </div>
    ${strongestView(lang, found, textLang)}`;
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

/** Bars for the words that weigh most. */
function strongestView(lang: Lang, found: Explanation | undefined, textLang: string): TemplateResult | "" {
  const words = found ? strongest(found) : [];
  if (!words.length) return "";
  const most = Math.max(1, ...words.map(({ weight }) => Math.abs(weight)));
  return html`<div class="strongest">
    <h4>${t(lang, found && verdictOf(found)?.side !== "undecided" ? "strongest" : "eachWord")}</h4>
    <ol class="weights" data-testid="strongest">
      ${words.map(({ text, weight, without }) => {
        const width = (50 * Math.abs(weight)) / most;
        const left = weight > 0 ? 50 : 50 - width;
        return html`<li title=${t(lang, "without", { percent: percent(without ?? 0) })}>
          <span class="word" lang=${textLang}>${weight > 0 ? "+" : "−"} ${text}</span>
          <span class="bar"><span class=${direction(weight)} .style=${`left:${left}%;width:${width}%`}></span></span>
        </li>`;
      })}
    </ol>
  </div>`;
}

/** The answer and its words as a sentence, for people who do not see the stage. */
export function spoken(lang: Lang, found: Explanation): string {
  const verdict = verdictOf(found);
  if (!verdict) return "";
  if (verdict.doubt === "noneKnown") return t(lang, "noneKnown");
  const words = strongest(found);
  const list = (of: { text: string }[]) => of.map(({ text }) => text).join(", ");
  const side = (key: Key, of: { text: string }[]) => (of.length ? t(lang, key, { words: list(of) }) : "");
  return (
    t(lang, "said", { answer: t(lang, verdict.side), percent: percent(found.probability) }) +
    side("saidFor", words.filter(({ weight }) => weight > 0)) +
    side("saidAgainst", words.filter(({ weight }) => weight < 0)) +
    side("saidUnknown", found.parts.filter(({ kind }) => kind === "unknown"))
  );
}
