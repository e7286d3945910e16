import type { Classifier } from "./classifier.ts";
import type { Sample, Samples } from "./sources.ts";

/** A text that the model got wrong. */
export interface Mistake extends Sample {
  /** The probability that the model gave to positive. */
  probability: number;
}

/** A model's results on texts. */
export interface Results {
  /** True if the texts were held back from the training. */
  held: boolean;
  count: number;
  right: number;
  /** Counts: row = true label, column = answer. */
  confusion: number[][];
  /** The wrong answers of which the model was most certain. */
  mistakes: Mistake[];
}

const SHOWN_MISTAKES = 8;

/** Counts a model's answers. One half counts as negative, as in Keras's accuracy. */
export function judge(samples: Sample[], probabilities: ArrayLike<number>, held: boolean): Results {
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  const wrong: Mistake[] = [];
  for (const [at, sample] of samples.entries()) {
    const probability = probabilities[at]!;
    const said = probability > 0.5 ? 1 : 0;
    confusion[sample.label]![said]! += 1;
    if (said !== sample.label) wrong.push({ ...sample, probability });
  }
  const certainty = ({ probability }: Mistake) => Math.abs(probability - 0.5);
  return {
    held,
    count: samples.length,
    right: samples.length - wrong.length,
    confusion,
    mistakes: wrong.sort((a, b) => certainty(b) - certainty(a)).slice(0, SHOWN_MISTAKES),
  };
}

/** Asks the model about the held back texts or, if there are none, about the texts that it learned from. */
export async function test(classifier: Classifier, { train, held }: Samples): Promise<Results> {
  const samples = held.length ? held : train;
  const rows = await classifier.inputs(samples.map(({ text }) => text));
  return judge(samples, await classifier.predict(rows), held.length > 0);
}
