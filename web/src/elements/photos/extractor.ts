// The shipped network as a base for other classes: it turns a photo into features, on which a small head learns.

import { Model, Sequential, layers, regularizers, type FloatTensor, type LayerInfo, type Tensor, type WeightTensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { readShots, tensorOf, type Shot } from "./collection.ts";

/** A trained network without its last layers. */
export interface Extractor {
  model: Model;
  side: number;
  /** The layer whose output are the features. */
  layer: string;
  /** The number of features. */
  width: number;
  /** The network up to that layer, not trainable, and its weights. */
  config: object;
  weights: WeightTensor[];
  /** The weights of the network's own last layer. */
  kernel: Float32Array | undefined;
}

/** The layer that makes the features, if the model's file does not name it: the last that is not part of the head. */
const HEAD = /^(Dense|Dropout|Activation|Softmax)$/;

interface Config {
  class_name: string;
  config: {
    name: string;
    layers: { class_name: string; config: { name: string; trainable?: boolean } }[];
    output_layers?: [string, number, number] | [string, number, number][];
  };
}

/** The features' layer of a model. Its metadata may name it (`features`). */
function featuresOf(model: Model, all: readonly LayerInfo[]): LayerInfo | undefined {
  const named = model.metadata.features;
  if (named !== undefined) return all.find(({ name }) => name === named);
  return all.findLast(({ className, name, outputShape }) => outputShape.length === 2 && !HEAD.test(className) && !name.includes("/"));
}

/** A trained model as an extractor. @throws Error when it has no layer of features. */
export async function extractorOf(model: Model, side: number): Promise<Extractor> {
  const all = await model.layers();
  const found = featuresOf(model, all);
  const width = found?.outputShape.at(-1);
  const whole = structuredClone(model.toJSON()) as Config;
  const { config } = whole;
  const end = config.layers.findIndex((layer) => layer.config.name === found?.name);
  if (!found || !width || end < 0) throw new Error("the model has no layer of features");
  config.name = "trunk";
  const kept = config.layers.slice(0, end + 1);
  for (const layer of kept) if (layer.class_name !== "InputLayer") layer.config.trainable = false;
  config.layers = kept;
  if (config.output_layers) config.output_layers = [[found.name, 0, 0]];
  const names = new Set(all.slice(0, all.indexOf(found) + 1).flatMap(({ weights }) => weights));
  const own = await model.getWeights();
  const weights = own.filter(({ name }) => names.has(name));
  const kernel = own.findLast(({ shape }) => shape.length === 2 && shape[0] === width)?.data;
  return { model, side, layer: found.name, width, config: whole, weights, kernel };
}

/** The last layer: one probability for each class. */
const HEAD_NAME = "head";

/** The extractor with a head for these classes. */
export async function withHead(extractor: Extractor, classes: number): Promise<Model> {
  const { side, config } = extractor;
  return new Sequential([
    // An identity comes first, because it states the input's shape.
    layers.rescaling({ scale: 1, inputShape: [side, side, 3] }),
    Model.fromJSON(config),
    layers.dense({ units: classes, activation: "softmax", name: HEAD_NAME }),
  ]);
}

/** The kernel and the bias of a head. */
export interface HeadWeights {
  kernel: Float32Array;
  bias: Float32Array;
}

/** Gives a model that {@link withHead} made the weights of the extractor and of a head. */
export async function setHead(model: Model, { weights, width }: Extractor, { kernel, bias }: HeadWeights): Promise<void> {
  const head = [
    { data: kernel, shape: [width, bias.length] },
    { data: bias, shape: [bias.length] },
  ];
  await model.setWeights([...weights, ...head]);
}

/** The features of photos, each computed once. */
export class Features {
  #known = new Map<number, Float32Array>();
  #of: Model | undefined;

  /** Computes what is missing for these photos; `progress` is called with the number of photos that are done. */
  async of(
    shots: readonly Shot[],
    { model, side, layer, width }: Extractor,
    lang: Lang,
    signal: AbortSignal,
    progress: (done: number) => void = () => {},
  ): Promise<Float32Array[]> {
    if (this.#of !== model) this.#known.clear();
    this.#of = model;
    const missing = shots.filter(({ id }) => !this.#known.has(id));
    for (let from = 0; from < missing.length; from += FEATURES_AT_ONCE) {
      const part = missing.slice(from, from + FEATURES_AT_ONCE);
      const pictures = await readShots(part, side, lang, signal);
      const { data } = await model.activations(tensorOf(pictures, side), layer, { batchSize: FEATURES_AT_ONCE });
      part.forEach(({ id }, index) => this.#known.set(id, data.slice(index * width, (index + 1) * width)));
      progress(shots.length - missing.length + from + part.length);
      signal.throwIfAborted();
    }
    return shots.map(({ id }) => this.#known.get(id)!);
  }
}

const FEATURES_AT_ONCE = 8;

/** The mean and the standard deviation of each feature. */
export interface Scale {
  mean: Float32Array;
  deviation: Float32Array;
}

/** A feature that hardly varies would otherwise grow without bounds. */
const LEAST_DEVIATION = 1e-3;

export function scaleOf(rows: readonly Float32Array[], width: number): Scale {
  const mean = new Float32Array(width);
  const deviation = new Float32Array(width);
  for (const row of rows) for (let i = 0; i < width; i += 1) mean[i] = mean[i]! + row[i]! / rows.length;
  for (const row of rows) for (let i = 0; i < width; i += 1) deviation[i] = deviation[i]! + (row[i]! - mean[i]!) ** 2 / rows.length;
  for (let i = 0; i < width; i += 1) deviation[i] = Math.max(Math.sqrt(deviation[i]!), LEAST_DEVIATION);
  return { mean, deviation };
}

/** Features with a mean of 0 and a standard deviation of 1, so that all learn at the same rate. */
export function standardised(rows: readonly Float32Array[], { mean, deviation }: Scale): Tensor {
  const width = mean.length;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    for (let i = 0; i < width; i += 1) data[at * width + i] = (row[i]! - mean[i]!) / deviation[i]!;
  });
  return { data, shape: [rows.length, width] };
}

/** The same head for features as they are. */
export function forFeatures([kernel, bias]: readonly FloatTensor[], { mean, deviation }: Scale): HeadWeights {
  const [width, classes] = [mean.length, bias!.data.length];
  const folded = { kernel: new Float32Array(width * classes), bias: Float32Array.from(bias!.data) };
  for (let i = 0; i < width; i += 1) {
    for (let c = 0; c < classes; c += 1) {
      const weight = kernel!.data[i * classes + c]! / deviation[i]!;
      folded.kernel[i * classes + c] = weight;
      folded.bias[c] = folded.bias[c]! - mean[i]! * weight;
    }
  }
  return folded;
}

/** The same head for standardised features. */
export function forStandardised({ kernel, bias }: HeadWeights, { mean, deviation }: Scale): HeadWeights {
  const [width, classes] = [mean.length, bias.length];
  const unfolded = { kernel: new Float32Array(width * classes), bias: Float32Array.from(bias) };
  for (let i = 0; i < width; i += 1) {
    for (let c = 0; c < classes; c += 1) {
      const weight = kernel[i * classes + c]!;
      unfolded.kernel[i * classes + c] = weight * deviation[i]!;
      unfolded.bias[c] = unfolded.bias[c]! + mean[i]! * weight;
    }
  }
  return unfolded;
}

/** A head for some columns of another: -1 for a class that is new and begins at 0. */
export function columns({ kernel, bias }: HeadWeights, from: readonly number[]): HeadWeights {
  const [before, width] = [bias.length, kernel.length / bias.length];
  const taken = { kernel: new Float32Array(width * from.length), bias: new Float32Array(from.length) };
  from.forEach((column, to) => {
    if (column < 0) return;
    taken.bias[to] = bias[column]!;
    for (let i = 0; i < width; i += 1) taken.kernel[i * from.length + to] = kernel[i * before + column]!;
  });
  return taken;
}

/** Inverse strength of the penalty on large weights, as scikit-learn's `LogisticRegression(C=...)` counts it. */
const C = 0.1;

/** The head alone, which learns on standardised features of `photos` photos. */
export function headModel(width: number, classes: number, photos: number): Sequential {
  const kernelRegularizer = regularizers.l2(1 / (2 * C * photos));
  return new Sequential([
    layers.dense({ units: classes, activation: "softmax", kernelRegularizer, kernelInitializer: "zeros", inputShape: [width], name: HEAD_NAME }),
  ]);
}
