import { Tokenizer, padSequences, type IntTensor, type Model } from "../../api/index.ts";
import { joined, plainApostrophes, type Cutting } from "./words.ts";

/** The token for unknown words at the start of a vocabulary, if the model has one. */
export const UNKNOWN = "[UNK]";

/** How a classifier turns texts into rows of numbers. */
export interface Reading {
  tokenizer: Tokenizer;
  /** The words that have an index. An index below that of `[UNK]` does not exist. */
  index: ReadonlyMap<string, number>;
  /** Columns of the rows: short sequences are filled with 0 at the start, long ones lose their first words. */
  maxlen: number;
  /** How texts are cut into words. */
  cutting: Cutting;
}

/** The reading for a new model that learns from these texts, as in the tutorial. */
export async function reading(texts: readonly string[], numWords: number, maxlen: number, cutting: Cutting): Promise<Reading> {
  const tokenizer = new Tokenizer({ numWords });
  await tokenizer.fitOnTexts(texts.map((text) => prepared(text, cutting)));
  const index = [...(await tokenizer.wordIndex())].filter(([, at]) => at < numWords);
  return { tokenizer, index: new Map(index), maxlen, cutting };
}

/** The text as the tokenizer takes it. */
const prepared = (text: string, cutting: Cutting): string => joined(plainApostrophes(text), cutting);

/**
 * The reading that is stored in a model's file: `vocabulary`, its words in the order of their indices from 1, separated
 * by spaces, `maxlen`, the length of sequences, and `cutting`, how texts are cut into words if not at spaces.
 * `pupil train sentiment` writes the same.
 *
 * @throws Error that names what is missing or wrong.
 */
export async function read(metadata: Readonly<Record<string, string>>): Promise<Reading> {
  const { vocabulary, maxlen, cutting = "words" } = metadata;
  const missing = vocabulary ? (maxlen ? undefined : "maxlen") : "vocabulary";
  if (missing) throw new Error(`the file has no "${missing}" beside the model, which tells how to read texts`);
  const length = Number(maxlen);
  if (!Number.isInteger(length) || length < 1) throw new Error(`maxlen is "${maxlen}"; expected a whole number of at least 1`);
  if (cutting !== "words") throw new Error(`cutting is "${cutting}"; expected "words"`);
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
  return { tokenizer: await Tokenizer.fromJSON({ class_name: "Tokenizer", config }), index, maxlen: length, cutting };
}

/** The texts for a model's file, from which {@link read} restores the reading. */
export function write({ index, maxlen, cutting }: Reading): Record<string, string> {
  const words = [...index].sort(([, a], [, b]) => a - b).map(([word]) => word);
  const found: Record<string, string> = { vocabulary: words.join(" "), maxlen: String(maxlen) };
  if (cutting !== "words") found.cutting = cutting;
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

  /** Sequences in the model's form. */
  rows(sequences: number[][]): Promise<IntTensor> {
    return padSequences(sequences, { maxlen: this.reading.maxlen });
  }

  /** The rows of texts in the model's form. */
  async inputs(texts: readonly string[]): Promise<IntTensor> {
    const { tokenizer, cutting } = this.reading;
    return this.rows(await tokenizer.textsToSequences(texts.map((text) => prepared(text, cutting))));
  }

  /** The probability that each row is positive. */
  async predict(rows: IntTensor): Promise<Float32Array> {
    return (await this.model.predict(rows, { batchSize: 64 })).data;
  }
}
