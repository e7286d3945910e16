// The settings of the neuron lesson: three sliders, the pickers, and the rest.

import { html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, sliderField, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Penalty, Spec } from "./network.ts";
import { activationPicker, lossPicker, optimizerPicker } from "./pickers.ts";
import { text } from "./texts.ts";
import { PACES } from "./trainer.ts";
import { paceName } from "./transports.ts";

/** The numbers of the form, as texts until they are read. */
export interface Form {
  rate: string;
  batch: string;
  test: string;
  strength: string;
  seed: string;
}

type Key = keyof Form;

export const formOf = ({ rate, batch, strength, seed }: Spec, share: number): Form => ({
  rate: String(rate),
  batch: String(batch),
  test: String(Math.round(100 * share)),
  strength: String(strength),
  seed: String(seed),
});

const STOPS: Partial<Record<Key, number[]>> = {
  rate: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  batch: [1, 2, 4, 8, 10, 16, 32, 64, 128, 256],
  test: [0, 10, 20, 30, 40, 50, 60, 70],
};

function field(lang: Lang, key: Key): NumberField {
  const fields = {
    rate: { label: text(lang, "learningRate"), whole: false, low: 0, high: 100 },
    batch: { label: text(lang, "batch"), whole: true, low: 1, high: 1024 },
    test: { label: text(lang, "testShare"), whole: true, low: 0, high: 80 },
    strength: { label: text(lang, "strength"), whole: false, low: 0, high: 1 },
    seed: { label: text(lang, "seed"), whole: true, low: 0, high: 1e9 },
  };
  return { ...fields[key], testid: `neuron-${key}` };
}

/** Reads a number of the form. @throws Error when it is not allowed. */
export const readField = (lang: Lang, key: Key, form: Form): number => readNumber(lang, field(lang, key), form[key]);

/** The drawer. `type` is called with what the visitor types, `change` with other settings. */
export function settingsView(
  lang: Lang,
  spec: Spec,
  form: Form,
  type: (key: Key, value: string) => void,
  change: (part: Partial<Spec>) => void,
  pace: number,
  setPace: (pace: number) => void,
): TemplateResult {
  const slider = (key: Key) => sliderField(field(lang, key), STOPS[key]!, form[key], false, (value) => type(key, value));
  const number = (key: Key) => numberField(field(lang, key), form[key], false, (value) => type(key, value));
  const penalties = (["none", "l1", "l2"] as const).map((name) => [name, name === "none" ? text(lang, "none") : name.toUpperCase()] as const);
  const paces = PACES.map((each) => [String(each), text(lang, paceName(each))] as const);
  // A narrow transport bar has no room for the speed.
  return html`<div class="form narrow">${choiceField(text(lang, "pace"), "pace-narrow", paces, String(pace), false, (value) => setPace(Number(value)))}</div>
    <div class="form">${slider("rate")} ${slider("batch")} ${slider("test")}</div>
    ${activationPicker(lang, spec.activation, (activation) => change({ activation }))}
    ${lossPicker(lang, spec.task, spec.loss, (loss) => change({ loss }))}
    ${optimizerPicker(lang, spec.optimizer, (optimizer) => change({ optimizer }))}
    <details class="more" open>
      <summary>${text(lang, "more")}</summary>
      <div class="form">
        ${choiceField<Penalty>(text(lang, "penalty"), "penalty", penalties, spec.penalty, false, (penalty) => change({ penalty }))}
        ${number("strength")} ${number("seed")}
      </div>
      <p class="muted note">${text(lang, "seed")}: ${text(lang, "startAgain")}</p>
    </details>`;
}
