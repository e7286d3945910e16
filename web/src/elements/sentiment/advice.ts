// What the coach says about the sentences: too few, too unequal, and whether the network beats guessing.

import { coach, type Advice, type Facts, type Remedies } from "../shared/coach.ts";
import { translator, type Lang } from "../shared/i18n.ts";

const text = translator({
  hint: ["Drag a word to move it. Click it to take it out.", "拖动词语可以换位置，点一下可以去掉。"],
  few: [
    "{right} of {count} sentences right, but it has seen these {count} while it learned. Train on more, and test on others.",
    "{count} 句答对了 {right} 句，但这 {count} 句它训练时都见过。请用更多句子训练，再用没见过的句子检验。",
  ],
  fewTested: [
    "{count} held-back {count?sentence:sentences} cannot prove much: one mistake more or less is {percent}%.",
    "只留出 {count} 句，说明不了什么：多错一句或少错一句就差 {percent}%。",
  ],
  imbalance: [
    "{share}% of the sentences are {label}: saying “{label}” every time is right as often. Look at the confusion table.",
    "{share}% 的句子是{label}：每次都回答“{label}”就有这么高的正确率。请看混淆表。",
  ],
  guessing: [
    "{percent}% right is what saying “{label}” every time gives. Train longer, or take more sentences.",
    "正确率 {percent}% 与每次都回答“{label}”差不多。请多训练几轮，或增加句子。",
  ],
  corpus: ["Take the built-in reviews", "换成内置评论"],
  longer: ["Train once more", "再训练一遍"],
  table: ["Show it", "查看"],
});

/** Fewer test sentences than this prove little. */
const PROVES = 30;

/** A class with this share of the sentences is much larger than the other. */
const UNEQUAL = 0.75;

/** An accuracy that is not this much above always giving the same answer is guessing. */
const ABOVE = 0.03;

/** What the coach looks at, besides the training. */
export interface WordsFacts extends Omit<Facts, "chance"> {
  /** What the test at the end found. */
  tested: { held: boolean; count: number; right: number; confusion: readonly (readonly number[])[] } | undefined;
  names: readonly [negative: string, positive: string];
}

export interface WordsRemedies extends Remedies {
  useCorpus(): void;
  trainOn(): void;
  showResults(): void;
}

/** The most important advice. */
export function wordsAdvice(lang: Lang, facts: WordsFacts, does: WordsRemedies): Advice {
  // Chance is judged below, against always giving the same answer.
  const general = coach(lang, { ...facts, chance: 0 }, does);
  const { tested, names } = facts;
  if (!tested || general?.tone === "warn") return general ?? { text: text(lang, "hint") };
  const { held, count, right, confusion } = tested;
  if (!held) {
    return { text: text(lang, "few", { right, count }), tone: "warn", remedy: { label: text(lang, "corpus"), take: () => does.useCorpus() } };
  }
  const sizes = confusion.map((row) => row.reduce((sum, value) => sum + value, 0));
  const largest = sizes[1]! > sizes[0]! ? 1 : 0;
  const share = sizes[largest]! / count;
  const label = names[largest]!;
  if (right / count < share + ABOVE) {
    const percent = ((100 * right) / count).toFixed(0);
    return { text: text(lang, "guessing", { percent, label }), tone: "warn", remedy: { label: text(lang, "longer"), take: () => does.trainOn() } };
  }
  if (share >= UNEQUAL) {
    const remedy = { label: text(lang, "table"), take: () => does.showResults() };
    return { text: text(lang, "imbalance", { share: (100 * share).toFixed(0), label }), tone: "warn", remedy };
  }
  if (count < PROVES) return { text: text(lang, "fewTested", { count, percent: (100 / count).toFixed(0) }), tone: "warn" };
  return general ?? { text: text(lang, "hint") };
}
