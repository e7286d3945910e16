import { css, html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { tutorial, type Sizes } from "./network.ts";
import type { Source } from "./sources.ts";
import { text } from "./texts.ts";

type Field = "vocabulary" | "maxlen" | "embedding" | "lstm" | "epochs" | "batchSize" | "learningRate" | "held" | "seed";

/** The form's values; numbers are text until they are read. */
export interface Form extends Record<Field, string> {
  source: Source;
  optimizer: "adam" | "sgd";
}

/** What the visitor chose. */
export interface Settings {
  source: Source;
  sizes: Sizes;
  epochs: number;
  batchSize: number;
  optimizer: "adam" | "sgd";
  learningRate: number;
  /** The share of the sentences that is held back; not used for the four sentences. */
  held: number;
  seed: number;
}

/** For the four sentences an epoch is one step; for the reviews it is fifty. */
const EPOCHS: Record<Source, string> = { four: "60", corpus: "8", file: "3" };

export const defaults: Form = {
  source: "four",
  vocabulary: String(tutorial.vocabulary),
  maxlen: String(tutorial.maxlen),
  embedding: String(tutorial.embedding),
  lstm: String(tutorial.lstm),
  epochs: EPOCHS.four,
  batchSize: "32",
  optimizer: "adam",
  learningRate: "0.001",
  held: "15",
  seed: "7",
};

export const fieldsetStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 0.5rem;
    font-size: 0.86rem;
    font-weight: 600;
  }
`;

const LIMITS: Record<Field, Omit<NumberField, "label">> = {
  vocabulary: { low: 2, high: 100_000, whole: true, testid: "vocabulary" },
  maxlen: { low: 1, high: 1000, whole: true, testid: "maxlen" },
  embedding: { low: 1, high: 512, whole: true, testid: "embedding" },
  lstm: { low: 1, high: 512, whole: true, testid: "lstm" },
  epochs: { low: 1, high: 1000, whole: true, testid: "epochs" },
  batchSize: { low: 1, high: 4096, whole: true, testid: "batch-size" },
  learningRate: { low: 0, high: 10, whole: false, testid: "learning-rate" },
  held: { low: 1, high: 90, whole: true, testid: "held" },
  seed: { low: 0, high: 1_000_000_000, whole: true, testid: "seed" },
};

const field = (lang: Lang, name: Field): NumberField => ({ ...LIMITS[name], label: text(lang, name) });

/** The settings. @throws Error naming the field that is wrong. */
export function settings(form: Form, lang: Lang): Settings {
  const number = (name: Field) => readNumber(lang, field(lang, name), form[name]);
  return {
    source: form.source,
    sizes: {
      vocabulary: number("vocabulary"),
      maxlen: number("maxlen"),
      embedding: number("embedding"),
      lstm: number("lstm"),
    },
    epochs: number("epochs"),
    batchSize: number("batchSize"),
    optimizer: form.optimizer,
    learningRate: number("learningRate"),
    held: form.source === "four" ? 0 : number("held") / 100,
    seed: number("seed"),
  };
}

type Change = (part: Partial<Form>) => void;

/** The source of the sentences; `change` is called with the visitor's changes. */
export function sourceView(lang: Lang, form: Form, disabled: boolean, corpusCount: number, change: Change): TemplateResult {
  const choices = [
    ["four", text(lang, "sourceFour")],
    ["corpus", text(lang, "sourceCorpus", { count: corpusCount.toLocaleString(lang) })],
    ["file", text(lang, "sourceFile")],
  ] as const;
  return choiceField<Source>(text(lang, "source"), "dataset", choices, form.source, disabled, (source) => {
    // If the visitor chose the epochs, they stay.
    const untouched = form.epochs === EPOCHS[form.source];
    change({ source, ...(untouched ? { epochs: EPOCHS[source] } : {}) });
  });
}

/** The model's sizes and the options of its training. */
export function formView(lang: Lang, form: Form, disabled: boolean, change: Change): TemplateResult {
  const number = (name: Field) =>
    numberField(field(lang, name), form[name], disabled, (value) => change({ [name]: value }));
  const optimizers = [
    ["adam", "Adam"],
    ["sgd", "SGD"],
  ] as const;
  return html`<fieldset>
      <legend>${text(lang, "sizes")}</legend>
      <div class="form">${number("vocabulary")} ${number("maxlen")} ${number("embedding")} ${number("lstm")}</div>
    </fieldset>
    <fieldset>
      <legend>${text(lang, "run")}</legend>
      <div class="form">
        ${number("epochs")} ${number("batchSize")}
        ${choiceField<Form["optimizer"]>(text(lang, "optimizer"), "optimizer", optimizers, form.optimizer, disabled, (optimizer) =>
          // Keras's defaults.
          change({ optimizer, learningRate: optimizer === "adam" ? "0.001" : "0.01" }),
        )}
        ${number("learningRate")} ${number("seed")} ${form.source === "four" ? "" : number("held")}
      </div>
    </fieldset>`;
}
