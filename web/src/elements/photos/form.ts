// The settings of a training.

import { html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { WAYS, type Augmentation, type Way } from "./networks.ts";
import type { Picture } from "./pictures.ts";
import { text, type TextKey } from "./texts.ts";

type Field = "side" | "holdOut" | "epochs" | "batchSize" | "learningRate" | "seed" | "rotation" | "shift" | "zoom" | "brightness";

/** The form's values; numbers are text until they are read. */
export type Form = Record<Field, string> & { way: Way; flip: boolean };

/** What the visitor chose. */
export interface Settings {
  way: Way;
  side: number;
  holdOut: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  augmentation: Augmentation;
}

/** Values that suit each way: a head on a trained network learns fast, the large network slowly. */
const SUITING: Record<Way, Partial<Form>> = {
  // All photos in one batch, as far as possible: their features are few numbers.
  transfer: { epochs: "100", batchSize: "256", learningRate: "0.01" },
  varied: { epochs: "20", batchSize: "16", learningRate: "0.01" },
  tutorial: { epochs: "15", batchSize: "20", learningRate: "0.0001", side: "150" },
  small: { epochs: "30", batchSize: "16", learningRate: "0.001", side: "96" },
};

export const suiting = (way: Way): Partial<Form> => ({ way, ...SUITING[way] });

export const defaults: Form = {
  way: "transfer",
  side: "150",
  holdOut: "20",
  epochs: "100",
  batchSize: "256",
  learningRate: "0.01",
  seed: "7",
  flip: true,
  rotation: "15",
  shift: "10",
  zoom: "10",
  brightness: "10",
};

const LIMITS: Record<Field, Omit<NumberField, "label">> = {
  side: { low: 32, high: 256, whole: true, testid: "side" },
  holdOut: { low: 1, high: 90, whole: true, testid: "hold-out" },
  epochs: { low: 1, high: 1000, whole: true, testid: "epochs" },
  batchSize: { low: 1, high: 256, whole: true, testid: "batch-size" },
  learningRate: { low: 0, high: 10, whole: false, testid: "learning-rate" },
  seed: { low: 0, high: 1_000_000_000, whole: true, testid: "seed" },
  rotation: { low: 0, high: 180, whole: true, testid: "rotation" },
  shift: { low: 0, high: 50, whole: true, testid: "shift" },
  zoom: { low: 0, high: 50, whole: true, testid: "zoom" },
  brightness: { low: 0, high: 100, whole: true, testid: "brightness" },
};

const fieldOf = (lang: Lang, field: Field): NumberField => ({ ...LIMITS[field], label: text(lang, field) });

const reader = (form: Form, lang: Lang) => (field: Field) => readNumber(lang, fieldOf(lang, field), form[field]);

/** How photos are varied. @throws Error naming the field that is wrong. */
export function variation(form: Form, lang: Lang): Augmentation {
  const read = reader(form, lang);
  return {
    flip: form.flip,
    rotation: read("rotation"),
    shift: read("shift") / 100,
    zoom: read("zoom") / 100,
    brightness: read("brightness") / 100,
  };
}

/** @throws Error naming the field that is wrong. */
export function settings(form: Form, lang: Lang): Settings {
  const read = reader(form, lang);
  return {
    way: form.way,
    side: read("side"),
    holdOut: read("holdOut") / 100,
    epochs: read("epochs"),
    batchSize: read("batchSize"),
    learningRate: read("learningRate"),
    seed: read("seed"),
    augmentation: variation(form, lang),
  };
}

/** True if the photos are varied in training. */
export const varies = (way: Way): boolean => way !== "transfer";

/** True if the size of the pictures can be chosen. */
export const sized = (way: Way): boolean => way === "tutorial" || way === "small";

/**
 * The settings: three first, the rest behind "more". `change` is called with the visitor's changes; `previews` are
 * examples of how a photo is varied.
 */
export function formView(
  lang: Lang,
  form: Form,
  { disabled, change, previews }: { disabled: boolean; change: (part: Partial<Form>) => void; previews: readonly Picture[] },
): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const number = (field: Field) =>
    numberField(fieldOf(lang, field), form[field], disabled, (value) => change({ [field]: value }));
  const ways = WAYS.map((way) => [way, t(way)] as const);
  return html`<div class="form">
      <div class="wide">${choiceField(t("way"), "way", ways, form.way, disabled, (way) => change(suiting(way)))}</div>
      ${number("epochs")} ${number("learningRate")} ${number("holdOut")}
    </div>
    <details class="more" data-testid="more">
      <summary>${t("more")}</summary>
      <div class="form">${sized(form.way) ? number("side") : ""} ${number("batchSize")} ${number("seed")}</div>
      ${varies(form.way)
        ? html`<fieldset class="form" ?disabled=${disabled}>
            <legend>${t("augmentation")}</legend>
            <label class="check">
              <input
                type="checkbox"
                data-testid="flip"
                .checked=${form.flip}
                @change=${(event: Event) => change({ flip: (event.target as HTMLInputElement).checked })}
              />
              ${t("flip")}
            </label>
            ${number("rotation")} ${number("shift")} ${number("zoom")} ${number("brightness")}
          </fieldset>`
        : ""}
    </details>
    ${previews.length
      ? html`<div>
          <p class="muted">${t("preview")}</p>
          <div class="previews" data-testid="previews">
            ${previews.map((picture, i) => html`<pupil-photo .picture=${picture} label="${i + 1}"></pupil-photo>`)}
          </div>
        </div>`
      : ""}`;
}

/** The names of the settings in a link. */
const LINKED: Record<keyof Form, string> = {
  way: "how",
  side: "px",
  holdOut: "test",
  epochs: "n",
  batchSize: "b",
  learningRate: "lr",
  seed: "seed",
  flip: "flip",
  rotation: "turn",
  shift: "shift",
  zoom: "zoom",
  brightness: "light",
};

/** The settings that differ from the usual ones, for a link. */
export function linkOf(form: Form): Record<string, string> {
  const usual = { ...defaults, ...suiting(form.way), way: defaults.way };
  const changed = (Object.keys(LINKED) as (keyof Form)[]).filter((key) => form[key] !== usual[key]);
  return Object.fromEntries(changed.map((key) => [LINKED[key], String(form[key])]));
}

/** The settings of a link. What is not allowed is left out. */
export function formOf(state: URLSearchParams, lang: Lang): Form {
  const asked = state.get(LINKED.way);
  const way = WAYS.find((one) => one === asked) ?? defaults.way;
  const form: Form = { ...defaults, ...suiting(way) };
  for (const field of Object.keys(LIMITS) as Field[]) {
    const value = state.get(LINKED[field]);
    if (value === null) continue;
    try {
      form[field] = String(readNumber(lang, fieldOf(lang, field), value));
    } catch {
      // The usual value stays.
    }
  }
  if (state.get(LINKED.flip) === "false") form.flip = false;
  return form;
}
