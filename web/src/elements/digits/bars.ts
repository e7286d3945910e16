import { css, html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import { text } from "./texts.ts";

export const barStyles = css`
  .bars {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .bars li {
    display: grid;
    grid-template-columns: 1.2em 1fr 4.6em;
    gap: 0.6em;
    align-items: center;
    font-variant-numeric: tabular-nums;
    font-size: 0.92rem;
    color: var(--muted);
  }
  .bars .track {
    height: 14px;
    border-radius: 7px;
    background: var(--accent-soft);
    overflow: hidden;
  }
  .bars .fill {
    height: 100%;
    border-radius: 7px;
    background: var(--accent);
    opacity: 0.55;
    transition: width 0.08s linear;
  }
  .bars .best {
    color: var(--text);
    font-weight: 650;
  }
  .bars .best .fill {
    opacity: 1;
  }
  .bars .percent {
    text-align: right;
    white-space: nowrap;
  }
`;

/** Ten probabilities as bars; none before something is drawn. */
export function bars(lang: Lang, probabilities: Float32Array | undefined): TemplateResult {
  const best = probabilities ? largest(probabilities) : -1;
  return html`<ol class="bars" start="0" aria-label=${text(lang, "barsLabel")}>
    ${Array.from({ length: 10 }, (_, digit) => {
      const value = probabilities?.[digit] ?? 0;
      return html`<li class=${digit === best ? "best" : ""} data-testid="bar-${digit}" data-value=${value}>
        <span>${digit}</span>
        <span class="track"><span class="fill" style="display:block;width:${100 * value}%"></span></span>
        <span class="percent">${probabilities ? `${(100 * value).toFixed(1)} %` : ""}</span>
      </li>`;
    })}
  </ol>`;
}
