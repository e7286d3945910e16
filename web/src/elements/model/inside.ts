// A look inside the model: its layers, summary and code, each folded until it is asked for.

import { html, type TemplateResult } from "lit";
import type { LayerInfo, Model, Tensor } from "../../api/index.ts";
import type { Description } from "../shared/description.ts";
import type { Lang } from "../shared/i18n.ts";
import "./layers-view.ts";
import { text, type TextKey } from "./texts.ts";

type Part = "layers" | "summary" | "code";

/** Milliseconds for which the button says that it copied. */
const COPIED = 2000;

/** Which parts are unfolded. It belongs to the element that shows them. */
export class Inside {
  #unfolded = new Set<Part>();
  #copied = false;

  constructor(readonly changed: () => void) {}

  #fold(part: Part, title: string, content: () => unknown): TemplateResult {
    const toggle = (event: Event) => {
      if ((event.target as HTMLDetailsElement).open) this.#unfolded.add(part);
      else this.#unfolded.delete(part);
      this.changed();
    };
    return html`<details data-testid="fold-${part}" @toggle=${toggle}>
      <summary>${title}</summary>
      ${this.#unfolded.has(part) ? html`<div>${content()}</div>` : ""}
    </details>`;
  }

  view(
    lang: Lang,
    { model, layers, inputs, description }: { model: Model; layers: LayerInfo[]; inputs: Tensor[] | undefined; description: Description },
  ): TemplateResult {
    const t = (key: TextKey) => text(lang, key);
    const block = (title: TextKey, testid: string, content: string) =>
      html`<pre tabindex="0" role="region" aria-label=${t(title)} data-testid=${testid}>${content}</pre>`;
    const table = () => html`<pupil-layers lang=${lang} .model=${model} .layers=${layers} .inputs=${inputs}></pupil-layers>`;
    const code = () => html`<div class="code">
      <button data-testid="copy" @click=${(event: Event) => this.#copy(event, description.code)}>${t(this.#copied ? "copied" : "copy")}</button>
      ${block("kerasTitle", "keras-code", description.code)}
    </div>`;
    return html`<section class="inside">
      ${this.#fold("layers", t("layers"), table)}
      ${this.#fold("summary", t("summaryTitle"), () => block("summaryTitle", "summary", description.summary))}
      ${this.#fold("code", t("kerasTitle"), code)}
    </section>`;
  }

  #copy({ target }: Event, code: string): void {
    const show = (copied: boolean) => {
      this.#copied = copied;
      this.changed();
    };
    // Without the clipboard, for example in a frame, the visitor can copy the selected text.
    const select = () => getSelection()?.selectAllChildren((target as Element).parentElement!.querySelector("pre")!);
    const written = navigator.clipboard?.writeText(code) ?? Promise.reject(new Error());
    written.then(() => {
      show(true);
      setTimeout(() => show(false), COPIED);
    }, select);
  }
}
