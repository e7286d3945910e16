// The gates of an LSTM at one word, as bars: one for each unit.

import { css, html, svg, type TemplateResult } from "lit";
import { figure } from "../shared/figure.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Direction, Gates } from "./gates.ts";
import { text as t } from "./texts.ts";

export const gatesStyles = css`
  .gates {
    display: grid;
    gap: 8px;
    padding-top: 8px;
    border-top: 1px solid var(--line);
  }
  .gates-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-height: 28px;
    font-size: 13px;
  }
  .gates ul {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 8px 16px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 13px;
    line-height: 18px;
  }
  .gates li svg {
    display: block;
    width: 100%;
    height: 36px;
    border-bottom: 1px solid var(--line);
  }
  .gates path {
    fill: var(--muted);
  }
  .gates .mean {
    float: right;
    font-variant-numeric: tabular-nums;
    color: var(--muted);
  }
  .gates .does {
    color: var(--muted);
  }
  @container (max-width: 760px) {
    .gates-head {
      gap: 4px 8px;
    }
    .gates {
      gap: 4px;
      padding-top: 4px;
    }
    .gates ul {
      gap: 4px 8px;
    }
    .gates li svg {
      height: 24px;
    }
    .gates .does,
    .gates .mean {
      display: none;
    }
  }
`;

const SHOWN = ["input", "forget", "candidate", "output"] as const;

/** Bars from the bottom, or for numbers of both signs from the middle. */
function bars(values: Float32Array, signed: boolean): string {
  const bar = (value: number, at: number) => {
    const [from, to] = signed ? [50, 50 - 50 * value] : [100, 100 - 100 * value];
    return `M${at + 0.1} ${from}V${to.toFixed(1)}H${at + 0.9}V${from}Z`;
  };
  return Array.from(values, bar).join("");
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The gates at a word; `turn` shows the other direction of a bidirectional layer. */
export function gatesView(
  lang: Lang,
  word: string,
  gates: Gates | undefined,
  direction: Direction,
  turn: ((direction: Direction) => void) | undefined,
): TemplateResult {
  return html`<div class="gates" data-testid="gates" data-word=${word} data-direction=${direction}>
    <div class="gates-head">
      <span>${gates ? t(lang, "gatesAt", { word }) : t(lang, "gatesHint")}</span>
      ${turn
        ? html`<span class="switch" role="group" aria-label=${t(lang, "directions")}>
            ${(["forward", "backward"] as const).map(
              (one) => html`<button data-testid=${one} aria-pressed=${one === direction ? "true" : "false"} @click=${() => turn(one)}>${t(lang, one)}</button>`,
            )}
          </span>`
        : ""}
    </div>
    ${gates
      ? html`<ul>
          ${SHOWN.map((name) => {
            const values = gates[name];
            const average = figure(mean(values));
            return html`<li>
              <span class="mean">${average}</span>${t(lang, `gate_${name}`)}
              <svg
                viewBox="0 0 ${values.length} 100"
                preserveAspectRatio="none"
                role="img"
                aria-label=${t(lang, "gateMean", { gate: t(lang, `gate_${name}`), mean: average })}
                data-testid="gate-${name}"
                data-values=${Array.from(values, (value) => value.toFixed(4)).join(" ")}
              >${svg`<path d=${bars(values, name === "candidate")} />`}</svg>
              <span class="does">${t(lang, `does_${name}`)}</span>
            </li>`;
          })}
        </ul>`
      : ""}
  </div>`;
}
