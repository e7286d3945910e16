// The options of calls that show what a model computes.

import { shown, whole } from "./check.ts";
import { PupilError } from "./error.ts";
import { known } from "./keras.ts";
import type { Activations, FloatTensor, SampleWeights, TensorLike, TensorsLike } from "./types.ts";

/** How to compute the values of layers. */
export interface LookOptions {
  /** The number of samples that are computed at a time. */
  batchSize?: number;
  /** Seed of the random numbers of a training step, a whole number; without it layers compute as in a prediction. */
  seed?: number;
}

/** What to differentiate; see {@link Model.gradients}. */
export interface GradientOptions extends LookOptions {
  /** How much each sample counts in the loss, as for `fit`. */
  sampleWeight?: SampleWeights;
  /** True for the gradients with respect to the inputs, too; false by default. */
  inputs?: boolean;
  /**
   * In place of targets: the gradients of a number of your own with respect to the outputs, one tensor, a list or an
   * object with the outputs' names.
   */
  outputGradients?: TensorsLike;
}

/** A tensor for each weight, in the order of {@link Model.getWeights}; null where a weight has none. */
export type GradientList = readonly (TensorLike | null | undefined)[];

/** Checks the number of samples that are computed at a time; `what` names the call in the error. */
export const batchSize = (what: string, value: number = 32): number => whole(`${what}: batchSize`, value, 1);

/** Checks a seed; `what` names the call in the error. */
export const seedOf = (what: string, seed: number | undefined): number | undefined =>
  seed === undefined ? undefined : whole(`${what}: seed`, seed, 0);

/** A layer's name; `what` names the call in the error. */
export function named(what: string, layer: unknown): string {
  if (typeof layer === "string") return layer;
  throw new PupilError(`${what}: the layer is ${shown(layer)}; expected its name`);
}

/** What `activations` shows. */
interface Looked {
  /** The names of the layers; empty for all. */
  layers: string[];
  seed: number | undefined;
  size: number;
  /** What the call returns. */
  pick: (outputs: Activations) => FloatTensor | FloatTensor[] | Activations;
}

/** Reads the arguments of `activations` behind the samples. */
export function lookAt(of: string | readonly string[] | LookOptions | undefined, options?: LookOptions): Looked {
  const list = Array.isArray(of);
  const all = !list && (of === undefined || (typeof of === "object" && of !== null));
  const given = all ? ((of ?? options) as LookOptions | undefined) : options;
  const { batchSize: most, seed } = known("activations", given ?? {}, ["batchSize", "seed"]);
  const layers = all ? [] : [of].flat().map((layer) => named("activations", layer));
  if (list && !layers.length) throw new PupilError("activations: the list of layers is empty; leave it out for all layers");
  return {
    layers,
    seed: seedOf("activations", seed),
    size: batchSize("activations", most),
    pick: (outputs) => {
      if (all) return outputs;
      const tensors = layers.map((layer) => outputs[layer]!);
      return list ? tensors : tensors[0]!;
    },
  };
}
