// The stage of a lesson: input, network and answer side by side, with the transport bar below. Training and what it
// changes are always in one view, on a phone too.

import { css, html, type TemplateResult } from "lit";
import type { Advice } from "./coach.ts";
import { translator, type Lang } from "./i18n.ts";

const text = translator({
  input: ["Input", "输入"],
  answer: ["Answer", "回答"],
  settings: ["Settings", "设置"],
  close: ["Close", "关闭"],
  views: ["What the middle shows", "中间显示的内容"],
});

/** One of the views that take turns in the middle of the stage. */
export interface StageView {
  id: string;
  label: string;
  /** Makes the content; called only while the view is shown. */
  content: () => unknown;
}

/** What a stage shows. */
export interface StageContent {
  /** The stage's name for screen readers. */
  label: string;
  /** What the left pane holds; its title is "Input" by default. */
  input: unknown;
  inputTitle?: string;
  /** What belongs to the input and needs room: below it, or on a narrow screen below the network. */
  below?: unknown;
  /** The views of the middle pane, the network first. One view needs no tabs. */
  views: StageView[];
  /** The id of the view that is shown. */
  view: string;
  show(view: string): void;
  answer: unknown;
  answerTitle?: string;
  /** The transport bar, made by `transport` or `trainingTransport`; undefined for a stage that trains nothing. */
  transport?: unknown;
  /** The coach's advice, if there is any. */
  advice?: Advice | undefined;
  /** Makes the settings, while the drawer is open; without it there is no drawer. */
  settings?: () => unknown;
  /** True if the drawer is open. */
  open?: boolean;
  toggle?(open: boolean): void;
  /** The menu "Share", made by `share`. */
  share?: unknown;
}

/** Moves among tabs with the arrow keys, as screen reader users expect. */
function step(event: KeyboardEvent, { views, view, show }: Pick<StageContent, "views" | "view" | "show">): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const at = views.findIndex(({ id }) => id === view);
  const next = views[(at + by + views.length) % views.length]!.id;
  show(next);
  const list = (event.currentTarget as HTMLElement).parentElement!;
  queueMicrotask(() => list.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus());
}

function tabs(lang: Lang, content: StageContent): TemplateResult {
  const { views } = content;
  // A view that no longer exists gives way to the first one.
  const view = views.some(({ id }) => id === content.view) ? content.view : views[0]!.id;
  const show = (id: string) => {
    // The settings may cover what the visitor wants to see.
    if (content.open) content.toggle?.(false);
    content.show(id);
  };
  return html`<div class="tabs" role="tablist" aria-label=${text(lang, "views")}>
    ${views.map(
      ({ id, label }) => html`<button
        role="tab"
        id="tab-${id}"
        data-view=${id}
        data-testid="view-${id}"
        aria-selected=${id === view ? "true" : "false"}
        aria-controls="view"
        tabindex=${id === view ? 0 : -1}
        @click=${() => show(id)}
        @keydown=${(event: KeyboardEvent) => step(event, { views, view, show })}
      >
        ${label}
      </button>`,
    )}
  </div>`;
}

/** Opens or closes the settings, and moves the focus into them or back to their button. */
function toggleSettings(event: Event, open: boolean, { toggle }: StageContent): void {
  const stage = (event.currentTarget as HTMLElement).closest(".stage")!;
  toggle?.(open);
  setTimeout(() => stage.querySelector<HTMLElement>(open ? ".drawer" : '[data-testid="settings"]')?.focus());
}

function drawer(lang: Lang, content: StageContent): TemplateResult | "" {
  const { settings, open = false } = content;
  if (settings === undefined || !open) return "";
  return html`<aside class="drawer" part="settings" data-testid="drawer" tabindex="-1" aria-label=${text(lang, "settings")}>
    <div class="drawer-head">
      <h3>${text(lang, "settings")}</h3>
      <button class="icon" data-testid="close-settings" aria-label=${text(lang, "close")} @click=${(event: Event) => toggleSettings(event, false, content)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13" /></svg>
      </button>
    </div>
    ${settings()}
  </aside>`;
}

/** The stage. Its styles are {@link stageStyles}. */
export function stage(lang: Lang, content: StageContent): TemplateResult {
  const { views, view, advice, transport } = content;
  const shown = views.find(({ id }) => id === view) ?? views[0]!;
  const escape = (event: KeyboardEvent) => event.key === "Escape" && content.open && toggleSettings(event, false, content);
  return html`<section class="stage" part="stage" data-testid="stage" aria-label=${content.label} @keydown=${escape}>
    <div class=${content.below === undefined ? "panes" : "panes with-below"}>
      <div class="pane input" part="input" data-testid="stage-input">
        <h3 class="title">${content.inputTitle ?? text(lang, "input")}</h3>
        ${content.input}
      </div>
      ${content.below === undefined ? "" : html`<div class="pane below" part="below" data-testid="stage-below">${content.below}</div>`}
      <div class="pane network" part="network" data-testid="stage-network">
        ${views.length > 1 ? tabs(lang, content) : html`<h3 class="title" id="view-title">${shown.label}</h3>`}
        <div
          class="view"
          id="view"
          tabindex=${views.length > 1 ? 0 : -1}
          role=${views.length > 1 ? "tabpanel" : "group"}
          aria-labelledby=${views.length > 1 ? `tab-${shown.id}` : "view-title"}
        >
          ${shown.content()}
        </div>
      </div>
      <div class="pane answer" part="answer" data-testid="stage-answer">
        <h3 class="title">${content.answerTitle ?? text(lang, "answer")}</h3>
        ${content.answer}
      </div>
      ${drawer(lang, content)}
    </div>
    <div class="transport" part="transport">
      ${transport}
      ${content.settings === undefined
        ? ""
        : html`<button
            class="quiet"
            data-testid="settings"
            aria-label=${text(lang, "settings")}
            title=${text(lang, "settings")}
            aria-expanded=${content.open ? "true" : "false"}
            @click=${(event: Event) => toggleSettings(event, !content.open, content)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1 4h8M13 4h2M1 12h2M7 12h8" /><circle cx="11" cy="4" r="2" /><circle cx="5" cy="12" r="2" /></svg>
            <span class="word">${text(lang, "settings")}</span>
          </button>`}
      ${content.share ?? ""}
    </div>
    <p class="coach" role="status" data-testid="coach">
      ${advice
        ? html`<span class=${advice.tone ?? ""}>${advice.text}</span>
            ${advice.remedy
              ? html`<button class="link" data-testid="remedy" @click=${() => advice.remedy!.take()}>${advice.remedy.label}</button>`
              : ""}`
        : ""}
    </p>
  </section>`;
}

/**
 * Styles of the stage. It lays itself out by its own width: three columns, or on a narrow screen input and answer side
 * by side above the network. The host sets `--stage-above` to the height of what is fixed above it. A frame, whose height
 * follows the stage's, sets `--stage-height`.
 */
export const stageStyles = css`
  .stage {
    --gap: calc(2 * var(--space));
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr) auto auto;
    height: var(--stage-height, clamp(520px, calc(100dvh - var(--stage-above, 16px)), 700px));
    max-width: 1280px;
    margin: 0 auto;
    padding: 0;
    gap: 0;
  }
  .panes {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2.35fr) minmax(0, 1fr);
    grid-template-areas: "input network answer";
    min-height: 0;
    border-top: 1px solid var(--line);
  }
  .pane {
    display: flex;
    flex-direction: column;
    gap: calc(1.5 * var(--space));
    min-width: 0;
    min-height: 0;
    padding: calc(1.5 * var(--space)) var(--gap);
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .pane.input {
    grid-area: input;
    padding-left: 0;
  }
  .panes.with-below {
    grid-template-areas: "input network answer" "below network answer";
    grid-template-rows: auto minmax(0, 1fr);
  }
  .pane.below {
    grid-area: below;
    padding-left: 0;
    border-top: 1px solid var(--line);
  }
  .pane.network {
    grid-area: network;
    border-left: 1px solid var(--line);
    border-right: 1px solid var(--line);
  }
  .pane.answer {
    grid-area: answer;
    padding-right: 0;
  }
  .pane > .title {
    min-height: 24px;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  .view {
    flex: 1;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: calc(1.5 * var(--space));
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .view .curves {
    display: grid;
    gap: calc(3 * var(--space));
  }
  /* What scrolls fades at its lower edge while there is more below. A box that does not scroll has no timeline, and so
     no mask; neither has one in a browser without scroll timelines. */
  @supports (animation-timeline: scroll()) {
    .pane,
    .view,
    .drawer {
      animation: more-below linear both;
      animation-timeline: scroll(self);
      animation-range: calc(100% - 32px) 100%;
    }
  }
  @keyframes more-below {
    from {
      mask: linear-gradient(#000 calc(100% - 32px), transparent) top / 100% 100% no-repeat;
    }
    to {
      mask: linear-gradient(#000 calc(100% - 32px), transparent) top / 100% calc(100% + 32px) no-repeat;
    }
  }
  .tabs {
    display: flex;
    gap: calc(2 * var(--space));
    min-height: 24px;
  }
  .tabs button {
    min-height: 24px;
    padding: 0 0 4px;
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
  }
  .tabs button[aria-selected="true"] {
    border-color: var(--text);
    color: var(--text);
  }
  .drawer {
    position: absolute;
    z-index: 3;
    inset: 0 0 0 auto;
    display: flex;
    flex-direction: column;
    gap: calc(2 * var(--space));
    width: min(340px, 100%);
    padding: calc(1.5 * var(--space)) calc(2 * var(--space));
    overflow: hidden auto;
    border-left: 1px solid var(--line);
    background: var(--bg);
    box-shadow: -8px 0 24px rgb(0 0 0 / 12%);
  }
  .drawer:focus {
    outline: none;
  }
  .drawer-head {
    position: sticky;
    z-index: 1;
    top: calc(-1.5 * var(--space));
    margin: calc(-1.5 * var(--space)) calc(-2 * var(--space)) calc(-1 * var(--space));
    padding: calc(1.5 * var(--space)) calc(2 * var(--space)) var(--space);
    background: var(--bg);
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
  .transport {
    display: flex;
    align-items: center;
    gap: var(--space);
    min-height: 56px;
    padding: var(--space) 0;
    border-top: 1px solid var(--line);
    border-bottom: 1px solid var(--line);
    background: var(--bg);
  }
  .transport svg,
  .icon svg {
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .transport svg.solid {
    fill: currentColor;
    stroke: none;
  }
  .transport button {
    white-space: nowrap;
  }
  .transport .quiet {
    border-color: transparent;
    background: none;
  }
  .transport .quiet:hover:not(:disabled) {
    border-color: var(--line);
  }
  .transport .state {
    flex: 1;
    display: flex;
    align-items: center;
    gap: calc(1.5 * var(--space));
    min-width: 0;
    overflow: hidden;
  }
  .transport .state p {
    min-width: 0;
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    font-size: 13px;
    line-height: 17px;
  }
  .transport .spark {
    flex: none;
    width: 96px;
    height: 32px;
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .transport progress {
    flex: none;
    width: 72px;
    height: 4px;
  }
  .transport select {
    width: auto;
    min-height: 32px;
    font-size: 13px;
  }
  .icon {
    min-height: 32px;
    width: 32px;
    padding: 0;
    border-color: transparent;
    background: none;
  }
  .coach {
    min-height: 40px;
    padding: var(--space) 0;
    font-size: 15px;
    line-height: 24px;
  }
  /* No higher than its line, so that the stage keeps its height when a button appears. */
  .coach .link {
    min-height: 0;
    padding: 0;
    line-height: 24px;
    text-align: start;
  }
  /* Whose weights answer, and what was restored. */
  .pane.answer :is(.source, [data-testid="kept"]) {
    display: block;
    min-height: 0;
    font-size: 13px;
    line-height: 18px;
  }
  .pane.answer :is(.source, [data-testid="kept"]) .link {
    min-height: 24px;
    padding: 0;
    font-size: 13px;
    text-align: start;
  }
  .coach .warn {
    color: var(--against);
  }
  .coach .good {
    color: var(--for);
  }
  @container (max-width: 1120px) {
    .transport .word {
      display: none;
    }
    .transport button:not(.primary) {
      min-width: 40px;
      padding: 0;
    }
  }
  @container (max-width: 900px) {
    .transport .spark {
      display: none;
    }
  }
  @container (max-width: 760px) {
    .stage {
      --gap: var(--space);
      height: auto;
      grid-template-rows: auto auto auto;
    }
    .panes {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
      grid-template-areas: "input answer" "network network";
    }
    .panes.with-below {
      grid-template-areas: "input answer" "network network" "below below";
      grid-template-rows: auto;
    }
    .pane {
      padding: var(--space);
      gap: var(--space);
      overflow: visible;
    }
    .pane.network {
      border: 0;
      border-top: 1px solid var(--line);
      padding: var(--space) 0;
      min-height: 280px;
    }
    .pane.answer {
      border-left: 1px solid var(--line);
    }
    .drawer {
      position: fixed;
      inset: auto 0 0;
      width: auto;
      max-height: 70dvh;
      border-left: 0;
      border-top: 1px solid var(--line);
      z-index: 5;
    }
    .transport {
      position: sticky;
      bottom: 0;
      z-index: 4;
      gap: 4px;
      /* It hides what scrolls below it, focus rings at the sides too. */
      box-shadow:
        -6px 0 var(--bg),
        6px 0 var(--bg);
    }
    .transport progress,
    .transport .pace {
      display: none;
    }
    .transport button {
      padding: 0 calc(1.5 * var(--space));
    }
    .transport button:not(.primary) {
      min-width: 36px;
    }
  }
  @container (max-width: 340px) {
    .transport {
      gap: 2px;
    }
    .transport button:not(.primary) {
      min-width: 34px;
    }
  }
  @media print {
    .stage {
      height: auto;
      grid-template-rows: auto auto;
    }
    .panes {
      border-bottom: 1px solid var(--line);
    }
    .pane,
    .view {
      overflow: visible;
    }
    .transport,
    .tabs,
    .drawer,
    .hint,
    .prose {
      display: none !important;
    }
  }
`;
