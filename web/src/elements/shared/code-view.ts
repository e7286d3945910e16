// The view "Code" of a stage: the model as Keras code and its summary, saving and loading.

import { css, html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import type { Description } from "./description.ts";
import { chosenFiles } from "./dropped.ts";
import { translator, type Lang } from "./i18n.ts";
import { modelTexts } from "./model-texts.ts";

const { keras, summary, save, load } = modelTexts;

const texts = {
  ...{ keras, summary, save, load },
  code: ["Code", "代码"],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  formats: [
    "Opens .keras, .h5, Teachable Machine, TensorFlow.js, ONNX and .safetensors files.",
    "可以打开 .keras、.h5、Teachable Machine、TensorFlow.js、ONNX 和 .safetensors 文件。",
  ],
} as const;

const text = translator(texts);

/** The name of the view. */
export const codeLabel = (lang: Lang): string => text(lang, "code");

/** True if the page's address has `?profile`. */
const profiling = new URLSearchParams(location.search).has("profile");
if (profiling) void import("./profile.ts");

/** Copies a text and says so on the button for a moment. */
async function copy(event: Event, content: string): Promise<void> {
  const [idle, said] = (event.currentTarget as HTMLButtonElement).children as unknown as [HTMLElement, HTMLElement];
  try {
    await navigator.clipboard.writeText(content);
  } catch {
    // The browser does not allow it; the text can still be selected.
    return;
  }
  const show = (copied: boolean) => ([idle.hidden, said.hidden] = [copied, !copied]);
  show(true);
  setTimeout(show, 1500, false);
}

/** The parts of a program around the code that makes a model. */
export interface Program {
  /** What loads the data. */
  before: string;
  /** What compiles and trains the model. */
  after: string;
  /** Adds what the engine's code of the model leaves out. */
  change?: (code: string) => string;
  /** The address of the program's files. */
  files?: string;
}

/** True if the code makes a Sequential model whose last layer is this one. */
export const endsWith = (code: string, layer: string): boolean =>
  code.trimEnd().replace(/, name="[^"]*"\)$/, ")").endsWith(`    ${layer},\n])`);

/** The program that a cell runs. */
function programOf(code: string, { before, after, change = (code) => code }: Program): string {
  const parts = ["import keras\nfrom keras import layers", before, `${change(code).trimEnd()}\nmodel.summary()`, after];
  return parts.filter(Boolean).map((part) => part.trimEnd()).join("\n\n");
}

/** A program that only shows the model. */
const SHOWN: Program = { before: "", after: "" };

let cell: Promise<unknown> | undefined;

/** The cell that runs the code, loaded when the view is first shown. */
function loadCell(): void {
  cell ??= import("../python/element.ts").catch((error: unknown) => {
    // The code stays as text. The next view tries again.
    cell = undefined;
    console.warn("the Python cell could not be loaded", error);
  });
}

/** The view. Saving is disabled while there is no model. `program` gives the model data and trains it. */
export function codeView(
  lang: Lang,
  { code, summary }: Description,
  model: Model | undefined,
  actions: { save: (() => void) | undefined; load: (files: File[]) => void },
  program: Program = SHOWN,
): TemplateResult {
  const t = (key: keyof typeof texts) => text(lang, key);
  loadCell();
  const plain = (key: keyof typeof texts, testid: string, content: string) =>
    html`<pre tabindex="0" role="region" aria-label=${t(key)} data-testid=${testid}>${content}</pre>`;
  const block = (key: keyof typeof texts, testid: string, content: string, view = plain(key, testid, content)) =>
    html`<div class="block">
      <div class="block-head">
        <h4>${t(key)}</h4>
        <button class="link" data-testid="copy-${testid}" @click=${(event: Event) => void copy(event, content)}>
          <span>${t("copy")}</span><span role="status" hidden>${t("copied")}</span>
        </button>
      </div>
      ${view}
    </div>`;
  const whole = code && programOf(code, program);
  const runs = html`<pupil-python data-testid="keras-code" lang=${lang} height="260px" .files=${program.files} .offered=${whole}>${plain("keras", "listing", whole)}</pupil-python>`;
  return html`<div class="row">
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
    <p class="muted">${t("formats")}</p>
    ${block("keras", "keras-code", whole, runs)} ${block("summary", "summary", summary)}
    ${profiling ? html`<pupil-profile lang=${lang} .model=${model}></pupil-profile>` : ""}`;
}

export const codeStyles = css`
  pupil-python {
    margin: 0;
  }
  .block {
    min-width: 0;
  }
  .block-head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
  }
  h4 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
`;
