// Pictures of the network at work, to share.

import { filmFrame, frameOf, saveFilm, savePicture } from "../shared/film.ts";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import type { LayerOutput, NetworkView } from "../shared/network-view.ts";
import type { Snapshots } from "../shared/snapshots.ts";
import { text } from "./texts.ts";

/** What the lesson showed at a moment of a training. */
export interface Seen {
  layers: LayerOutput[];
  probabilities: Float32Array;
}

const NAME = "pupil-digits";

/** The line above the network: the answer, and how much of the training was done. */
function title(lang: Lang, probabilities: Float32Array, done?: number): string {
  const best = largest(probabilities);
  const answer = `${best} · ${(100 * probabilities[best]!).toFixed(0)}%`;
  return done === undefined ? answer : `${answer} · ${text(lang, "afterPart", { percent: Math.round(100 * done) })}`;
}

/** Saves the network view and the answer as a picture. */
export async function saveView(lang: Lang, view: NetworkView, probabilities: Float32Array): Promise<void> {
  await savePicture(frameOf(view.picture!, title(lang, probabilities), view), NAME);
}

/** Shows the moments of a training one after the other, with `show`, and saves them as a GIF. */
export async function saveTraining(lang: Lang, view: NetworkView, { all }: Snapshots<Seen>, show: (at: number | undefined) => Promise<void>): Promise<void> {
  const frames: OffscreenCanvas[] = [];
  for (const [at, { probabilities, done }] of all.entries()) {
    await show(at);
    await view.painted();
    frames.push(filmFrame(view.picture!, title(lang, probabilities, done), view));
  }
  await show(undefined);
  await saveFilm(frames, NAME);
}
