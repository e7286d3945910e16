// Saves the model in the forms of other programs.

import { html, type TemplateResult } from "lit";
import type { Model, SaveFormat } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { download } from "../shared/download.ts";
import { text } from "./texts.ts";

/** A format of the model's file, or a program that goes on with the `.keras` file. */
type Form = SaveFormat | "notebook" | "python";

/** The forms, with the visitor's names for them and the ends of the files' names. */
const FORMS: readonly (readonly [Form, string, string])[] = [
  ["keras", ".keras", ".keras"],
  ["h5", ".h5", ".h5"],
  ["weights.h5", ".weights.h5", ".weights.h5"],
  ["tfjs", "TensorFlow.js (.zip)", ".zip"],
  ["onnx", ".onnx", ".onnx"],
  ["safetensors", ".safetensors", ".safetensors"],
  ["notebook", "Jupyter (.ipynb)", ".ipynb"],
  ["python", "Python (.py)", ".py"],
];

/** A name for the saved file: that of the opened one without its ending. */
export const stem = (name: string): string => name.replace(/\/$/, "").replace(/(\.weights)?\.\w+$/, "") || "model";

/** The contents of a file; `name` is its name without the ending. */
async function contents(model: Model, form: Form, name: string): Promise<Uint8Array> {
  const options = { file: `${name}.keras` };
  if (form === "notebook") return new TextEncoder().encode(await model.toNotebook(options));
  if (form === "python") return new TextEncoder().encode(await model.toPython(options));
  return model.save({ format: form });
}

/** The state of saving, which belongs to the element that shows the buttons. */
export class Saving {
  /** The form that is being written. */
  form: Form | undefined;
  error = "";

  constructor(readonly changed: () => void) {}

  /** Returns true if the file was written. */
  async save(model: Model, name: string, form: Form, ending: string): Promise<boolean> {
    [this.form, this.error] = [form, ""];
    this.changed();
    try {
      download(await contents(model, form, stem(name)), `${stem(name)}${ending}`);
    } catch (error) {
      this.error = (error as Error).message;
    }
    this.form = undefined;
    this.changed();
    return this.error === "";
  }
}

/** The buttons; `saved` is called when the model is in a file. */
export function takeHome(lang: Lang, saving: Saving, model: Model, name: string, saved: () => void): TemplateResult {
  return html`<section class="home" aria-labelledby="home">
    <header>
      <h3 id="home">${text(lang, "takeHome")}</h3>
      <p class="muted">${text(lang, "takeHomeHint")}</p>
    </header>
    <div class="row">
      ${FORMS.map(
        ([form, label, ending]) => html`<button
          data-testid="save-${form}"
          aria-label=${text(lang, "saveAs", { format: label })}
          ?disabled=${saving.form !== undefined}
          @click=${async () => {
            // A script has no weights.
            if ((await saving.save(model, name, form, ending)) && form !== "python" && form !== "notebook") saved();
          }}
        >
          ${saving.form === form ? text(lang, "saving") : label}
        </button>`,
      )}
    </div>
    ${saving.error ? html`<p class="wrong" role="alert" data-testid="save-error">${saving.error}</p>` : ""}
  </section>`;
}
