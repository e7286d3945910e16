// Saves what a stage shows: one picture, or the moments of a training as an animated GIF.

import { GIFEncoder, applyPalette, quantize } from "gifenc";
import { download } from "./download.ts";

const MARGIN = 24;
const TITLE = 48;

/** The width of a GIF's frames: wide enough to see the maps, small enough to send. */
const FILM_WIDTH = 720;

/** Milliseconds that a frame of a GIF lasts, and the last one. */
const DELAY = 200;
const LAST_DELAY = 2000;

/** A picture of a canvas with a title above it, in the colours of the element that shows it. */
export function frameOf(view: HTMLCanvasElement, title: string, element: Element, width?: number): OffscreenCanvas {
  const style = getComputedStyle(element);
  const scale = width ? (width - 2 * MARGIN) / view.width : 1;
  const canvas = new OffscreenCanvas(width ?? view.width + 2 * MARGIN, Math.round(view.height * scale) + TITLE + 2 * MARGIN);
  const context = canvas.getContext("2d")!;
  context.fillStyle = background(element);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 28px ${style.fontFamily}`;
  context.textBaseline = "top";
  context.fillText(title, MARGIN, MARGIN, canvas.width - 2 * MARGIN);
  context.drawImage(view, MARGIN, MARGIN + TITLE, view.width * scale, view.height * scale);
  return canvas;
}

/** The background that an element stands on: its own, or that of an element around it. */
export function background(element: Element): string {
  for (let one: Element | null = element; one; one = one.parentElement ?? (one.getRootNode() as Partial<ShadowRoot>).host ?? null) {
    const { backgroundColor } = getComputedStyle(one);
    if (backgroundColor && !/^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}

/** Saves a frame as a PNG. */
export async function savePicture(frame: OffscreenCanvas, name: string): Promise<void> {
  const blob = await frame.convertToBlob({ type: "image/png" });
  download(new Uint8Array(await blob.arrayBuffer()), `${name}.png`);
}

/** A frame for a GIF. */
export const filmFrame = (view: HTMLCanvasElement, title: string, element: Element): OffscreenCanvas =>
  frameOf(view, title, element, FILM_WIDTH);

/** Saves frames of one size as an animated GIF. */
export async function saveFilm(frames: readonly OffscreenCanvas[], name: string): Promise<void> {
  const encoder = GIFEncoder();
  for (const [at, frame] of frames.entries()) {
    const { width, height } = frame;
    const { data } = frame.getContext("2d")!.getImageData(0, 0, width, height);
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: at === frames.length - 1 ? LAST_DELAY : DELAY });
    // A frame takes some milliseconds: the page stays alive between them.
    await new Promise((resolve) => setTimeout(resolve));
  }
  encoder.finish();
  download(encoder.bytes(), `${name}.gif`);
}
