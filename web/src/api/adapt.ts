// `adapt`: what layers learn from data before a training. It becomes options of the layer, as if it had been given.

import { call } from "./engine.ts";
import { PupilError } from "./error.ts";
import { Layer } from "./layer.ts";
import { checked } from "./tensor.ts";
import type { Tensor } from "./types.ts";

/** A layer that learns from data before a training: call {@link adapt} before the model is first used. */
export class AdaptableLayer<D extends Tensor | readonly string[]> extends Layer {
  /**
   * Learns from data, which become options of the layer: the mean and the variance, the ends of the bins, or the
   * vocabulary. What it had learned before is replaced.
   *
   * @throws Error when the data do not fit the layer, or there is nothing to learn from.
   */
  async adapt(data: D): Promise<void> {
    const name = this.class_name;
    if (name === "TextVectorization" || name === "StringLookup") {
      if (!Array.isArray(data)) throw new PupilError(`${name}: adapt: expected a list of strings`);
      const { class_name, config } = this;
      const layer = { class_name, config: { ...config, vocabulary: null, idf_weights: null } };
      Object.assign(this.config, await call("adaptLayer", { layer, texts: [...(data as readonly string[])] }));
      return;
    }
    const { data: numbers, shape, scale = 1 } = checked(`${name}: adapt`, data as unknown as Tensor);
    if (!numbers.length) throw new PupilError(`${name}: adapt: expected data with at least one number`);
    const values = Float64Array.from(numbers, (value) => value * scale);
    if (name === "Normalization") Object.assign(this.config, moments(this, values, shape));
    else if (name === "Discretization") this.config["bin_boundaries"] = boundaries(this, values);
    else this.config["vocabulary"] = vocabulary(this, values);
  }
}

type Nested = number | Nested[];

/** Nested lists of these sizes. */
function nested(values: Float64Array, sizes: readonly number[]): Nested {
  let level: Nested[] = [...values];
  for (const size of sizes.slice(1).reverse()) {
    const whole = level;
    level = Array.from({ length: whole.length / size }, (_, at) => whole.slice(at * size, (at + 1) * size));
  }
  return sizes.length ? level : level[0]!;
}

/** The mean and the variance of the data, for each entry of the layer's axes. */
function moments({ config }: Layer, values: Float64Array, shape: readonly number[]): { mean: Nested; variance: Nested } {
  const axis = config["axis"];
  const given = axis === undefined ? [-1] : axis === null ? [] : Array.isArray(axis) ? axis : [axis];
  const axes = (given as number[]).map((at) => (at < 0 ? at + shape.length : at)).sort((a, b) => a - b);
  const wrong = axes.find((at) => !Number.isInteger(at) || at < 1 || at >= shape.length);
  if (wrong !== undefined) throw new PupilError(`Normalization: adapt: data of shape [${shape}] have no axis ${wrong} within a sample`);
  const sizes = axes.map((at) => shape[at]!);
  // The number of elements between neighbours along each axis.
  const strides = axes.map((at) => shape.slice(at + 1).reduce((product, n) => product * n, 1));
  const place = (index: number) =>
    axes.reduce((sum, _, at) => sum * sizes[at]! + (Math.floor(index / strides[at]!) % sizes[at]!), 0);
  const count = sizes.reduce((product, n) => product * n, 1);
  const each = values.length / count;
  const mean = new Float64Array(count);
  const variance = new Float64Array(count);
  values.forEach((value, index) => (mean[place(index)]! += value / each));
  values.forEach((value, index) => (variance[place(index)]! += (value - mean[place(index)]!) ** 2 / each));
  return { mean: nested(mean, sizes), variance: nested(variance, sizes) };
}

/** The value at `x` of the straight lines through the points; the ends' values outside. */
function interpolated(x: number, xs: readonly number[], ys: readonly number[]): number {
  const at = xs.findIndex((known) => known >= x);
  if (at <= 0) return at === 0 ? ys[0]! : ys.at(-1)!;
  const [from, to] = [xs[at - 1]!, xs[at]!];
  return ys[at - 1]! + ((ys[at]! - ys[at - 1]!) * (x - from)) / (to - from);
}

/** Values with weights, reduced to one for each share `epsilon` of the weights. */
function compressed(values: readonly number[], weights: readonly number[], epsilon: number): [number[], number[]] {
  if (values.length * epsilon < 1) return [[...values], [...weights]];
  let sum = 0;
  const sums = weights.map((weight) => (sum += weight));
  const shares = sums.map((each) => each / sum);
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, at) => epsilon + at * epsilon);
  const ends = wanted.map((share) => interpolated(share, shares, sums));
  const found = wanted.map((share) => Math.fround(interpolated(share, shares, values)));
  return [found, ends.map((end, at) => Math.fround(end - (ends[at - 1] ?? 0)))];
}

/** The ends of `num_bins` bins with about as many of the values each (Keras's `Discretization`). */
function boundaries({ config }: Layer, values: Float64Array): number[] {
  const bins = config["num_bins"];
  if (typeof bins !== "number" || !(bins >= 2)) {
    throw new PupilError(`Discretization: adapt: numBins is ${String(bins)}; expected a whole number of at least 2`);
  }
  const epsilon = (config["epsilon"] as number | undefined) ?? 0.01;
  const sorted = Float32Array.from(values).sort();
  const step = Math.max(sorted.length * epsilon, 1);
  const chosen: number[] = [];
  for (let at = Math.trunc(step - 1); at < sorted.length; at += Math.trunc(step)) chosen.push(sorted[at]!);
  const summary = compressed(chosen, chosen.map(() => step), epsilon);
  return compressed(...summary, 1 / bins)[0].slice(0, -1);
}

/** The most frequent whole numbers; equally frequent ones in descending order (Keras's `IntegerLookup`). */
function vocabulary({ config }: Layer, values: Float64Array): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(Math.trunc(value), (counts.get(Math.trunc(value)) ?? 0) + 1);
  const [mask, oov] = [config["mask_token"], config["oov_token"] ?? -1];
  for (const special of [mask, oov]) counts.delete(special as number);
  const most = (config["max_tokens"] as number | null | undefined) ?? Infinity;
  const int = (config["output_mode"] ?? "int") === "int" && typeof mask === "number";
  const special = ((config["num_oov_indices"] as number | undefined) ?? 1) + (int ? 1 : 0);
  const ordered = [...counts].sort(([a, countA], [b, countB]) => countB - countA || b - a).map(([number]) => number);
  if (!ordered.length) throw new PupilError("IntegerLookup: adapt: the data hold no number to learn");
  return ordered.slice(0, Math.max(0, most - special));
}
