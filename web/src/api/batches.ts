// Batches from an iterator of the page.

import type { Feed } from "../protocol/index.ts";
import { PupilError } from "./error.ts";
import { checkedAll, checkedWeights, isTensorList } from "./tensor.ts";
import type { SampleWeights, Tensors } from "./types.ts";

/**
 * Samples, targets, and, if any, the weights of the samples: a list of two or three, which is what TypeScript takes a
 * generator's `yield [x, y]` for, or an object. Each of them is a tensor or, for several inputs or outputs, a list of
 * tensors or an object with their names.
 */
export type Batch = readonly Tensors[] | { x: Tensors; y: Tensors; sampleWeight?: SampleWeights };

/**
 * What gives batches, for example a generator or what makes one. Without `stepsPerEpoch` an epoch is over when it is
 * done, and for the next one it is iterated again: for several epochs give a function, or what can be iterated anew.
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

/** A batch as the worker takes it; `what` names it in errors. */
function samples(what: string, batch: Batch) {
  const named = Array.isArray(batch) ? { x: batch[0], y: batch[1], sampleWeight: batch[2] } : batch;
  const { x, y, sampleWeight } = (named ?? {}) as { x?: Tensors; y?: Tensors; sampleWeight?: SampleWeights };
  return {
    x: checkedAll(`${what}: x`, x),
    y: checkedAll(`${what}: y`, y),
    ...(sampleWeight ? { sampleWeight: checkedWeights(`${what}: sampleWeight`, sampleWeight) } : {}),
  };
}

/**
 * The batches of epochs `first..end`, with a mark after each epoch where nobody said how many steps it has.
 *
 * @throws Error when an epoch gets none, or fewer than `stepsPerEpoch` even when the source is iterated again.
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
      // The engine counts the steps where it knows how many there are.
      if (stepsPerEpoch === undefined) yield { end: "epoch" };
    }
  } finally {
    await iterator?.return?.();
  }
}
