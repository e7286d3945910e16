import { UNKNOWN, type Classifier } from "./classifier.ts";

/** A word and its similarity: the cosine of the angle between two embeddings, from -1 to 1. */
export interface Neighbour {
  word: string;
  similarity: number;
}

/**
 * Only this many of the most frequent words can be neighbours. Rare words were moved only a few times in one direction
 * or another, and crowd out the others: among 14,000 words of reviews, "terrible" was nearest to "costner" and "rusty";
 * among 2,000, to "worse" and "rubbish".
 */
export const CANDIDATES = 2000;

/** The embedding vectors of a model's words. */
export class WordVectors {
  private constructor(
    readonly index: ReadonlyMap<string, number>,
    readonly vectors: Float32Array,
    readonly size: number,
  ) {}

  /** Reads the current vectors of a model; undefined if it has no embedding. */
  static async of({ model, reading }: Classifier): Promise<WordVectors | undefined> {
    const weights = await model.getWeights();
    const table = weights.find(({ name }) => name.endsWith("/embeddings"));
    return table && new WordVectors(reading.index, table.data, table.shape[1]!);
  }

  #vector(word: string): Float32Array | undefined {
    const at = this.index.get(word);
    return at === undefined ? undefined : this.vectors.subarray(at * this.size, (at + 1) * this.size);
  }

  /** The frequent words whose embeddings have the most similar direction; undefined for an unknown word. */
  nearest(word: string, count: number): Neighbour[] | undefined {
    const own = this.#vector(word);
    if (!own) return undefined;
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const square = dot(own, own);
    const all: Neighbour[] = [];
    for (const [other, at] of this.index) {
      if (at > CANDIDATES || other === word || other === UNKNOWN) continue;
      const vector = this.#vector(other)!;
      const lengths = Math.sqrt(square * dot(vector, vector));
      if (lengths > 0) all.push({ word: other, similarity: dot(own, vector) / lengths });
    }
    return all.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }
}
