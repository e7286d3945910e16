// The place for a model when none is open.

import { html, type TemplateResult } from "lit";
import { chosenFiles } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import { text, type TextKey } from "./texts.ts";

/** The models that the page brings along, with their names. */
const EXAMPLES: readonly (readonly [string, TextKey])[] = [
  ["digits", "exampleDigits"],
  ["photos", "examplePhotos"],
  ["sentiment", "exampleSentiment"],
];

export function zone(
  lang: Lang,
  options: { opening: unknown; take: (files: File[]) => void; example: (name: string) => void; empty: boolean },
): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const chosen = (event: Event) => options.take(chosenFiles(event));
  return html`<div class="zone" data-testid="zone">
    <h2>${t("dropHere")}</h2>
    <p class="muted">${t("opens")}</p>
    <div class="row">
      <label class="file primary">${t("chooseFile")}<input type="file" multiple data-testid="files" @change=${chosen} /></label>
      <label class="file">${t("chooseFolder")}<input type="file" webkitdirectory data-testid="folder" @change=${chosen} /></label>
    </div>
    ${options.opening}
    ${options.empty
      ? html`<div class="examples">
          <p class="muted">${t("noFile")}</p>
          <div class="row">
            ${EXAMPLES.map(([name, key]) => html`<button data-testid="example-${name}" @click=${() => options.example(name)}>${t(key)}</button>`)}
          </div>
        </div>`
      : ""}
  </div>`;
}
