// The panes of the photos lesson: what is looked at, and the answer.

import { html, type TemplateResult } from "lit";
import { bars } from "../shared/bars.ts";
import { chosenFiles } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import { DRAWINGS, type Drawing } from "./example.ts";
import type { Heat } from "./photo.ts";
import type { Picture } from "./pictures.ts";
import { text, type TextKey } from "./texts.ts";

/** What the input pane shows. */
export interface Looking {
  shown: { picture: Picture; name: string } | undefined;
  heat: Heat | undefined;
  camera: boolean;
  /** The addresses of the drawings, once they are drawn. */
  drawings: ReadonlyMap<Drawing, string>;
  give(file: File): void;
  draw(which: Drawing): void;
  toggleCamera(): void;
  /** The camera took a picture. */
  tick(): void;
}

/** The photo that is looked at, or the camera, and the ways to give another. */
export function lookingView(lang: Lang, look: Looking): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const { shown, heat, camera, drawings } = look;
  const photo = camera
    ? html`<pupil-camera bare lang=${lang} @tick=${look.tick}>
        ${heat ? html`<pupil-photo .heat=${heat} label=${t("heat")}></pupil-photo>` : ""}
      </pupil-camera>`
    : shown
      ? html`<pupil-photo data-testid="shown" .picture=${shown.picture} .heat=${heat} label=${t("photoShown", { name: shown.name })}></pupil-photo>`
      : html`<p>${t("stage")}</p>`;
  return html`<div class="looking">
    <div class=${camera || shown ? "place full" : "place"} data-testid="place">${photo}</div>
    <div class="tools">
      <div class="row buttons">
        <label class="file">
          ${t("choosePhoto")}
          <input
            type="file"
            accept="image/*"
            data-testid="photo"
            @change=${(event: Event) => {
              const [file] = chosenFiles(event);
              if (file) look.give(file);
            }}
          />
        </label>
        <button data-testid="camera" aria-pressed=${camera ? "true" : "false"} @click=${look.toggleCamera}>
          ${t(camera ? "closeCamera" : "camera")}
        </button>
      </div>
      <p class="muted drawn-label">${t("drawnLabel")}</p>
      <ul class="drawings" aria-label=${t("examples")}>
        ${DRAWINGS.map(
          (which) => html`<li>
            <button data-testid="drawing-${which}" aria-label=${t(`drawing_${which}`)} title=${t(`drawing_${which}`)} @click=${() => look.draw(which)}>
              ${drawings.has(which) ? html`<img src=${drawings.get(which)!} alt="" />` : ""}
            </button>
          </li>`,
        )}
      </ul>
    </div>
  </div>`;
}

/** The answer about a photo. */
export interface Said {
  names: readonly string[];
  probabilities: readonly number[];
  best: number;
  /** The classes that are shown, by their places. */
  order: readonly number[];
}

/** The classes to show: all, or of many the most likely. */
export function orderOf(probabilities: readonly number[], shown: number): number[] {
  const all = [...probabilities.keys()];
  if (all.length <= shown + 1) return all;
  return all.sort((a, b) => probabilities[b]! - probabilities[a]!).slice(0, shown);
}

/**
 * Verdict and bars; without an answer, `waiting` says why. Screen readers hear the verdict, but not while the camera is
 * `live`: it may change many times a second.
 */
export function answerView(lang: Lang, said: Said | undefined, names: readonly string[], waiting: string, live: boolean): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const percent = said && (100 * said.probabilities[said.best]!).toFixed(1);
  const shown = said ? said.order : [];
  return html`<div class="verdict">
      <p class="guess" data-testid="guess" aria-live=${live ? "off" : "polite"}>${said ? said.names[said.best] : "–"}</p>
      <p class="percent-line" data-testid="percent">${said ? `${percent}%` : waiting}</p>
    </div>
    ${said
      ? bars(t("barsLabel"), shown.map((index) => said.names[index]!), shown.map((index) => said.probabilities[index]!))
      : bars(t("barsLabel"), names.length <= 6 ? names : [], undefined)}
    ${said && said.order.length < said.names.length
      ? html`<p class="muted">${t("best", { shown: said.order.length, all: said.names.length.toLocaleString(lang) })}</p>`
      : ""}`;
}
