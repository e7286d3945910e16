// The state of the word map: the vectors of the model that answers, and what words say alone.

import type { Classifier } from "./classifier.ts";
import type { Explanation } from "./explain.ts";
import type { Looker } from "./look.ts";
import { mapWords, type Room } from "./map-view.ts";
import { WordVectors } from "./nearest.ts";

export class WordMap {
  vectors: WordVectors | undefined;
  /** How much each word alone raises the log-odds. */
  effects = new Map<string, number>();
  /** The word that the visitor asked for. */
  word: string | undefined;
  #seeing = false;

  constructor(readonly changed: () => void) {}

  /** Another model answers, or it has learned. */
  forget(): void {
    this.vectors = undefined;
    this.effects = new Map();
  }

  /** The known words of the sentence. */
  ownWords(found: Explanation | undefined): string[] {
    return [...new Set(found?.parts.filter(({ kind }) => kind === "known").map(({ text }) => text.toLowerCase()))];
  }

  /** The word whose neighbours are listed: the visitor's, or the sentence's word that weighs most. */
  asked(found: Explanation | undefined): string {
    if (this.word !== undefined) return this.word;
    const known = found?.parts.filter(({ kind }) => kind === "known") ?? [];
    const [most] = known.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    return most?.text.toLowerCase() ?? "";
  }

  /** Fetches the vectors of a model, and asks what words say alone. During a fetch, further requests are ignored. */
  async see(classifier: Classifier, looker: Looker, learns: boolean, room: Room): Promise<void> {
    if (this.#seeing) return;
    this.#seeing = true;
    try {
      const vectors = await WordVectors.of(classifier);
      this.vectors = vectors;
      this.changed();
      const standing = learns ? undefined : looker.standingOut(classifier);
      if (!vectors || !standing) return;
      const found = looker.last?.found;
      const words = mapWords(vectors, this.ownWords(found), this.asked(found), room).filter((word) => vectors.index.has(word));
      const effects = await standing.effects(words.map((word) => [vectors.index.get(word)!]));
      if (this.vectors === vectors) this.effects = new Map(words.map((word, at) => [word, effects[at]!]));
    } catch {
      // The model was replaced meanwhile.
    } finally {
      this.#seeing = false;
      this.changed();
    }
  }
}
