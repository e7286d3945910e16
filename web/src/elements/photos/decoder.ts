// A worker that turns picture files into small squares. Decoding a large photo takes a second, which would block the
// page.

/** A request to the worker. */
export interface Request {
  id: number;
  file: Blob;
  /** Pixels along a side of the square. */
  side: number;
}

/** The worker's answer: three bytes for each pixel, and the picture's own size; or what went wrong. */
export type Reply =
  | { id: number; pixels: Uint8Array<ArrayBuffer>; width: number; height: number }
  | { id: number; error: string };

/** A picture resized to a square, upright as its EXIF orientation says, with transparent places white. */
async function decode(file: Blob, side: number): Promise<Omit<Extract<Reply, { pixels: unknown }>, "id">> {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = whole;
    // Halves the size in steps: one large step would skip pixels, which looks grainy.
    let source: CanvasImageSource = whole;
    let [from, to] = [width, height];
    let canvas: OffscreenCanvas;
    let context: OffscreenCanvasRenderingContext2D;
    do {
      [from, to] = [Math.max(side, Math.ceil(from / 2)), Math.max(side, Math.ceil(to / 2))];
      canvas = new OffscreenCanvas(from, to);
      context = canvas.getContext("2d", { willReadFrequently: from === side && to === side })!;
      context.imageSmoothingQuality = "high";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, from, to);
      context.drawImage(source, 0, 0, from, to);
      source = canvas;
    } while (from > side || to > side);
    const { data } = context.getImageData(0, 0, side, side);
    const pixels = new Uint8Array(side * side * 3);
    for (let i = 0; i < side * side; i += 1) {
      pixels[3 * i] = data[4 * i]!;
      pixels[3 * i + 1] = data[4 * i + 1]!;
      pixels[3 * i + 2] = data[4 * i + 2]!;
    }
    return { pixels, width, height };
  } finally {
    whole.close();
  }
}

self.onmessage = async ({ data: { id, file, side } }: MessageEvent<Request>) => {
  const post = (reply: Reply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });
  try {
    const decoded = await decode(file, side);
    post({ id, ...decoded }, [decoded.pixels.buffer]);
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
