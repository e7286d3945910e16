// Whose weights answer, and what was restored.

import { html, type TemplateResult } from "lit";
import type { Lang } from "./i18n.ts";
import { text } from "./model-texts.ts";

/** Whose weights answer; if they are not the shipped ones, a button to return to those. */
export function sourceLine(
  lang: Lang,
  source: string,
  back: { useShipped: () => void; disabled: boolean } | undefined,
): TemplateResult {
  return html`<p class="muted source">
    ${text(lang, "weights")}<span data-testid="source">${source}</span>
    ${back
      ? html`<button class="link" ?disabled=${back.disabled} @click=${back.useShipped}>${text(lang, "useShipped")}</button>`
      : ""}
  </p>`;
}

/** A note that a trained model was restored, with a button to delete it; empty if none was. */
export function keptLine(lang: Lang, keptAt: Date | undefined, forget: () => void): TemplateResult | "" {
  if (!keptAt) return "";
  return html`<p class="muted" data-testid="kept">
    ${text(lang, "keptModel", { time: keptAt.toLocaleString(lang, { dateStyle: "short", timeStyle: "short" }) })}
    <button class="link" @click=${forget}>${text(lang, "forget")}</button>
  </p>`;
}
