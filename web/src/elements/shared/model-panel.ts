// The panel that shows a model as Keras writes it, saves it and loads others.

import { html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import type { Description } from "./description.ts";
import { chosenFiles } from "./dropped.ts";
import { translator, type Lang } from "./i18n.ts";
import { modelTexts } from "./model-texts.ts";

const { model, keras, summary, save, load } = modelTexts;

const texts = {
  ...{ model, keras, summary, save, load },
  modelIntro: [
    "The file holds the weights and the Keras config (.safetensors); any page with Pupil can load it. Files of Keras (.keras, .h5), Teachable Machine, TensorFlow.js and ONNX load, too.",
    "文件包含权重与 Keras 配置（.safetensors），任何使用 Pupil 的网页都能载入。也可载入 Keras（.keras、.h5）、Teachable Machine、TensorFlow.js 和 ONNX 文件。",
  ],
} as const;

const text = translator(texts);

/** True if the page's address has `?profile`. */
const profiling = new URLSearchParams(location.search).has("profile");
if (profiling) void import("./profile.ts");

/** The panel. Saving is disabled while there is no model. */
export function modelPanel(
  lang: Lang,
  { code, summary }: Description,
  model: Model | undefined,
  actions: { save: (() => void) | undefined; load: (files: File[]) => void },
): TemplateResult {
  const t = (key: keyof typeof texts) => text(lang, key);
  const block = (key: keyof typeof texts, testid: string, content: string) =>
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
            multiple
            data-testid="load"
            @change=${(event: Event) => {
              const files = chosenFiles(event);
              if (files.length) actions.load(files);
            }}
          />
        </label>
      </div>
    </header>
    <div class="columns even">${block("keras", "keras-code", code)} ${block("summary", "summary", summary)}</div>
    ${profiling ? html`<pupil-profile lang=${lang} .model=${model}></pupil-profile>` : ""}
  </section>`;
}
