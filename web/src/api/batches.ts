// Batches from the page's iterators.

import type { Feed } from "../protocol/index.ts";
import { PupilError } from "./error.ts";
import { checkedAll, checkedWeights, isTensorList } from "./tensor.ts";
import type { SampleWeights, TensorsLike } from "./types.ts";

/**
 * Samples, targets and, if there are any, sample weights: a list of two or three (the type that TypeScript infers for a
 * generator's `yield [x, y]`), or an object. Each of them is a tensor or, for several inputs or outputs, a list of
 * tensors or an object with their names.
 */
export type Batch = readonly TensorsLike[] | { x: TensorsLike; y: TensorsLike; sampleWeight?: SampleWeights };

/**
 * A source of batches: an iterable, such as a generator, or a function that returns one. Without `stepsPerEpoch`, an
 * epoch ends when the source ends, and the next epoch iterates the source again. For several epochs, pass a function,
 * or an iterable that can be iterated again.
 */
export type BatchSource =
  | Iterable<Batch>
  | AsyncIterable<Batch>
  | (() => Iterable<Batch> | AsyncIterable<Batch>);

export function isBatchSource(value: unknown): value is BatchSource {
  if (typeof value === "function") return true;
  // The tensors of several inputs.
  if (isTensorList(value)) return false;
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

function open(source: BatchSource): Iterator<Batch> | AsyncIterator<Batch> {
  const iterable = typeof source === "function" ? source() : source;
  if (Symbol.asyncIterator in iterable) return iterable[Symbol.asyncIterator]();
  return iterable[Symbol.iterator]();
}

/** A batch in the form that the worker takes; `what` names the batch in errors. */
function samples(what: string, batch: Batch) {
  const named = Array.isArray(batch) ? { x: batch[0], y: batch[1], sampleWeight: batch[2] } : batch;
  const { x, y, sampleWeight } = (named ?? {}) as { x?: TensorsLike; y?: TensorsLike; sampleWeight?: SampleWeights };
  return {
    x: checkedAll(`${what}: x`, x),
    y: checkedAll(`${what}: y`, y),
    ...(sampleWeight ? { sampleWeight: checkedWeights(`${what}: sampleWeight`, sampleWeight) } : {}),
  };
}

/**
 * The batches of epochs `first..end`. Without `stepsPerEpoch`, a mark follows each epoch.
 *
 * @throws Error when an epoch gets no batch, or fewer than `stepsPerEpoch` even when the source is iterated again.
 */
export async function* feeds(source: BatchSource, first: number, end: number, stepsPerEpoch?: number): AsyncGenerator<Feed> {
  let iterator: ReturnType<typeof open> | undefined;
  try {
    for (let epoch = first; epoch < end; epoch += 1) {
      for (let step = 0; step !== stepsPerEpoch; step += 1) {
        const started = iterator === undefined;
        iterator ??= open(source);
        let next = await iterator.next();
        if (next.done && stepsPerEpoch !== undefined && !started) {
          iterator = open(source);
          next = await iterator.next();
        }
        if (next.done) {
          iterator = undefined;
          if (stepsPerEpoch === undefined && step > 0) break;
          const hint = "a generator is done after one way through, give the function that makes it";
          throw new PupilError(`fit: there is no batch for step ${step} of epoch ${epoch}; ${hint}`);
        }
        yield { batch: samples(`fit: batch ${step}`, next.value) };
      }
      // With `stepsPerEpoch`, the engine counts the steps itself.
      if (stepsPerEpoch === undefined) yield { end: "epoch" };
    }
  } finally {
    await iterator?.return?.();
  }
}
