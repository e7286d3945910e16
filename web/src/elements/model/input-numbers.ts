import { css, html } from "lit";
import { InputView, chance, check, inputStyles, normal } from "./input.ts";
import type { Scaler } from "./scaler.ts";
import { define } from "../shared/define.ts";

/** The sliders reach as far as most standardised numbers do. */
const REACH = 3;

/** The range of a number, and the step of its slider. */
interface Range {
  low: number;
  high: number;
  step: number;
  /** A usual value. */
  middle: number;
}

/** About two hundred steps from end to end, each a 1 with zeros. */
const stepOf = (width: number): number => 10 ** Math.floor(Math.log10(Math.max(width, 1e-9) / 100));

/** The number as a whole multiple of the step, in words as short as possible. */
const rounded = (value: number, step: number): string => {
  const digits = Math.max(0, Math.min(20, -Math.round(Math.log10(step))));
  return String(Number((Math.round(value / step) * step).toFixed(digits)));
};

/** A field and a slider for each number of a short vector. */
export class NumbersInput extends InputView {
  static override styles = [
    inputStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 150px), 1fr));
        gap: 0.75rem 1rem;
      }
      .field {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 5.6em;
        gap: 0.1rem 0.5rem;
        align-items: center;
        font-size: 13px;
        color: var(--muted);
      }
      .field .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .field input[type="number"] {
        min-height: 36px;
        padding: 0 0.4em;
      }
      .field input[type="range"] {
        grid-column: 1 / -1;
        min-height: 24px;
        margin: 0;
        padding: 0;
        border: 0;
        background: none;
        accent-color: var(--accent);
      }
      .field input[aria-invalid="true"] {
        border-color: var(--bad);
      }
    `,
  ];

  /** What is in the fields. */
  #values: string[] = [];

  get #count(): number {
    return this.input.shape[0]!;
  }

  /** True if the numbers are whole because an embedding reads them. */
  get #whole(): boolean {
    return this.input.words !== undefined;
  }

  /** The scaler that came with the model, unless the visitor switched it off. */
  get #scaler(): Scaler | undefined {
    return this.input.chosen.scaler ? this.input.scaler : undefined;
  }

  #range(index: number): Range {
    if (this.#whole) return { low: 0, high: this.input.words! - 1, step: 1, middle: 0 };
    const scaler = this.#scaler;
    if (!scaler) return { low: -REACH, high: REACH, step: 0.01, middle: 0 };
    const step = stepOf(scaler.high[index]! - scaler.low[index]!);
    const [low, high] = [Math.floor(scaler.low[index]! / step) * step, Math.ceil(scaler.high[index]! / step) * step];
    return { low: Number(low.toPrecision(12)), high: Number(high.toPrecision(12)), step, middle: scaler.middle[index]! };
  }

  protected override first(): void {
    if (this.#whole) this.random();
    else this.#usual();
  }

  /** Gives a usual sample: zeros, or the middle of each range. */
  #usual(): void {
    this.#values = Array.from({ length: this.#count }, (_, index) => {
      const { middle, step } = this.#range(index);
      return rounded(middle, step);
    });
    this.#read();
  }

  override random(): void {
    this.#values = Array.from({ length: this.#count }, (_, index) => {
      const { low, high, step, middle } = this.#range(index);
      if (this.#whole) return String(Math.floor((high + 1) * chance()));
      const value = middle + ((high - low) / (2 * REACH)) * normal();
      return rounded(Math.max(low, Math.min(value, high)), step);
    });
    this.#read();
  }

  #set(index: number, value: string): void {
    this.#values[index] = value;
    this.#read();
  }

  #valid(value: string): boolean {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    if (!this.#whole) return Number.isFinite(number);
    return Number.isInteger(number) && number >= 0 && number < this.input.words!;
  }

  #read(): void {
    this.wrong = "";
    const wrong = this.#values.find((value) => !this.#valid(value));
    if (wrong !== undefined) {
      const value = wrong || "–";
      this.wrong = this.#whole ? this.t("wrongWord", { value, most: this.input.words! - 1 }) : this.t("notNumber", { word: value });
      this.give(undefined);
      return;
    }
    const scaler = this.#scaler;
    const number = (value: string, at: number) => (scaler ? scaler.scale(Number(value), at) : Number(value));
    this.give({ data: Float32Array.from(this.#values, number), shape: [1, this.#count] });
  }

  #names(): string[] {
    let names: unknown;
    try {
      names = JSON.parse(this.input.metadata.features ?? "null");
    } catch {
      // It is something else, which does not name features.
    }
    const named = Array.isArray(names) && names.length === this.#count;
    return Array.from({ length: this.#count }, (_, index) => (named ? String((names as unknown[])[index]) : this.t("number", { index: index + 1 })));
  }

  override render() {
    const { scaler, chosen } = this.input;
    return html`<div class="fields" data-testid="fields">
        ${this.#names().map((name, index) => {
          const value = this.#values[index] ?? "0";
          const { low, high, step } = this.#range(index);
          const change = (event: Event) => this.#set(index, (event.target as HTMLInputElement).value);
          return html`<div class="field">
            <span class="name" title=${name} id="name-${index}">${name}</span>
            <input
              type="number"
              inputmode="decimal"
              step="any"
              data-testid="field-${index}"
              aria-labelledby="name-${index}"
              aria-invalid=${this.#valid(value) ? "false" : "true"}
              .value=${value}
              @input=${change}
            />
            <input
              type="range"
              min=${low}
              max=${high}
              step=${step}
              data-testid="slider-${index}"
              aria-label=${this.t("slider", { name })}
              .value=${value}
              @input=${change}
            />
          </div>`;
        })}
      </div>
      ${this.wrongLine()}
      ${scaler
        ? check(this.t("scaled", { name: scaler.name }), "scaler", chosen.scaler, (on) => {
            this.choose({ scaler: on });
            this.#usual();
          })
        : ""}
      <div class="row">
        ${this.randomButton()}
        <button data-testid="zero" @click=${() => this.#usual()}>${this.t(this.#scaler ? "usual" : "allZero")}</button>
      </div>`;
  }
}

define("pupil-input-numbers", NumbersInput);
