import { html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, sliderField, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { text, type TextKey } from "./texts.ts";

/** What the visitor chose. */
export interface Settings {
  epochs: number;
  batchSize: number;
  optimizer: "adam" | "sgd";
  learningRate: number;
  seed: number;
}

const OPTIMIZERS = [
  ["adam", "Adam"],
  ["sgd", "SGD"],
] as const;

export type Source = "strokes" | "fetch" | "files";

/** The form's values, as text until they are read. */
export interface Form {
  source: Source;
  samples: string;
  epochs: string;
  batchSize: string;
  optimizer: "adam" | "sgd";
  learningRate: string;
  seed: string;
}

export const defaults: Form = {
  source: "strokes",
  samples: "10000",
  epochs: "3",
  batchSize: "32",
  optimizer: "adam",
  learningRate: "0.001",
  seed: "7",
};

type Field = "samples" | "epochs" | "batchSize" | "learningRate" | "seed";

const LIMITS: Record<Field, Omit<NumberField, "label">> = {
  samples: { low: 100, high: 60_000, whole: true, testid: "samples" },
  epochs: { low: 1, high: 1000, whole: true, testid: "epochs" },
  batchSize: { low: 1, high: 4096, whole: true, testid: "batch-size" },
  learningRate: { low: 0, high: 10, whole: false, testid: "learning-rate" },
  seed: { low: 0, high: 1_000_000_000, whole: true, testid: "seed" },
};

const fieldOf = (lang: Lang, field: Field): NumberField => ({ ...LIMITS[field], label: text(lang, field) });

/** The settings and, for generated digits, their number. @throws Error naming the field that is wrong. */
export function settings(form: Form, lang: Lang): Settings & { samples: number } {
  const read = (field: Field) => readNumber(lang, fieldOf(lang, field), form[field]);
  return {
    samples: form.source === "strokes" ? read("samples") : 0,
    epochs: read("epochs"),
    batchSize: read("batchSize"),
    learningRate: read("learningRate"),
    seed: read("seed"),
    optimizer: form.optimizer,
  };
}

/** The places of the sliders. */
const STOPS = {
  learningRate: [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
  samples: [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000],
  epochs: [1, 2, 3, 5, 10, 20, 30, 50, 100],
};

/** The form: three sliders, and the rest behind "more". `change` is called with the visitor's changes. */
export function formView(
  lang: Lang,
  form: Form,
  options: { disabled: boolean; canFetch: boolean; change: (part: Partial<Form>) => void },
): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const { disabled, canFetch, change } = options;
  const number = (field: Field) =>
    numberField(fieldOf(lang, field), form[field], disabled, (value) => change({ [field]: value }));
  const slider = (field: keyof typeof STOPS) =>
    sliderField(fieldOf(lang, field), STOPS[field], form[field], disabled, (value) => change({ [field]: value }));
  const sources: [Source, string][] = [["strokes", t("strokes")]];
  if (canFetch) sources.push(["fetch", t("mnistFetch")]);
  sources.push(["files", t("mnistFiles")]);
  return html`<div class="form">
      ${slider("learningRate")} ${form.source === "strokes" ? slider("samples") : ""} ${slider("epochs")}
    </div>
    <details class="more" ?open=${form.source === "files"}>
      <summary>${t("more")}</summary>
      <div class="form">
        <div class="wide">
          ${choiceField(t("dataset"), "dataset", sources, form.source, disabled, (source) => change({ source }))}
        </div>
        ${choiceField(t("optimizer"), "optimizer", OPTIMIZERS, form.optimizer, disabled, (optimizer) =>
          // Keras's defaults.
          change({ optimizer, learningRate: optimizer === "adam" ? "0.001" : "0.01" }),
        )}
        ${number("batchSize")} ${number("seed")}
      </div>
    </details>`;
}

/** The settings' names in a link. */
const NAMES = { samples: "n", epochs: "epochs", batchSize: "batch", optimizer: "opt", learningRate: "lr", seed: "seed" } as const;

/** The settings that differ from the usual ones, as a link holds them. */
export function linkOf(form: Form): Record<string, string> {
  const changed = Object.entries(NAMES).filter(([field]) => form[field as keyof Form] !== defaults[field as keyof Form]);
  return Object.fromEntries(changed.map(([field, name]) => [name, form[field as keyof Form]]));
}

/** The form with the settings of a link, as far as they are allowed. */
export function readLink(state: URLSearchParams, before: Form): Form {
  const form = { ...before };
  for (const [field, name] of Object.entries(NAMES)) {
    const value = state.get(name);
    if (value === null || (field === "optimizer" && !OPTIMIZERS.some(([known]) => known === value))) continue;
    const changed: Form = { ...form, [field]: value };
    try {
      settings({ ...changed, source: "strokes" }, "en");
    } catch {
      continue;
    }
    Object.assign(form, changed);
  }
  return form;
}
