import { css, html, type TemplateResult } from "lit";
import { choiceField, numberField, readNumber, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { tutorial, type Sizes } from "./network.ts";
import type { Sentences } from "./data.ts";
import { CORPORA, type Corpus, type Source } from "./sources.ts";
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
export const EPOCHS: Record<Source, string> = { four: "60", corpus: "8", chinese: "8", file: "3" };

export const defaults: Form = {
  source: "corpus",
  vocabulary: String(tutorial.vocabulary),
  maxlen: String(tutorial.maxlen),
  embedding: String(tutorial.embedding),
  lstm: String(tutorial.lstm),
  epochs: EPOCHS.corpus,
  batchSize: "32",
  optimizer: "adam",
  learningRate: "0.001",
  held: "15",
  seed: "7",
};

/** The settings to begin with, on sentences of the language. */
export const usual = (lang: Lang): Form => ({ ...defaults, source: lang === "zh" ? "chinese" : "corpus" });

export const formViewStyles = css`
  .settings {
    display: grid;
    gap: 16px;
  }
  .settings summary {
    min-height: 32px;
    font-size: 15px;
    line-height: 32px;
    color: var(--accent);
    cursor: pointer;
  }
  .settings .note {
    font-size: 13px;
    line-height: 20px;
    color: var(--muted);
  }
  .four {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 15px;
    line-height: 24px;
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
function sourceView(lang: Lang, form: Form, disabled: boolean, sentences: Sentences, change: Change): TemplateResult {
  const counted = (name: Corpus) => [name, text(lang, `source_${name}`, { count: sentences.countOf(name)?.toLocaleString(lang) ?? "…" })] as const;
  const choices = [["four", text(lang, "sourceFour")] as const, ...CORPORA.map(counted), ["file", text(lang, "sourceFile")] as const];
  return choiceField<Source>(text(lang, "source"), "dataset", choices, form.source, disabled, (source) => {
    // If the visitor chose the epochs, they stay.
    const untouched = form.epochs === EPOCHS[form.source];
    change({ source, ...(untouched ? { epochs: EPOCHS[source] } : {}) });
  });
}

/** The settings: what is changed most, then the rest. `note` is about the chosen sentences. */
export function formView(lang: Lang, form: Form, disabled: boolean, sentences: Sentences, note: unknown, change: Change): TemplateResult {
  const number = (name: Field) =>
    numberField(field(lang, name), form[name], disabled, (value) => change({ [name]: value }));
  const optimizers = [
    ["adam", "Adam"],
    ["sgd", "SGD"],
  ] as const;
  return html`<div class="settings">
    ${sourceView(lang, form, disabled, sentences, change)} ${note}
    <div class="form">${number("epochs")} ${number("learningRate")}</div>
    <details data-testid="more">
      <summary>${text(lang, "more")}</summary>
      <div class="form">
        ${number("vocabulary")} ${number("maxlen")} ${number("embedding")} ${number("lstm")} ${number("batchSize")}
        ${choiceField<Form["optimizer"]>(text(lang, "optimizer"), "optimizer", optimizers, form.optimizer, disabled, (optimizer) =>
          // Keras's defaults.
          change({ optimizer, learningRate: optimizer === "adam" ? "0.001" : "0.01" }),
        )}
        ${number("seed")} ${form.source === "four" ? "" : number("held")}
      </div>
    </details>
  </div>`;
}

/** The names of the form's values in a link. */
const LINKED: Record<keyof Form, string> = {
  source: "data",
  vocabulary: "words",
  maxlen: "length",
  embedding: "embedding",
  lstm: "units",
  epochs: "epochs",
  batchSize: "batch",
  optimizer: "optimizer",
  learningRate: "rate",
  held: "held",
  seed: "seed",
};

/** The values that differ from those at the beginning, as a link holds them. A file of the visitor's is not in the link. */
export function linkedForm(form: Form, lang: Lang): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, name] of Object.entries(LINKED) as [keyof Form, string][]) {
    const first = key === "epochs" ? EPOCHS[form.source] : usual(lang)[key];
    if (form[key] !== first && form[key] !== "file") found[name] = form[key];
  }
  return found;
}

/** The form of a link. Values that cannot be are left out. */
export function formOf(state: URLSearchParams, lang: Lang): Form {
  const form = usual(lang);
  const source = state.get(LINKED.source);
  const known = (["four", ...CORPORA] as const).find((name) => name === source);
  if (known) [form.source, form.epochs] = [known, EPOCHS[known]];
  if (state.get(LINKED.optimizer) === "sgd") form.optimizer = "sgd";
  for (const name of Object.keys(LIMITS) as Field[]) {
    const given = state.get(LINKED[name]);
    if (given !== null && Number.isFinite(Number(given)) && given.length < 16) form[name] = given;
  }
  return form;
}
