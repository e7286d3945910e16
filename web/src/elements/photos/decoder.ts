// A worker that turns picture files into small pictures. Decoding a large photo takes a second, which would block the
// page.

/** A request to the worker. */
export interface Request {
  id: number;
  file: Blob;
  /** The size of the result, in pixels. */
  width: number;
  height: number;
  /** True to cut off what does not fit the result's proportions; false to stretch. */
  crop: boolean;
  /** True for a JPEG file instead of pixels. */
  jpeg?: boolean;
}

/** The worker's answer: three bytes for each pixel or a file, and the picture's own size; or what went wrong. */
export type Reply =
  | { id: number; pixels: Uint8Array<ArrayBuffer>; width: number; height: number }
  | { id: number; jpeg: Blob; width: number; height: number }
  | { id: number; error: string };

/** What is read of a picture. */
type Decoded = { pixels: Uint8Array<ArrayBuffer>; width: number; height: number } | { jpeg: Blob; width: number; height: number };

/** How much of a picture a JPEG file keeps, 0 to 1. */
const QUALITY = 0.92;

/** A picture in another size, upright as its EXIF orientation says, with transparent places white. */
async function decode({ file, width: across, height: down, crop, jpeg }: Request): Promise<Decoded> {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = whole;
    // The part that is shown: all, or the largest part in the middle with the result's proportions.
    const scale = Math.min(width / across, height / down);
    let [from, to] = crop ? [Math.round(across * scale), Math.round(down * scale)] : [width, height];
    let [left, top, wide, high] = [(width - from) / 2, (height - to) / 2, from, to];
    // Halves the size in steps: one large step would skip pixels, which looks grainy.
    let source: CanvasImageSource = whole;
    let canvas: OffscreenCanvas;
    let context: OffscreenCanvasRenderingContext2D;
    do {
      [from, to] = [Math.max(across, Math.ceil(from / 2)), Math.max(down, Math.ceil(to / 2))];
      canvas = new OffscreenCanvas(from, to);
      context = canvas.getContext("2d", { willReadFrequently: from === across && to === down })!;
      context.imageSmoothingQuality = "high";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, from, to);
      context.drawImage(source, left, top, wide, high, 0, 0, from, to);
      source = canvas;
      [left, top, wide, high] = [0, 0, from, to];
    } while (from > across || to > down);
    if (jpeg) return { jpeg: await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY }), width, height };
    const { data } = context.getImageData(0, 0, across, down);
    const pixels = new Uint8Array(across * down * 3);
    for (let i = 0; i < across * down; i += 1) {
      pixels[3 * i] = data[4 * i]!;
      pixels[3 * i + 1] = data[4 * i + 1]!;
      pixels[3 * i + 2] = data[4 * i + 2]!;
    }
    return { pixels, width, height };
  } finally {
    whole.close();
  }
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  const { id } = request;
  const post = (reply: Reply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });
  try {
    const decoded = await decode(request);
    post({ id, ...decoded }, "pixels" in decoded ? [decoded.pixels.buffer] : []);
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
