import { html } from "lit";
import { Tokenizer, padSequences, type IntTensor, type MatrixMode } from "../../api/index.ts";
import { read } from "../sentiment/classifier.ts";
import { plainApostrophes } from "../sentiment/words.ts";
import { choiceField } from "../shared/fields.ts";
import { InputView, chance, inputStyles } from "./input.ts";

/** How many words a random text has. */
const RANDOM_WORDS = 8;

/** How many unknown words are listed. */
const MOST_UNKNOWN = 6;

/** How the words of a text become a row with a number for each word of the vocabulary. */
const MODES: readonly MatrixMode[] = ["binary", "count", "freq", "tfidf"];

interface Vocabulary {
  tokenizer: Tokenizer;
  /** The words that have a number. */
  words: string[];
  /** The numbers in a row; undefined for as many as there are words. */
  length: number | undefined;
}

/** A box for text, for models that come with their tokenizer or vocabulary. */
export class TextInput extends InputView {
  static override styles = [inputStyles];

  #text = "";
  #vocabulary: Promise<Vocabulary> | undefined;
  #padding: "pre" | "post" = "pre";
  #mode: MatrixMode = "binary";
  #count = 0;
  #unknown: string[] = [];
  #length: number | undefined;
  #reads = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#vocabulary?.then(({ tokenizer }) => tokenizer.dispose()).catch(() => {});
    this.#vocabulary = undefined;
  }

  protected override first(): void {
    this.#text = this.t("textFirst");
    void this.#read();
  }

  override random(): void {
    void this.#words().then(({ words }) => {
      this.#text = Array.from({ length: RANDOM_WORDS }, () => words[Math.floor(words.length * chance())] ?? "").join(" ");
      void this.#read();
    }, this.refuse);
  }

  /** True if no embedding reads the text, so that each word of the vocabulary has its place in the row. */
  get #matrix(): boolean {
    return this.input.words === undefined && this.input.metadata.tokenizer !== undefined;
  }

  #words(): Promise<Vocabulary> {
    this.#vocabulary ??= this.#open();
    // It may load at the next try.
    this.#vocabulary.catch(() => (this.#vocabulary = undefined));
    return this.#vocabulary;
  }

  async #open(): Promise<Vocabulary> {
    const { metadata, shape, words: most = Number.POSITIVE_INFINITY } = this.input;
    const length = shape[0] ?? undefined;
    if (!metadata.tokenizer) {
      const { tokenizer, index, maxlen } = await read(metadata);
      return { tokenizer, words: [...index.keys()].filter((word) => /\w/.test(word)), length: length ?? maxlen };
    }
    const tokenizer = await Tokenizer.fromJSON(metadata.tokenizer);
    const index = [...(await tokenizer.wordIndex())].filter(([, at]) => at < most);
    return { tokenizer, words: index.map(([word]) => word), length };
  }

  async #read(): Promise<void> {
    const reading = (this.#reads += 1);
    this.wrong = "";
    try {
      const { tokenizer, words, length } = await this.#words();
      const text = plainApostrophes(this.#text);
      const { data, shape } = this.#matrix ? await tokenizer.textsToMatrix([text], this.#mode) : await this.#sequence(text, await this.#words());
      if (reading !== this.#reads) return;
      const known = new Set(words);
      const all = text.toLowerCase().split(/[^\p{L}\p{N}']+/u).filter(Boolean);
      this.#count = all.length;
      this.#unknown = [...new Set(all.filter((word) => !known.has(word)))];
      this.#length = length;
      this.give({ data, shape });
    } catch (error) {
      if (reading === this.#reads) this.refuse(error);
    }
  }

  /** A text without known words is a row of zeros. */
  async #sequence(text: string, { tokenizer, length }: Vocabulary): Promise<IntTensor> {
    const [sequence = []] = await tokenizer.textsToSequences([text]);
    return padSequences([sequence], { maxlen: length ?? Math.max(sequence.length, 1), padding: this.#padding });
  }

  #options() {
    if (this.#matrix) {
      const modes = MODES.map((mode) => [mode, this.t(`matrix_${mode}`)] as const);
      return choiceField(this.t("matrix"), "matrix", modes, this.#mode, false, (mode) => {
        this.#mode = mode;
        void this.#read();
      });
    }
    if (!this.input.shape[0] || this.input.metadata.maxlen) return "";
    const sides = (["pre", "post"] as const).map((side) => [side, this.t(`fill_${side}`)] as const);
    return choiceField(this.t("fill"), "padding", sides, this.#padding, false, (side) => {
      this.#padding = side;
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

customElements.define("pupil-input-text", TextInput);
