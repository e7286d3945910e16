// What is open, and how to open something else.

import { html, type TemplateResult } from "lit";
import { chosenFiles } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import { text, type TextKey } from "./texts.ts";
import { shapeText } from "./ways.ts";

type Shape = readonly (number | null)[];

export interface Facts {
  name: string;
  /** The model's summary, which has the number of parameters; empty until it is there. */
  summary: string;
  inputs: readonly Shape[];
  outputs: readonly Shape[];
  notes: readonly string[];
}

export function head(
  lang: Lang,
  { name, summary, inputs, outputs, notes }: Facts,
  actions: { take: (files: File[]) => void; close: () => void },
): TemplateResult {
  const t = (key: TextKey, values: Record<string, string> = {}) => text(lang, key, values);
  const count = /Total params: ([\d,]+)/.exec(summary)?.[1];
  const facts = [
    count ? t("parameters", { count }) : "",
    t("takes", { shape: inputs.map(shapeText).join(", ") }),
    t("gives", { shape: outputs.map(shapeText).join(", ") }),
  ];
  return html`<header class="head">
      <div>
        <h2 data-testid="name">${name}</h2>
        <p class="muted" data-testid="facts">${facts.filter(Boolean).join(" · ")}</p>
      </div>
      <div class="row">
        <label class="file">
          ${t("openOther")}
          <input
            type="file"
            multiple
            data-testid="open"
            @change=${(event: Event) => actions.take(chosenFiles(event))}
          />
        </label>
        <button data-testid="close" @click=${actions.close}>${t("close")}</button>
      </div>
    </header>
    ${notes.length
      ? html`<ul class="notes" aria-label=${t("notes")} data-testid="notes">
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>`
      : ""}`;
}
