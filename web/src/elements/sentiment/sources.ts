// The lesson's sentences.

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

/** Sentences that come with the page. */
export type Corpus = keyof typeof FILES;

export type Source = "four" | Corpus | "file";

/** The files with the sentences: lines of `label<TAB>text`, or of `label<TAB>text<TAB>group` with groups of like sentences. */
const FILES = {
  corpus: () => import("../../../data/reviews.tsv"),
  chinese: () => import("../../../data/reviews-zh.tsv"),
};

export const isCorpus = (source: Source): source is Corpus => source in FILES;

export const CORPORA = Object.keys(FILES) as Corpus[];

/** The tutorial's four sentences. */
export const FOUR: Sample[] = [
  { text: "I love this movie", label: 1 },
  { text: "This film is terrible", label: 0 },
  { text: "What a wonderful experience", label: 1 },
  { text: "I hate this film", label: 0 },
];

/** Mixes the numbers of groups, always in the same way (Knuth's multiplicative hash). */
const mixed = (group: number): number => Math.imul(group, 2_654_435_761) >>> 0;

/** Sentences that come with the page. Those of nearly the same words, or of one group, are next to each other. */
export async function corpusOf(corpus: Corpus): Promise<Sample[]> {
  const { default: file } = await FILES[corpus]();
  const [, ...lines] = file.trimEnd().split("\n");
  const rows = lines.map((line, at) => {
    const [label, text = "", group = String(at)] = line.split("\t");
    return { text, label: label === "1" ? (1 as const) : (0 as const), group: Number(group) };
  });
  // A group that is held back must not have been learned from.
  const grouped = lines[0]!.split("\t").length > 2 ? rows.sort((a, b) => mixed(a.group) - mixed(b.group)) : rows;
  return grouped.map(({ text, label }) => ({ text, label }));
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
