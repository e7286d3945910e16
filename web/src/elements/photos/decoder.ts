// A worker that turns picture files into small squares: decoding a large photo takes a second, which is not the page's.

/** What the worker is asked. */
export interface Request {
  id: number;
  file: Blob;
  /** Pixels along a side of the square. */
  side: number;
}

/** What it answers: three bytes a pixel, and the picture's own size; or what went wrong. */
export type Reply =
  | { id: number; pixels: Uint8Array<ArrayBuffer>; width: number; height: number }
  | { id: number; error: string };

/** A picture squeezed to a square, upright as its EXIF orientation says, its transparent places white. */
async function decode(file: Blob, side: number): Promise<Omit<Extract<Reply, { pixels: unknown }>, "id">> {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = whole;
    // By halves: one large step would skip pixels, which looks grainy.
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
