// What a model has in mind while it reads: the numbers of each word, and its state after each word.

import type { WeightTensor } from "../../api/index.ts";
import { weightOf, type Anatomy } from "./anatomy.ts";
import type { Classifier } from "./classifier.ts";
import { readParts, stopsOf, type Part } from "./explain.ts";

/** Numbers of each word that is read, from -1 to 1. */
export interface Strip {
  id: "embedding" | "forward" | "backward";
  /** Numbers for each word. */
  cells: number;
  /** Word after word. */
  values: Float32Array;
  /** True if positive numbers speak for positive; else the sign means nothing. */
  sided: boolean;
}

export interface Trace {
  /** Words that are read. */
  words: number;
  strips: Strip[];
}

/** The last `words` of `steps` rows of numbers. */
const lastRows = (data: Float32Array, words: number, cells: number): Float32Array => data.subarray(data.length - words * cells);

/** The numbers scaled so that the largest is 1. */
function scaled(values: Float32Array): Float32Array {
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return values.map((value) => value / most);
}

/** Some cells of each row, times their signs. */
function columns(values: Float32Array, words: number, width: number, from: number, cells: number, signs: ArrayLike<number> | undefined): Float32Array {
  const out = new Float32Array(words * cells);
  for (let word = 0; word < words; word += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      out[word * cells + cell] = values[word * width + from + cell]! * (signs ? Math.sign(signs[from + cell]!) : 1);
    }
  }
  return out;
}

/**
 * Asks the model for its embedding and its states, word by word. A layer that puts out only its last state is asked
 * about the text up to each word, in one batch; its backward half is asked about the text from each word on.
 *
 * @param weights The model's weights, which say in which direction each unit speaks.
 */
export async function traceOf(
  classifier: Classifier,
  { embedding, recurrent, masked, output, weightOfUnits }: Anatomy,
  parts: readonly Part[],
  weights: readonly WeightTensor[],
): Promise<Trace> {
  const { model } = classifier;
  const read = readParts(parts);
  const sequence = read.map(({ number }) => number);
  const words = sequence.length;
  const strips: Strip[] = [];
  if (!words) return { words, strips };
  const stops = [...stopsOf(words), words];
  const upTo = recurrent && !recurrent.sequences ? sequence.map((_, at) => sequence.slice(0, stops.find((stop) => stop > at)!)) : [];
  // One call, because each waits for the batch of a training. The last row is the whole text.
  const names = [...(recurrent ? [recurrent.name] : []), ...(embedding ? [embedding.name] : []), ...(upTo.length ? [output] : [])];
  if (!names.length) return { words, strips };
  const rows = classifier.rows(upTo.length ? upTo : [sequence]);
  const found = await model.activations(rows, names, { batchSize: 64 });
  const outputs = new Map(names.map((name, at) => [name, found[at]!]));
  if (embedding) {
    const { data } = outputs.get(embedding.name)!;
    strips.push({ id: "embedding", cells: embedding.size, values: scaled(lastRows(data, words, embedding.size)), sided: false });
  }
  if (!recurrent) return { words, strips };
  const { name, units, bidirectional } = recurrent;
  const width = bidirectional ? 2 * units : units;
  const signs = weightOf(weights, weightOfUnits)?.data;
  const add = (id: Strip["id"], values: Float32Array, from: number) =>
    strips.push({ id, cells: units, values: columns(values, words, width, from, units, signs), sided: signs !== undefined });
  if (recurrent.sequences) {
    const states = lastRows(outputs.get(name)!.data, words, width);
    add("forward", states, 0);
    if (bidirectional) add("backward", states, units);
    return { words, strips };
  }
  const answers = outputs.get(output)!.data;
  for (const [at, part] of read.entries()) if (upTo[at]!.length === at + 1) part.after = answers[at]!;
  add("forward", outputs.get(name)!.data, 0);
  // Without a mask, what fills a text at its start would be read last.
  if (bidirectional && masked) {
    const onFrom = sequence.map((_, at) => sequence.slice(at));
    add("backward", await model.activations(classifier.rows(onFrom), name, { batchSize: 64 }).then(({ data }) => data), units);
  }
  return { words, strips };
}
