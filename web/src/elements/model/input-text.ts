import { html } from "lit";
import { plainApostrophes } from "../sentiment/words.ts";
import { define } from "../shared/define.ts";
import { choiceField } from "../shared/fields.ts";
import { InputView, chance, inputStyles } from "./input.ts";
import { MODES, TextReader } from "./text-reader.ts";

/** How many words a random text has. */
const RANDOM_WORDS = 8;

/** How many unknown words are listed. */
const MOST_UNKNOWN = 6;

/** A box for text, for models that come with their tokenizer or vocabulary. */
export class TextInput extends InputView {
  static override styles = [inputStyles];

  #text = "";
  #opening: Promise<TextReader> | undefined;
  #count = 0;
  #unknown: string[] = [];
  #length: number | undefined;
  #reads = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#opening?.then((reader) => reader.dispose()).catch(() => {});
    this.#opening = undefined;
  }

  protected override first(): void {
    this.#text = this.t("textFirst");
    void this.#read();
  }

  override random(): void {
    void this.#reader().then(({ words }) => {
      this.#text = Array.from({ length: RANDOM_WORDS }, () => words[Math.floor(words.length * chance())] ?? "").join(" ");
      void this.#read();
    }, this.refuse);
  }

  /** True if no embedding reads the text, so that each word of the vocabulary has its place in the row. */
  get #matrix(): boolean {
    return this.input.words === undefined && this.input.metadata.tokenizer !== undefined;
  }

  #reader(): Promise<TextReader> {
    this.#opening ??= TextReader.open(this.input);
    // It may load at the next try.
    this.#opening.catch(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #read(): Promise<void> {
    const reading = (this.#reads += 1);
    this.wrong = "";
    try {
      const reader = await this.#reader();
      const text = plainApostrophes(this.#text);
      const row = await reader.rows([text], this.input.chosen);
      if (reading !== this.#reads) return;
      const known = new Set(reader.words);
      const all = text.toLowerCase().split(/[^\p{L}\p{N}']+/u).filter(Boolean);
      this.#count = all.length;
      this.#unknown = [...new Set(all.filter((word) => !known.has(word)))];
      this.#length = reader.length;
      this.give(row);
    } catch (error) {
      if (reading === this.#reads) this.refuse(error);
    }
  }

  #options() {
    const { mode, padding } = this.input.chosen;
    if (this.#matrix) {
      const modes = MODES.map((one) => [one, this.t(`matrix_${one}`)] as const);
      return choiceField(this.t("matrix"), "matrix", modes, mode, false, (mode) => {
        this.choose({ mode });
        void this.#read();
      });
    }
    if (!this.input.shape[0] || this.input.metadata.maxlen) return "";
    const sides = (["pre", "post"] as const).map((side) => [side, this.t(`fill_${side}`)] as const);
    return choiceField(this.t("fill"), "padding", sides, padding, false, (padding) => {
      this.choose({ padding });
      void this.#read();
    });
  }

  override render() {
    const words = this.t("words", { count: this.#count });
    const unknown = this.#unknown.slice(0, MOST_UNKNOWN).join(", ") + (this.#unknown.length > MOST_UNKNOWN ? ", …" : "");
    const told = !this.#matrix && this.#length !== undefined && this.#count > this.#length ? this.t("cut", { words, length: this.#length }) : words;
    return html`<label>
        ${this.t("textLabel")}
        <textarea
          rows="4"
          data-testid="text"
          .value=${this.#text}
          @input=${(event: Event) => {
            this.#text = (event.target as HTMLTextAreaElement).value;
            void this.#read();
          }}
        ></textarea>
      </label>
      <div class="row">${this.randomButton()}</div>
      ${this.wrongLine()}
      <p class="muted" data-testid="words">${unknown ? this.t("unknownWords", { words: told, unknown }) : told}</p>
      <div class="scaling">${this.#options()}</div>`;
  }
}

define("pupil-input-text", TextInput);
