// A worker that turns picture files into small pictures. Decoding a large photo takes a second, which would block the
// page.

import { scaleTo } from "./proportions.ts";

/** The size to read a picture at; `crop` cuts off what does not fit its proportions instead of stretching. */
export interface PictureSize {
  width: number;
  height: number;
  crop: boolean;
}

/** What is asked about a picture: its pixels at a size, or a small JPEG copy. */
export type Wanted =
  | ({
      /** The longer side of a view of the picture in its own proportions; without it there is none. */
      view?: number;
    } & PictureSize)
  | {
      /** The shorter side of a copy in the picture's own proportions, in pixels. */
      copy: number;
    };

/** A request to the worker. */
export type Request = { id: number; file: Blob } & Wanted;

/** A picture's pixels, three bytes each, with its own size in the file. */
interface Read {
  pixels: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  view?: ImageBitmap;
}

/** The worker's answer, or what went wrong. */
export type Reply = { id: number } & (Read | { jpeg: Blob } | { error: string });

/** How much of a picture a JPEG file keeps, 0 to 1. */
const QUALITY = 0.92;

/** A picture in another size, with transparent places white. */
function resized(whole: ImageBitmap, { width: across, height: down, crop }: PictureSize): OffscreenCanvas {
  const { width, height } = whole;
  // The part that is shown: all, or the largest part in the middle with the result's proportions.
  const scale = Math.min(width / across, height / down);
  let [from, to] = crop ? [Math.round(across * scale), Math.round(down * scale)] : [width, height];
  let [left, top, wide, high] = [(width - from) / 2, (height - to) / 2, from, to];
  // Halves the size in steps: one large step would skip pixels, which looks grainy.
  let source: CanvasImageSource = whole;
  let canvas: OffscreenCanvas;
  do {
    [from, to] = [Math.max(across, Math.ceil(from / 2)), Math.max(down, Math.ceil(to / 2))];
    canvas = new OffscreenCanvas(from, to);
    const context = canvas.getContext("2d", { willReadFrequently: from === across && to === down })!;
    context.imageSmoothingQuality = "high";
    context.fillStyle = "#fff";
    context.fillRect(0, 0, from, to);
    context.drawImage(source, left, top, wide, high, 0, 0, from, to);
    source = canvas;
    [left, top, wide, high] = [0, 0, from, to];
  } while (from > across || to > down);
  return canvas;
}

/** A picture in its own proportions, at most `scale` times its size and never larger. */
function shrunk(whole: ImageBitmap, scale: number): OffscreenCanvas {
  const side = (pixels: number) => Math.max(1, Math.round(pixels * Math.min(scale, 1)));
  return resized(whole, { width: side(whole.width), height: side(whole.height), crop: false });
}

/** Reads a picture upright, as its EXIF orientation says. */
async function decode({ file, ...wanted }: Request): Promise<Read | { jpeg: Blob }> {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = whole;
    if ("copy" in wanted) {
      const canvas = shrunk(whole, scaleTo(wanted.copy, width, height));
      return { jpeg: await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY }) };
    }
    const { width: across, height: down, view } = wanted;
    const { data } = resized(whole, wanted).getContext("2d")!.getImageData(0, 0, across, down);
    const pixels = new Uint8Array(across * down * 3);
    for (let i = 0; i < across * down; i += 1) {
      pixels[3 * i] = data[4 * i]!;
      pixels[3 * i + 1] = data[4 * i + 1]!;
      pixels[3 * i + 2] = data[4 * i + 2]!;
    }
    return { pixels, width, height, ...(view ? { view: shrunk(whole, view / Math.max(width, height)).transferToImageBitmap() } : {}) };
  } finally {
    whole.close();
  }
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  const { id } = request;
  const post = (reply: Reply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });
  try {
    const decoded = await decode(request);
    post({ id, ...decoded }, "pixels" in decoded ? [decoded.pixels.buffer, ...(decoded.view ? [decoded.view] : [])] : []);
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
