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
  },
];

/** The model for texts of a language, or else the first. */
export const shippedFor = (lang: string): ShippedModel => SHIPPED.find((one) => one.lang === lang) ?? SHIPPED[0]!;
