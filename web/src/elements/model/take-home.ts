// Saves the model in the forms of other programs.

import { html, type TemplateResult } from "lit";
import type { Model, SaveFormat } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { download } from "../shared/model-panel.ts";
import { text } from "./texts.ts";

/** The forms, with the visitor's names for them and the ends of the files' names. */
const FORMATS: readonly (readonly [SaveFormat, string, string])[] = [
  ["keras", ".keras", ".keras"],
  ["h5", ".h5", ".h5"],
  ["weights.h5", ".weights.h5", ".weights.h5"],
  ["tfjs", "TensorFlow.js (.zip)", ".zip"],
  ["onnx", ".onnx", ".onnx"],
  ["safetensors", ".safetensors", ".safetensors"],
];

/** A name for the saved file: that of the opened one without its ending. */
const stem = (name: string): string => name.replace(/\/$/, "").replace(/(\.weights)?\.\w+$/, "") || "model";

/** The state of saving, which belongs to the element that shows the buttons. */
export class Saving {
  /** The form that is being written. */
  format: SaveFormat | undefined;
  error = "";

  constructor(readonly changed: () => void) {}

  async save(model: Model, name: string, format: SaveFormat, ending: string): Promise<void> {
    [this.format, this.error] = [format, ""];
    this.changed();
    try {
      download(await model.save({ format }), `${stem(name)}${ending}`);
    } catch (error) {
      this.error = (error as Error).message;
    }
    this.format = undefined;
    this.changed();
  }
}

export function takeHome(lang: Lang, saving: Saving, model: Model, name: string): TemplateResult {
  return html`<section class="home" aria-labelledby="home">
    <header>
      <h3 id="home">${text(lang, "takeHome")}</h3>
      <p class="muted">${text(lang, "takeHomeHint")}</p>
    </header>
    <div class="row">
      ${FORMATS.map(
        ([format, label, ending]) => html`<button
          data-testid="save-${format}"
          aria-label=${text(lang, "saveAs", { format: label })}
          ?disabled=${saving.format !== undefined}
          @click=${() => void saving.save(model, name, format, ending)}
        >
          ${saving.format === format ? text(lang, "saving") : label}
        </button>`,
      )}
    </div>
    ${saving.error ? html`<p class="wrong" role="alert" data-testid="save-error">${saving.error}</p>` : ""}
  </section>`;
}
