// The panel that shows a model as Keras writes it, saves it and loads others.

import { html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import type { Description } from "./description.ts";
import type { Lang } from "./i18n.ts";
import { text, type SharedKey } from "./texts.ts";

/** Offers a file for download. */
export function download(bytes: Uint8Array, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** True if the page's address has `?profile`. */
const profiling = new URLSearchParams(location.search).has("profile");
if (profiling) void import("./profile.ts");

/** The panel. Saving is disabled while there is no model. */
export function modelPanel(
  lang: Lang,
  { code, summary }: Description,
  model: Model | undefined,
  actions: { save: (() => void) | undefined; load: (file: File) => void },
): TemplateResult {
  const t = (key: SharedKey) => text(lang, key);
  const block = (key: SharedKey, testid: string, content: string) =>
    html`<div>
      <h3>${t(key)}</h3>
      <pre tabindex="0" role="region" aria-label=${t(key)} data-testid=${testid}>${content}</pre>
    </div>`;
  return html`<section class="model" aria-labelledby="model">
    <header>
      <h2 id="model">${t("model")}</h2>
      <p class="muted">${t("modelIntro")}</p>
      <div class="row">
        <button data-testid="save" ?disabled=${!actions.save} @click=${() => actions.save?.()}>${t("save")}</button>
        <label class="file">
          ${t("load")}
          <input
            type="file"
            accept=".safetensors"
            data-testid="load"
            @change=${(event: Event) => {
              const input = event.target as HTMLInputElement;
              const file = input.files?.[0];
              input.value = "";
              if (file) actions.load(file);
            }}
          />
        </label>
      </div>
    </header>
    <div class="columns even">${block("keras", "keras-code", code)} ${block("summary", "summary", summary)}</div>
    ${profiling ? html`<pupil-profile lang=${lang} .model=${model}></pupil-profile>` : ""}
  </section>`;
}
