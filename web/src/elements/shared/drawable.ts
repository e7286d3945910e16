// Pictures that a page gives to an element.

/** A picture that can be drawn, and its size in pixels. */
export interface Drawable {
  source: CanvasImageSource;
  width: number;
  height: number;
}

/** @throws Error when it is no picture, or has no pixels yet. */
export async function drawable(picture: CanvasImageSource | ImageData): Promise<Drawable> {
  const [source, width, height] = await measured(picture);
  if (!width || !height) throw new Error("predict: the picture has no pixels yet; wait until it is loaded");
  return { source, width, height };
}

async function measured(picture: CanvasImageSource | ImageData): Promise<[CanvasImageSource, width: number, height: number]> {
  if (picture instanceof ImageData) return [await createImageBitmap(picture), picture.width, picture.height];
  if (picture instanceof HTMLImageElement) return [picture, picture.naturalWidth, picture.naturalHeight];
  if (picture instanceof HTMLVideoElement) return [picture, picture.videoWidth, picture.videoHeight];
  if (picture instanceof HTMLCanvasElement || picture instanceof ImageBitmap || picture instanceof OffscreenCanvas) {
    return [picture, picture.width, picture.height];
  }
  if (globalThis.VideoFrame && picture instanceof VideoFrame) return [picture, picture.displayWidth, picture.displayHeight];
  throw new Error(`predict: the picture is ${picture === null ? "null" : typeof picture}; expected an image, a canvas, a video or ImageData`);
}

/** A picture as a file. */
export async function fileOfPicture(picture: CanvasImageSource | ImageData): Promise<Blob> {
  const { source, width, height } = await drawable(picture);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")!.drawImage(source, 0, 0);
  return canvas.convertToBlob();
}
