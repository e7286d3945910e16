// The networks of the photos lesson that learn from pixels.

import { Model, Sequential, layers, type LayerLike } from "../../api/index.ts";
import type { Extractor } from "./extractor.ts";

/** How much photos are varied in training: each amount is a maximum, and 0 means no variation. */
export interface Augmentation {
  flip: boolean;
  /** Degrees. */
  rotation: number;
  /** Share of the side. */
  shift: number;
  /** Share of the side. */
  zoom: number;
  /** Share of the full brightness. */
  brightness: number;
}

/**
 * How to train: a head on the extractor's features, computed once (`transfer`) or anew for each variation of a photo
 * (`varied`), or a whole network.
 */
export const WAYS = ["transfer", "varied", "tutorial", "small"] as const;
export type Way = (typeof WAYS)[number];

/** Keras's layers that replace `ImageDataGenerator`; they act only in training. */
export function augmentation({ flip, rotation, shift, zoom, brightness }: Augmentation): LayerLike[] {
  const fill = { fillMode: "nearest" } as const;
  const all: LayerLike[] = [];
  if (flip) all.push(layers.randomFlip({ mode: "horizontal" }));
  if (rotation > 0) all.push(layers.randomRotation({ factor: rotation / 360, ...fill }));
  if (shift > 0) all.push(layers.randomTranslation({ heightFactor: shift, widthFactor: shift, ...fill }));
  if (zoom > 0) all.push(layers.randomZoom({ heightFactor: zoom, ...fill }));
  if (brightness > 0) all.push(layers.randomBrightness({ factor: brightness, valueRange: [0, 1] }));
  return all;
}

/** The last layer: one probability for two classes, else one for each class. */
const answer = (classes: number): LayerLike =>
  classes === 2 ? layers.dense({ units: 1, activation: "sigmoid" }) : layers.dense({ units: classes, activation: "softmax" });

/** A network with random initial weights. */
export function fromScratch(way: "tutorial" | "small", side: number, classes: number, vary: Augmentation, seed: number): Model {
  const shape = [side, side, 3];
  const convolutions = (filters: number[]) =>
    filters.flatMap((count) => [
      layers.conv2d({ filters: count, kernelSize: 3, activation: "relu" }),
      layers.maxPooling2d({ poolSize: 2 }),
    ]);
  const body =
    way === "tutorial"
      ? [...convolutions([32, 64, 128]), layers.flatten(), layers.dense({ units: 512, activation: "relu" })]
      : [...convolutions([16, 32, 64, 64]), layers.globalAveragePooling2d(), layers.dense({ units: 64, activation: "relu" })];
  const all = [...augmentation(vary), ...body, answer(classes)];
  // An identity comes first, because it can state the input's shape whatever layer follows.
  return new Sequential([layers.rescaling({ scale: 1, inputShape: shape }), ...all], { seed });
}

/** The extractor with a new head for other classes, behind layers that vary the photos. */
export async function varied({ side, config, weights }: Extractor, classes: number, vary: Augmentation, seed: number): Promise<Model> {
  const shape = [side, side, 3];
  const all = [...augmentation(vary), Model.fromJSON(config), answer(classes)];
  const model = new Sequential([layers.rescaling({ scale: 1, inputShape: shape }), ...all], { seed });
  const own = await model.getWeights();
  // The kernel and the bias of the last layer are the head's own.
  await model.setWeights([...weights, ...own.slice(-2)]);
  return model;
}
