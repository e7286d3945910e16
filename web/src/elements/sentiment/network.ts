import { Sequential, layers } from "../../api/index.ts";

/** The model's sizes that the visitor can choose. */
export interface Sizes {
  /** The number of word indices: one more than the words, which are the most frequent ones. */
  vocabulary: number;
  /** The number of words of a text that are read. */
  maxlen: number;
  embedding: number;
  lstm: number;
}

/** The tutorial's sizes: 344,897 parameters. */
export const tutorial: Sizes = { vocabulary: 10_000, maxlen: 100, embedding: 32, lstm: 64 };

export function network({ vocabulary, maxlen, embedding, lstm }: Sizes, seed: number): Sequential {
  return new Sequential(
    [
      layers.embedding({ inputDim: vocabulary, outputDim: embedding, inputShape: [maxlen] }),
      layers.lstm({ units: lstm }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ],
    { seed },
  );
}
