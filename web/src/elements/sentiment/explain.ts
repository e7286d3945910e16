import type { Classifier } from "./classifier.ts";
import { pieces, plainApostrophes } from "./words.ts";

/** What a piece of the text is to the model: one of its words, one it does not know, one cut off, or no word. */
export type Kind = "known" | "unknown" | "cut" | "between";

/** A piece of the text with what it does to the answer. */
export interface Part {
  text: string;
  kind: Kind;
  /** The answer without this word, for known ones. */
  without?: number;
  /** How much the word raises the log-odds of positive; 0 for all but known ones. */
  weight: number;
}

/** An answer and what it comes from. */
export interface Explanation {
  /** How probable it is that the text is positive. */
  probability: number;
  parts: Part[];
}

/** Answers are not believed closer to 0 or 1 than this: their log-odds would be infinite. */
const CLOSEST = 1e-6;

const logOdds = (probability: number): number => {
  const p = Math.min(Math.max(probability, CLOSEST), 1 - CLOSEST);
  return Math.log(p / (1 - p));
};

/**
 * Asks a classifier about a text, and again with each of its words left out (occlusion; Zeiler and Fergus 2014 did it to
 * pictures), all in one batch. A word's weight is what the log-odds lose without it: the same change counts alike whether
 * the answer is near one half or near certain.
 *
 * Words that the sequence has no room for are cut off first, so that leaving one out lets none of them in.
 */
export async function explain(classifier: Classifier, text: string): Promise<Explanation> {
  const { tokenizer, maxlen, truncating, filters } = classifier.reading;
  const parts: Part[] = pieces(plainApostrophes(text), filters).map(({ text, word }) => ({
    text,
    kind: word ? "unknown" : "between",
    weight: 0,
  }));
  const words = parts.filter(({ kind }) => kind !== "between");
  const [indices, known] = await Promise.all([
    tokenizer.textsToSequences(words.map(({ text }) => text)),
    tokenizer.wordIndex(),
  ]);
  const given: { part: Part; index: number }[] = [];
  for (const [at, part] of words.entries()) {
    const index = indices[at]?.[0];
    if (index === undefined) continue;
    given.push({ part, index });
    // With a token for unknown words these have an index, too.
    if (known.get(part.text.toLowerCase()) === index || known.get(part.text) === index) part.kind = "known";
  }
  const cut = truncating === "pre" ? given.slice(0, -maxlen) : given.slice(maxlen);
  for (const { part } of cut) part.kind = "cut";
  const read = given.filter(({ part }) => part.kind !== "cut");
  const sequence = read.map(({ index }) => index);
  const asked = read.filter(({ part }) => part.kind === "known");
  const without = asked.map((one) => sequence.filter((_, at) => read[at] !== one));
  const [probability = 0, ...answers] = await classifier.predict(await classifier.rows([sequence, ...without]));
  for (const [at, { part }] of asked.entries()) {
    part.without = answers[at]!;
    part.weight = logOdds(probability) - logOdds(answers[at]!);
  }
  return { probability, parts };
}
