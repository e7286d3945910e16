// How the output of a cell looks.

import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { download } from "../shared/download.ts";
import type { Lang } from "../shared/i18n.ts";
import "../shared/curves.ts";
import { hintFor } from "./hints.ts";
import { noticed } from "./notices.ts";
import type { Block, Output } from "./output.ts";
import type { Progress } from "./progress.ts";
import { tableOf } from "./table.ts";
import { text } from "./texts.ts";

/** Curves that are drawn of one training. */
const MOST_CURVES = 2;

/** A time such as "12 s" or "3 min". */
function duration(lang: Lang, seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} ${lang === "zh" ? "秒" : "s"}`;
  return `${Math.round(seconds / 60)} ${lang === "zh" ? "分钟" : "min"}`;
}

function progressView(lang: Lang, progress: Progress, scheme: string): TemplateResult {
  const left = progress.left;
  const curves = progress.names.slice(0, MOST_CURVES).map((name) => ({ name, data: progress.curve(name) }));
  let head = "";
  const lines = progress.lines.map((line) => {
    const heading = line.head !== head ? html`<div>${line.head}</div>` : nothing;
    head = line.head;
    return html`${heading}
      <div class="step">
        <span class="count">${line.count}</span
        ><progress max="1" .value=${line.done ?? 0} aria-label="${line.head} ${line.count}"></progress
        ><span>${line.rest}</span>
      </div>`;
  });
  return html`<div class="training">
    <div class="steps" tabindex="0" role="region" aria-label=${text(lang, "output")}>${lines}</div>
    ${left === undefined ? nothing : html`<p class="left" data-testid="time-left">${text(lang, "timeLeft", { time: duration(lang, left) })}</p>`}
    ${curves.some(({ data }) => data[0].length > 1)
      ? html`<div class="curves">
          ${curves.map(
            ({ name, data }) =>
              html`<div>
                <h4>${name}</h4>
                <pupil-curves .data=${data} .axis=${text(lang, "epochs")} label=${name} lang=${lang} scheme=${scheme}></pupil-curves>
              </div>`,
          )}
        </div>`
      : nothing}
  </div>`;
}

/** Lines of a table that is drawn with lines, such as the summary of a model. */
const DRAWN = /^[┏┃┡│├└]/;

/** Printed text. Tables that are drawn with lines are not broken where they are too wide. */
function printed(lang: Lang, content: string, error: boolean): TemplateResult | TemplateResult[] {
  if (error) return html`<pre class="text error-text">${content}</pre>`;
  if (!content.includes("━━━")) return html`<pre class="text">${content}</pre>`;
  const parts: { drawn: boolean; lines: string[] }[] = [];
  for (const line of content.replace(/\n$/, "").split("\n")) {
    const drawn = DRAWN.test(line);
    if (parts.at(-1)?.drawn !== drawn) parts.push({ drawn, lines: [] });
    parts.at(-1)!.lines.push(line);
  }
  return parts.map(({ drawn, lines }) =>
    drawn
      ? html`<pre class="text unwrapped sideways" tabindex="0" role="region" aria-label=${text(lang, "output")}>${lines.join("\n")}</pre>`
      : html`<pre class="text">${lines.join("\n")}</pre>`,
  );
}

function blockView(lang: Lang, block: Block, scheme: string): TemplateResult | TemplateResult[] {
  switch (block.kind) {
    case "text":
      return printed(lang, noticed(lang, block.terminal.text), block.error);
    case "result":
      return html`<pre class="text unwrapped sideways" data-testid="result">${block.text}</pre>`;
    case "table":
      return html`<div class="table sideways" tabindex="0" role="region" aria-label=${text(lang, "output")}>${guard([block], () => tableOf(block.html))}</div>`;
    case "figure":
      return html`<figure>
        <div class="picture sideways" tabindex="0" role="region" aria-label=${text(lang, "figure")}><img src=${block.url} alt=${block.alt || text(lang, "figure")} /></div>
        <button class="link" @click=${() => download(new TextEncoder().encode(block.svg), "figure.svg")}>${text(lang, "saveFigure")}</button>
      </figure>`;
    case "progress":
      return progressView(lang, block.progress, scheme);
    case "cut":
      return html`<p class="note">${text(lang, "cut")}</p>`;
  }
}

/** What the exception says: the lines of a traceback that follow its frames. */
function messageOf(traceback: string): string {
  const lines = traceback.trimEnd().split("\n");
  const frames = lines.findLastIndex((line) => /^  File "/.test(line));
  const first = lines.findIndex((line, at) => at > frames && /^\S/.test(line));
  return lines.slice(Math.max(first, 0)).join("\n");
}

/** What the exception says, what to do about it, and the traceback, which is folded where it leads into a package. */
function failureView(lang: Lang, output: Output, files: string[]): TemplateResult | typeof nothing {
  const { failure } = output;
  if (!failure || failure.kind === "KeyboardInterrupt") return nothing;
  const hint = hintFor(lang, failure.kind, failure.text, files);
  const where = failure.line ? ` (${text(lang, "line", { line: failure.line })})` : "";
  const inside = /^  File "(packages|std)\//m.test(failure.text);
  return html`<div class="failure" role="alert" data-testid="failure">
    <p class="failure-head">${text(lang, "traceback")}${where}</p>
    <pre class="text message">${messageOf(failure.text)}</pre>
    ${hint ? html`<p class="hint" data-testid="hint">${hint}</p>` : nothing}
    <details ?open=${!inside}>
      <summary>${text(lang, "wholeTraceback")}</summary>
      <pre class="text">${failure.text.trimEnd()}</pre>
    </details>
  </div>`;
}

/** All of the output of a run. `files` are the names of the files that programs can open. */
export function outputView(lang: Lang, output: Output, files: string[], scheme: string): TemplateResult {
  return html`${output.blocks.map((block) => blockView(lang, block, scheme))} ${failureView(lang, output, files)}
  ${output.exit ? html`<p class="note">${text(lang, "exit", { value: output.exit })}</p>` : nothing}`;
}
