import { css, html, type TemplateResult } from "lit";
import { text, type Lang, type TextKey } from "../shared/i18n.ts";
import type { Settings } from "./training.ts";

export type Source = "strokes" | "fetch" | "files";

/** What the form holds, as text until it is read. */
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

export const formStyles = css`
  .form {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem;
  }
  .form .wide {
    grid-column: 1 / -1;
  }
`;

type NumberField = "samples" | "epochs" | "batchSize" | "learningRate" | "seed";

const LIMITS: Record<NumberField, { low: number; high: number; whole: boolean; testid: string }> = {
  samples: { low: 100, high: 60_000, whole: true, testid: "samples" },
  epochs: { low: 1, high: 1000, whole: true, testid: "epochs" },
  batchSize: { low: 1, high: 4096, whole: true, testid: "batch-size" },
  learningRate: { low: 0, high: 10, whole: false, testid: "learning-rate" },
  seed: { low: 0, high: 1_000_000_000, whole: true, testid: "seed" },
};

function read(form: Form, field: NumberField, lang: Lang): number {
  const { low, high, whole } = LIMITS[field];
  const value = form[field].trim() === "" ? Number.NaN : Number(form[field]);
  const valid = whole ? Number.isInteger(value) && value >= low : value > low;
  if (!valid || value > high) {
    const expected = text(lang, whole ? "wholeFrom" : "numberFrom", { low, high });
    throw new Error(text(lang, "badNumber", { field: text(lang, field), value: form[field] || "–", expected }));
  }
  return value;
}

/** The settings and, for generated digits, how many. @throws Error naming the field that is wrong. */
export function settings(form: Form, lang: Lang): Settings & { samples: number } {
  return {
    samples: form.source === "strokes" ? read(form, "samples", lang) : 0,
    epochs: read(form, "epochs", lang),
    batchSize: read(form, "batchSize", lang),
    learningRate: read(form, "learningRate", lang),
    seed: read(form, "seed", lang),
    optimizer: form.optimizer,
  };
}

/** The form; `change` gets what the visitor changed. */
export function formView(
  lang: Lang,
  form: Form,
  options: { disabled: boolean; canFetch: boolean; change: (part: Partial<Form>) => void },
): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const { disabled, canFetch, change } = options;
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const number = (field: NumberField) => {
    const { low, high, whole, testid } = LIMITS[field];
    return html`<label>
      ${t(field)}
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
  return html`<div class="form">
    <label class="wide">
      ${t("dataset")}
      <select
        data-testid="dataset"
        ?disabled=${disabled}
        @change=${(event: Event) => change({ source: value(event) as Source })}
      >
        <option value="strokes" ?selected=${form.source === "strokes"}>${t("strokes")}</option>
        ${canFetch ? html`<option value="fetch" ?selected=${form.source === "fetch"}>${t("mnistFetch")}</option>` : ""}
        <option value="files" ?selected=${form.source === "files"}>${t("mnistFiles")}</option>
      </select>
    </label>
    ${form.source === "strokes" ? number("samples") : ""} ${number("epochs")} ${number("batchSize")}
    <label>
      ${t("optimizer")}
      <select
        data-testid="optimizer"
        ?disabled=${disabled}
        @change=${(event: Event) => {
          const optimizer = value(event) as Form["optimizer"];
          // Keras's defaults.
          change({ optimizer, learningRate: optimizer === "adam" ? "0.001" : "0.01" });
        }}
      >
        <option value="adam" ?selected=${form.optimizer === "adam"}>Adam</option>
        <option value="sgd" ?selected=${form.optimizer === "sgd"}>SGD</option>
      </select>
    </label>
    ${number("learningRate")} ${number("seed")}
  </div>`;
}
