import { Tokenizer, padSequences, type IntTensor, type Model } from "../../api/index.ts";
import { plainApostrophes } from "./words.ts";

/** What stands for unknown words at the head of a vocabulary, where the model has a place for them. */
export const UNKNOWN = "[UNK]";

/** How a classifier's texts become rows of numbers. */
export interface Reading {
  tokenizer: Tokenizer;
  /** The words that have a number, by it; less than that of `[UNK]` there is none. */
  index: ReadonlyMap<string, number>;
  /** Columns of the rows: short sequences are filled with 0 in front, long ones lose their first words. */
  maxlen: number;
}

/** How texts are read that a new model is to learn from: the tutorial's way. */
export async function reading(texts: readonly string[], numWords: number, maxlen: number): Promise<Reading> {
  const tokenizer = new Tokenizer({ numWords });
  await tokenizer.fitOnTexts(texts.map(plainApostrophes));
  const index = [...(await tokenizer.wordIndex())].filter(([, at]) => at < numWords);
  return { tokenizer, index: new Map(index), maxlen };
}

/**
 * The reading that a model file holds beside the model: `vocabulary`, its words in the order of their numbers from 1 on
 * with spaces between them, and `maxlen`, the length of sequences. `pupil train sentiment` writes the same.
 *
 * @throws Error that names what is missing or wrong.
 */
export async function read(metadata: Readonly<Record<string, string>>): Promise<Reading> {
  const { vocabulary, maxlen } = metadata;
  const missing = vocabulary ? (maxlen ? undefined : "maxlen") : "vocabulary";
  if (missing) throw new Error(`the file has no "${missing}" beside the model, which tells how to read texts`);
  const length = Number(maxlen);
  if (!Number.isInteger(length) || length < 1) throw new Error(`maxlen is "${maxlen}"; expected a whole number of at least 1`);
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
  return { tokenizer: await Tokenizer.fromJSON({ class_name: "Tokenizer", config }), index, maxlen: length };
}

/** The texts that stand beside a model in its file, from which {@link read} reads the reading. */
export function write({ index, maxlen }: Reading): Record<string, string> {
  const words = [...index].sort(([, a], [, b]) => a - b).map(([word]) => word);
  return { vocabulary: words.join(" "), maxlen: String(maxlen) };
}

/** A model that tells how positive texts are, with the way its texts are read. */
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

  /** Sequences as the model takes them. */
  rows(sequences: number[][]): Promise<IntTensor> {
    return padSequences(sequences, { maxlen: this.reading.maxlen });
  }

  /** The rows of texts. */
  async inputs(texts: readonly string[]): Promise<IntTensor> {
    return this.rows(await this.reading.tokenizer.textsToSequences(texts.map(plainApostrophes)));
  }

  /** How probable it is that each row is positive. */
  async predict(rows: IntTensor): Promise<Float32Array> {
    return (await this.model.predict(rows, { batchSize: 64 })).data;
  }
}
