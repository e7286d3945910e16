import { UNKNOWN, type Classifier } from "./classifier.ts";

/** A word and its similarity: the cosine of the angle between two embeddings, from -1 to 1. */
export interface Neighbour {
  word: string;
  similarity: number;
}

/** A word's place in the plane. */
export interface Place {
  word: string;
  x: number;
  y: number;
}

/**
 * Only this many of the most frequent words can be neighbours. Rare words were moved only a few times in one direction
 * or another, and crowd out the others: among 14,000 words of reviews, "terrible" was nearest to "costner" and "rusty";
 * among 2,000, to "worse" and "rubbish".
 */
export const CANDIDATES = 2000;

/** Steps after which a direction of the power iteration has settled. */
const STEPS = 60;

/** The embedding vectors of a model's words. */
export class WordVectors {
  #axes: [Float64Array, Float64Array, Float64Array] | undefined;

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

  /** The words that can be neighbours, the most frequent first. */
  get candidates(): string[] {
    return [...this.index].filter(([word, at]) => at <= CANDIDATES && word !== UNKNOWN).map(([word]) => word);
  }

  /** The frequent words whose embeddings have the most similar direction; undefined for an unknown word. */
  nearest(word: string, count: number): Neighbour[] | undefined {
    const own = this.#vector(word);
    if (!own) return undefined;
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const square = dot(own, own);
    const all: Neighbour[] = [];
    for (const other of this.candidates) {
      if (other === word) continue;
      const vector = this.#vector(other)!;
      const lengths = Math.sqrt(square * dot(vector, vector));
      if (lengths > 0) all.push({ word: other, similarity: dot(own, vector) / lengths });
    }
    return all.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }

  /** The mean of the frequent words' vectors and the two directions in which they differ most (PCA). */
  #principal(): [Float64Array, Float64Array, Float64Array] {
    const { size } = this;
    const vectors = this.candidates.map((word) => this.#vector(word)!);
    const mean = new Float64Array(size);
    for (const vector of vectors) for (let i = 0; i < size; i += 1) mean[i]! += vector[i]! / vectors.length;
    const covariance = Array.from({ length: size }, () => new Float64Array(size));
    for (const vector of vectors) {
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) covariance[i]![j]! += (vector[i]! - mean[i]!) * (vector[j]! - mean[j]!);
      }
    }
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const found: Float64Array[] = [];
    for (let axis = 0; axis < 2; axis += 1) {
      // Power iteration; what lies along the earlier direction is taken away at each step.
      let direction = Float64Array.from({ length: size }, (_, at) => 1 + ((at * 7 + axis) % 5));
      for (let step = 0; step < STEPS; step += 1) {
        let next = Float64Array.from(covariance, (row) => dot(row, direction));
        for (const earlier of found) {
          const along = dot(next, earlier);
          next = next.map((value, at) => value - along * earlier[at]!);
        }
        const length = Math.sqrt(dot(next, next)) || 1;
        direction = next.map((value) => value / length);
      }
      found.push(direction);
    }
    return [mean, found[0]!, found[1]!];
  }

  /** Where words lie in the plane of the two directions in which the frequent words differ most. */
  places(words: readonly string[]): Place[] {
    const [mean, first, second] = (this.#axes ??= this.#principal());
    const places: Place[] = [];
    for (const word of words) {
      const vector = this.#vector(word);
      if (!vector) continue;
      const along = (axis: Float64Array) => axis.reduce((sum, value, at) => sum + value * (vector[at]! - mean[at]!), 0);
      places.push({ word, x: along(first), y: along(second) });
    }
    return places;
  }
}
