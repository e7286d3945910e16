// What happens inside an LSTM at one word, computed from its weights.

import type { WeightTensor } from "../../api/index.ts";
import type { Anatomy } from "./anatomy.ts";
import type { Classifier } from "./classifier.ts";
import { readParts, type Part } from "./explain.ts";

/** An LSTM at one step: a number for each unit. */
export interface Gates {
  /** How much of what is new is written, 0 to 1. */
  input: Float32Array;
  /** How much of the memory before is kept, 0 to 1. */
  forget: Float32Array;
  /** What is new, -1 to 1. */
  candidate: Float32Array;
  /** How much of the memory is shown to the rest of the network, 0 to 1. */
  output: Float32Array;
  /** The memory after this step. */
  cell: Float32Array;
  /** The state after this step: the output gate times tanh of the memory. */
  state: Float32Array;
}

export type Direction = "forward" | "backward";

/** The weights of an LSTM; the columns of its kernels are those of the input gate, forget gate, candidate and output gate. */
interface LstmWeights {
  kernel: WeightTensor;
  recurrent: WeightTensor;
  bias: WeightTensor | undefined;
  units: number;
}

/** Padding before a text is read until the state changes by less than this. */
const SETTLED = 1e-7;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One step: i, f, o = σ(x W + h U + b), g = tanh(x W + h U + b), c = f c + i g, h = o tanh(c). */
export function step(x: ArrayLike<number>, { cell, state }: Pick<Gates, "cell" | "state">, { kernel, recurrent, bias, units }: LstmWeights): Gates {
  const width = 4 * units;
  const sums = bias ? Float64Array.from(bias.data) : new Float64Array(width);
  const add = (values: ArrayLike<number>, { data }: WeightTensor) => {
    for (let row = 0; row < values.length; row += 1) {
      const value = values[row]!;
      if (value) for (let column = 0; column < width; column += 1) sums[column]! += value * data[row * width + column]!;
    }
  };
  add(x, kernel);
  add(state, recurrent);
  const part = (at: number, of: (x: number) => number) => Float32Array.from(sums.subarray(at * units, (at + 1) * units), of);
  const [input, forget, candidate, output] = [part(0, sigmoid), part(1, sigmoid), part(2, Math.tanh), part(3, sigmoid)];
  const next = cell.map((before, unit) => forget[unit]! * before + input[unit]! * candidate[unit]!);
  return { input, forget, candidate, output, cell: next, state: next.map((value, unit) => output[unit]! * Math.tanh(value)) };
}

/** True if the recurrent layer is an LSTM with Keras's default activations, of which the gates can be shown. */
export function hasGates({ recurrent }: Anatomy): boolean {
  if (recurrent?.className !== "LSTM") return false;
  const { activation, recurrent_activation } = recurrent.config;
  return activation === "tanh" && recurrent_activation === "sigmoid";
}

function weightsOf({ recurrent }: Anatomy, all: readonly WeightTensor[], direction: Direction): LstmWeights {
  const { name, units, bidirectional } = recurrent!;
  const own = all.filter((weight) => weight.name.startsWith(`${name}/`) && (!bidirectional || weight.name.startsWith(`${name}/${direction}_`)));
  const ending = (end: string) => own.find((weight) => weight.name.endsWith(`/${end}`));
  return { kernel: ending("kernel")!, recurrent: ending("recurrent_kernel")!, bias: ending("bias"), units };
}

/**
 * The gates at the `at`th word that is read. The words before it (for the backward direction those after it) are read
 * again with the model's weights, and what fills the text at its start, if the model reads that, too.
 */
export async function gatesAt(
  classifier: Classifier,
  anatomy: Anatomy,
  weights: readonly WeightTensor[],
  parts: readonly Part[],
  at: number,
  direction: Direction,
): Promise<Gates | undefined> {
  const { recurrent, masked } = anatomy;
  if (!recurrent || !hasGates(anatomy)) return undefined;
  const sequence = readParts(parts).map(({ number }) => number);
  const { maxlen } = classifier.reading;
  const { data, shape } = await classifier.model.activations(classifier.rows([sequence, []]), recurrent.input);
  const size = shape.at(-1)!;
  const row = (step: number) => data.subarray(step * size, (step + 1) * size);
  const first = maxlen - sequence.length;
  const lstm = weightsOf(anatomy, weights, direction);
  let now = { cell: new Float32Array(lstm.units), state: new Float32Array(lstm.units) } as Gates;
  if (direction === "forward" && !masked) {
    // A layer that puts out only its last state was asked about the text up to this word, with more before it.
    const fill = recurrent.sequences ? first : maxlen - at - 1;
    for (let count = 0; count < fill; count += 1) {
      const before = now;
      // The second row is a text without words.
      now = step(row(maxlen), now, lstm);
      if (now.cell.every((value, unit) => Math.abs(value - before.cell[unit]!) < SETTLED)) break;
    }
  }
  const steps = direction === "forward" ? Array.from({ length: at + 1 }, (_, word) => word) : Array.from({ length: sequence.length - at }, (_, back) => sequence.length - 1 - back);
  for (const word of steps) now = step(row(first + word), now, lstm);
  return now;
}
