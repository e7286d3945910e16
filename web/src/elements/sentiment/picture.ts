// The sentence with its timeline as a picture, and a training as a film of such pictures.

import { colourOf } from "../shared/colours.ts";
import { filmFrame, frameOf, saveFilm, savePicture } from "../shared/film.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Snapshot } from "../shared/snapshots.ts";
import { percent } from "./answer.ts";
import type { Look } from "./look.ts";
import { text as t } from "./texts.ts";
import { verdictOf } from "./verdict.ts";

const SIZE = { width: 1152, height: 520 };

/** Where the parts of the picture begin. */
const TOP = { word: 24, answer: 48, strips: 184 };

const ANSWER = 112;

/** The timeline as the stage shows it. */
function drawn({ found, trace }: Look, element: Element): HTMLCanvasElement {
  const { width, height } = SIZE;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d")!;
  const colour = (name: string) => colourOf(element.shadowRoot!, name);
  const colours = { ink: colour("--text"), muted: colour("--muted"), for: colour("--for"), against: colour("--against") };
  const words = found.parts.filter(({ number }) => number !== undefined);
  const column = width / Math.max(words.length, 1);
  const y = (probability: number) => TOP.answer + 4 + (1 - probability) * ANSWER;
  context.font = `20px ${getComputedStyle(element).fontFamily}`;
  context.fillStyle = colours.ink;
  for (const [at, { text }] of words.entries()) context.fillText(text, at * column + 4, TOP.word, column - 8);
  context.strokeStyle = colours.muted;
  context.strokeRect(0, y(0.5), width, 0);
  context.strokeStyle = colours.ink;
  context.lineWidth = 3;
  context.beginPath();
  for (const [at, { after }] of words.entries()) if (after !== undefined) context.lineTo((at + 0.5) * column, y(after));
  context.stroke();
  for (const [at, { after }] of words.entries()) {
    if (after === undefined) continue;
    context.fillStyle = after > 0.5 ? colours.for : colours.against;
    context.beginPath();
    context.arc((at + 0.5) * column, y(after), 6, 0, 2 * Math.PI);
    context.fill();
  }
  const cells = trace.strips.reduce((sum, strip) => sum + strip.cells, 0);
  const cell = Math.min(4, (height - TOP.strips - 8 * trace.strips.length) / Math.max(cells, 1));
  let from = TOP.strips;
  for (const { cells, values, sided } of trace.strips) {
    for (let word = 0; word < trace.words; word += 1) {
      for (let at = 0; at < cells; at += 1) {
        const value = values[word * cells + at]!;
        context.globalAlpha = sided ? Math.abs(value) ** 0.7 : 0.04 + 0.8 * ((value + 1) / 2);
        context.fillStyle = !sided ? colours.ink : value > 0 ? colours.for : colours.against;
        context.fillRect(word * column, from + at * cell, Math.ceil(column), Math.ceil(cell));
      }
    }
    context.globalAlpha = 1;
    from += cells * cell + 8;
  }
  return canvas;
}

const titleOf = (lang: Lang, { found }: Look): string => {
  const side = verdictOf(found)?.side;
  return side ? `${t(lang, side)} · ${t(lang, "percentPositive", { percent: percent(found.probability) })}` : "";
};

/** Saves what the stage shows of a sentence. */
export const picture = (lang: Lang, look: Look, element: Element): Promise<void> =>
  savePicture(frameOf(drawn(look, element), titleOf(lang, look), element), "pupil-words");

/** Saves the moments of a training. */
export const film = (lang: Lang, moments: readonly Snapshot<{ look: Look }>[], element: Element): Promise<void> =>
  saveFilm(
    moments.map(({ done, look }) => filmFrame(drawn(look, element), `${(100 * done).toFixed(0)}% · ${titleOf(lang, look)}`, element)),
    "pupil-words",
  );
