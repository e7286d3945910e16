// The picture that the menu "Share" saves: the photo with what decided, the network, and the answer.

import { download } from "../shared/download.ts";
import type { Said } from "./views.ts";

const [WIDTH, HEIGHT, MARGIN, PHOTO] = [1200, 630, 40, 360];
const BARS = 5;

/** True if text of this colour is for a dark ground. */
const isBright = (colour: string): boolean => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number).reduce((a, b) => a + b, 0) > 382;

/** Saves the picture as a PNG file, in the colours and the font of the lesson. */
export async function savePicture(photo: HTMLCanvasElement, network: HTMLCanvasElement | null, said: Said, style: CSSStyleDeclaration): Promise<void> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d")!;
  const dark = isBright(style.color);
  context.fillStyle = dark ? "#131417" : "#faf9f6";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.drawImage(photo, MARGIN, MARGIN, PHOTO, PHOTO);
  const best = said.order.toSorted((a, b) => said.probabilities[b]! - said.probabilities[a]!).slice(0, BARS);
  best.forEach((index, at) => {
    const y = MARGIN + PHOTO + 24 + 30 * at;
    context.font = `${index === said.best ? "700 " : ""}20px ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textBaseline = "top";
    context.fillText(said.names[index]!, MARGIN, y, 150);
    context.fillStyle = dark ? "#93a8ff" : "#3152d4";
    context.fillRect(MARGIN + 160, y + 2, 200 * said.probabilities[index]!, 16);
    context.fillStyle = style.color;
    context.fillText(`${(100 * said.probabilities[index]!).toFixed(1)}%`, MARGIN + 370, y, 90);
  });
  if (network?.width) {
    const [wide, high] = [WIDTH - PHOTO - 3 * MARGIN, HEIGHT - 2 * MARGIN];
    const scale = Math.min(wide / network.width, high / network.height);
    context.drawImage(network, PHOTO + 2 * MARGIN, MARGIN, network.width * scale, network.height * scale);
  }
  const blob = await canvas.convertToBlob();
  download(new Uint8Array(await blob.arrayBuffer()), "pupil-photo.png");
}
