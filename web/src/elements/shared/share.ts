// The menu "Share" of a stage: a link that holds the whole state, code to embed the lesson, and a picture.

import { LitElement, css, html, type TemplateResult } from "lit";
import { fileUrl } from "../../api/files.ts";
import { define } from "./define.ts";
import { langOf, translator, type Lang } from "./i18n.ts";
import { theme } from "./theme.ts";

const text = translator({
  share: ["Share", "分享"],
  link: ["Copy link", "复制链接"],
  embed: ["Copy embed code", "复制嵌入代码"],
  picture: ["Save a picture", "保存图片"],
  film: ["Save the training as a GIF", "将训练过程保存为 GIF"],
  linkCopied: [
    "Copied. The link holds the settings and what you entered, but no trained weights and no photos.",
    "已复制。链接里有设置和你输入的内容，不含训练出的权重和照片。",
  ],
  copied: ["Copied", "已复制"],
  failed: ["The browser did not allow it", "浏览器不允许此操作"],
});

/** What the menu offers. */
export interface Shared {
  /** The lesson's tag, such as `pupil-digits`. */
  tag: string;
  /** The state as a link holds it. */
  state: string;
  /** Saves a picture of the stage. */
  picture?: (() => Promise<void>) | undefined;
  /** Saves the recorded training as a GIF; undefined while nothing was recorded. */
  film?: (() => Promise<void>) | undefined;
}

/** The menu, for the stage. */
export const share = (lang: Lang, shared: Shared): TemplateResult =>
  html`<pupil-share lang=${lang} .shared=${shared}></pupil-share>`;

/** The address of the page that shows a lesson in this state. */
function linkOf({ tag, state }: Shared): string {
  // Pupil's own page is beside this file. A page that embeds the lesson does not follow its state.
  const own = new URL(fileUrl("./"));
  const here = new URL(location.href);
  const url = [own.pathname, `${own.pathname}index.html`].includes(here.pathname) && here.origin === own.origin ? here : own;
  url.hash = tag.replace("pupil-", "") + (state ? `?${state}` : "");
  return url.href;
}

const escaped = (value: string): string => value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** The lines that show the lesson in another page. */
function embedOf({ tag, state }: Shared): string {
  const script = fileUrl("pupil-elements.js");
  return `<script type="module" src="${script}"></script>\n<${tag}${state ? ` state="${escaped(state)}"` : ""}></${tag}>`;
}

class Share extends LitElement {
  static override properties = { lang: { type: String }, shared: { attribute: false }, open: { state: true }, said: { state: true } };
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        flex: none;
      }
      .menu {
        position: absolute;
        z-index: 6;
        right: 0;
        bottom: calc(100% + 8px);
        display: grid;
        width: 250px;
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: 0 8px 24px rgb(0 0 0 / 14%);
      }
      button {
        border-color: transparent;
        background: none;
        white-space: nowrap;
      }
      .menu button {
        justify-content: flex-start;
      }
      /* The line is above the buttons: the menu grows upwards, and no button moves under the pointer. */
      p {
        padding: 4px 14px 8px;
        font-size: 13px;
        line-height: 18px;
        color: var(--muted);
      }
      p:empty {
        padding: 0;
      }
      svg {
        width: 16px;
        height: 16px;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.6;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      /* As the other buttons of the bar. */
      @container (max-width: 1120px) {
        .word {
          display: none;
        }
        .toggle {
          min-width: 40px;
          padding: 0;
        }
      }
      @container (max-width: 760px) {
        .toggle {
          min-width: 36px;
        }
      }
    `,
  ];

  declare shared: Shared | undefined;
  declare open: boolean;
  declare said: string;

  constructor() {
    super();
    this.open = false;
    this.said = "";
  }

  async #do(action: () => Promise<void>, said: string): Promise<void> {
    const lang = langOf(this.lang);
    try {
      await action();
      this.said = said;
    } catch (error) {
      // A page without https has no clipboard.
      this.said = `${text(lang, "failed")}: ${(error as Error).message}`;
    }
  }

  #copy(content: string, said: "copied" | "linkCopied"): Promise<void> {
    return this.#do(() => navigator.clipboard.writeText(content), text(langOf(this.lang), said));
  }

  /** True in a page that reads the state of its lessons from its address. */
  get #hasLinks(): boolean {
    return ((this.getRootNode() as ShadowRoot).host as HTMLElement | undefined)?.dataset.lesson !== undefined;
  }

  #toggle(open: boolean): void {
    this.open = open;
    this.said = "";
    if (open) document.addEventListener("pointerdown", this.#outside);
    else document.removeEventListener("pointerdown", this.#outside);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(open ? ".menu button" : ".toggle")?.focus());
  }

  /** A press beside the menu closes it. */
  #outside = (event: PointerEvent): void => {
    if (event.composedPath().includes(this)) return;
    this.open = false;
    document.removeEventListener("pointerdown", this.#outside);
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
    this.open = false;
  }

  override render() {
    const { shared } = this;
    if (!shared) return "";
    const t = (key: Parameters<typeof text>[1]) => text(langOf(this.lang), key);
    const label = t("share");
    return html`<button
        class="toggle"
        data-testid="share"
        aria-expanded=${this.open ? "true" : "false"}
        aria-label=${label}
        title=${label}
        @click=${() => this.#toggle(!this.open)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 10V2M5 4.5L8 1.5l3 3M3 8v6h10V8" /></svg>
        <span class="word">${label}</span>
      </button>
      ${this.open
        ? html`<div class="menu" data-testid="share-menu" @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#toggle(false)}>
            <p role="status">${this.said}</p>
            ${this.#hasLinks ? html`<button data-testid="copy-link" @click=${() => void this.#copy(linkOf(shared), "linkCopied")}>${t("link")}</button>` : ""}
            <button data-testid="copy-embed" @click=${() => void this.#copy(embedOf(shared), "copied")}>${t("embed")}</button>
            ${shared.picture
              ? html`<button data-testid="save-picture" @click=${() => void this.#do(shared.picture!, "")}>${t("picture")}</button>`
              : ""}
            ${shared.film
              ? html`<button data-testid="save-film" @click=${() => void this.#do(shared.film!, "")}>${t("film")}</button>`
              : ""}
          </div>`
        : ""}`;
  }
}

define("pupil-share", Share);
