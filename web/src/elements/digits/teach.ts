// Teaching a network single digits: a mistake, or the visitor's own drawing.

import { Dataset, type Model } from "../../api/index.ts";

/** A digit with what it is. */
export interface Taught {
  pixels: Float32Array;
  digit: number;
}

const SIZE = 28 * 28;

/** How often a taught digit occurs beside the others: often enough to count, seldom enough to forget nothing. */
const TIMES = 8;

/** Digits of the training data that are repeated, so that the network does not forget the others. */
const REPEATED = 256;

/** A small set to learn from: the taught digits several times, among others of the training data. */
export async function lessonOf(taught: readonly Taught[], train: Dataset): Promise<Dataset> {
  const every = Math.max(1, Math.floor(train.length / REPEATED));
  const indices = Array.from({ length: Math.min(REPEATED, train.length) }, (_, i) => (i * every) % train.length);
  const known = await train.gather(indices);
  const own = taught.flatMap((one) => new Array<Taught>(TIMES).fill(one));
  const count = own.length + indices.length;
  const x = new Float32Array(count * SIZE);
  const y = new Float32Array(count);
  x.set(known.x.data);
  y.set(known.y.data);
  own.forEach(({ pixels, digit }, i) => {
    x.set(pixels, (indices.length + i) * SIZE);
    y[indices.length + i] = digit;
  });
  return Dataset.fromTensors({ data: x, shape: [count, 28, 28, 1] }, { data: y, shape: [count, ...known.y.shape.slice(1)] });
}

/** A new model with the layers and weights of another, for learning without changing that one. */
export async function copyOf<M extends Model>(model: Model, make: () => M): Promise<M> {
  const copy = make();
  await copy.setWeights(await model.getWeights());
  return copy;
}
