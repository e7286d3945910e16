import { Tokenizer, padSequences, type IntTensor, type Model } from "../../api/index.ts";
import { FILTERS, plainApostrophes } from "./words.ts";

type Side = "pre" | "post";

/** How a classifier's texts become rows of numbers. */
export interface Reading {
  tokenizer: Tokenizer;
  /** Columns of the rows, the length of sequences in words. */
  maxlen: number;
  /** Where short sequences are filled with 0; "pre" as in Keras. */
  padding: Side;
  /** Where long sequences lose words; "pre" as in Keras. */
  truncating: Side;
  /** Characters that the tokenizer cuts at, besides spaces. */
  filters: string;
}

/** The member of a tokenizer's JSON that lists words by index, or counts by word or index. */
type Listed = "word_counts" | "word_docs" | "word_index" | "index_docs" | "index_word";

interface TokenizerJson {
  config: { num_words: number | null; filters: string } & Record<Listed, string>;
}

/** How texts are read that a new model is to learn from: the tutorial's way. */
export async function reading(texts: readonly string[], numWords: number, maxlen: number): Promise<Reading> {
  const tokenizer = new Tokenizer({ numWords });
  await tokenizer.fitOnTexts(texts.map(plainApostrophes));
  return { tokenizer, maxlen, padding: "pre", truncating: "pre", filters: FILTERS };
}

/**
 * The reading that a model file holds beside the model, as {@link write} put it there.
 *
 * @throws Error that names what is missing or wrong.
 */
export async function read(metadata: Readonly<Record<string, string>>): Promise<Reading> {
  const { tokenizer, maxlen, padding = "pre", truncating = "pre" } = metadata;
  if (!tokenizer || !maxlen) {
    throw new Error(`the file has no ${tokenizer ? "maxlen" : "tokenizer"} beside the model, which tells how to read texts`);
  }
  const length = Number(maxlen);
  if (!Number.isInteger(length) || length < 1) throw new Error(`maxlen is "${maxlen}"; expected a whole number of at least 1`);
  return {
    tokenizer: await Tokenizer.fromJSON(tokenizer),
    maxlen: length,
    padding: side("padding", padding),
    truncating: side("truncating", truncating),
    filters: (JSON.parse(tokenizer) as TokenizerJson).config.filters ?? FILTERS,
  };
}

function side(name: string, value: string): Side {
  if (value === "pre" || value === "post") return value;
  throw new Error(`${name} is "${value}"; expected "pre" or "post"`);
}

/** The texts that stand beside a model in its file, from which {@link read} reads the reading. */
export async function write(how: Reading): Promise<Record<string, string>> {
  const { maxlen, padding, truncating } = how;
  return { tokenizer: trimmed(await how.tokenizer.toJSON()), maxlen: String(maxlen), padding, truncating };
}

/** A tokenizer's JSON without the words that it never gives out: most of what it counted, in large sets. */
function trimmed(json: string): string {
  const tokenizer = JSON.parse(json) as TokenizerJson;
  const { config } = tokenizer;
  const limit = config.num_words;
  if (limit === null) return json;
  const words = JSON.parse(config.word_index) as Record<string, number>;
  const kept = (keep: (key: string) => boolean, list: Listed) => {
    const entries = Object.entries(JSON.parse(config[list]) as Record<string, unknown>);
    config[list] = JSON.stringify(Object.fromEntries(entries.filter(([key]) => keep(key))));
  };
  for (const list of ["word_counts", "word_docs", "word_index"] as const) kept((word) => words[word]! < limit, list);
  for (const list of ["index_docs", "index_word"] as const) kept((index) => Number(index) < limit, list);
  return JSON.stringify(tokenizer);
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
    const { maxlen, padding, truncating } = this.reading;
    return padSequences(sequences, { maxlen, padding, truncating });
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
