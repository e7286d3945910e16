// The text under a stage: short paragraphs with phrases that do something on the stage, terms that explain themselves,
// questions with checked answers, and sources.

import { LitElement, css, html, type TemplateResult } from "lit";
import { define } from "./define.ts";
import { translator, type Lang } from "./i18n.ts";
import type { Question } from "./question.ts";
import "./question.ts";
import { theme } from "./theme.ts";

const text = translator({
  questions: ["Check yourself", "想一想"],
  sources: ["Sources", "资料来源"],
});

/** A phrase that does something on the stage. */
export const act = (label: string, take: () => void): TemplateResult =>
  html`<button class="act" @click=${(event: Event) => {
    take();
    // What the phrase changes is on the stage above.
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
    root.querySelector(".stage")?.scrollIntoView({ block: "start" });
  }}>${label}</button>`;

/** A term with its explanation. */
export const term = (word: string, meaning: string): TemplateResult =>
  html`<pupil-term word=${word} meaning=${meaning}></pupil-term>`;

/** What a lesson says. */
export interface Prose {
  paragraphs: TemplateResult[];
  questions: Question[];
  sources: { title: string; href: string }[];
}

/** The text under a stage. */
export function prose(lang: Lang, { paragraphs, questions, sources }: Prose): TemplateResult {
  return html`<section class="prose" part="prose" data-testid="prose">
    <div class="text">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
    <div class="beside">
      <h3>${text(lang, "questions")}</h3>
      ${questions.map((question) => html`<pupil-question lang=${lang} .asked=${question}></pupil-question>`)}
      <h3>${text(lang, "sources")}</h3>
      <ul class="sources">
        ${sources.map(({ title, href }) => html`<li><a href=${href} rel="noreferrer" target="_blank">${title}</a></li>`)}
      </ul>
    </div>
  </section>`;
}

export const proseStyles = css`
  .prose {
    display: grid;
    grid-template-columns: minmax(0, 44rem) minmax(0, 1fr);
    gap: 16px 64px;
    max-width: 1280px;
    margin: 0 auto;
    padding: 32px 0 16px;
    font-size: 17px;
    line-height: 1.65;
  }
  .prose > div {
    display: grid;
    gap: 16px;
    align-content: start;
  }
  @container (max-width: 960px) {
    .prose {
      grid-template-columns: minmax(0, 44rem);
    }
  }
  .prose h3 {
    font-size: 17px;
  }
  .prose .beside h3 + * {
    margin-top: 0;
  }
  .prose .sources {
    padding-left: 0;
    list-style: none;
  }
  .prose .act {
    display: inline;
    min-height: 0;
    padding: 0;
    border: 0;
    border-bottom: 1px solid currentColor;
    border-radius: 0;
    background: none;
    color: var(--accent);
    font: inherit;
    text-align: left;
  }
  .prose .sources {
    margin: 0;
    font-size: 15px;
  }
  .prose a {
    color: var(--accent);
  }
`;

/** Pixels between a term's meaning and the window's edges. */
const EDGE = 16;

/** A word with a dotted line; hover, focus or a tap shows what it means. */
class Term extends LitElement {
  static override properties = { word: { type: String }, meaning: { type: String }, open: { state: true } };
  static override styles = [
    theme,
    css`
      :host {
        display: inline;
        position: relative;
        font: inherit;
      }
      button {
        display: inline;
        min-height: 0;
        padding: 0;
        border: 0;
        border-bottom: 1px dotted var(--muted);
        border-radius: 0;
        background: none;
        font: inherit;
        cursor: help;
      }
      .meaning {
        position: absolute;
        z-index: 6;
        left: 0;
        top: 1.6em;
        width: max-content;
        max-width: min(300px, 100vw - 32px);
        padding: 8px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface);
        box-shadow: 0 8px 24px rgb(0 0 0 / 14%);
        font-size: 15px;
        line-height: 1.45;
      }
    `,
  ];

  declare word: string;
  declare meaning: string;
  declare open: boolean;

  constructor() {
    super();
    this.word = this.meaning = "";
    this.open = false;
  }

  /** Moves the meaning into the window. */
  override updated(): void {
    const meaning = this.renderRoot.querySelector<HTMLElement>(".meaning")!;
    meaning.style.translate = "";
    if (!this.open) return;
    const { left, right } = meaning.getBoundingClientRect();
    const over = Math.max(0, right + EDGE - document.documentElement.clientWidth);
    const by = Math.max(-over, EDGE - left);
    if (by) meaning.style.translate = `${by}px`;
  }

  override render() {
    const show = (open: boolean) => () => (this.open = open);
    return html`<button
        aria-describedby="meaning"
        @pointerenter=${show(true)}
        @pointerleave=${show(false)}
        @focus=${show(true)}
        @blur=${show(false)}
        @click=${show(true)}
        @keydown=${(event: KeyboardEvent) => event.key === "Escape" && (this.open = false)}
      >${this.word}</button><span id="meaning" role="tooltip" class="meaning" ?hidden=${!this.open}>${this.meaning}</span>`;
  }
}

define("pupil-term", Term);
