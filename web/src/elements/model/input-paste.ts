import { css, html, type TemplateResult } from "lit";
import { InputView, chance, inputStyles, normal, sized } from "./input.ts";
import { rasterStyles } from "./raster.ts";
import { tensorView } from "./tensor-view.ts";
import { shapeText } from "./ways.ts";
import { define } from "../shared/define.ts";

/** A text of more random numbers than this would slow the page down. */
const MOST_WRITTEN = 2000;

/** The steps of a random sequence for models that take any number of them. */
const ANY_STEPS = 16;

/** Names of inputs that take a 1 for one class and 0 for all others. */
const CLASS = /label|class|one_?hot|condition/i;

/** The numbers of a text: a JSON list of any depth, or numbers between commas, blanks and lines. */
function numbersIn(text: string, wrong: (word: string) => string): number[] {
  const trimmed = text.trim();
  if (trimmed.startsWith("[")) {
    try {
      const list = (JSON.parse(trimmed) as unknown[]).flat(Number.POSITIVE_INFINITY);
      const odd = list.find((value) => typeof value !== "number");
      if (odd !== undefined) throw new Error(wrong(String(odd)));
      return list as number[];
    } catch (error) {
      // A list of lists as NumPy prints it has no commas.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return trimmed
    .split(/[\s,;[\]()]+/)
    .filter(Boolean)
    .map((word) => {
      const value = Number(word.replace("−", "-"));
      if (!Number.isFinite(value)) throw new Error(wrong(word));
      return value;
    });
}

/** A box into which the numbers of any input are pasted. */
export class PasteInput extends InputView {
  static override styles = [
    inputStyles,
    rasterStyles,
    css`
      textarea {
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        font-size: 13px;
      }
      .given {
        display: grid;
        gap: 0.35rem;
      }
    `,
  ];

  #text = "";
  #given: { data: Float32Array; shape: number[] } | undefined;
  /** True if the numbers are too many for the box. */
  #hidden = false;

  protected override first(): void {
    this.random();
  }

  override random(): void {
    const shape = sized(this.input.shape, ANY_STEPS);
    const count = shape.reduce((product, size) => product * size, 1);
    const { words, picture, name } = this.input;
    // One class of many, for models that make a picture of what is asked for.
    const one = shape.length === 1 && CLASS.test(name) ? Math.floor(count * chance()) : undefined;
    const number = () => (words !== undefined ? Math.floor(words * chance()) : picture ? Math.round(1000 * chance()) / 1000 : normal());
    const data = Float32Array.from({ length: count }, (_, at) => (one === undefined ? number() : Number(at === one)));
    this.#hidden = count > MOST_WRITTEN;
    this.#text = this.#hidden ? "" : Array.from(data, (value) => String(Math.round(1000 * value) / 1000)).join(", ");
    this.#set(data, shape);
  }

  #set(data: Float32Array, shape: number[]): void {
    this.wrong = "";
    this.#given = { data, shape };
    this.give({ data, shape: [1, ...shape] });
  }

  #read(text: string): void {
    this.#text = text;
    this.#hidden = false;
    this.#given = undefined;
    try {
      const numbers = numbersIn(text, (word) => this.t("notNumber", { word: word.slice(0, 40) }));
      const { words } = this.input;
      const odd = words === undefined ? undefined : numbers.find((value) => !Number.isInteger(value) || value < 0 || value >= words);
      if (odd !== undefined) throw new Error(this.t("wrongWord", { value: odd, most: words! - 1 }));
      this.#set(Float32Array.from(numbers), this.#shape(numbers.length));
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The shape for this many numbers. The first size that is free takes what the others leave. */
  #shape(count: number): number[] {
    const { shape } = this.input;
    const free = shape.indexOf(null);
    const rest = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
    if (free < 0) {
      if (count !== rest) throw new Error(this.t("wrongCount", { count: count.toLocaleString(this.lang), expected: rest.toLocaleString(this.lang) }));
      return shape as number[];
    }
    // Of several free sizes, such as those of a picture, all are the same.
    const frees = shape.filter((size) => size === null).length;
    const size = Math.round((count / rest) ** (1 / frees));
    if (!count || size ** frees * rest !== count) throw new Error(this.t("wrongMultiple", { count, expected: rest }));
    return sized(shape, size);
  }

  #preview(): TemplateResult | "" {
    if (!this.#given || this.#given.data.length < 2) return "";
    return html`<div class="given">${tensorView(this.lang, this.t("given"), this.#given.data, this.#given.shape)}</div>`;
  }

  override render() {
    const shape = shapeText(this.input.shape);
    const free = this.input.shape.includes(null);
    const count = sized(this.input.shape, 1).reduce((product, size) => product * size, 1).toLocaleString(this.lang);
    return html`<label>
        ${this.t(free ? "pasteAny" : "pasteLabel", { count, shape })}
        <textarea
          rows="5"
          spellcheck="false"
          data-testid="paste"
          placeholder=${this.#hidden ? this.t("pasteHidden", { count }) : ""}
          .value=${this.#text}
          @input=${(event: Event) => this.#read((event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <p class="muted">${this.t("pasteHint")}</p>
      ${this.wrongLine()}
      <div class="row">${this.randomButton()}</div>
      ${this.#preview()}`;
  }
}

define("pupil-input-paste", PasteInput);
