import { html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Augmentation, Way } from "./networks.ts";
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
  transfer: { epochs: "20", batchSize: "16", learningRate: "0.01" },
  tutorial: { epochs: "15", batchSize: "20", learningRate: "0.0001", side: "150" },
  small: { epochs: "30", batchSize: "16", learningRate: "0.001", side: "96" },
};

export const suiting = (way: Way): Partial<Form> => ({ way, ...SUITING[way] });

export const defaults: Form = {
  way: "transfer",
  side: "150",
  holdOut: "20",
  epochs: "20",
  batchSize: "16",
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

/** The form; `change` is called with the visitor's changes. */
export function formView(
  lang: Lang,
  form: Form,
  { disabled, change }: { disabled: boolean; change: (part: Partial<Form>) => void },
): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const number = (field: Field) =>
    numberField(fieldOf(lang, field), form[field], disabled, (value) => change({ [field]: value }));
  const ways = (["transfer", "tutorial", "small"] as const).map((way) => [way, t(way)] as const);
  return html`<div class="form">
      <div class="wide">${choiceField(t("way"), "way", ways, form.way, disabled, (way) => change(suiting(way)))}</div>
      ${form.way === "transfer" ? "" : number("side")} ${number("epochs")} ${number("batchSize")} ${number("learningRate")}
      ${number("holdOut")} ${number("seed")}
    </div>
    <fieldset class="form" ?disabled=${disabled}>
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
    </fieldset>`;
}
