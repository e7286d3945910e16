import { cut, type Classifier } from "./classifier.ts";

/**
 * What a piece of the text is: a word that the model knows, one that it does not know, one that is cut off, one that
 * the visitor took out, or no word.
 */
export type Kind = "known" | "unknown" | "cut" | "away" | "between";

/** A piece of the text and its effect on the answer. */
export interface Part {
  text: string;
  kind: Kind;
  /** The word's number in the vocabulary; undefined for words that the model does not get to read. */
  number: number | undefined;
  /** The answer without this word; only for known words. */
  without?: number;
  /** How much the word raises the log-odds of positive; 0 except for known words. */
  weight: number;
  /** The answer to the text up to this word; undefined if it was not asked. */
  after?: number;
  /** True if the word, alone or with a neighbour, says more than chance; undefined if that was not asked. */
  standsOut?: boolean;
}

/** An answer and its reasons. */
export interface Explanation {
  /** The text that was asked about. */
  text: string;
  /** The probability that the text is positive. */
  probability: number;
  parts: Part[];
  /** The log-odds that are left if all words that do not stand out become unknown; undefined if that was not asked. */
  left?: number;
}

/** Probabilities are kept this far from 0 and 1, where their log-odds would be infinite. */
const CLOSEST = 1e-6;

export const logOdds = (probability: number): number => {
  const p = Math.min(Math.max(probability, CLOSEST), 1 - CLOSEST);
  return Math.log(p / (1 - p));
};

/** The number of the answers on the way through a text. Long texts get an answer after every second or third word. */
const MOST_ON_THE_WAY = 40;

/** The words of a text that the model reads, with the places of those that the visitor took out. */
export async function partsOf({ reading }: Classifier, text: string, away: ReadonlySet<number>): Promise<Part[]> {
  const { tokenizer, index, maxlen } = reading;
  let place = -1;
  const parts: Part[] = (await cut(text, reading)).map(({ text, word }) => {
    if (word) place += 1;
    const kind = !word ? "between" : away.has(place) ? "away" : index.has(text.toLowerCase()) ? "known" : "unknown";
    return { text, kind, weight: 0, number: undefined };
  });
  const asked = parts.filter(({ kind }) => kind === "known" || kind === "unknown");
  // Unknown words have a number, too, if the vocabulary has one for them.
  const numbers = await tokenizer.textsToSequences(asked.map(({ text }) => text));
  for (const [at, part] of asked.entries()) part.number = numbers[at]![0];
  const given = asked.filter(({ number }) => number !== undefined);
  for (const part of given.slice(0, -maxlen)) [part.kind, part.number] = ["cut", undefined];
  return parts;
}

/** The parts that the model reads, in their order. */
export const readParts = (parts: readonly Part[]): (Part & { number: number })[] =>
  parts.filter((part): part is Part & { number: number } => part.number !== undefined);

/** The text with its word at `from` moved to the place of its word at `to`; what is between words stays. */
export function moved(parts: readonly Part[], from: number, to: number): string {
  const words = parts.filter(({ kind }) => kind !== "between").map(({ text }) => text);
  words.splice(to, 0, ...words.splice(from, 1));
  return parts.map(({ text, kind }) => (kind === "between" ? text : words.shift()!)).join("");
}

/** After how many words the model is asked on its way through `count` words. */
export function stopsOf(count: number): number[] {
  const every = Math.ceil(count / MOST_ON_THE_WAY);
  return Array.from({ length: count }, (_, at) => at + 1).filter((words) => (count - words) % every === 0 && words < count);
}

/** True if these are the same words, of which the same are read. */
const sameWords = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length === b.length && a.every(({ text, kind }, at) => text === b[at]!.text && kind === b[at]!.kind);

/**
 * Asks a classifier about a text: the whole, the text up to each word, and the text with each of its words left out
 * (occlusion; Zeiler and Fergus 2014 used it for pictures), all in one batch. A word's weight is what the log-odds lose
 * without the word, so the same change counts the same near one half and near certainty.
 *
 * Words that do not fit into the sequence are cut off first, so that leaving a word out does not bring another one in.
 * Where the answer up to a word is known, it is not asked again.
 *
 * @param earlier The explanation before, whose weights are taken over if they are for the same words; then nothing is
 * left out, which is faster.
 */
export async function explain(
  classifier: Classifier,
  text: string,
  parts: Part[],
  earlier?: Explanation,
): Promise<Explanation> {
  const read = readParts(parts);
  const sequence = read.map(({ number }) => number);
  const stops = stopsOf(read.length).filter((stop) => read[stop - 1]!.after === undefined);
  const before = earlier && sameWords(earlier.parts, parts) ? earlier.parts : undefined;
  const asked = before ? [] : read.filter(({ kind }) => kind === "known");
  const without = asked.map((one) => read.filter((other) => other !== one).map(({ number }) => number));
  const last = read.at(-1);
  const known = last?.after;
  const rows = [...(known === undefined ? [sequence] : []), ...stops.map((stop) => sequence.slice(0, stop)), ...without];
  const said = rows.length ? [...(await classifier.predict(classifier.rows(rows)))] : [];
  const probability = known ?? said.shift()!;
  const answers = said;
  for (const [at, stop] of stops.entries()) read[stop - 1]!.after = answers[at]!;
  if (last) last.after = probability;
  for (const [at, part] of asked.entries()) {
    part.without = answers[stops.length + at]!;
    part.weight = logOdds(probability) - logOdds(part.without);
  }
  for (const [at, part] of parts.entries()) {
    const { weight = 0, without } = before?.[at] ?? part;
    part.weight = weight;
    if (without !== undefined) part.without = without;
  }
  return { text, probability, parts };
}
