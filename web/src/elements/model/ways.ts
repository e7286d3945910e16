// How a visitor gives a model its inputs, and what its outputs mean. Both are guesses from shapes, layers and metadata.

import type { LayerInfo, MatrixMode, Model, ModelShapes } from "../../api/index.ts";
import { firstLayers, lastActivation } from "../shared/graph.ts";
import { isTeachable, scalingOf, type Reason, type Scaling } from "../shared/scaling.ts";
import { scalerOf, type Scaler } from "./scaler.ts";

/** The ways in: a drawing, a picture, a text, a field for each number, or a list of numbers. */
export type Way = "draw" | "photo" | "text" | "numbers" | "paste";

/** What a visitor chose about how pictures, texts and numbers become the model's input. The ways in show and change it. */
export interface Chosen {
  /** Undefined while the guess holds. */
  scaling: Scaling | undefined;
  /** The side on which short texts are filled up. */
  padding: "pre" | "post";
  /** How a text becomes a row with a number for each word, where no embedding reads it. */
  mode: MatrixMode;
  /** True if numbers go through the scaler that came with the model. */
  scaler: boolean;
}

/** An input of a model. */
export interface ModelInput {
  name: string;
  /** The shape of one sample. Null sizes are chosen by whoever gives the input. */
  shape: (number | null)[];
  /** The ways in that fit, the most likely one first. */
  ways: Way[];
  /** The size of pictures and drawings. */
  picture: { width: number; height: number; channels: number } | undefined;
  scaling: Scaling;
  reason: Reason;
  /** True if pictures are cropped to the input's proportions, as Teachable Machine does, and not stretched. */
  crop: boolean;
  /** The number of words of an embedding that reads this input; the input's numbers are whole then. */
  words: number | undefined;
  /** Keras's tokenizer as JSON, or the words of a vocabulary, if the file had one. */
  metadata: Readonly<Record<string, string>>;
  /** The scaler of scikit-learn that came with the model, if it is for as many numbers. */
  scaler: Scaler | undefined;
  /** True if the model has ten classes, so that a drawing is most likely a digit. */
  digits: boolean;
  chosen: Chosen;
}

/** An output of a model. */
export interface ModelOutput {
  name: string;
  shape: (number | null)[];
  activation: string | undefined;
  /** True if it most likely says which digit was drawn. */
  digits: boolean;
}

/** A shape as it is written: `(28, 28, 1)`; sizes that are open are dots. */
export const shapeText = (shape: readonly (number | null)[]): string => `(${shape.map((size) => size ?? "…").join(", ")})`;

/** The side of pictures for models that take any size. */
const ANY_SIDE = 224;

/** The largest side of a picture that is drawn and not photographed. */
const LARGEST_PAD = 64;

/** The most numbers that have a field each. */
const MOST_FIELDS = 32;

export function inputsOf(model: Model, shapes: ModelShapes, layers: readonly LayerInfo[]): ModelInput[] {
  const { metadata } = model;
  const digits = shapes.outputShapes.length === 1 && shapes.outputShape.length === 2 && shapes.outputShape[1] === 10;
  return shapes.inputNames.map((name, index) => {
    const shape = shapes.inputShapes[index]!.slice(1);
    const first = firstLayers(model, name);
    const embedding = first.find(({ className }) => className === "Embedding");
    const words = embedding ? Number(embedding.config.input_dim) || undefined : undefined;
    const picture = words ? undefined : pictureOf(shape);
    const only = shapes.inputNames.length === 1;
    const text = Boolean(metadata.tokenizer || (metadata.vocabulary && metadata.maxlen)) && shape.length === 1 && (only || words !== undefined);
    const ways: Way[] = [];
    if (text) ways.push("text");
    if (picture) {
      const { width, height, channels } = picture;
      if (channels === 1 && width === height && width <= LARGEST_PAD) ways.push("draw");
      ways.push("photo");
    }
    if (shape.length === 1 && shape[0] && shape[0] <= MOST_FIELDS) ways.push("numbers");
    ways.push("paste");
    const scaling = scalingOf(model, layers, name, picture?.channels);
    const chosen: Chosen = { scaling: undefined, padding: "pre", mode: "binary", scaler: true };
    const scaler = shape.length === 1 && shape[0] && words === undefined ? scalerOf(metadata.scaler, shape[0]) : undefined;
    return { name, shape, ways, picture, ...scaling, crop: isTeachable(metadata, layers), words, metadata, scaler, digits, chosen };
  });
}

function pictureOf(shape: (number | null)[]): ModelInput["picture"] {
  if (shape.length === 3 && (shape[2] === 1 || shape[2] === 3)) {
    return { height: shape[0] ?? ANY_SIDE, width: shape[1] ?? ANY_SIDE, channels: shape[2] };
  }
  // Rows of a picture without its one channel, and MNIST's digits as vectors.
  const [height, width] = shape;
  if (shape.length === 2 && height === width && height && height >= 16 && height <= LARGEST_PAD) return { height, width: height, channels: 1 };
  if (shape.length === 1 && height === 784) return { height: 28, width: 28, channels: 1 };
  return undefined;
}

export function outputsOf(shapes: ModelShapes, layers: readonly LayerInfo[], inputs: readonly ModelInput[]): ModelOutput[] {
  return shapes.outputNames.map((name, index) => ({
    name,
    shape: shapes.outputShapes[index]!.slice(1),
    activation: lastActivation(layers, name),
    digits: inputs.length === 1 && inputs[0]!.digits && inputs[0]!.ways[0] === "draw",
  }));
}

/** How an output is shown. */
export type Shown = "classes" | "labels" | "share" | "number" | "picture" | "values" | "maps" | "strip";

/** True if these numbers are probabilities of classes of which one is true. */
function sumToOne(values: ArrayLike<number>): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (!(values[i]! >= 0)) return false;
    sum += values[i]!;
  }
  return Math.abs(sum - 1) < 1e-2;
}

/** How an output with these numbers for one sample is shown. `shape` is that of the sample. */
export function shownAs(
  { activation }: ModelOutput,
  shape: readonly number[],
  values: ArrayLike<number>,
  classes: readonly string[] | undefined,
): Shown {
  const count = values.length;
  if (shape.length === 3) return shape[2] === 1 || shape[2] === 3 ? "picture" : "maps";
  if (shape.length === 2 && count > 1) return "strip";
  if (count === 1) return activation === "sigmoid" ? (classes?.length === 2 ? "classes" : "share") : "number";
  if (activation === "softmax" || (sumToOne(values) && activation !== "sigmoid")) return "classes";
  if (activation === "sigmoid") return "labels";
  return "values";
}

/** The names of classes that the file or the page gave, if they are as many as there are outputs. */
export function namesOf(classes: readonly string[] | undefined, count: number): string[] | undefined {
  return classes && classes.length === Math.max(count, 2) ? [...classes] : undefined;
}

/** The names of classes from a text: one a line, maybe numbered as Teachable Machine does, or a list with commas. */
export function labelsFrom(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  const parts = lines.length > 1 ? lines : text.split(",").map((part) => part.trim()).filter(Boolean);
  const numbered = parts.every((part, index) => part.startsWith(`${index} `));
  return numbered ? parts.map((part) => part.slice(part.indexOf(" ") + 1)) : parts;
}

/** The names of classes in a model's file. */
export function classesOf(model: Model): string[] | undefined {
  try {
    const list: unknown = JSON.parse(model.metadata.classes ?? "null");
    if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
  } catch {
    // It is something else, which does not name classes.
  }
  return undefined;
}
