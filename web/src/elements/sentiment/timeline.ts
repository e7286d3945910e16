// The sentence as a timeline: a column for each word, with the answer up to it and the network's state after it.

import { LitElement, css, html, svg, type PropertyValues, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { FAINT, FULL, direction, percent } from "./answer.ts";
import type { Explanation, Part } from "./explain.ts";
import { text as t } from "./texts.ts";
import type { Strip, Trace } from "./trace.ts";

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
        --label: 18px;
        --word: 40px;
        --answer: 88px;
      }
      .scroller {
        overflow: auto hidden;
        scrollbar-width: thin;
      }
      ol {
        display: flex;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .column {
        flex: 1 0 auto;
        display: grid;
        grid-auto-rows: auto;
        min-width: 44px;
        max-width: 160px;
      }
      .column.on .strip,
      .column.on .answer {
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
        line-height: var(--label);
        color: var(--muted);
      }
      .labels span {
        height: var(--label);
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
      .word.positive {
        --tint: var(--accent);
        text-decoration: underline solid var(--accent) 2px;
      }
      .word.negative {
        --tint: var(--second);
        text-decoration: underline dashed var(--second) 2px;
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
      .answer {
        position: relative;
        height: var(--answer);
        margin-top: var(--label);
        background: linear-gradient(
          color-mix(in srgb, var(--accent) 9%, transparent) 0 calc(50% - 0.5px),
          var(--line) calc(50% - 0.5px) calc(50% + 0.5px),
          color-mix(in srgb, var(--second) 9%, transparent) calc(50% + 0.5px)
        );
      }
      .answer svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .answer polyline {
        fill: none;
        stroke: var(--text);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      .answer i {
        position: absolute;
        left: calc(50% - 4px);
        width: 8px;
        height: 8px;
        margin-top: -4px;
        border-radius: 50%;
        background: var(--accent);
      }
      .answer i.negative {
        background: var(--second);
      }
      canvas {
        display: block;
        width: 100%;
        margin-top: var(--label);
        image-rendering: pixelated;
      }
      .probe-for {
        color: var(--accent);
      }
      .probe-against {
        color: var(--second);
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
  #colours: Record<"for" | "against" | "ink", number[]> | undefined;
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

  #key(event: KeyboardEvent, place: number, words: number): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const to = place + by;
      if (to < 0 || to >= words) return;
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
    const colours = this.#colours;
    const strips = new Map(this.trace?.strips.map((strip) => [strip.id as string, strip]));
    for (const canvas of this.renderRoot.querySelectorAll("canvas")) {
      const strip = strips.get(canvas.dataset.strip!);
      if (strip) draw(canvas, strip, Number(canvas.dataset.read), colours);
    }
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

  #column(word: Word, words: readonly Word[]): TemplateResult {
    const { part, place, read, after } = word;
    const { kind, weight } = part;
    const side = kind === "known" && Math.abs(weight) >= FAINT ? direction(weight) : "";
    const strength = side ? Math.round(8 + 34 * Math.min(Math.abs(weight) / FULL, 1)) : 0;
    const dragged = this.#drag?.moved && this.#drag.place === place;
    const title = this.#title(word);
    return html`<li
      class="column ${place === this.focused ? "on" : ""}"
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
        @keydown=${(event: KeyboardEvent) => this.#key(event, place, words.length)}
      >${part.text}${after}</button>
      ${this.#answer(word, words)}
      ${this.trace?.strips.map((strip) => html`<canvas class="strip ${strip.id}" data-strip=${strip.id} data-read=${read ?? -1} width="1" height=${strip.cells} .style=${`height:${stripHeight(strip)}`}></canvas>`)}
    </li>`;
  }

  /** The answer up to a word: the line from the neighbours' answers, and a dot. */
  #answer({ part, place }: Word, words: readonly Word[]): TemplateResult {
    const near = (by: 1 | -1) => {
      for (let at = place + by; words[at]; at += by) if (words[at]!.part.after !== undefined) return { after: words[at]!.part.after!, away: Math.abs(at - place) };
      return undefined;
    };
    const y = (probability: number) => 96 - 92 * probability;
    const own = part.after;
    const [before, next] = [near(-1), near(1)];
    // The line between two answers is straight, also over columns without one.
    const at = (x: number): number | undefined => {
      const [left, right] = [x < 0 || own === undefined ? before : { after: own, away: 0 }, x > 0 || own === undefined ? next : { after: own, away: 0 }];
      if (!left || !right) return undefined;
      const whole = left.away + right.away;
      return whole ? left.after + ((right.after - left.after) * (x + left.away)) / whole : left.after;
    };
    const points = [-0.5, 0, 0.5].map((x) => [100 * (x + 0.5), at(x)] as const).filter(([, value]) => value !== undefined);
    return html`<div class="answer" data-testid="after" data-value=${own ?? ""}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<polyline points=${points.map(([x, value]) => `${x},${y(value!).toFixed(2)}`).join(" ")} />`}
      </svg>
      ${own === undefined ? "" : html`<i class=${own > 0.5 ? "positive" : "negative"} .style=${`top:${y(own)}%`}></i>`}
    </div>`;
  }

  override render() {
    const words = this.found ? wordsOf(this.found) : [];
    const cut = words.filter(({ part }) => part.kind === "cut").length;
    const hidden = cut > SHOWN_CUT ? cut : 0;
    const strips = this.trace?.strips ?? [];
    return html`<div class="scroller" data-testid="timeline">
        <ol aria-label=${t(this.lang, "timeline")}>
          ${hidden ? html`<li class="more">${t(this.lang, "cutWords", { count: hidden })}</li>` : ""}
          ${words.slice(hidden).map((word) => this.#column(word, words))}
        </ol>
      </div>
      ${words.length
        ? html`<div class="labels" aria-hidden="true">
            <span .style=${"margin-top:var(--word)"}>${t(this.lang, "strip_answer")}</span>
            ${strips.map(({ id, cells }, at) => html`<span .style=${`margin-top:${at ? stripHeight(strips[at - 1]!) : "var(--answer)"}`}>${t(this.lang, `strip_${id}`, { cells })}</span>`)}
          </div>`
        : ""}
      <span id="how" hidden>${t(this.lang, "how")}</span>
      <i class="probe-for"></i><i class="probe-against"></i><i class="probe-ink"></i>`;
  }
}

/** The height of a strip: two pixels a cell, or less if there are many. The states get more room than the embedding. */
const stripHeight = ({ id, cells }: Pick<Strip, "id" | "cells">): string =>
  `calc(${Math.min(Math.max(2 * cells, 24), id === "embedding" ? 48 : 96)}px * var(--strips, 1))`;

/** Draws a word's numbers of a strip, one pixel a cell; a column that is not read stays empty. */
function draw(canvas: HTMLCanvasElement, { cells, values, sided }: Strip, read: number, colours: Record<"for" | "against" | "ink", number[]>): void {
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(1, cells);
  for (let cell = 0; cell < cells && read >= 0; cell += 1) {
    const value = values[read * cells + cell] ?? 0;
    const colour = !sided ? colours.ink : value > 0 ? colours.for : colours.against;
    // What speaks for neither side goes from light to dark.
    const alpha = sided ? Math.abs(value) ** 0.7 : 0.04 + 0.8 * ((value + 1) / 2);
    image.data.set([...colour, Math.round(255 * Math.min(alpha, 1))], 4 * cell);
  }
  context.putImageData(image, 0, 0);
}

customElements.define("pupil-timeline", Timeline);
