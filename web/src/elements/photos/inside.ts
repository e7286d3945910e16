// What the network view shows of a network for photos: a few maps of each stage, the features, and the classes.

import type { FloatTensor, Model } from "../../api/index.ts";
import { figure } from "../shared/figure.ts";
import type { Lang } from "../shared/i18n.ts";
import type { LayerOutput, Link } from "../shared/network-view.ts";
import type { Heat } from "./photo.ts";
import type { Picture } from "./pictures.ts";
import { text } from "./texts.ts";

/** The layers of a network that are shown. */
export interface Inside {
  /** The last layer of each size of maps, from large to small. */
  stages: { name: string; side: number; channels: number }[];
  /** The layer before the last, if its outputs are numbers and not too many. */
  features: { name: string; width: number } | undefined;
  output: string;
}

/** More columns than these do not fit. */
const MOST_STAGES = 5;
const MOST_FEATURES = 2048;

/** The classes that are shown of many: those with the highest probabilities. */
export const SHOWN_CLASSES = 5;

/** Finds the layers to show. */
export async function insideOf(model: Model): Promise<Inside> {
  const all = (await model.layers()).filter(({ className }) => className !== "Functional" && className !== "Sequential");
  const output = all.at(-1)!;
  const bySize = new Map<number, (typeof all)[number]>();
  const side = (await model.shapes()).inputShape[1];
  for (const layer of all) {
    const { outputShape } = layer;
    const [, height, , channels] = outputShape;
    if (outputShape.length === 4 && height && !(height === side && channels! <= 3)) bySize.set(height, layer);
  }
  let stages = [...bySize.values()];
  // Of many sizes, those after a convolution say more than those after a pooling.
  if (stages.length > MOST_STAGES) stages = stages.filter(({ className }, at) => at === stages.length - 1 || !/Pooling/.test(className));
  const features = all.findLast((layer) => layer !== output && layer.outputShape.length === 2 && (layer.outputShape[1] ?? 0) <= MOST_FEATURES);
  return {
    stages: stages.slice(-MOST_STAGES).map(({ name, outputShape }) => ({ name, side: outputShape[1]!, channels: outputShape[3]! })),
    features: features && { name: features.name, width: features.outputShape[1]! },
    output: output.name,
  };
}

/** The names of all layers that are shown; the output comes last. */
export const namesOf = ({ stages, features, output }: Inside): string[] => [
  ...stages.map(({ name }) => name),
  ...(features ? [features.name] : []),
  output,
];

/** Which maps of each stage are shown, in the order of their columns. */
export type Chosen = Map<string, number[]>;

/** The maps with the largest mean values come first. */
function mostActive({ data, shape }: FloatTensor, count: number): number[] {
  const channels = shape.at(-1)!;
  const sums = new Float64Array(channels);
  for (let i = 0; i < data.length; i += 1) sums[i % channels] = sums[i % channels]! + Math.abs(data[i]!);
  return [...sums.keys()].sort((a, b) => sums[b]! - sums[a]!).slice(0, count);
}

/** One map of a layer. */
export function mapOf({ data, shape }: FloatTensor, channel: number): Heat {
  const [, height, width, channels] = shape as [number, number, number, number];
  const values = Float32Array.from({ length: height * width }, (_, at) => Math.max(data[at * channels + channel]!, 0));
  return { values, width, height };
}

function mapsOf(lang: Lang, tensor: FloatTensor, shown: readonly number[], stage: number, pixels: number): LayerOutput {
  const [, height, width, channels] = tensor.shape as [number, number, number, number];
  const data = new Float32Array(height * width * shown.length);
  for (let at = 0; at < height * width; at += 1) {
    for (let c = 0; c < shown.length; c += 1) data[at * shown.length + c] = tensor.data[at * channels + shown[c]!]!;
  }
  return {
    name: `stage ${stage + 1}`,
    label: text(lang, "stageName", { number: stage + 1 }),
    about: text(lang, "mapsShown", { shown: shown.length, all: channels, side: height }),
    shape: [height, width, shown.length],
    data,
    scale: pixels / height,
  };
}

/** Pixels across a map on the screen, by its stage, before all are scaled to fit. */
const MAP_PIXELS = [52, 44, 38, 34, 30];
const INPUT_PIXELS = 60;

/** A class's name that fits beside a unit. */
const short = (name: string): string => (name.length > 8 ? `${name.slice(0, 7)}…` : name);

/** The columns of the network view. `chosen` is filled for stages that it does not have. */
export function columnsOf(
  lang: Lang,
  inside: Inside,
  outputs: readonly FloatTensor[],
  picture: Picture,
  { names, probabilities, order }: { names: readonly string[]; probabilities: readonly number[]; order: readonly number[] },
  { chosen, most, narrow }: { chosen: Chosen; most: number; narrow: boolean },
): LayerOutput[] {
  const { side, pixels } = picture;
  const input: LayerOutput = {
    name: "input",
    label: text(lang, "inputColumn"),
    about: text(lang, "colours", { side }),
    shape: [side, side, 3],
    data: pixels,
    scale: INPUT_PIXELS / side,
  };
  const stages = inside.stages.map(({ name }, at) => {
    const tensor = outputs[at]!;
    if (!chosen.has(name)) chosen.set(name, mostActive(tensor, most));
    const maps = mapsOf(lang, tensor, chosen.get(name)!, at, MAP_PIXELS[at]!);
    // On a narrow screen there is room for a number.
    return narrow && at > 0 ? { ...maps, label: String(at + 1) } : maps;
  });
  const found = [input, ...stages];
  const { features } = inside;
  if (features) {
    const { data } = outputs[inside.stages.length]!;
    found.push({ name: features.name, label: text(lang, "features"), shape: [features.width], data });
  }
  found.push({
    name: inside.output,
    label: text(lang, "classesColumn"),
    about: names.length > order.length ? text(lang, "ofAll", { shown: order.length, all: names.length }) : String(names.length),
    shape: [order.length],
    data: order.map((index) => probabilities[index]!),
    units: order.map((index) => short(names[index]!)),
  });
  return found;
}

/** Links that are drawn at most. */
const LINKS = 24;

/** Which features speak most for and against a class: how much each moves it, compared with the other classes. */
export function linksOf(kernel: Float32Array | undefined, features: FloatTensor | undefined, index: number, classes: number, layer: number, to: number): Link[] {
  if (!kernel || !features) return [];
  const width = features.data.length;
  const units = kernel.length / width;
  if (!Number.isInteger(units)) return [];
  const weight = (from: number): number => {
    // One unit for two classes speaks for the second.
    if (units === 1) return kernel[from]! * (index === 1 ? 1 : -1);
    let mean = 0;
    for (let c = 0; c < classes; c += 1) mean += kernel[from * units + c]! / classes;
    return kernel[from * units + index]! - mean;
  };
  return Array.from({ length: width }, (_, from) => ({ layer, from, to, value: features.data[from]! * weight(from) }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, LINKS);
}

/** What a look into the network found. */
export interface Found {
  inside: Inside;
  outputs: readonly FloatTensor[];
  picture: Picture;
  names: readonly string[];
  probabilities: readonly number[];
  /** The classes that are shown, by their places. */
  order: readonly number[];
}

const COLOURS = ["red", "green", "blue"] as const;

/** What the visitor points at, in words, and where it answers on the photo. */
export function peekOf(lang: Lang, found: Found, chosen: Chosen, { layer, channel }: { layer: number; channel: number }): { words: string; heat?: Heat } {
  const { inside, outputs, picture, names, probabilities, order } = found;
  if (layer === 0) {
    const { side, pixels } = picture;
    const values = Float32Array.from({ length: side * side }, (_, at) => pixels[3 * at + channel]!);
    return { words: text(lang, "peekColour", { colour: text(lang, COLOURS[channel]!) }), heat: { values, width: side, height: side } };
  }
  const stage = inside.stages[layer - 1];
  if (stage) {
    const map = chosen.get(stage.name)?.[channel] ?? 0;
    return { words: text(lang, "peekMap", { number: map + 1, stage: layer }), heat: mapOf(outputs[layer - 1]!, map) };
  }
  if (inside.features && layer === inside.stages.length + 1) {
    const value = outputs[layer - 1]!.data[channel]!;
    return { words: text(lang, "peekFeature", { number: channel + 1, value: figure(value) }) };
  }
  const index = order[channel]!;
  return { words: text(lang, "peekClass", { name: names[index]!, percent: (100 * probabilities[index]!).toFixed(1) }) };
}
