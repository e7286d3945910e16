// Saves what the stage shows as a picture.

import { download } from "../shared/download.ts";
import { largest } from "../shared/largest.ts";

const MARGIN = 24;
const TITLE = 56;

/** Saves the network view with its answer as a PNG. The colours are those of the lesson's style. */
export async function pictureOf(view: HTMLCanvasElement, probabilities: Float32Array, style: CSSStyleDeclaration): Promise<void> {
  const ratio = devicePixelRatio || 1;
  const canvas = new OffscreenCanvas(view.width + 2 * MARGIN * ratio, view.height + (TITLE + 2 * MARGIN) * ratio);
  const context = canvas.getContext("2d")!;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = style.colorScheme.includes("dark") && (dark || !style.colorScheme.includes("light"));
  context.fillStyle = scheme ? "#131417" : "#faf9f6";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 ${32 * ratio}px ${style.fontFamily}`;
  context.textBaseline = "top";
  const best = largest(probabilities);
  context.fillText(`${best}  ${(100 * probabilities[best]!).toFixed(0)} %`, MARGIN * ratio, MARGIN * ratio);
  context.drawImage(view, MARGIN * ratio, (MARGIN + TITLE) * ratio);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  download(new Uint8Array(await blob.arrayBuffer()), "pupil-digits.png");
}
