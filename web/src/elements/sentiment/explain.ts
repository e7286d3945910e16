import type { Classifier } from "./classifier.ts";
import { pieces, plainApostrophes } from "./words.ts";

/**
 * What a piece of the text is: a word that the model knows, one that it does not know, one that is cut off, or no word.
 */
export type Kind = "known" | "unknown" | "cut" | "between";

/** A piece of the text and its effect on the answer. */
export interface Part {
  text: string;
  kind: Kind;
  /** The answer without this word; only for known words. */
  without?: number;
  /** How much the word raises the log-odds of positive; 0 except for known words. */
  weight: number;
}

/** An answer and its reasons. */
export interface Explanation {
  /** The probability that the text is positive. */
  probability: number;
  parts: Part[];
}

/** Probabilities are kept this far from 0 and 1, where their log-odds would be infinite. */
const CLOSEST = 1e-6;

const logOdds = (probability: number): number => {
  const p = Math.min(Math.max(probability, CLOSEST), 1 - CLOSEST);
  return Math.log(p / (1 - p));
};

/**
 * Asks a classifier about a text, and again with each of its words left out (occlusion; Zeiler and Fergus 2014 used it
 * for pictures), all in one batch. A word's weight is what the log-odds lose without the word, so the same change
 * counts the same near one half and near certainty.
 *
 * Words that do not fit into the sequence are cut off first, so that leaving a word out does not bring another one in.
 */
export async function explain(classifier: Classifier, text: string): Promise<Explanation> {
  const { tokenizer, index, maxlen } = classifier.reading;
  const parts: Part[] = pieces(plainApostrophes(text)).map(({ text, word }) => ({
    text,
    kind: !word ? "between" : index.has(text.toLowerCase()) ? "known" : "unknown",
    weight: 0,
  }));
  const words = parts.filter(({ kind }) => kind !== "between");
  // Unknown words have an index, too, if the vocabulary has one for them.
  const numbers = await tokenizer.textsToSequences(words.map(({ text }) => text));
  const given = words.flatMap((part, at) => numbers[at]!.map((number) => ({ part, number })));
  for (const { part } of given.slice(0, -maxlen)) part.kind = "cut";
  const read = given.slice(-maxlen);
  const sequence = read.map(({ number }) => number);
  const asked = read.filter(({ part }) => part.kind === "known");
  const without = asked.map((one) => read.filter((other) => other !== one).map(({ number }) => number));
  const [probability = 0, ...answers] = await classifier.predict(await classifier.rows([sequence, ...without]));
  for (const [at, { part }] of asked.entries()) {
    part.without = answers[at]!;
    part.weight = logOdds(probability) - logOdds(answers[at]!);
  }
  return { probability, parts };
}
