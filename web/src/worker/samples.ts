// Samples in the engine's memory, and the order of a model's inputs and outputs.

import type { SampleWeights, Tensor, Tensors } from "../api/types.ts";
import type { BatchSamples } from "../protocol/index.ts";
import type { Wasm, WasmDataset } from "./wasm.ts";

/** The names of a model's inputs and outputs, in its order. */
export interface Signature {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** Samples in the order of a model's inputs and outputs. */
export interface OrderedSamples {
  x: readonly Tensor[];
  y: readonly Tensor[];
  /** Empty, one tensor for all outputs, or one for each output; null for an output whose samples all count the same. */
  weights: readonly (Tensor | null)[];
}

/**
 * A list in the order of `names`, from one value, a list, or an object by name. Only this function maps names to an
 * order.
 */
function listed<T extends Tensor | null | undefined>(
  what: string,
  value: T | readonly T[] | { readonly [name: string]: T },
  kind: "input" | "output",
  names: readonly string[],
): (T | undefined)[] {
  if (Array.isArray(value)) return [...(value as readonly T[])];
  if ("data" in (value as object) && "shape" in (value as object)) return [value as T];
  const given = value as Record<string, T>;
  const all = names.join(", ");
  // This happens when all outputs come from one inner model.
  if (new Set(names).size < names.length) throw new Error(`${what} is given by names, but some ${kind}s have the same (${all}); give a list`);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${what} names an ${kind} "${unknown}"; the model has ${all}`);
  return names.map((name) => given[name]);
}

/** Tensors in the order of a model's inputs or outputs; errors begin with `what`. */
export function inOrder(what: string, tensors: Tensors, kind: "input" | "output", model: Signature): Tensor[] {
  const names = kind === "input" ? model.inputNames : model.outputNames;
  const values = listed<Tensor>(what, tensors as Tensor, kind, names);
  const missing = names.find((_, index) => index < values.length && !values[index]);
  if (missing !== undefined) throw new Error(`${what} has no tensor for the ${kind} "${missing}"; the model has ${names.join(", ")}`);
  return values as Tensor[];
}

function weightsInOrder(what: string, weights: SampleWeights, model: Signature): (Tensor | null)[] {
  const names = model.outputNames;
  const values = listed<Tensor | null | undefined>(what, weights as Tensor, "output", names);
  if (Array.isArray(weights) && values.length !== names.length) {
    const outputs = `${names.length} output${names.length === 1 ? "" : "s"} (${names.join(", ")})`;
    throw new Error(`${what} holds ${values.length} tensors for ${outputs}; expected one tensor, or one for each`);
  }
  return values.map((each) => each ?? null);
}

/** Samples in the order of a model's inputs and outputs; `call` names the call in errors. */
export function samplesInOrder(call: string, { x, y, sampleWeight }: BatchSamples, model: Signature): OrderedSamples {
  return {
    x: inOrder(`${call}: x`, x, "input", model),
    y: inOrder(`${call}: y`, y, "output", model),
    weights: sampleWeight ? weightsInOrder(`${call}: sampleWeight`, sampleWeight, model) : [],
  };
}

/** A data set of tensors. */
export const fromTensors = (wasm: Wasm, { x, y, weights }: OrderedSamples): WasmDataset =>
  wasm.Dataset.fromTensors(x, y, weights);
