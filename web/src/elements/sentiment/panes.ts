// The input of the stage, and the notes on the sentences in the settings.

import { html, type TemplateResult } from "lit";
import type { CsvDialect } from "../../api/index.ts";
import { dropZone } from "../shared/drop.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Sentences } from "./data.ts";
import type { Form } from "./form.ts";
import { SHIPPED, type ShippedModel } from "./shipped.ts";
import { FOUR, heldOf, isCorpus } from "./sources.ts";
import type { Choice, Table } from "./table.ts";
import { tableView } from "./table-view.ts";
import { text as t } from "./texts.ts";

export interface InputContent {
  text: string;
  write(text: string): void;
  /** The shipped model that is chosen. */
  model: ShippedModel;
  /** The shipped model that knows the words of the text, if it is another one and the chosen one answers. */
  better: ShippedModel | undefined;
  /** True if there is a model of the visitor's, and whether it answers. */
  own: boolean;
  ownAnswers: boolean;
  /** Asks a shipped model, or with undefined the visitor's own one. */
  choose(model: ShippedModel | undefined): void;
}

/** The text, whose model reads it, and sentences to try. */
export function inputView(lang: Lang, { text, write, model, better, own, ownAnswers, choose }: InputContent): TemplateResult {
  const button = (testid: string, label: string, lang: string, pressed: boolean, model: ShippedModel | undefined) =>
    html`<button lang=${lang} data-testid=${testid} aria-pressed=${pressed ? "true" : "false"} @click=${() => choose(model)}>${label}</button>`;
  const chip = (example: string) =>
    html`<button lang=${model.lang} data-testid="chip" title=${example} @click=${() => write(example)}>${example}</button>`;
  const option = (example: string) => html`<option value=${example} lang=${model.lang}>${example}</option>`;
  return html`<textarea
      lang=${model.lang}
      data-testid="text"
      aria-label=${t(lang, "write")}
      aria-describedby="knows"
      placeholder=${t(lang, "writeHint")}
      .value=${text}
      @input=${(event: Event) => write((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${SHIPPED.length > 1 || own
      ? html`<div class="switch" role="group" aria-label=${t(lang, "whichModel")}>
          ${SHIPPED.map((one) => button(`model-${one.lang}`, one.name, one.lang, one === model && !ownAnswers, one))}
          ${own ? button("model-own", t(lang, "own"), lang, ownAnswers, undefined) : ""}
        </div>`
      : ""}
    <p class=${better ? "other-language" : "visually-hidden"} id="knows" data-testid="knows">
      ${t(lang, model.lang === "zh" ? "chineseOnly" : "englishOnly")}
      ${better ? html`<button class="link" data-testid="better" @click=${() => choose(better)}>${t(lang, `ask_${better.lang}`)}</button>` : ""}
    </p>
    <select class="example-choice" data-testid="example-choice" aria-label=${t(lang, "examples")} @change=${(event: Event) => {
      const choice = event.target as HTMLSelectElement;
      write(choice.value);
      choice.value = "";
    }}>
      <option value="" selected>${t(lang, "chooseExample")}</option>
      <optgroup label=${t(lang, "pairs")}>${model.pairs.flat().map(option)}</optgroup>
      <optgroup label=${t(lang, "examples")}>${model.examples.map(option)}</optgroup>
    </select>
    <div class="example-list">
      <div>
        <h4>${t(lang, "pairs")}</h4>
        <ul class="chips" aria-label=${t(lang, "pairs")}>
          ${model.pairs.map((pair) => html`<li class="pair">${pair.map(chip)}</li>`)}
        </ul>
      </div>
      <div>
        <h4>${t(lang, "examples")}</h4>
        <ul class="chips" aria-label=${t(lang, "examples")}>
          ${model.examples.map((example) => html`<li>${chip(example)}</li>`)}
        </ul>
      </div>
    </div>`;
}

export interface NoteActions {
  disabled: boolean;
  take(file: File, dialect?: CsvDialect): void;
  choose(table: Table, choice: Choice): void;
}

/** A note on the chosen sentences; for a file its rows and columns. */
export function sourceNote(lang: Lang, { source, held }: Form, sentences: Sentences, { disabled, take, choose }: NoteActions): TemplateResult {
  if (source === "four") {
    return html`<ul class="four" lang="en">
        ${FOUR.map(({ text, label }) => html`<li class=${label ? "positive" : "negative"}>${label ? "+" : "−"} ${text}</li>`)}
      </ul>
      <p class="note">${t(lang, "fourNote")}</p>`;
  }
  if (isCorpus(source)) {
    const count = heldOf(sentences.countOf(source) ?? Number.NaN, Number(held) / 100);
    return html`<p class="note">${t(lang, `note_${source}`, { held: Number.isNaN(count) ? "–" : count.toLocaleString(lang) })}</p>`;
  }
  const { own, opening } = sentences;
  return html`${dropZone({
    hint: t(lang, "drop"),
    choose: t(lang, "chooseFile"),
    testid: "drop",
    accept: ".csv,.tsv,.txt,.gz,text/csv,text/tab-separated-values",
    take: ([file]) => file && take(file),
    content: opening ? html`<p class="muted" role="status">${t(lang, "readingFile", { name: opening })}</p>` : "",
  })}
  ${own
    ? tableView(lang, own.table, own.choice, own.found instanceof Error ? undefined : own.found, {
        disabled,
        change: (choice) => choose(own.table, choice),
        readAs: (dialect) => take(own.table.file, dialect),
      })
    : ""}`;
}
