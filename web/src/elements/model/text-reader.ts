// Texts as rows of numbers, by the tokenizer or the vocabulary that came with a model.

import { Tokenizer, padSequences, type MatrixMode, type Tensor } from "../../api/index.ts";
import { read } from "../sentiment/classifier.ts";
import { plainApostrophes } from "../sentiment/words.ts";
import type { Chosen, ModelInput } from "./ways.ts";

/** How the words of a text become a row with a number for each word of the vocabulary. */
export const MODES: readonly MatrixMode[] = ["binary", "count", "freq", "tfidf"];

/** The most words of a text for a model that takes texts of any length. */
export const LONGEST = 1000;

/** Reads texts for an input of a model. */
export class TextReader {
  /** The words that have a number. */
  readonly words: readonly string[];

  private constructor(
    private readonly tokenizer: Tokenizer,
    words: string[],
    /** The numbers in a row; undefined for as many as there are words. */
    readonly length: number | undefined,
    /** True if no embedding reads the row, so that each word of the vocabulary has its place in it. */
    readonly matrix: boolean,
  ) {
    this.words = words;
  }

  /** @throws Error when the model's tokenizer is damaged. */
  static async open({ metadata, shape, words: most = Number.POSITIVE_INFINITY, words }: ModelInput): Promise<TextReader> {
    const length = shape[0] ?? undefined;
    if (!metadata.tokenizer) {
      const { tokenizer, index, maxlen } = await read(metadata);
      return new TextReader(tokenizer, [...index.keys()].filter((word) => /\w/.test(word)), length ?? maxlen, false);
    }
    const tokenizer = await Tokenizer.fromJSON(metadata.tokenizer);
    const index = [...(await tokenizer.wordIndex())].filter(([, at]) => at < most);
    return new TextReader(tokenizer, index.map(([word]) => word), length, words === undefined);
  }

  /** A row for each text. A text without known words is a row of zeros. */
  async rows(given: readonly string[], { padding, mode }: Pick<Chosen, "padding" | "mode">): Promise<Tensor> {
    const texts = given.map(plainApostrophes);
    if (this.matrix) return this.tokenizer.textsToMatrix(texts, mode);
    const sequences = await this.tokenizer.textsToSequences(texts);
    const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 1);
    return padSequences(sequences, { maxlen: this.length ?? Math.min(longest, LONGEST), padding });
  }

  dispose(): void {
    this.tokenizer.dispose();
  }
}
