import { Sequential, layers } from "../../api/index.ts";

/** What of the model can be chosen. */
export interface Sizes {
  /** Word indices are below this: the most frequent words, one fewer. */
  vocabulary: number;
  /** Words of a text that are read. */
  maxlen: number;
  embedding: number;
  lstm: number;
}

/** The tutorial's: 344,897 parameters. */
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
