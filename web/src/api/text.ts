// Text as numbers, by Keras's rules. The worker does the work.

import type { SequenceList, TextSource } from "../protocol/index.ts";
import { whole } from "./check.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { PupilError } from "./error.ts";
import { known, plain, snakeOptions } from "./keras.ts";
import type { FloatTensor, IntTensor } from "./types.ts";

// Calling dispose is optional: when the page's object is collected, the worker's object is freed.
const abandoned = new FinalizationRegistry<{ id: number; generation: number }>(({ id, generation }) => {
  if (generation === workerGeneration()) void call("disposeText", { id }).catch(() => {});
});

/** An object in the worker that is made at first use. */
class Remote {
  readonly #id = newId();
  /** What it is made from. */
  protected source: TextSource;
  /** True if the source was read from JSON, so that it has Keras's names. */
  protected read = false;
  #made: Promise<unknown> | undefined;

  /** @internal */
  constructor(source: TextSource) {
    this.source = source;
  }

  /** The object's id in the worker. */
  protected async id(): Promise<number> {
    const id = this.#id;
    if (!this.#made) {
      this.#made = call("createText", { id, source: this.source }, { keras: this.read });
      // The module may load at the next try.
      this.#made.catch(() => (this.#made = undefined));
      abandoned.register(this, { id, generation: workerGeneration() }, this);
    }
    await this.#made;
    return id;
  }

  /**
   * Frees the worker's memory at once; the object can no longer be used. This is optional: the memory is freed with
   * this object.
   */
  dispose(): void {
    abandoned.unregister(this);
    this.#made ??= Promise.resolve();
    void call("disposeText", { id: this.#id }).catch(() => {});
  }
}

function checkedTexts(what: string, texts: readonly string[]): string[] {
  if (!Array.isArray(texts)) throw new PupilError(`${what}: expected a list of strings, got ${typeof texts}`);
  const wrong = texts.findIndex((text) => typeof text !== "string");
  if (wrong >= 0) throw new PupilError(`${what}: text ${wrong} is ${typeof texts[wrong]}; expected a string`);
  return [...texts];
}

/** Lists of whole numbers, as {@link Tokenizer.textsToSequences} returns them. */
type Sequences = readonly ArrayLike<number>[];

function pack(what: string, sequences: Sequences): SequenceList {
  if (!Array.isArray(sequences)) throw new PupilError(`${what}: expected a list of lists of numbers, got ${typeof sequences}`);
  const lengths = Uint32Array.from(sequences, (sequence, at) => {
    if (typeof sequence?.length === "number") return sequence.length;
    throw new PupilError(`${what}: sequence ${at} is ${typeof sequence}; expected a list of numbers`);
  });
  return { numbers: integers(what, sequences.flatMap((sequence) => Array.from(sequence))), lengths };
}

/** Whole numbers in the worker's form. */
function integers(what: string, values: ArrayLike<number>): Int32Array {
  const numbers = Int32Array.from(values);
  const wrong = numbers.findIndex((number, at) => number !== values[at]);
  if (wrong >= 0) throw new PupilError(`${what}: number ${wrong} is ${values[wrong]}; expected a whole number of 32 bits`);
  return numbers;
}

function unpack({ numbers, lengths }: SequenceList): number[][] {
  let at = 0;
  return Array.from(lengths, (length) => Array.from(numbers.subarray(at, (at += length))));
}

/** Options of {@link Tokenizer}. Names and defaults are Keras's. */
export interface TokenizerOptions {
  /** Only indices below this are returned; by default all. */
  numWords?: number;
  /**
   * Characters that separate words, besides `split`; by default punctuation except the apostrophe, tabs and newlines.
   */
  filters?: string;
  /** True to lowercase texts first; true by default. */
  lower?: boolean;
  /** What separates words; a space by default. */
  split?: string;
  /** True if every character is a word; false by default. */
  charLevel?: boolean;
  /** The token for unknown words; by default they are left out. */
  oovToken?: string;
}

const TOKENIZER = ["numWords", "filters", "lower", "split", "charLevel", "oovToken"] as const;

/** The value of a word in a matrix of texts. */
export type MatrixMode = "binary" | "count" | "tfidf" | "freq";

/**
 * Numbers words by how often they occur, as `Tokenizer` of `keras.preprocessing.text` does: 1 is the most frequent
 * word, or `oovToken`; no word has 0. If a method fails, the Error names the wrong option or text.
 */
export class Tokenizer extends Remote {
  /** @throws Error when an option is not known. Values are checked at the first call. */
  constructor(options: TokenizerOptions = {}) {
    const given = snakeOptions("Tokenizer", known("Tokenizer", options, TOKENIZER));
    const json = JSON.stringify({ class_name: "Tokenizer", config: { ...NOTHING, ...given } });
    super({ kind: "tokenizer", json });
  }

  /**
   * The tokenizer that {@link toJSON} or Keras's `to_json` wrote: the text, or the object parsed from it.
   *
   * @throws Error that names the member when it does not have that form.
   */
  static async fromJSON(json: object | string): Promise<Tokenizer> {
    const tokenizer = new Tokenizer();
    tokenizer.source = { kind: "tokenizer", json: typeof json === "string" ? json : JSON.stringify(json) };
    tokenizer.read = true;
    await tokenizer.id();
    return tokenizer;
  }

  /** Keras's JSON, with the options and all counts. It is a promise, and `JSON.stringify` does not wait for it. */
  async toJSON(): Promise<string> {
    return call("tokenizerJson", { id: await this.id() });
  }

  /** Counts the words of texts in addition to the earlier ones, and numbers all words again. */
  async fitOnTexts(texts: readonly string[]): Promise<void> {
    const list = checkedTexts("fitOnTexts", texts);
    return call("fitOnTexts", { id: await this.id(), texts: list });
  }

  /** Each word's index, ascending, including the indices that `numWords` hides. */
  async wordIndex(): Promise<Map<string, number>> {
    return call("wordIndex", { id: await this.id() });
  }

  /**
   * Texts in Chinese with a space between their words, which the other methods need. From left to right, the longest
   * word that the tokenizer knows is taken, or else one character. Letters and digits of other scripts stay together,
   * an emoji is a word, and punctuation is left out. A tokenizer without words cuts Chinese into characters.
   */
  async segment(texts: readonly string[]): Promise<string[]> {
    const list = checkedTexts("segment", texts);
    return call("segment", { id: await this.id(), texts: list });
  }

  /**
   * The indices of the words of each text. Words that are unknown or not below `numWords` become `oovToken`'s index.
   */
  async textsToSequences(texts: readonly string[]): Promise<number[][]> {
    const list = checkedTexts("textsToSequences", texts);
    return unpack(await call("textsToSequences", { id: await this.id(), texts: list }));
  }

  /** The words of each sequence, with spaces between them. */
  async sequencesToTexts(sequences: Sequences): Promise<string[]> {
    const list = pack("sequencesToTexts", sequences);
    return call("sequencesToTexts", { id: await this.id(), sequences: list });
  }

  /** One row for each text and one column for each index; `mode` is `"binary"` by default. */
  async textsToMatrix(texts: readonly string[], mode: MatrixMode = "binary"): Promise<FloatTensor> {
    const list = checkedTexts("textsToMatrix", texts);
    return call("textsToMatrix", { id: await this.id(), texts: list, mode });
  }

  /** One row for each sequence and one column for each index; `mode` is `"binary"` by default. */
  async sequencesToMatrix(sequences: Sequences, mode: MatrixMode = "binary"): Promise<FloatTensor> {
    const list = pack("sequencesToMatrix", sequences);
    return call("sequencesToMatrix", { id: await this.id(), sequences: list, mode });
  }
}

/** The counts of a tokenizer that has seen no texts. */
const NOTHING = { word_counts: "{}", word_docs: "{}", word_index: "{}", index_docs: "{}", index_word: "{}" };

/** Options of {@link TextVectorization}. Names and defaults are Keras's. */
export interface TextVectorizationOptions {
  /** The most entries of the vocabulary, including those for padding and unknown tokens; no limit by default. */
  maxTokens?: number;
  /** `"lower_and_strip_punctuation"` by default; null for none. Only ASCII changes, as in TensorFlow. */
  standardize?: "lower_and_strip_punctuation" | "lower" | "strip_punctuation" | null;
  /** `"whitespace"` by default; with null each text is one token. */
  split?: "whitespace" | "character" | null;
  /** Runs of 1 to this many tokens, or of these lengths, become tokens; single tokens by default. */
  ngrams?: number | number[];
  /** `"int"` by default: the tokens' indices. The other modes have a column for each token. */
  outputMode?: "int" | "multi_hot" | "count" | "tf_idf";
  /**
   * Columns in mode `int`; by default as many as the longest text has tokens. Shorter rows are filled with 0, longer
   * ones are cut.
   */
  outputSequenceLength?: number;
  /** True if the other modes have `maxTokens` columns even when the vocabulary is smaller; false by default. */
  padToMaxTokens?: boolean;
}

const VECTORIZATION = [
  "maxTokens", "standardize", "split", "ngrams", "outputMode", "outputSequenceLength", "padToMaxTokens",
] as const;

/**
 * Turns texts into rows of a tensor, with a vocabulary that is learned from texts or given, as Keras's layer
 * `TextVectorization`. If a method fails, the Error names what is wrong. Values of options are checked at the first
 * call.
 */
export class TextVectorization extends Remote {
  /** @throws Error when an option is not known. Values are checked at the first call. */
  constructor(options: TextVectorizationOptions = {}) {
    const what = "TextVectorization";
    super({ kind: "vectorization", options: plain(what, snakeOptions(what, known(what, options, VECTORIZATION))) });
  }

  /** Learns a new vocabulary: the most frequent tokens of the texts. */
  async adapt(texts: readonly string[]): Promise<void> {
    const list = checkedTexts("adapt", texts);
    return call("adaptText", { id: await this.id(), texts: list });
  }

  /**
   * The tokens by index. In mode `int` these are the empty text for padding, `[UNK]`, and then the learned or given
   * tokens.
   */
  async vocabulary(): Promise<string[]> {
    return call("vocabulary", { id: await this.id() });
  }

  /** The weights by which `tf_idf` multiplies counts, by index; empty in other modes. */
  async idfWeights(): Promise<Float32Array> {
    return call("idfWeights", { id: await this.id() });
  }

  /**
   * Sets a vocabulary, with or without the special tokens in front as in {@link vocabulary}. Mode `tf_idf` needs a
   * weight for each entry.
   */
  async setVocabulary(tokens: readonly string[], idfWeights?: ArrayLike<number>): Promise<void> {
    const list = checkedTexts("setVocabulary", tokens);
    const weights = idfWeights && Float32Array.from(idfWeights);
    return call("setVocabulary", { id: await this.id(), tokens: list, weights });
  }

  /** One row for each text: whole numbers in mode `int`, otherwise floats. */
  async call(texts: readonly string[]): Promise<IntTensor | FloatTensor> {
    const list = checkedTexts("TextVectorization: call", texts);
    return call("vectorize", { id: await this.id(), texts: list });
  }
}

/** Options of {@link padSequences}. Names and defaults are Keras's. */
export interface PadOptions {
  /** The number of columns; the longest sequence's length by default. */
  maxlen?: number;
  /** Where short sequences are filled; `"pre"` by default. */
  padding?: "pre" | "post";
  /** Where long sequences lose numbers; `"pre"` by default. */
  truncating?: "pre" | "post";
  /** The number that fills them; 0 by default. */
  value?: number;
}

/**
 * Sequences as the rows of one tensor, as Keras's `pad_sequences`.
 *
 * @throws Error when there is neither `maxlen` nor a sequence, a number is not whole, or an option is not known.
 */
export async function padSequences(sequences: Sequences, options: PadOptions = {}): Promise<IntTensor> {
  const what = "padSequences";
  const names = ["maxlen", "padding", "truncating", "value"] as const;
  const { maxlen, padding = "pre", truncating = "pre", value = 0 } = known(what, options, names);
  const columns = size(what, "maxlen", maxlen);
  const [fill = 0] = integers(`${what}: value`, [value]);
  return call("padSequences", { sequences: pack(what, sequences), maxlen: columns, padding, truncating, value: fill });
}

/**
 * Class numbers as rows with a 1 at the class, as Keras's `to_categorical`. There are `numClasses` columns, by default
 * one more than the largest label.
 *
 * @throws Error that names a label below 0 or not below `numClasses`.
 */
export async function toCategorical(labels: ArrayLike<number>, numClasses?: number): Promise<FloatTensor> {
  const what = "toCategorical";
  return call("toCategorical", { labels: integers(what, labels), classes: size(what, "numClasses", numClasses) });
}

/**
 * Counts of predictions by class: `matrix[true class][predicted class]`.
 *
 * @throws Error when the lists differ in length, or contain a class below 0 or not below `classes`.
 */
export async function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Promise<number[][]> {
  const what = "confusionMatrix";
  const count = size(what, "classes", classes) ?? 0;
  const [trueOnes, given] = [labels(`${what}: truth`, truth), labels(`${what}: predicted`, predicted)];
  const counts = await call("confusionMatrix", { truth: trueOnes, predicted: given, classes: count });
  return Array.from({ length: count }, (_, row) => Array.from(counts.subarray(row * count, (row + 1) * count)));
}

/** Checks labels, which count from 0. */
function labels(what: string, values: ArrayLike<number>): Uint32Array {
  const numbers = integers(what, values);
  const wrong = numbers.findIndex((number) => number < 0);
  if (wrong >= 0) throw new PupilError(`${what}: label ${wrong} is ${numbers[wrong]}; expected a whole number of at least 0`);
  return Uint32Array.from(numbers);
}

function size(what: string, option: string, value: number | undefined): number | undefined {
  return value === undefined || value === null ? undefined : whole(`${what}: ${option}`, value, 0, 2 ** 32 - 1);
}
