// What the timeline draws below the words: the verdict after each word, and the network's numbers as strips.

import type { Strip, Trace } from "./trace.ts";

/** Red, green and blue. */
type Rgb = readonly number[];

/** The colours of the lesson: for positive, for negative, and of what speaks for neither. */
export interface Colours {
  for: Rgb;
  against: Rgb;
  ink: Rgb;
}

/** Heights in pixels. */
export interface Heights {
  /** The row of the words. */
  word: number;
  answer: number;
  /** The height of the strips, as a share of their usual one. */
  strips: number;
}

/** The height of the label above the verdict and above each strip. */
export const LABEL = 18;

/** Pixels between the ends of the scale and the edges of its box, so that dots at 0 and 100 % are whole. */
const EDGE = 5;

const DOT = 4;

/** More pixels across than these are not drawn: canvases have a limit. */
const WIDEST = 8192;

/** The height of a strip: two pixels a cell, or less if there are many. The states get more room than the embedding. */
export const stripHeight = ({ id, cells }: Pick<Strip, "id" | "cells">, { strips }: Heights): number =>
  Math.round(Math.min(Math.max(2 * cells, 24), id === "embedding" ? 48 : 96) * strips);

/** The height of everything below the words. */
export const heightOf = (strips: readonly Strip[], heights: Heights): number =>
  strips.reduce((sum, strip) => sum + LABEL + stripHeight(strip, heights), LABEL + heights.answer);

/** A column: where it is, the answer up to its word, and the word's place among those that are read. */
export interface Column {
  left: number;
  width: number;
  after: number | undefined;
  read: number | undefined;
}

const css = ([r, g, b]: Rgb, alpha: number): string => `rgb(${r} ${g} ${b} / ${alpha})`;

/** Draws everything below the words. `width` is that of all columns. */
export function drawTimeline(canvas: HTMLCanvasElement, columns: readonly Column[], width: number, trace: Trace | undefined, heights: Heights, colours: Colours): void {
  const strips = trace?.strips ?? [];
  const height = heightOf(strips, heights);
  const scale = Math.min(devicePixelRatio || 1, 2, WIDEST / Math.max(width, 1));
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext("2d")!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  drawVerdict(context, columns, width, heights.answer, colours);
  context.imageSmoothingEnabled = false;
  let top = LABEL + heights.answer;
  for (const strip of strips) {
    const image = imageOf(strip, trace!.words, colours);
    const high = stripHeight(strip, heights);
    for (const { left, width, read } of columns) {
      if (read !== undefined) context.drawImage(image, read, 0, 1, strip.cells, left, top + LABEL, width, high);
    }
    top += LABEL + high;
  }
}

function drawVerdict(context: CanvasRenderingContext2D, columns: readonly Column[], width: number, height: number, colours: Colours): void {
  const [top, middle] = [LABEL, LABEL + height / 2];
  context.fillStyle = css(colours.for, 0.09);
  context.fillRect(0, top, width, height / 2);
  context.fillStyle = css(colours.against, 0.09);
  context.fillRect(0, middle, width, height / 2);
  context.fillStyle = css(colours.ink, 0.2);
  context.fillRect(0, middle - 0.5, width, 1);
  const points = columns.flatMap(({ left, width, after }) =>
    after === undefined ? [] : [{ after, x: left + width / 2, y: top + EDGE + (1 - after) * (height - 2 * EDGE) }],
  );
  context.strokeStyle = css(colours.ink, 1);
  context.lineWidth = 1.5;
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.stroke();
  for (const { x, y, after } of points) {
    context.fillStyle = css(after > 0.5 ? colours.for : colours.against, 1);
    context.beginPath();
    context.arc(x, y, DOT, 0, 2 * Math.PI);
    context.fill();
  }
}

const images = new Map<Strip["id"], OffscreenCanvas>();

/** A strip's numbers, one pixel each: a column for each word. */
function imageOf({ id, cells, values, sided }: Strip, words: number, colours: Colours): OffscreenCanvas {
  const image = images.get(id) ?? new OffscreenCanvas(1, 1);
  images.set(id, image);
  if (image.width !== words || image.height !== cells) [image.width, image.height] = [words, cells];
  const context = image.getContext("2d")!;
  const pixels = context.createImageData(words, cells);
  for (let word = 0; word < words; word += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      const value = values[word * cells + cell] ?? 0;
      const [r, g, b] = !sided ? colours.ink : value > 0 ? colours.for : colours.against;
      // What speaks for neither side goes from light to dark.
      const alpha = sided ? Math.abs(value) ** 0.7 : 0.04 + 0.8 * ((value + 1) / 2);
      const at = 4 * (cell * words + word);
      pixels.data[at] = r!;
      pixels.data[at + 1] = g!;
      pixels.data[at + 2] = b!;
      pixels.data[at + 3] = Math.round(255 * Math.min(alpha, 1));
    }
  }
  context.putImageData(pixels, 0, 0);
  return image;
}
