import { css, html, type TemplateResult } from "lit";
import { largest } from "./largest.ts";

export const barStyles = css`
  .bars {
    display: grid;
    /* One grid for all rows, so that all bars begin at the same place. */
    grid-template-columns: minmax(1.2em, max-content) minmax(0, 1fr) 4.6em;
    gap: 4px 0.6em;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .bars li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    column-gap: 0.6em;
    align-items: center;
    font-variant-numeric: tabular-nums;
    font-size: 15px;
    color: var(--muted);
  }
  .bars .track {
    height: 14px;
    border-radius: 7px;
    background: var(--for-soft);
    overflow: hidden;
  }
  .bars .name {
    max-width: 9em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bars .fill {
    display: block;
    height: 100%;
    border-radius: 7px;
    background: var(--for);
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

/** Probabilities of classes as bars; empty bars without probabilities. */
export function bars(label: string, names: readonly string[], probabilities: ArrayLike<number> | undefined): TemplateResult {
  const best = probabilities ? largest(probabilities) : -1;
  return html`<ol class="bars" aria-label=${label}>
    ${names.map((name, index) => {
      const value = probabilities?.[index] ?? 0;
      return html`<li class=${index === best ? "best" : ""} data-testid="bar-${index}" data-value=${value}>
        <span class="name">${name}</span>
        <span class="track"><span class="fill" .style=${`width:${100 * value}%`}></span></span>
        <span class="percent">${probabilities ? `${(100 * value).toFixed(1)}%` : ""}</span>
      </li>`;
    })}
  </ol>`;
}
