// The sentence as a timeline: a column for each word, with the answer up to it and the network's state after it.

import { LitElement, css, html, type PropertyValues, type TemplateResult } from "lit";
import { define } from "../shared/define.ts";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { FAINT, FULL, direction, percent } from "./answer.ts";
import type { Explanation, Part } from "./explain.ts";
import { text as t } from "./texts.ts";
import { drawTimeline, heightOf, stripHeight, type Colours, type Column, type Heights } from "./timeline-drawing.ts";
import type { Trace } from "./trace.ts";
import { isChinese } from "./words.ts";

/** Pixels that a pointer must move for a drag; less is a click. */
const DRAG_FROM = 6;

/** So many words before those that are read get a column of their own. */
const SHOWN_CUT = 8;

/** A word of the text. */
interface Word {
  part: Part;
  /** Its place among all words. */
  place: number;
  /** Its place among the words that are read; undefined for others. */
  read: number | undefined;
  /** What follows it up to the next blank, such as a comma. */
  after: string;
}

function wordsOf({ parts }: Explanation): Word[] {
  const words: Word[] = [];
  let read = 0;
  for (const part of parts) {
    if (part.kind === "between") {
      const last = words.at(-1);
      if (last) last.after = /^\S*/.exec(part.text)![0];
      continue;
    }
    words.push({ part, place: words.length, read: part.number === undefined ? undefined : read, after: "" });
    if (part.number !== undefined) read += 1;
  }
  return words;
}

/** Heights on a wide and on a narrow stage, in pixels. */
const WIDE: Heights = { word: 40, answer: 88, strips: 1 };
const NARROW: Heights = { word: 32, answer: 48, strips: 0.4 };
const NARROW_BELOW = 560;

/** A column is at least this wide, unless the words are turned. */
const LEAST = 44;

/** How wide a letter is at most, about, in pixels; and the room at both ends of a word. */
const LETTER = { latin: 8.4, chinese: 15 };
const ENDS = 12;

/** Turned words are smaller, and take room from what is below. */
const TURNED = { letters: 0.9, answer: 0.85, strips: 0.85 };

/** The row of turned words is at most this high. */
const HIGHEST = 112;

/** The length of a word with what follows it, in pixels, about. */
const lengthOf = ({ part: { text }, after }: Word): number => (isChinese([text]) ? LETTER.chinese : LETTER.latin) * (text.length + after.length);

/** Red, green and blue of a colour as browsers compute it. */
const rgb = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

export class Timeline extends LitElement {
  static override properties = {
    lang: { type: String },
    scheme: { type: String },
    found: { attribute: false },
    trace: { attribute: false },
    focused: { attribute: false },
    maxlen: { attribute: false },
    textLang: { attribute: false },
  };
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        position: relative;
      }
      .scroller {
        overflow: auto hidden;
        scrollbar-width: thin;
      }
      .track {
        position: relative;
        width: max-content;
        min-width: 100%;
      }
      canvas {
        position: absolute;
        left: 0;
        top: var(--word);
        width: 100%;
        height: var(--below);
      }
      ol {
        position: relative;
        display: flex;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .column {
        flex: 1 0 auto;
        display: grid;
        grid-template-rows: var(--word) var(--below);
        min-width: 44px;
        max-width: 160px;
      }
      .turned .column {
        min-width: 22px;
      }
      .column.on .after {
        outline: 1px solid var(--muted);
        outline-offset: -1px;
      }
      .labels {
        position: absolute;
        inset: 0;
        display: grid;
        grid-auto-rows: auto;
        align-content: start;
        pointer-events: none;
        font-size: 13px;
        line-height: 18px;
        color: var(--muted);
      }
      .labels span {
        justify-self: start;
        max-width: 100%;
        height: 18px;
        padding-right: 4px;
        /* The frame of a column does not run through it. */
        background: var(--bg);
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .word {
        height: var(--word);
        min-height: 0;
        padding: 0 6px;
        border: 0;
        border-radius: 0;
        background: color-mix(in srgb, var(--tint, transparent) var(--strength, 0%), transparent);
        font-size: 15px;
        white-space: nowrap;
        cursor: grab;
        touch-action: none;
        user-select: none;
        text-underline-offset: 0.28em;
      }
      .turned .word {
        justify-content: end;
        padding: 4px 0;
        overflow: hidden;
        writing-mode: vertical-rl;
        font-size: 13px;
        text-underline-offset: 0.2em;
      }
      /* Chinese characters stand one below the other. Not every font can do that by a writing mode. */
      .turned .word:lang(zh) {
        justify-content: center;
        align-items: end;
        writing-mode: horizontal-tb;
        white-space: pre-line;
        line-height: 1.1;
        text-underline-offset: 0.1em;
      }
      .word.positive {
        --tint: var(--for);
        text-decoration: underline solid var(--for) 2px;
      }
      .word.negative {
        --tint: var(--against);
        text-decoration: underline dashed var(--against) 2px;
      }
      .word.unknown {
        color: var(--muted);
        text-decoration: underline dotted var(--muted) 2px;
      }
      .word.cut,
      .word.away {
        color: var(--muted);
        text-decoration: line-through;
      }
      .word.dragged {
        cursor: grabbing;
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }
      .more {
        align-self: start;
        height: var(--word);
        padding: 0 6px;
        line-height: var(--word);
        color: var(--muted);
        font-size: 13px;
        white-space: nowrap;
      }
      .probe-for {
        color: var(--for);
      }
      .probe-against {
        color: var(--against);
      }
      .probe-ink {
        color: var(--text);
      }
    `,
  ];

  declare lang: Lang;
  declare scheme: string;
  declare found: Explanation | undefined;
  declare trace: Trace | undefined;
  /** The place of the word whose gates are shown. */
  declare focused: number | undefined;
  /** How many words the model reads. */
  declare maxlen: number;
  /** The language of the text. */
  declare textLang: string;
  /** Moves a word to another place; false while an earlier move is not shown yet. */
  move: (from: number, to: number) => boolean = () => false;
  /** Takes a word out, or back in. */
  toggle: (place: number) => void = () => {};
  /** The visitor looks at a word. */
  look: (place: number) => void = () => {};
  #colours: Colours | undefined;
  /** The width of the element, and of what is in its row; they are measured without a look at the layout. */
  #width = 0;
  #widths = new Map<Element, number>();
  #observer = new ResizeObserver((entries) => this.#resized(entries));
  /** The words that are shown. */
  #words: Word[] = [];
  /** How many words were shown before. */
  #shown = 0;
  #drag: { place: number; x: number; moved: boolean } | undefined;
  /** The place of the word that gets the focus after the next rendering. */
  #focus: number | undefined;

  constructor() {
    super();
    this.lang = "en";
    this.scheme = "";
    this.maxlen = 0;
    this.textLang = "en";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#widths.clear();
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, borderBoxSize } of entries) {
      const width = borderBoxSize[0]!.inlineSize;
      if (target !== this) this.#widths.set(target, width);
      else if (Math.abs(width - this.#width) >= 1) {
        this.#width = width;
        this.requestUpdate();
      }
    }
    this.#draw();
  }

  /** True if the words do not fit side by side, so that they are turned. */
  #turns(words: readonly Word[]): boolean {
    const width = words.reduce((sum, word) => sum + Math.max(LEAST, ENDS + lengthOf(word)), 0);
    return this.#width > 0 && width > this.#width;
  }

  #heights(words: readonly Word[], turned: boolean): Heights {
    const usual = this.#width > 0 && this.#width < NARROW_BELOW ? NARROW : WIDE;
    if (!turned) return usual;
    const longest = words.reduce((most, word) => Math.max(most, lengthOf(word)), 0);
    const word = Math.round(Math.max(usual.word, Math.min(ENDS + TURNED.letters * longest, HIGHEST)));
    return usual === NARROW ? { ...usual, word } : { word, answer: usual.answer * TURNED.answer, strips: TURNED.strips };
  }

  /** Draws what is below the words, as soon as all widths are known. */
  #draw(): void {
    const [canvas, list] = [this.renderRoot.querySelector("canvas"), this.renderRoot.querySelector("ol")];
    if (!canvas || !list || !this.#colours) return;
    const columns: Column[] = [];
    let left = 0;
    for (const item of list.children) {
      const width = this.#widths.get(item);
      if (width === undefined) return;
      const word = this.#words[Number((item as HTMLElement).dataset.at)];
      if (word) columns.push({ left, width, after: word.part.after, read: word.read });
      left += width;
    }
    drawTimeline(canvas, columns, left, this.trace, this.#heights(this.#words, this.#turns(this.#words)), this.#colours);
  }

  #down(event: PointerEvent, place: number): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#drag = { place, x: event.clientX, moved: false };
  }

  #dragTo(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag) return;
    if (!drag.moved && Math.abs(event.clientX - drag.x) < DRAG_FROM) return;
    drag.moved = true;
    const middle = (place: number) => {
      const box = this.renderRoot.querySelector(`[data-place="${place}"]`)?.getBoundingClientRect();
      return box ? box.left + box.width / 2 : Number.NaN;
    };
    let to = drag.place;
    // A word changes places with its neighbour once the pointer passes the neighbour's middle.
    while (event.clientX > middle(to + 1)) to += 1;
    while (event.clientX < middle(to - 1)) to -= 1;
    if (to === drag.place) return this.requestUpdate();
    if (this.move(drag.place, to)) drag.place = to;
  }

  #up = (): void => {
    // The click that follows a drag is none.
    const drag = this.#drag;
    this.requestUpdate();
    setTimeout(() => {
      if (this.#drag === drag) this.#drag = undefined;
      this.requestUpdate();
    });
  };

  #click(place: number): void {
    if (!this.#drag?.moved) this.toggle(place);
  }

  #key(event: KeyboardEvent, place: number): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const to = place + by;
      if (!this.#words.some((word) => word.place === to)) return;
      if (!this.move(place, to)) return;
      this.#focus = to;
      this.requestUpdate();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.toggle(place);
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (!this.#colours || changed.has("scheme")) {
      const colour = (name: string) => rgb(getComputedStyle(this.renderRoot.querySelector(`.probe-${name}`)!).color);
      this.#colours = { for: colour("for"), against: colour("against"), ink: colour("ink") };
    }
    const items = new Set(this.renderRoot.querySelector("ol")!.children);
    for (const item of items) if (!this.#widths.has(item)) this.#observer.observe(item);
    for (const item of this.#widths.keys()) {
      if (items.has(item)) continue;
      this.#observer.unobserve(item);
      this.#widths.delete(item);
    }
    this.#draw();
    // The newest word is in view.
    if (this.#words.length > this.#shown && !this.#drag) this.renderRoot.querySelector(".scroller")!.scrollLeft = 1e6;
    this.#shown = this.#words.length;
    if (this.#focus === undefined) return;
    this.renderRoot.querySelector<HTMLElement>(`[data-place="${this.#focus}"]`)?.focus();
    this.#focus = undefined;
  }

  /** What a word does, in words. */
  #title({ part }: Word): string {
    const { kind, weight, without } = part;
    if (kind === "unknown") return t(this.lang, "titleUnknown");
    if (kind === "cut") return t(this.lang, "titleCut", { maxlen: this.maxlen });
    if (kind === "away") return t(this.lang, "titleAway");
    if (without === undefined) return "";
    return t(this.lang, weight > 0 ? "titleFor" : "titleAgainst", { percent: percent(without) });
  }

  #column(word: Word, at: number, turned: boolean): TemplateResult {
    const { part, place, after } = word;
    const { kind, weight } = part;
    const side = kind === "known" && Math.abs(weight) >= FAINT ? direction(weight) : "";
    const strength = side ? Math.round(8 + 34 * Math.min(Math.abs(weight) / FULL, 1)) : 0;
    const dragged = this.#drag?.moved && this.#drag.place === place;
    const title = this.#title(word);
    return html`<li
      class="column ${place === this.focused ? "on" : ""}"
      data-at=${at}
      @pointerenter=${() => this.look(place)}
    >
      <button
        class="word ${kind} ${side} ${dragged ? "dragged" : ""}"
        lang=${this.textLang}
        data-testid="word"
        data-place=${place}
        data-weight=${weight.toFixed(3)}
        aria-pressed=${kind === "away" ? "true" : "false"}
        aria-label="${part.text}${title ? `: ${title}` : ""}"
        aria-describedby="how"
        title=${title}
        .style=${`--strength:${strength}%`}
        @pointerdown=${(event: PointerEvent) => this.#down(event, place)}
        @pointermove=${(event: PointerEvent) => this.#dragTo(event)}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @focus=${() => this.look(place)}
        @click=${() => this.#click(place)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, place)}
      >${this.textLang === "zh" && turned ? [...part.text, ...after].join("\n") : html`${part.text}${after}`}</button>
      <div class="after" data-testid="after" data-value=${part.after ?? ""}></div>
    </li>`;
  }

  override render() {
    const words = this.found ? wordsOf(this.found) : [];
    const cut = words.filter(({ part }) => part.kind === "cut").length;
    const hidden = cut > SHOWN_CUT ? cut : 0;
    const strips = this.trace?.strips ?? [];
    this.#words = words.slice(hidden);
    const turned = this.#turns(this.#words);
    const heights = this.#heights(this.#words, turned);
    const sizes = `--word:${heights.word}px;--below:${heightOf(strips, heights)}px`;
    return html`<div class="scroller ${turned ? "turned" : ""}" data-testid="timeline" .style=${sizes}>
        <div class="track">
          <canvas aria-hidden="true"></canvas>
          <ol aria-label=${t(this.lang, "timeline")}>
            ${hidden ? html`<li class="more">${t(this.lang, "cutWords", { count: hidden })}</li>` : ""}
            ${this.#words.map((word, at) => this.#column(word, at, turned))}
          </ol>
        </div>
      </div>
      ${words.length
        ? html`<div class="labels" aria-hidden="true">
            <span .style=${`margin-top:${heights.word}px`}>${t(this.lang, "strip_answer")}</span>
            ${strips.map(({ id, cells }, at) => {
              const above = at ? stripHeight(strips[at - 1]!, heights) : heights.answer;
              return html`<span .style=${`margin-top:${above}px`}>${t(this.lang, `strip_${id}`, { cells })}</span>`;
            })}
          </div>`
        : ""}
      <span id="how" hidden>${t(this.lang, "how")}</span>
      <i class="probe-for"></i><i class="probe-against"></i><i class="probe-ink"></i>`;
  }
}

define("pupil-timeline", Timeline);
