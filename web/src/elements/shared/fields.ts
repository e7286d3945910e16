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
  .form .wide {
    grid-column: 1 / -1;
  }
`;
