import { Tokenizer, type IntTensor, type Model } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { text as t } from "./texts.ts";
import { isChinese, pieces, piecesOf, plainApostrophes, type Piece } from "./words.ts";

/** The token for unknown words at the start of a vocabulary, if the model has one. */
export const UNKNOWN = "[UNK]";

/** How a classifier turns texts into rows of numbers. */
export interface Reading {
  tokenizer: Tokenizer;
  /** The words that have an index. An index below that of `[UNK]` does not exist. */
  index: ReadonlyMap<string, number>;
  /** Columns of the rows: short sequences are filled with 0 at the start, long ones lose their first words. */
  maxlen: number;
  /** True for texts without spaces between their words, which are cut into the longest words of the vocabulary. */
  segmented: boolean;
}

/** The name of that way to cut texts in a model's file. */
const SEGMENTED = "longest match";

/** The reading for a new model that learns from these texts, as in the tutorial. Chinese is read by characters. */
export async function reading(texts: readonly string[], numWords: number, maxlen: number): Promise<Reading> {
  const tokenizer = new Tokenizer({ numWords });
  const segmented = isChinese(texts);
  await tokenizer.fitOnTexts(await prepared(tokenizer, texts, segmented));
  const index = [...(await tokenizer.wordIndex())].filter(([, at]) => at < numWords);
  return { tokenizer, index: new Map(index), maxlen, segmented };
}

/** Texts as the tokenizer takes them: with spaces between their words. */
async function prepared(tokenizer: Tokenizer, texts: readonly string[], segmented: boolean): Promise<string[]> {
  const plain = texts.map(plainApostrophes);
  return segmented ? tokenizer.segment(plain) : plain;
}

/** A text cut into words as the tokenizer cuts it. */
export async function cut(text: string, { tokenizer, segmented }: Reading): Promise<Piece[]> {
  const plain = plainApostrophes(text);
  if (!segmented) return pieces(plain);
  const [found = ""] = await tokenizer.segment([plain]);
  return piecesOf(plain, found.split(" ").filter(Boolean));
}

/**
 * The reading that is stored in a model's file: `vocabulary`, its words in the order of their indices from 1, separated
 * by spaces, `maxlen`, the length of sequences, and `segmentation`, how texts are cut into words if not at spaces.
 * `pupil train sentiment` writes the same.
 *
 * @throws Error that names what is missing or wrong.
 */
export async function read(metadata: Readonly<Record<string, string>>, lang: Lang = "en"): Promise<Reading> {
  const { vocabulary, maxlen, segmentation } = metadata;
  const missing = vocabulary ? (maxlen ? undefined : "maxlen") : "vocabulary";
  if (missing) throw new Error(t(lang, "noReading", { missing }));
  const length = Number(maxlen);
  if (!Number.isInteger(length) || length < 1) throw new Error(t(lang, "badLength", { maxlen: maxlen! }));
  if (segmentation !== undefined && segmentation !== SEGMENTED) {
    throw new Error(t(lang, "badSegmentation", { segmentation, expected: SEGMENTED }));
  }
  const words = vocabulary!.split(" ");
  const index = new Map(words.map((word, at) => [word, at + 1]));
  const config = {
    oov_token: words[0] === UNKNOWN ? UNKNOWN : null,
    word_index: JSON.stringify(Object.fromEntries(index)),
    word_counts: "{}",
    word_docs: "{}",
    index_docs: "{}",
    index_word: "{}",
  };
  return { tokenizer: await Tokenizer.fromJSON({ class_name: "Tokenizer", config }), index, maxlen: length, segmented: segmentation !== undefined };
}

/** The texts for a model's file, from which {@link read} restores the reading. */
export function write({ index, maxlen, segmented }: Reading): Record<string, string> {
  const words = [...index].sort(([, a], [, b]) => a - b).map(([word]) => word);
  const found: Record<string, string> = { vocabulary: words.join(" "), maxlen: String(maxlen) };
  if (segmented) found.segmentation = SEGMENTED;
  return found;
}

/** A model that says how positive texts are, with its reading. */
export class Classifier {
  constructor(
    readonly model: Model,
    readonly reading: Reading,
  ) {}

  /** Frees the worker's memory. */
  dispose(): void {
    this.model.dispose();
    this.reading.tokenizer.dispose();
  }

  /**
   * Sequences in the model's form, as `padSequences` gives them. It is done here, because a call of the engine waits for
   * the batch of a training.
   */
  rows(sequences: readonly (readonly number[])[]): IntTensor {
    const { maxlen } = this.reading;
    const data = new Int32Array(sequences.length * maxlen);
    for (const [row, sequence] of sequences.entries()) {
      const kept = sequence.slice(-maxlen);
      data.set(kept, (row + 1) * maxlen - kept.length);
    }
    return { data, shape: [sequences.length, maxlen] };
  }

  /** The rows of texts in the model's form. */
  async inputs(texts: readonly string[]): Promise<IntTensor> {
    const { tokenizer, segmented } = this.reading;
    return this.rows(await tokenizer.textsToSequences(await prepared(tokenizer, texts, segmented)));
  }

  /** The probability that each row is positive. */
  async predict(rows: IntTensor): Promise<Float32Array> {
    return (await this.model.predict(rows, { batchSize: 64 })).data;
  }
}
