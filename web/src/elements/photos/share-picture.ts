// The picture that the menu "Share" saves: the photo with what decided, the network, and the answer.

import { colourOf } from "../shared/colours.ts";
import { background, savePicture } from "../shared/film.ts";
import type { Said } from "./views.ts";

const [WIDTH, HEIGHT, MARGIN, PHOTO] = [1200, 630, 40, 360];
const BARS = 5;

/** Under the photo stand a name, a bar and its number, which are as wide as the photo together. */
const [NAME, BAR, GAP] = [130, 130, 12];

/** Saves the picture as a PNG file, in the colours and the font of the lesson. */
export async function saveStage(photo: HTMLCanvasElement, network: HTMLCanvasElement | null, said: Said, lesson: Element): Promise<void> {
  const style = getComputedStyle(lesson);
  const accent = colourOf(lesson.shadowRoot!, "--accent");
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d")!;
  context.fillStyle = background(lesson);
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const shrink = PHOTO / Math.max(photo.width, photo.height);
  const [across, down] = [photo.width * shrink, photo.height * shrink];
  context.drawImage(photo, MARGIN + (PHOTO - across) / 2, MARGIN + (PHOTO - down) / 2, across, down);
  const best = said.order.toSorted((a, b) => said.probabilities[b]! - said.probabilities[a]!).slice(0, BARS);
  best.forEach((index, at) => {
    const y = MARGIN + PHOTO + 24 + 30 * at;
    context.font = `${index === said.best ? "700 " : ""}20px ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textBaseline = "top";
    context.fillText(said.names[index]!, MARGIN, y, NAME);
    context.fillStyle = accent;
    context.fillRect(MARGIN + NAME + GAP, y + 2, BAR * said.probabilities[index]!, 16);
    context.fillStyle = style.color;
    context.fillText(`${(100 * said.probabilities[index]!).toFixed(1)}%`, MARGIN + NAME + BAR + 2 * GAP, y, PHOTO - NAME - BAR - 2 * GAP);
  });
  if (network?.width) {
    const [wide, high] = [WIDTH - PHOTO - 3 * MARGIN, HEIGHT - 2 * MARGIN];
    const scale = Math.min(wide / network.width, high / network.height);
    context.drawImage(network, PHOTO + 2 * MARGIN, MARGIN, network.width * scale, network.height * scale);
  }
  await savePicture(canvas, "pupil-photo");
}
