// Picture files as numbers.

import { fileUrl } from "../../api/files.ts";
import { startWorker } from "../../api/worker.ts";
import type { Lang } from "../shared/i18n.ts";
import type { PictureSize, Reply, Request, Wanted } from "./decoder.ts";
import { scaleTo } from "./proportions.ts";
import { text } from "./texts.ts";

/** A resized picture: three bytes for each pixel. */
export interface Pixels {
  pixels: Uint8Array<ArrayBuffer>;
  /** The picture's size in the file. */
  width: number;
  height: number;
}

/** A picture resized to a square. */
export interface Picture extends Pixels {
  side: number;
  /** The picture in its own proportions, to show it. */
  view?: ImageBitmap;
}

/** The longer side of a view, in pixels: the place for it has at most 200, on screens with two or more pixels for each. */
const VIEW_SIDE = 448;

let worker: Worker | undefined;
let nextId = 1;
const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();

function start(): Worker {
  if (worker) return worker;
  worker = startWorker(fileUrl("pupil-decoder.js"), "pupil-decoder");
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    waiting.get(data.id)?.resolve(data);
    waiting.delete(data.id);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values()) reject(new DecoderError(event.message));
    waiting.clear();
    worker?.terminate();
    worker = undefined;
  };
  return worker;
}

/** The worker could not be loaded, or it stopped. */
class DecoderError extends Error {}

/** Ends the worker and its current reading. It starts again when it is needed. */
export function stopDecoder(): void {
  for (const { reject } of waiting.values()) reject(new DOMException("stopped", "AbortError"));
  waiting.clear();
  worker?.terminate();
  worker = undefined;
}

/** The likely type of a file that browsers cannot read, from its first bytes. */
async function kind(file: Blob): Promise<string | undefined> {
  const bytes = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const head = String.fromCharCode(...bytes);
  if (file.size === 0) return "empty";
  if (head.slice(4, 8) === "ftyp" && /heic|heix|mif1|hevc/.test(head.slice(8, 12))) return "HEIC";
  if (head.startsWith("II*\0") || head.startsWith("MM\0*")) return "TIFF / raw";
  if (head.startsWith("%PDF")) return "PDF";
  if (head.trimStart().startsWith("<")) return "SVG / HTML";
  return undefined;
}

/**
 * Reads a picture file and resizes it to a square, as Keras's `flow_from_directory` does; see {@link readPixels}. With
 * `viewed`, it has a view, too.
 */
export async function readPicture(file: Blob, name: string, side: number, lang: Lang, viewed = false): Promise<Picture> {
  const wanted = { width: side, height: side, crop: false, ...(viewed ? { view: VIEW_SIDE } : {}) };
  return { ...(await asked<Omit<Picture, "side">>(file, wanted, name, lang)), side };
}

/**
 * Reads a picture file and resizes it.
 *
 * @throws Error that names the file, when this browser cannot read it.
 */
export async function readPixels(file: Blob, name: string, size: PictureSize, lang: Lang): Promise<Pixels> {
  return asked<Pixels>(file, size, name, lang);
}

/** The shorter side of the copies of photos that are kept, in pixels: the largest size that a network here takes. */
export const COPY_SIDE = 256;

/**
 * A small copy of a picture file, as JPEG.
 *
 * @throws Error that names the file, when this browser cannot read it.
 */
export const smallCopy = async (file: Blob, name: string, lang: Lang): Promise<Blob> =>
  (await asked<{ jpeg: Blob }>(file, { copy: COPY_SIDE }, name, lang)).jpeg;

/** Asks the worker. @throws Error that names the file. */
async function asked<R>(file: Blob, wanted: Wanted, name: string, lang: Lang): Promise<R> {
  const id = nextId++;
  const reply = await new Promise<Reply>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    start().postMessage({ id, file, ...wanted } satisfies Request);
  }).catch((error: unknown) => {
    throw error instanceof DecoderError ? new Error(text(lang, "decoderFailed", { reason: error.message })) : error;
  });
  if ("error" in reply) {
    const found = await kind(file);
    const reason = found === "empty" ? text(lang, "emptyFile") : found ? text(lang, "foreignKind", { kind: found }) : reply.error;
    throw new Error(text(lang, "badPicture", { name, reason }));
  }
  const { id: _, ...found } = reply;
  return found as R;
}

/** The size at which a picture is shown in its own proportions: its shorter side is the side that the network sees. */
export function shownSize({ side, width, height, view }: Picture): [width: number, height: number] {
  if (view) return [view.width, view.height];
  const scale = scaleTo(side, width, height);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Draws a picture in its own proportions on a canvas of its {@link shownSize}. */
export function drawPicture(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, picture: Picture): void {
  const { pixels, side, view } = picture;
  const size = shownSize(picture);
  context.imageSmoothingQuality = "high";
  if (view) return context.drawImage(view, 0, 0, ...size);
  const square = new OffscreenCanvas(side, side);
  const image = new ImageData(side, side);
  for (let i = 0, at = 0; i < image.data.length; i += 4) {
    image.data[i] = pixels[at++]!;
    image.data[i + 1] = pixels[at++]!;
    image.data[i + 2] = pixels[at++]!;
    image.data[i + 3] = 255;
  }
  square.getContext("2d")!.putImageData(image, 0, 0);
  context.drawImage(square, 0, 0, ...size);
}

/** A picture as a file. */
export function fileOf(picture: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(...shownSize(picture));
  drawPicture(canvas.getContext("2d")!, picture);
  return canvas.convertToBlob();
}
