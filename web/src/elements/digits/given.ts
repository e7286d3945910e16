// A picture that a page gives, as a digit's 28 x 28 numbers.

import { prepareDigit } from "../../api/index.ts";
import { drawable } from "../shared/drawable.ts";
import { greyOf } from "../shared/scaling.ts";
import { PAD_SIZE } from "./pad.ts";

/**
 * The numbers of a picture, from 0 for paper to 1 for ink, at the place and size of MNIST's digits. An array is taken as it is.
 *
 * @throws Error when it is no picture, or an array of another length.
 */
export async function pixelsOf(picture: CanvasImageSource | ImageData | Float32Array | number[]): Promise<Float32Array> {
  if (Array.isArray(picture) || picture instanceof Float32Array) {
    if (picture.length !== 28 * 28) throw new Error(`predict: the array has ${picture.length} numbers; expected ${28 * 28}`);
    return Float32Array.from(picture, (value) => Math.min(Math.max(value, 0), 1));
  }
  const { source, width, height } = await drawable(picture);
  const canvas = new OffscreenCanvas(PAD_SIZE, PAD_SIZE);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  const scale = PAD_SIZE / Math.max(width, height);
  const [across, down] = [width * scale, height * scale];
  const [left, top] = [(PAD_SIZE - across) / 2, (PAD_SIZE - down) / 2];
  context.drawImage(source, left, top, across, down);
  const { data } = context.getImageData(0, 0, PAD_SIZE, PAD_SIZE);
  const grey = (at: number) => greyOf(data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!);
  const places = Array.from({ length: PAD_SIZE * PAD_SIZE }, (_, at) => at);
  const inside = (at: number) => data[4 * at + 3]! > 127;
  // At the picture's edge is paper.
  const edge = places.filter((at) => {
    const [x, y] = [at % PAD_SIZE, Math.floor(at / PAD_SIZE)];
    return inside(at) && (x <= left + 1 || y <= top + 1 || x >= left + across - 2 || y >= top + down - 2);
  });
  const paper = edge.length ? edge.reduce((sum, at) => sum + grey(at), 0) / edge.length : 255;
  const ink = Uint8Array.from(places, (at) => (inside(at) ? (paper > 127 ? Math.max(0, paper - grey(at)) : Math.max(0, grey(at) - paper)) : 0));
  return prepareDigit(ink, PAD_SIZE, PAD_SIZE);
}
