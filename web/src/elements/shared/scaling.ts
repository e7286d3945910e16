// How the bytes of a picture become the numbers that a model takes, as far as its file tells.

import type { LayerInfo, Model } from "../../api/index.ts";
import { firstLayers } from "./graph.ts";

/** How bytes from 0 to 255 become the numbers of a picture. */
export type Scaling = "unit" | "signed" | "bytes" | "caffe";

export const SCALINGS: readonly Scaling[] = ["unit", "signed", "bytes", "caffe"];

/** Why a scaling was guessed. */
export type Reason = "teachable" | "family" | "inside" | "usual";

/** Networks whose pixels Keras scales to -1 to 1. */
const SIGNED = /mobilenet|expanded_conv|xception|inception|nasnet|conv_dw_\d|preact_bn|sepconv/i;

const SCALING_LAYERS = /^(Rescaling|Normalization|TrueDivide|Divide|Multiply|Subtract|TFOpLambda|BatchNormalization)$/;

/** True for Teachable Machine's models of pictures. Without their labels, a layer's name tells. */
export function isTeachable(metadata: Readonly<Record<string, string>>, layers: readonly LayerInfo[]): boolean {
  return metadata.imageSize !== undefined || layers.some(({ name }) => /\/global_average_pooling2d_GlobalAveragePooling2D\d+$/.test(name));
}

/** The likely scaling of pictures with this many channels for an input of a model, and why. */
export function scalingOf(
  model: Model,
  layers: readonly LayerInfo[],
  input: string,
  channels: number | undefined,
): { scaling: Scaling; reason: Reason } {
  const { metadata } = model;
  if (isTeachable(metadata, layers)) return { scaling: "signed", reason: "teachable" };
  if (firstLayers(model, input).some(({ className }) => SCALING_LAYERS.test(className))) return { scaling: "bytes", reason: "inside" };
  if (channels === 3 && layers.some(({ name }) => SIGNED.test(name))) return { scaling: "signed", reason: "family" };
  return { scaling: "unit", reason: "usual" };
}

/** How bright a colour is, by the weights of ITU-R BT.601. */
export const greyOf = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** The three bytes of each pixel as the model's channels: 3, or 1 for grey. */
export function inChannels(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return pixels;
  return Uint8Array.from({ length: pixels.length / 3 }, (_, at) => {
    return Math.round(greyOf(pixels[3 * at]!, pixels[3 * at + 1]!, pixels[3 * at + 2]!));
  });
}

/** ImageNet's mean blue, green and red. */
const MEANS = [103.939, 116.779, 123.68];

/** The numbers of a picture, as many for each pixel as it has bytes. */
export function scaled(bytes: Uint8Array, channels: number, scaling: Scaling): Float32Array {
  if (scaling === "unit") return Float32Array.from(bytes, (byte) => byte / 255);
  if (scaling === "signed") return Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
  if (scaling === "bytes" || channels !== 3) return Float32Array.from(bytes);
  // Blue comes first.
  return Float32Array.from(bytes, (_, at) => bytes[at - (at % 3) + 2 - (at % 3)]! - MEANS[at % 3]!);
}

