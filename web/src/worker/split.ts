// Predictions and evaluations of many samples, shared among a model's workers in pieces of whole batches. The results
// are the same as one worker's, to the bit.

import type { FloatTensor, Logs, Tensor } from "../api/types.ts";
import type { ReplicaGroup } from "./group.ts";
import type { Evaluated, Job } from "./messages.ts";
import type { Exclusive } from "./placement.ts";
import type { OrderedSamples } from "./samples.ts";
import type { WasmDataset, WasmEvaluation, WasmModel } from "./wasm.ts";
import { WORK_SLICE, breathe } from "./yield.ts";

/** The samples from `from` to before `to`. */
export type Range = [from: number, to: number];

/** Divides samples into pieces of whole batches, at most one for each worker. */
export function pieces(samples: number, batchSize: number, workers: number): Range[] {
  const batches = Math.ceil(samples / batchSize);
  const size = Math.max(1, Math.min(workers, batches));
  const from = (piece: number) => Math.min(samples, Math.ceil((batches * piece) / size) * batchSize);
  return Array.from({ length: size }, (_, piece) => [from(piece), from(piece + 1)]);
}

/** A copy of some of a tensor's samples. */
function rowsOf(tensor: Tensor, [from, to]: Range): Tensor {
  const [samples = 0, ...rest] = tensor.shape;
  const size = samples ? tensor.data.length / samples : 0;
  return { ...tensor, data: tensor.data.slice(from * size, to * size), shape: [to - from, ...rest] };
}

/** Some samples of all inputs. */
export const rows = (x: readonly Tensor[], range: Range): Tensor[] => x.map((tensor) => rowsOf(tensor, range));

const indices = ([from, to]: Range) => Uint32Array.from({ length: to - from }, (_, index) => from + index);

/** Some of a data set's samples, for an evaluation or a prediction. */
export const samplesOf = (data: WasmDataset, range: Range): OrderedSamples => data.gather(indices(range));

/** The pieces of one output, one after the other. */
function joinedOne(pieces: FloatTensor[]): FloatTensor {
  const data = new Float32Array(pieces.reduce((size, piece) => size + piece.data.length, 0));
  let [at, samples] = [0, 0];
  for (const piece of pieces) {
    data.set(piece.data, at);
    at += piece.data.length;
    samples += piece.shape[0] ?? 0;
  }
  return { data, shape: [samples, ...(pieces[0]?.shape.slice(1) ?? [])] };
}

/** The outputs of pieces of the samples, joined for each output. */
export function joined(pieces: FloatTensor[][]): FloatTensor[] {
  if (pieces.length === 1) return pieces[0]!;
  return (pieces[0] ?? []).map((_, output) => joinedOne(pieces.map((piece) => piece[output]!)));
}

/** A group of replicas, and how many of its workers to use. */
export interface Share {
  group: ReplicaGroup;
  workers: number;
}

/** Shares a prediction among replicas. `own` predicts samples here; `xOf` returns the samples for another replica. */
export async function predictTogether(
  { group, workers }: Share,
  samples: number,
  batchSize: number,
  xOf: (range: Range) => readonly Tensor[],
  own: (range: Range) => Promise<FloatTensor[]>,
): Promise<FloatTensor[]> {
  const ranges = pieces(samples, batchSize, workers);
  const jobs = ranges.slice(1).map((range): Job => ({ kind: "predict", x: xOf(range), batchSize }));
  const asked = await group.ask(jobs);
  const outputs = [await own(ranges[0]!)];
  // The piece of a lost replica is done here.
  for (const [index, answer] of asked.entries()) {
    outputs.push(((await answer()) as FloatTensor[] | undefined) ?? (await own(ranges[index + 1]!)));
  }
  return joined(outputs);
}

/** For a model that nothing else uses. */
const atOnce: Exclusive = async (work) => work();

/** Evaluates batch by batch, and lets other calls run in between; `each` gets the values of every batch. */
async function evaluateHere(
  evaluation: WasmEvaluation,
  samples: number,
  batchSize: number,
  exclusive: Exclusive,
  each?: (batch: Evaluated[number]) => void,
): Promise<Logs> {
  for (let started = performance.now(), at = 0; ; at += batchSize) {
    const { done, logs } = await exclusive(() => evaluation.step());
    each?.([evaluation.values, Math.min(batchSize, samples - at)]);
    if (done) return logs;
    if (performance.now() - started > WORK_SLICE) {
      await breathe();
      started = performance.now();
    }
  }
}

/** The values of each batch of a data set, for another worker's evaluation. */
export async function evaluated(
  model: WasmModel,
  data: WasmDataset,
  batchSize: number,
  exclusive: Exclusive = atOnce,
): Promise<Evaluated> {
  const evaluation = await exclusive(() => model.evaluate(data, batchSize));
  try {
    const batches: Evaluated = [];
    await evaluateHere(evaluation, data.length, batchSize, exclusive, (batch) => batches.push(batch));
    return batches;
  } finally {
    evaluation.free();
  }
}

/** Evaluates a data set, with replicas if there are any; `make` makes a data set of samples. */
export async function evaluate(
  model: WasmModel,
  data: WasmDataset,
  batchSize: number,
  share: Share | undefined,
  make: (samples: OrderedSamples) => WasmDataset,
  exclusive: Exclusive,
): Promise<Logs> {
  const ranges = pieces(data.length, batchSize, share?.workers ?? 1);
  const jobs = ranges.slice(1).map((range): Job => ({ kind: "evaluate", samples: samplesOf(data, range), batchSize }));
  const asked = (await share?.group.ask(jobs)) ?? [];
  const own = ranges[0]![1];
  const evaluation = await exclusive(() => model.evaluate(data, batchSize, Math.ceil(own / batchSize)));
  try {
    let logs = await evaluateHere(evaluation, own, batchSize, exclusive);
    for (const [index, answer] of asked.entries()) {
      let batches = (await answer()) as Evaluated | undefined;
      if (!batches) {
        // The piece of a lost replica is done here.
        const piece = make(samplesOf(data, ranges[index + 1]!));
        try {
          batches = await evaluated(model, piece, batchSize, exclusive);
        } finally {
          piece.free();
        }
      }
      for (const [values, samples] of batches) logs = evaluation.add(values, samples);
    }
    return logs;
  } finally {
    evaluation.free();
  }
}
