// Slow motion: one sample, one step, forward and backward, with every number. Activations and gradients come from the
// engine; the factors of a gradient are computed here, and their product must equal the engine's.

import type { Sequential } from "../../api/index.ts";
import { ACTIVATIONS } from "./formulas.ts";
import { inputs, layerNames, lossOf, targets, type Spec, type Weights } from "./network.ts";
import type { Wire } from "./net-view.ts";
import type { Point } from "./sets.ts";

/** All numbers of one sample's step. Layer 0 holds the features. */
export interface Sample {
  spec: Spec;
  point: Point;
  weights: Weights;
  /** The values of the units, as the engine computed them. */
  a: number[][];
  /** The sums of layers 1 and up, before their activation. */
  z: number[][];
  target: number[];
  /** The loss without penalties. */
  loss: number;
  /** dL/da and dL/dz of layers 1 and up. Of the output layer only dL/dz is known: it is simpler. */
  da: number[][];
  dz: number[][];
  /** The engine's loss and gradients, in the order of the weights. */
  engine: { loss: number; gradients: (Float32Array | undefined)[] };
}

/** A weight's gradient as a product of factors, plus what the penalty adds. */
interface Product {
  /** dL/da of the neuron that the weight leads to; undefined for the output layer. */
  da: number | undefined;
  /** da/dz, the slope of its activation; undefined for the output layer. */
  slope: number | undefined;
  dz: number;
  /** The value that the weight is multiplied by. */
  a: number;
  penalty: number;
  gradient: number;
  /** The engine's gradient of the same weight. */
  engine: number;
}

const weightOf = (weights: Weights, { layer, from, to }: Wire): number => {
  const kernel = weights[2 * layer]!;
  return kernel.data[from * kernel.shape[1]! + to]!;
};

/** Follows a point through the network and back. */
export async function follow(model: Sequential, spec: Spec, weights: Weights, point: Point): Promise<Sample> {
  const [x, y] = [inputs(spec.features, [point]), targets(spec, [point])];
  const [all, { loss, gradients }] = await Promise.all([model.activations(x), model.gradients(x, y)]);
  const a = [[...x.data], ...layerNames(spec).map((name) => [...all[name]!.data])];
  const depth = a.length - 1;
  const z: number[][] = [[]];
  for (let layer = 1; layer <= depth; layer += 1) {
    const bias = weights[2 * layer - 1]!;
    z[layer] = Array.from(bias.data, (b, to) => a[layer - 1]!.reduce((sum, value, from) => sum + value * weightOf(weights, { layer: layer - 1, from, to }), b));
  }
  const target = [...y.data];
  const own = lossOf(spec);
  const slope = ACTIVATIONS[spec.activation].slope;
  const dz: number[][] = [];
  const da: number[][] = [];
  dz[depth] = own.slope(a[depth]!, target);
  for (let layer = depth - 1; layer >= 1; layer -= 1) {
    da[layer] = a[layer]!.map((_, from) => dz[layer + 1]!.reduce((sum, delta, to) => sum + delta * weightOf(weights, { layer, from, to }), 0));
    dz[layer] = da[layer]!.map((value, unit) => value * slope(z[layer]![unit]!));
  }
  const engine = { loss, gradients: gradients.map((gradient) => gradient?.data) };
  return { spec, point, weights, a, z, target, loss: own.value(a[depth]!, target), da, dz, engine };
}

/** What a penalty adds to the gradient of a weight. */
function penaltyOf({ penalty, strength }: Spec, weight: number): number {
  if (penalty === "l2") return 2 * strength * weight;
  return penalty === "l1" ? strength * Math.sign(weight) : 0;
}

/** The gradient of a weight, as a product of named factors. */
export function product(sample: Sample, wire: Wire): Product {
  const { spec, a, z, dz, da, weights, engine } = sample;
  const { layer, from, to } = wire;
  const out = layer + 1;
  const hidden = out <= spec.hidden.length;
  const penalty = penaltyOf(spec, weightOf(weights, wire));
  const columns = weights[2 * layer]!.shape[1]!;
  return {
    da: hidden ? da[out]![to]! : undefined,
    slope: hidden ? ACTIVATIONS[spec.activation].slope(z[out]![to]!) : undefined,
    dz: dz[out]![to]!,
    a: a[layer]![from]!,
    penalty,
    gradient: dz[out]![to]! * a[layer]![from]! + penalty,
    engine: engine.gradients[2 * layer]![from * columns + to]!,
  };
}

/** A moment of the step. */
export type Phase = { kind: "forward"; layer: number } | { kind: "loss" } | { kind: "backward"; layer: number } | { kind: "update" };

/** The moments in their order: forward through all layers, the loss, backward, and the step itself. */
export function phasesOf({ hidden }: Spec): Phase[] {
  const depth = hidden.length + 1;
  return [
    ...Array.from({ length: depth + 1 }, (_, layer): Phase => ({ kind: "forward", layer })),
    { kind: "loss" },
    ...Array.from({ length: depth }, (_, at): Phase => ({ kind: "backward", layer: depth - at })),
    { kind: "update" },
  ];
}
