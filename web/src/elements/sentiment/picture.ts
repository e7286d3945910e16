// A picture of the sentence, its verdict and its timeline, to save.

import type { Lang } from "../shared/i18n.ts";
import { download } from "../shared/download.ts";
import { percent } from "./answer.ts";
import type { Look } from "./look.ts";
import { text as t } from "./texts.ts";
import { verdictOf } from "./verdict.ts";

const SIZE = { width: 1200, height: 630, edge: 48 };

/** Draws the timeline as the stage shows it, and saves it as a PNG file. */
export async function savePicture(lang: Lang, { found, trace }: Look, style: CSSStyleDeclaration, name: string): Promise<void> {
  const { width, height, edge } = SIZE;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d")!;
  // A canvas needs colours as browsers compute them.
  const probe = document.createElement("i");
  document.body.append(probe);
  probe.style.colorScheme = style.colorScheme;
  const colour = (property: string) => {
    probe.style.color = style.getPropertyValue(property);
    return getComputedStyle(probe).color;
  };
  const [paper, ink, muted, forIt, against] = ["--bg", "--text", "--muted", "--accent", "--second"].map(colour) as [string, string, string, string, string];
  probe.remove();
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  const write = (text: string, x: number, y: number, size: number, fill: string, most = width - x - edge) => {
    context.font = `${size > 24 ? 650 : 400} ${size}px ${style.fontFamily}`;
    context.fillStyle = fill;
    context.fillText(text, x, y, most);
  };
  const verdict = verdictOf(found);
  const side = verdict?.side ?? "undecided";
  const tone = { positive: forIt, negative: against, undecided: ink }[side];
  write(found.text, edge, 84, 36, ink);
  write(`${t(lang, side)} · ${t(lang, "percentPositive", { percent: percent(found.probability) })}`, edge, 144, 32, tone);
  const words = found.parts.filter(({ number }) => number !== undefined);
  const column = (width - 2 * edge) / Math.max(words.length, 1);
  const top = { word: 204, answer: 220, strips: 360 };
  const y = (probability: number) => top.answer + 4 + (1 - probability) * 112;
  context.strokeStyle = muted;
  context.lineWidth = 1;
  context.strokeRect(edge, y(0.5), width - 2 * edge, 0);
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  for (const [at, { text, after }] of words.entries()) {
    const x = edge + at * column;
    write(text, x + 4, top.word, 18, ink, column - 8);
    if (after !== undefined) context.lineTo(x + column / 2, y(after));
  }
  context.stroke();
  const cells = trace.strips.reduce((sum, strip) => sum + strip.cells, 0);
  const cell = Math.min(4, (height - edge - top.strips) / Math.max(cells + 8, 1));
  let from = top.strips;
  for (const strip of trace.strips) {
    for (let word = 0; word < trace.words; word += 1) {
      for (let at = 0; at < strip.cells; at += 1) {
        const value = strip.values[word * strip.cells + at]!;
        context.globalAlpha = strip.sided ? Math.abs(value) ** 0.7 : 0.04 + 0.8 * ((value + 1) / 2);
        context.fillStyle = !strip.sided ? ink : value > 0 ? forIt : against;
        context.fillRect(edge + word * column, from + at * cell, column, cell);
      }
    }
    from += strip.cells * cell + 8;
  }
  context.globalAlpha = 1;
  const blob = await new Promise<Blob>((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("PNG")))));
  download(new Uint8Array(await blob.arrayBuffer()), `${name}.png`);
}
