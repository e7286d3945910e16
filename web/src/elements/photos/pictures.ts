// Picture files as numbers.

import { startWorker } from "../../api/worker.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Reply, Request } from "./decoder.ts";
import { text } from "./texts.ts";

/** The size to read a picture at; `crop` cuts off what does not fit its proportions instead of stretching. */
export interface PictureSize {
  width: number;
  height: number;
  crop: boolean;
}

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
}

let worker: Worker | undefined;
let nextId = 1;
const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();

function start(): Worker {
  if (worker) return worker;
  worker = startWorker(new URL("pupil-decoder.js", import.meta.url).href, "pupil-decoder");
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

/** Reads a picture file and resizes it to a square, as Keras's `flow_from_directory` does; see {@link readPixels}. */
export async function readPicture(file: Blob, name: string, side: number, lang: Lang): Promise<Picture> {
  return { ...(await readPixels(file, name, { width: side, height: side, crop: false }, lang)), side };
}

/**
 * Reads a picture file and resizes it.
 *
 * @throws Error that names the file, when this browser cannot read it.
 */
export async function readPixels(file: Blob, name: string, size: PictureSize, lang: Lang): Promise<Pixels> {
  const { pixels, width, height } = (await ask({ file, ...size }, name, lang)) as Extract<Reply, { pixels: unknown }>;
  return { pixels, width, height };
}

/** The side of the copies of photos that are kept, in pixels: the largest size that a network here takes. */
export const COPY_SIDE = 256;

/**
 * A small square copy of a picture file, as JPEG.
 *
 * @throws Error that names the file, when this browser cannot read it.
 */
export async function smallCopy(file: Blob, name: string, lang: Lang): Promise<Blob> {
  const request = { file, width: COPY_SIDE, height: COPY_SIDE, crop: false, jpeg: true };
  return ((await ask(request, name, lang)) as Extract<Reply, { jpeg: unknown }>).jpeg;
}

async function ask(request: Omit<Request, "id">, name: string, lang: Lang): Promise<Exclude<Reply, { error: unknown }>> {
  const id = nextId++;
  const reply = await new Promise<Reply>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    start().postMessage({ id, ...request } satisfies Request);
  }).catch((error: unknown) => {
    throw error instanceof DecoderError ? new Error(text(lang, "decoderFailed", { reason: error.message })) : error;
  });
  if ("error" in reply) {
    const found = await kind(request.file);
    const reason = found === "empty" ? text(lang, "emptyFile") : found ? text(lang, "foreignKind", { kind: found }) : reply.error;
    throw new Error(text(lang, "badPicture", { name, reason }));
  }
  return reply;
}

/** A picture as a file. */
export async function fileOf({ pixels, side }: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(side, side);
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i += 1) image.data.set([pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!, 255], 4 * i);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas.convertToBlob();
}
