// Number fields of forms. Their values are text until they are read.

import { css, html, type TemplateResult } from "lit";
import type { Lang } from "./i18n.ts";
import { text } from "./texts.ts";

/** What a field accepts. */
export interface NumberField {
  label: string;
  /** True for a whole number of at least `low`, false for any number above `low`; up to `high`. */
  whole: boolean;
  low: number;
  high: number;
  testid: string;
}

/** The number in a field, or NaN if the field does not accept it. */
function numberIn({ whole, low, high }: NumberField, given: string): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  const valid = whole ? Number.isInteger(value) && value >= low : value > low;
  return valid && value <= high ? value : Number.NaN;
}

/** The number in a field. @throws Error naming the field, the value and what is expected. */
export function readNumber(lang: Lang, field: NumberField, given: string): number {
  const { label, whole, low, high } = field;
  const value = numberIn(field, given);
  if (Number.isNaN(value)) {
    const expected = text(lang, whole ? "wholeFrom" : "numberFrom", { low, high });
    throw new Error(text(lang, "badNumber", { field: label, value: given || "–", expected }));
  }
  return value;
}

/** A field with its label; `change` is called with what the visitor types. */
export function numberField(
  field: NumberField,
  value: string,
  disabled: boolean,
  change: (value: string) => void,
): TemplateResult {
  const { label, whole, low, high, testid } = field;
  return html`<label>
    ${label}
    <input
      type="number"
      inputmode="decimal"
      data-testid=${testid}
      min=${low}
      max=${high}
      step=${whole ? 1 : "any"}
      .value=${value}
      aria-invalid=${Number.isNaN(numberIn(field, value)) ? "true" : "false"}
      ?disabled=${disabled}
      @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
    />
  </label>`;
}

/**
 * A field with a slider below it, for the settings that matter most. The slider has a place for each of `stops`, which
 * may grow in any way; the field takes numbers between them, too.
 */
export function sliderField(
  field: NumberField,
  stops: readonly number[],
  value: string,
  disabled: boolean,
  change: (value: string) => void,
): TemplateResult {
  const given = Number(value);
  const nearest = stops.reduce((best, stop, at) => (Math.abs(stop - given) < Math.abs(stops[best]! - given) ? at : best), 0);
  return html`<div class="slider">
    ${numberField(field, value, disabled, change)}
    <input
      type="range"
      min="0"
      max=${stops.length - 1}
      step="1"
      aria-label=${field.label}
      aria-valuetext=${stops[nearest]!}
      .value=${String(nearest)}
      ?disabled=${disabled}
      @input=${(event: Event) => change(String(stops[Number((event.target as HTMLInputElement).value)]))}
    />
  </div>`;
}

/** A choice with its label. */
export function choiceField<K extends string>(
  label: string,
  testid: string,
  choices: readonly (readonly [K, string])[],
  value: K,
  disabled: boolean,
  change: (value: K) => void,
): TemplateResult {
  return html`<label>
    ${label}
    <select
      data-testid=${testid}
      ?disabled=${disabled}
      @change=${(event: Event) => change((event.target as HTMLSelectElement).value as K)}
    >
      ${choices.map(([key, name]) => html`<option value=${key} ?selected=${key === value}>${name}</option>`)}
    </select>
  </label>`;
}

export const formStyles = css`
  .form {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem;
  }
  .form input[aria-invalid="true"] {
    border-color: var(--bad);
  }
  .form .wide,
  .form .slider {
    grid-column: 1 / -1;
  }
  .slider label {
    grid-template-columns: 1fr 7em;
    align-items: center;
  }
  .slider input[type="range"] {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }
  .more > summary {
    padding: 8px 0;
    font-size: 13px;
    color: var(--muted);
    cursor: pointer;
  }
`;
