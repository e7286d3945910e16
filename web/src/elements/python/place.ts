import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { define } from "../shared/define.ts";
import { PupilElement } from "../shared/element.ts";
import { translator, type Lang } from "../shared/i18n.ts";
import { pets } from "../shared/program-files.ts";
import { theme } from "../shared/theme.ts";
import "./element.ts";
import type { PythonElement } from "./element.ts";
import { packed, unpacked } from "./link.ts";
import type { Listing } from "./listings.ts";

const text = translator({
  choose: ["Programs", "程序"],
  own: ["Your own program", "自己的程序"],
  first: ["First steps", "第一步"],
  tutorial: ["The tutorial’s models", "教程里的模型"],
  course: ["From first courses", "入门课程"],
  copyLink: ["Copy link", "复制链接"],
  copied: ["Copied. The link holds the code, but no files and no trained weights.", "已复制。链接里有代码，不含文件和训练出的权重。"],
  tooLong: ["The code is too long for a link.", "代码太长，放不进链接。"],
  failed: ["The browser did not allow it.", "浏览器不允许此操作。"],
  seen: ["The program has the answer now. Run it.", "程序里已有答案，运行看看。"],
  here: [
    "NumPy, pandas, Matplotlib and Keras are here. Shift+Enter runs the program; drop files on it to use them.",
    "这里有 NumPy、pandas、Matplotlib 和 Keras。按 Shift+Enter 运行，把文件拖到程序上即可使用。",
  ],
  answer: ["Show the answer", "显示答案"],
  next: ["Next: {title}", "下一个：{title}"],
  linked: ["This program came with a link. Read the program before you run it.", "这个程序来自链接，运行前请先看一看。"],
});

/** The name of the visitor's own program. */
const OWN = "own";

/** The keys under which the browser keeps it, and the names of the exercises that are solved. */
const KEPT = "pupil-python-own";
const SOLVED = "pupil-python-solved";

/** What the browser keeps; undefined if there is nothing, or if the browser allows no storage. */
function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The browser allows no storage, or it is full.
  }
}

/** Characters that a link may have. */
const LONGEST = 8_000;

/** What one's own program begins with. */
const EMPTY = `import numpy as np
import keras

x = np.linspace(-1, 1, 200).reshape(-1, 1)
y = x ** 2

model = keras.Sequential([
    keras.Input((1,)),
    keras.layers.Dense(16, activation="tanh"),
    keras.layers.Dense(1),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
history = model.fit(x, y, epochs=30, batch_size=32)
model.predict(np.array([[0.5]]), verbose=0)`;

/** The page's place for Python: programs to choose from, and one's own. */
class Place extends PupilElement {
  static override properties = {
    ...PupilElement.properties,
    state: { type: String },
    data: { type: String },
    chosen: { state: true },
    said: { state: true },
    solved: { state: true },
  };
  static override styles = [
    theme,
    css`
      .place {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      nav {
        display: none;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
      }
      .choice label {
        flex: 1 1 200px;
      }
      .said {
        flex: 1 1 200px;
        align-self: center;
        font-size: 13px;
        color: var(--muted);
      }
      pupil-python {
        margin: 0;
        /* Room for the verdict below the output. */
        --below: 72px;
        --code-height: max(200px, 100dvh - 300px);
      }
      /* Run, code and result in one view; of an exercise, the task, too. */
      pupil-python[ran]:not(.exercise) {
        --code-height: max(200px, 100dvh - 440px);
      }
      .main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        align-content: start;
        min-width: 0;
      }
      @container (min-width: 860px) {
        .place {
          grid-template-columns: 260px minmax(0, 1fr);
          gap: 24px;
        }
        nav {
          display: block;
          max-height: calc(100dvh - 160px);
          overflow: auto;
        }
        .choice label {
          display: none;
        }
        .choice {
          justify-content: end;
        }
      }
      h2 {
        padding: 12px 0 4px;
        font-size: 13px;
        color: var(--muted);
      }
      h2:first-child {
        padding-top: 0;
      }
      nav button {
        display: block;
        width: 100%;
        min-height: 32px;
        padding: 4px 8px;
        border-color: transparent;
        background: none;
        font-size: 15px;
        text-align: left;
      }
      nav button[aria-current] {
        background: var(--accent-soft);
        color: var(--accent);
        font-weight: 600;
      }
      :host {
        container-type: inline-size;
      }
    `,
  ];

  /** The state as a link holds it: `listing=NAME`, or `code=` and the packed code. */
  declare state: string;
  /** The address of the folder with data sets. */
  declare data: string | undefined;
  declare chosen: string;
  declare said: string;
  declare solved: boolean | undefined;

  #listings: Listing[] = [];
  #lang: Lang | undefined;
  /** What the visitor wrote, by the names of programs. */
  #written = new Map<string, string>();
  #done = new Set(kept(SOLVED)?.split(" ").filter(Boolean));
  /** True once one's own program was shown: its cell stays, with its variables. */
  #ownShown = false;
  #linked = false;
  #told = "";
  /** True once the list shows the program that is chosen. */
  #scrolled = false;

  constructor() {
    super();
    this.state = this.said = "";
    const own = kept(KEPT);
    if (own !== undefined) this.#written.set(OWN, own);
    this.chosen = "first-1";
    this.solved = undefined;
  }

  #t(key: Parameters<typeof text>[1]): string {
    return text(this.language, key);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.#lang !== this.language) void this.#load();
    if (changed.has("state") && this.state && this.state !== this.#told) void this.#take(new URLSearchParams(this.state));
  }

  override updated(changed: PropertyValues<this>): void {
    const written = this.#written.get(this.chosen);
    const cell = this.#cell;
    // Not where the cell has it already: an edit forgets where the cursor was.
    if (changed.has("chosen") && written !== undefined && cell && cell.code !== written) cell.edit(written);
    const shown = this.renderRoot.querySelector<HTMLElement>("nav [aria-current]");
    const list = shown?.parentElement;
    // Not scrollIntoView, which scrolls the page as well.
    if (shown && list && !this.#scrolled) {
      this.#scrolled = true;
      list.scrollTop = shown.offsetTop - list.offsetTop - list.clientHeight / 3;
    }
  }

  async #load(): Promise<void> {
    this.#lang = this.language;
    const { listings } = await import("./listings.ts");
    this.#listings = listings(this.#lang);
    if (this.chosen !== OWN && !this.#listings.some(({ name }) => name === this.chosen)) this.chosen = this.#listings[0]?.name ?? OWN;
    this.requestUpdate();
    this.tell("first-result");
  }

  /** Takes the state of a link. It may come from anybody, so its code does not run by itself. */
  async #take(state: URLSearchParams): Promise<void> {
    const code = state.get("code");
    const written = code ? await unpacked(code) : undefined;
    if (written !== undefined) {
      this.#written.set(OWN, written);
      this.#linked = true;
      this.chosen = OWN;
      this.#cell?.edit(written);
    } else if (state.get("listing")) {
      const name = state.get("listing")!;
      if (!this.#listings.length || name === OWN || this.#listings.some((listing) => listing.name === name)) this.chosen = name;
    }
    this.requestUpdate();
  }

  get #cell(): PythonElement | null {
    return this.renderRoot.querySelector<PythonElement>("pupil-python:not([hidden])");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("pagehide", this.#keep);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keep();
    removeEventListener("pagehide", this.#keep);
  }

  /** Keeps one's own program for the next visit. A program that came with a link does not replace it. */
  #keep = (): void => {
    const cell = this.#cell;
    if (!cell || this.chosen !== OWN || this.#linked || cell.code === EMPTY) return;
    keep(KEPT, cell.code);
  };

  #choose(name: string): void {
    const cell = this.#cell;
    if (cell) this.#written.set(this.chosen, cell.code);
    this.#keep();
    this.chosen = name;
    this.said = "";
    this.solved = undefined;
    this.#linked = false;
    this.#tell(`listing=${name}`);
  }

  #tell(state: string): void {
    this.#told = this.state = state;
    this.tell("pupil-state", state);
  }

  async #copy(): Promise<void> {
    const code = this.#cell?.code ?? "";
    const listing = this.#listings.find(({ name }) => name === this.chosen);
    const state = listing?.code === code ? `listing=${listing.name}` : `code=${await packed(code)}`;
    if (state.length > LONGEST) {
      this.said = this.#t("tooLong");
      return;
    }
    const url = new URL(location.href);
    url.hash = `python?${state}`;
    try {
      await navigator.clipboard.writeText(url.href);
      this.said = this.#t("copied");
    } catch {
      this.said = this.#t("failed");
    }
    this.#tell(state);
  }

  /** An exercise was run, and its answer is right or not. */
  #checked(listing: Listing | undefined, solved: boolean): void {
    this.solved = solved;
    this.said = "";
    if (!solved || !listing) return;
    this.#done.add(listing.name);
    keep(SOLVED, [...this.#done].join(" "));
  }

  #showAnswer(listing: Listing): void {
    this.#cell?.edit(listing.answer);
    this.solved = undefined;
    this.said = this.#t("seen");
  }

  /** What to do after a run of an exercise, beside what the cell says about it. */
  #next(listing: Listing): TemplateResult | typeof nothing {
    const next = this.#listings[this.#listings.indexOf(listing) + 1];
    if (!this.solved) return html`<button slot="verdict" class="link" data-testid="show-answer" @click=${() => this.#showAnswer(listing)}>${this.#t("answer")}</button>`;
    if (!next) return nothing;
    return html`<button slot="verdict" class="link" data-testid="next" @click=${() => this.#choose(next.name)}>${text(this.language, "next", { title: next.title })}</button>`;
  }

  override render(): TemplateResult {
    const listing = this.#listings.find(({ name }) => name === this.chosen);
    const isOwn = this.chosen === OWN;
    this.#ownShown ||= isOwn;
    const groups = (["first", "tutorial", "course"] as const).map((group) => ({ group, members: this.#listings.filter((one) => one.group === group) }));
    const own = { name: OWN, title: this.#t("own") };
    const mark = (name: string) => (this.#done.has(name) ? " ✓" : "");
    const button = ({ name, title }: { name: string; title: string }) =>
      html`<button data-listing=${name} aria-current=${name === this.chosen ? "true" : nothing} @click=${() => this.#choose(name)}>${title}${mark(name)}</button>`;
    const option = ({ name, title }: { name: string; title: string }) => html`<option value=${name} ?selected=${name === this.chosen}>${title}${mark(name)}</option>`;
    const ran = ({ error }: { error: string | null }) => {
      if (error === null) this.tell("pupil-trained");
    };
    const cell = (code: string, listing: Listing | undefined) => html`<pupil-python
      lang=${this.language}
      theme=${this.theme || nothing}
      class=${listing?.checks.length ? "exercise" : nothing}
      ?hidden=${!listing && !isOwn}
      .code=${code}
      .files=${listing?.pets ? pets() : undefined}
      .data=${this.data}
      .check=${listing?.checks.join(" and ") ?? ""}
      @pupil-checked=${(event: CustomEvent<boolean>) => this.#checked(listing, event.detail)}
      @pupil-run=${(event: CustomEvent<{ error: string | null }>) => ran(event.detail)}
      >${listing && this.solved !== undefined ? this.#next(listing) : nothing}</pupil-python
    >`;
    return html`<div class="place">
      <nav aria-label=${this.#t("choose")}>
        ${button(own)}
        ${groups.map(({ group, members }) => (members.length ? html`<h2>${this.#t(group)}</h2>${members.map(button)}` : nothing))}
      </nav>
      <div class="main">
        <div class="choice">
          <label
            >${this.#t("choose")}<select data-testid="listing" @change=${(event: Event) => this.#choose((event.currentTarget as HTMLSelectElement).value)}>
              ${option(own)}
              ${groups.map(({ group, members }) => (members.length ? html`<optgroup label=${this.#t(group)}>${members.map(option)}</optgroup>` : nothing))}
            </select></label
          >
          <span class="said" role="status">${this.said || this.#t(this.#linked ? "linked" : "here")}</span>
          <button data-testid="copy-code-link" @click=${() => void this.#copy()}>${this.#t("copyLink")}</button>
        </div>
        ${listing?.note ? html`<p class="muted">${listing.note}</p>` : nothing}
        ${this.#ownShown ? cell(EMPTY, undefined) : nothing}
        ${
          // Each of the other programs has a cell and variables of its own.
          listing ? keyed(listing.name, cell(listing.code, listing)) : nothing
        }
      </div>
    </div>`;
  }
}

define("pupil-python-place", Place);
