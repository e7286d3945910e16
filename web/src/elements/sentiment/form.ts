import { css, html, type TemplateResult } from "lit";
import { text, type Lang } from "../shared/i18n.ts";
import { tutorial, type Sizes } from "./network.ts";
import type { Source } from "./sources.ts";
import { t, type Key } from "./texts.ts";

type NumberField = "vocabulary" | "maxlen" | "embedding" | "lstm" | "epochs" | "batchSize" | "learningRate" | "held" | "seed";

/** What the form holds, its numbers as text until they are read. */
export interface Form extends Record<NumberField, string> {
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
  /** The share of the sentences that is held back; none of the four. */
  held: number;
  seed: number;
}

/** Four sentences are learnt in the time that a thousand take for one epoch. */
export const EPOCHS: Record<Source, string> = { four: "60", corpus: "12", file: "3" };

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

export const formStyles = css`
  fieldset {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem;
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

const LIMITS: Record<NumberField, { low: number; high: number; whole: boolean; testid: string }> = {
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

function read(form: Form, field: NumberField, lang: Lang): number {
  const { low, high, whole } = LIMITS[field];
  const value = form[field].trim() === "" ? Number.NaN : Number(form[field]);
  const valid = whole ? Number.isInteger(value) && value >= low : value > low;
  if (!valid || value > high) {
    const expected = text(lang, whole ? "wholeFrom" : "numberFrom", { low, high });
    throw new Error(text(lang, "badNumber", { field: t(lang, field), value: form[field] || "–", expected }));
  }
  return value;
}

/** The settings. @throws Error naming the field that is wrong. */
export function settings(form: Form, lang: Lang): Settings {
  const number = (field: NumberField) => read(form, field, lang);
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

export interface FormOptions {
  disabled: boolean;
  corpusCount: number;
  change: (part: Partial<Form>) => void;
}

const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** Where the sentences come from; `change` gets what the visitor changed. */
export function sourceView(lang: Lang, form: Form, { disabled, corpusCount, change }: FormOptions): TemplateResult {
  const option = (source: Source, key: Key) =>
    html`<option value=${source} ?selected=${form.source === source}>
      ${t(lang, key, { count: corpusCount.toLocaleString(lang) })}
    </option>`;
  const changed = (event: Event) => {
    const source = value(event) as Source;
    // Epochs that the visitor chose stay.
    const untouched = form.epochs === EPOCHS[form.source];
    change({ source, ...(untouched ? { epochs: EPOCHS[source] } : {}) });
  };
  return html`<label>
    ${t(lang, "source")}
    <select data-testid="source-select" ?disabled=${disabled} @change=${changed}>
      ${option("four", "sourceFour")} ${option("corpus", "sourceCorpus")} ${option("file", "sourceFile")}
    </select>
  </label>`;
}

/** The model's sizes and how it is trained. */
export function formView(lang: Lang, form: Form, { disabled, change }: FormOptions): TemplateResult {
  const number = (field: NumberField) => {
    const { low, high, whole, testid } = LIMITS[field];
    return html`<label>
      ${t(lang, field)}
      <input
        type="number"
        inputmode="decimal"
        data-testid=${testid}
        min=${low}
        max=${high}
        step=${whole ? 1 : "any"}
        .value=${form[field]}
        ?disabled=${disabled}
        @input=${(event: Event) => change({ [field]: value(event) })}
      />
    </label>`;
  };
  const optimizer = (event: Event) => {
    const chosen = value(event) as Form["optimizer"];
    // Keras's defaults.
    change({ optimizer: chosen, learningRate: chosen === "adam" ? "0.001" : "0.01" });
  };
  return html`<fieldset>
      <legend>${t(lang, "sizes")}</legend>
      ${number("vocabulary")} ${number("maxlen")} ${number("embedding")} ${number("lstm")}
    </fieldset>
    <fieldset>
      <legend>${t(lang, "run")}</legend>
      ${number("epochs")} ${number("batchSize")}
      <label>
        ${t(lang, "optimizer")}
        <select data-testid="optimizer" ?disabled=${disabled} @change=${optimizer}>
          <option value="adam" ?selected=${form.optimizer === "adam"}>Adam</option>
          <option value="sgd" ?selected=${form.optimizer === "sgd"}>SGD</option>
        </select>
      </label>
      ${number("learningRate")} ${form.source === "four" ? "" : number("held")} ${number("seed")}
    </fieldset>`;
}
