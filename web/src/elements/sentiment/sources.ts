// The lesson's sentences.

import reviews from "../../../data/reviews.tsv";

/** A text with its label: 1 is positive. */
export interface Sample {
  text: string;
  label: 0 | 1;
}

/** Texts to learn from, and held back texts to test with. If none are held back, the first are tested. */
export interface Samples {
  train: Sample[];
  held: Sample[];
}

export type Source = "four" | "corpus" | "file";

/** The tutorial's four sentences. */
export const FOUR: Sample[] = [
  { text: "I love this movie", label: 1 },
  { text: "This film is terrible", label: 0 },
  { text: "What a wonderful experience", label: 1 },
  { text: "I hate this film", label: 0 },
];

/**
 * The reviews that come with the page. Sentences of nearly the same words and opposite meaning are next to each other.
 */
export function corpus(): Sample[] {
  const [, ...lines] = reviews.trimEnd().split("\n");
  return lines.map((line) => ({ text: line.slice(line.indexOf("\t") + 1), label: line.startsWith("1") ? 1 : 0 }));
}

/** How many of `count` samples a share holds back: at least one, and not all. */
export const heldOf = (count: number, share: number): number => Math.min(Math.max(Math.round(count * share), 1), count - 1);

/** Holds back a share of the samples, from the end. */
export function split(samples: Sample[], share: number): Samples {
  const held = heldOf(samples.length, share);
  return { train: samples.slice(0, -held), held: samples.slice(-held) };
}

/** The samples in a random order that follows from the seed: files are often sorted by label. */
export function shuffled(samples: Sample[], seed: number): Sample[] {
  const order = [...samples];
  // Knuth's linear congruential generator for 32 bits (The Art of Computer Programming, 3.3.4), which is good enough to
  // mix.
  let state = seed >>> 0;
  for (let last = order.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = Math.floor((state / 2 ** 32) * (last + 1));
    [order[last], order[at]] = [order[at]!, order[last]!];
  }
  return order;
}
