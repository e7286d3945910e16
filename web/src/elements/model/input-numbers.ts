import { css, html } from "lit";
import { InputView, chance, inputStyles, normal } from "./input.ts";

/** The sliders reach as far as most standardised numbers do. */
const REACH = 3;

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
        font-size: 0.86rem;
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

  protected override first(): void {
    if (this.#whole) this.random();
    else this.#zero();
  }

  #zero(): void {
    this.#values = Array.from({ length: this.#count }, () => "0");
    this.#read();
  }

  override random(): void {
    const { words = 0 } = this.input;
    this.#values = Array.from({ length: this.#count }, () => {
      return String(this.#whole ? Math.floor(words * chance()) : Math.round(100 * Math.max(-REACH, Math.min(normal(), REACH))) / 100);
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
    this.give({ data: Float32Array.from(this.#values, Number), shape: [1, this.#count] });
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
    const [low, high, step] = this.#whole ? [0, this.input.words! - 1, 1] : [-REACH, REACH, 0.01];
    return html`<div class="fields" data-testid="fields">
        ${this.#names().map((name, index) => {
          const value = this.#values[index] ?? "0";
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
      <div class="row">
        ${this.randomButton()}
        <button data-testid="zero" @click=${() => this.#zero()}>${this.t("allZero")}</button>
      </div>`;
  }
}

customElements.define("pupil-input-numbers", NumbersInput);
