import type { Classifier } from "./classifier.ts";

/** A word and how near it is: the cosine of the angle between two embeddings, from -1 to 1. */
export interface Neighbour {
  word: string;
  similarity: number;
}

/** What the embedding holds for the words that the model knows. */
export class WordVectors {
  readonly #words: Map<string, number>;
  readonly #vectors: Float32Array;
  readonly #size: number;

  private constructor(words: Map<string, number>, vectors: Float32Array, size: number) {
    this.#words = words;
    this.#vectors = vectors;
    this.#size = size;
  }

  /**
   * Takes them from a model as they are now.
   *
   * @throws Error when it has no embedding.
   */
  static async of({ model, reading }: Classifier): Promise<WordVectors> {
    const [weights, index] = await Promise.all([model.getWeights(), reading.tokenizer.wordIndex()]);
    const table = weights.find(({ name }) => name.endsWith("/embeddings"));
    if (!table) throw new Error(`the model has no Embedding; its weights are ${weights.map(({ name }) => name).join(", ")}`);
    const [rows = 0, size = 0] = table.shape;
    return new WordVectors(new Map([...index].filter(([, at]) => at < rows)), table.data, size);
  }

  has(word: string): boolean {
    return this.#words.has(word);
  }

  #vector(index: number): Float32Array {
    return this.#vectors.subarray(index * this.#size, (index + 1) * this.#size);
  }

  /** The words whose embeddings point most nearly the same way; none for a word that is not known. */
  nearest(word: string, count: number): Neighbour[] {
    const index = this.#words.get(word);
    if (index === undefined) return [];
    const own = this.#vector(index);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const length = Math.sqrt(dot(own, own));
    const all: Neighbour[] = [];
    for (const [other, at] of this.#words) {
      if (at === index) continue;
      const vector = this.#vector(at);
      const lengths = length * Math.sqrt(dot(vector, vector));
      if (lengths > 0) all.push({ word: other, similarity: dot(own, vector) / lengths });
    }
    return all.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }
}
