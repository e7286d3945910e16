// The models that come with the lesson: one for each language.

import type { Lang } from "../shared/i18n.ts";

/** A model that comes with the lesson. */
export interface ShippedModel {
  /** The language of the texts that it reads. */
  lang: Lang;
  /** The language's name in this language. */
  name: string;
  /** The name of its file without the ending; other weights have other names. */
  file: string;
  /** Sentences to try. The first is shown at the beginning. */
  examples: string[];
  /** Sentences of nearly the same words and opposite meaning. */
  pairs: [string, string][];
  /** What the text under the stage points at. */
  told: {
    /** A sentence whose verdict turns: the word that turns it, and the one whose verdict is turned. */
    turning: string;
    turns: string;
    turned: string;
    /** A sentence without an opinion. */
    neutral: string;
    /** A word of praise. */
    praise: string;
  };
}

/** The models, by the language of their texts. */
export const SHIPPED: readonly ShippedModel[] = [
  {
    lang: "en",
    name: "English",
    file: "sentiment",
    examples: [
      "What a lovely little film, I smiled all the way home.",
      "Beautiful pictures, empty story.",
      "A slow start, but the ending made up for it.",
      "The food was cold and nobody cared.",
      "It is a table.",
    ],
    pairs: [
      ["The film was not bad.", "The film was bad."],
      ["It was never boring.", "It was always boring."],
    ],
    told: { turning: "The film was not bad.", turns: "not", turned: "bad", neutral: "It is a table.", praise: "wonderful" },
  },
  {
    lang: "zh",
    name: "中文",
    file: "sentiment-zh",
    examples: [
      "老板很热情，菜也好吃，下次还来。",
      "画面很美，故事却很空洞。",
      "虽然开头有点慢，但结局很感人。",
      "等了一个小时，菜还是凉的。",
      "她在看书。",
    ],
    pairs: [
      ["这部电影一点也不无聊。", "这部电影有点无聊。"],
      ["味道还不错。", "味道很差。"],
    ],
    told: { turning: "这部电影一点也不无聊。", turns: "一点也不", turned: "无聊", neutral: "她在看书。", praise: "好吃" },
  },
];

/** The model for texts of a language, or else the first. */
export const shippedFor = (lang: string): ShippedModel => SHIPPED.find((one) => one.lang === lang) ?? SHIPPED[0]!;

/** All sentences of a model to try, those of one place in all models together. */
const sentencesOf = ({ examples, pairs }: ShippedModel): string[] => [...examples, ...pairs.flat()];

/** The example of a model that takes the place of an example of any model; undefined for other texts. */
export function counterpart(text: string, model: ShippedModel): string | undefined {
  for (const one of SHIPPED) {
    const at = sentencesOf(one).indexOf(text);
    if (at >= 0) return sentencesOf(model)[at];
  }
  return undefined;
}
