import { LitElement, css, html, svg, type PropertyValues } from "lit";
import { guard } from "lit/directives/guard.js";
import { define } from "../shared/define.ts";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { PLAIN, marker, type Mark } from "./fits/marks.ts";
import { inkOf, paintClasses, paintMap, type Ink, type Values } from "./maps.ts";
import { EDGE, TEST_SHARE, isTest, type Point } from "./sets.ts";
import { text } from "./texts.ts";

/** Units across the drawing. */
const SIZE = 600;

/** A curve in the plane, or a boundary as an SVG path on a square of SIZE units. */
export interface PlaneLine extends Mark {
  name: string;
  points?: [number, number][];
  path?: string;
}

/** What is drawn below the points, at `side` x `side` places: probabilities of classes, or one value from -1 to 1. */
export type Shade = { side: number } & ({ classes: number; values: ArrayLike<number> } | { scale: number; of: Values });

const across = (x: number) => ((x + EDGE) / (2 * EDGE)) * SIZE;
const down = (y: number) => ((EDGE - y) / (2 * EDGE)) * SIZE;
const inside = (value: number) => Math.min(EDGE, Math.max(-EDGE, value));

/** How near the cross must be to a point to be on it, in units; a pointer needs no more than this. */
const NEAR = 18;

/** How near a finger and a mouse must be to a point to take it, in pixels: the plane may be small. */
const FINGER = 14;
const MOUSE = 8;

/** Milliseconds between the clicks of a double click. */
const DOUBLE = 400;

/**
 * A plane of points. A click adds a point, dragging moves it, a double click removes it. Arrow keys move a cross, Enter
 * adds a point, Delete removes the nearest point, Shift with arrows moves it. Fires `points` with the new list, and
 * `pick` with the index of a point that was clicked. With `fixed` the points stay, and a click only picks the nearest.
 */
export class Plane extends LitElement {
  static override properties = {
    points: { attribute: false },
    lines: { attribute: false },
    shade: { attribute: false },
    label: { type: Number },
    share: { type: Number },
    picked: { type: Number },
    fixed: { type: Boolean },
    plain: { type: Boolean },
    lang: { type: String },
    scheme: { type: String },
  };
  static override styles = [
    theme,
    css`
      .plane {
        position: relative;
        aspect-ratio: 1;
        width: 100%;
        border: 1px solid var(--line);
        border-radius: 6px;
        background: var(--surface);
        overflow: hidden;
      }
      canvas,
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      svg {
        touch-action: pan-y pinch-zoom;
        cursor: crosshair;
        outline-offset: -3px;
      }
      svg:focus-visible {
        outline: 2px solid var(--accent);
      }
      .axis {
        stroke: var(--muted);
        stroke-width: 1;
        opacity: 0.3;
      }
      .axis.zero {
        opacity: 0.6;
      }
      .line {
        fill: none;
        stroke-width: 4;
      }
      .picked {
        fill: none;
        stroke: var(--text);
        stroke-width: 3;
      }
      i {
        display: none;
      }
      .probe-for {
        color: var(--for);
      }
      .probe-against {
        color: var(--against);
      }
      .probe-paper {
        color: var(--surface);
      }
      .probe-third {
        color: var(--third);
      }
      .cross {
        stroke: var(--text);
        stroke-width: 2;
      }
      text {
        fill: var(--muted);
        font-size: 16px;
      }
    `,
  ];

  declare points: readonly Point[];
  declare lines: readonly PlaneLine[];
  declare shade: Shade | undefined;
  /** The class of new points. */
  declare label: number;
  declare lang: Lang;
  declare scheme: string;
  /** The share of the points that is for testing. */
  declare share: number;
  /** The index of a point that stands out. */
  declare picked: number | undefined;
  declare fixed: boolean;
  /** True if the points have no classes. */
  declare plain: boolean;
  #ink: Ink | undefined;
  /** The last point that was clicked, and when. */
  #clicked = { at: -1, time: 0 };
  /** True once a dragged point has moved. */
  #moved = false;
  #cross: { x: number; y: number } | undefined;
  #dragged: number | undefined;
  /** Where a finger touched away from all points: a tap adds a point, a swipe scrolls the page. */
  #tapped: { x: number; y: number } | undefined;
  #said = "";

  constructor() {
    super();
    this.points = [];
    this.lines = [];
    this.label = 0;
    this.share = TEST_SHARE;
    this.fixed = this.plain = false;
    this.lang = "en";
    this.scheme = "";
  }

  #change(points: Point[], done: boolean): void {
    this.points = points;
    this.dispatchEvent(new CustomEvent("points", { detail: { points, done } }));
  }

  /** The index of the nearest point, and its distance. */
  #nearest(x: number, y: number): { at: number; distance: number } {
    let best = { at: -1, distance: Infinity };
    this.points.forEach((point, at) => {
      const distance = Math.hypot(across(point.x) - across(x), down(point.y) - down(y));
      if (distance < best.distance) best = { at, distance };
    });
    return best;
  }

  #place(event: PointerEvent): { x: number; y: number } {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 * EDGE - EDGE;
    const y = EDGE - ((event.clientY - box.top) / box.height) * 2 * EDGE;
    return { x: inside(x), y: inside(y) };
  }

  /** How near a pointer must be to a point to take it, in units. */
  #reach(event: PointerEvent): number {
    const { width } = (event.currentTarget as Element).getBoundingClientRect();
    return Math.max(NEAR, ((event.pointerType === "touch" ? FINGER : MOUSE) * SIZE) / width);
  }

  #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const place = this.#place(event);
    const { at, distance } = this.#nearest(place.x, place.y);
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#cross = undefined;
    this.#moved = false;
    if (this.fixed) {
      if (at >= 0) this.#pick(at);
    } else if (distance < this.#reach(event)) {
      this.#dragged = at;
    } else if (event.pointerType === "touch") {
      this.#tapped = place;
    } else {
      this.#dragged = this.points.length;
      this.#moved = true;
      this.#change([...this.points, { ...place, label: this.label }], false);
    }
  };

  #pick(at: number): void {
    this.dispatchEvent(new CustomEvent("pick", { detail: at }));
  }

  /** A finger on a point moves it; elsewhere it may scroll the page. */
  #touch = (event: TouchEvent): void => {
    if (this.#dragged !== undefined && event.cancelable) event.preventDefault();
  };

  #move = (event: PointerEvent): void => {
    if (this.#dragged === undefined) return;
    const place = this.#place(event);
    const { x, y } = this.points[this.#dragged]!;
    // A click that trembles moves nothing.
    if (!this.#moved && Math.hypot(across(x) - across(place.x), down(y) - down(place.y)) < NEAR / 3) return;
    this.#moved = true;
    this.#change(this.points.map((point, at) => (at === this.#dragged ? { ...point, ...place } : point)), false);
  };

  #up = (event: PointerEvent): void => {
    const tapped = this.#tapped;
    this.#tapped = undefined;
    if (tapped && event.type === "pointerup") {
      const { x, y } = this.#place(event);
      const moved = Math.hypot(across(x) - across(tapped.x), down(y) - down(tapped.y));
      if (moved < this.#reach(event)) this.#change([...this.points, { ...tapped, label: this.label }], true);
    }
    const at = this.#dragged;
    if (at === undefined) return;
    this.#dragged = undefined;
    if (this.#moved) {
      this.#clicked = { at: -1, time: 0 };
      this.#change([...this.points], true);
    } else if (this.#clicked.at === at && event.timeStamp - this.#clicked.time < DOUBLE) {
      this.#clicked = { at: -1, time: 0 };
      this.#remove(at);
    } else {
      this.#clicked = { at, time: event.timeStamp };
      this.#pick(at);
    }
  };

  #remove(at: number): void {
    this.#change(this.points.filter((_, k) => k !== at), true);
    this.#said = text(this.lang, "pointRemoved", { count: this.points.length });
  }

  #key = (event: KeyboardEvent): void => {
    const step = event.altKey ? 0.05 : 0.25;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const from = this.#cross ?? { x: 0, y: 0 };
    const move = moves[event.key];
    if (move) {
      const to = { x: inside(from.x + move[0]), y: inside(from.y + move[1]) };
      const { at, distance } = this.#nearest(from.x, from.y);
      this.#cross = to;
      if (event.shiftKey && distance < NEAR && !this.fixed) {
        this.#change(this.points.map((point, k) => (k === at ? { ...point, ...to } : point)), true);
      }
      this.#say(to);
    } else if ((event.key === "Enter" || event.key === " ") && this.fixed) {
      const { at } = this.#nearest(from.x, from.y);
      if (at >= 0) this.#pick(at);
    } else if (event.key === "Enter" || event.key === " ") {
      this.#cross = from;
      this.#change([...this.points, { ...from, label: this.label }], true);
      this.#said = text(this.lang, "pointAdded", { ...this.#shown(from), count: this.points.length });
    } else if ((event.key === "Delete" || event.key === "Backspace") && !this.fixed) {
      const { at } = this.#nearest(from.x, from.y);
      if (at < 0) return;
      this.#remove(at);
    } else {
      return;
    }
    event.preventDefault();
    this.requestUpdate();
  };

  #shown({ x, y }: { x: number; y: number }) {
    return { x: x.toFixed(2), y: y.toFixed(2) };
  }

  #say(place: { x: number; y: number }): void {
    const { distance } = this.#nearest(place.x, place.y);
    this.#said = text(this.lang, distance < NEAR ? "crossOnPoint" : "crossAt", this.#shown(place));
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("scheme") || !this.#ink) this.#ink = inkOf([...this.renderRoot.querySelectorAll("i")]);
    if (changed.has("shade") || changed.has("scheme")) this.#paint();
  }

  #paint(): void {
    const canvas = this.renderRoot.querySelector("canvas")!;
    const { shade } = this;
    if (!shade) canvas.width = canvas.height = 1;
    else if ("classes" in shade) paintClasses(canvas, shade.values, shade.classes, shade.side, this.#ink!);
    else paintMap(canvas, shade.of, shade.side, shade.scale, this.#ink!);
  }

  override render() {
    const curve = (points: [number, number][]) => points.map(([x, y]) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ");
    const cross = this.#cross;
    const picked = this.picked === undefined ? undefined : this.points[this.picked];
    return html`<div class="plane">
        <canvas aria-hidden="true"></canvas>
        <svg
          viewBox="0 0 ${SIZE} ${SIZE}"
          tabindex="0"
          role="application"
          aria-label=${text(this.lang, this.fixed ? "fixedLabel" : "planeLabel", { count: this.points.length })}
          data-testid="plane"
          @pointerdown=${this.#down}
          @pointermove=${this.#move}
          @pointerup=${this.#up}
          @pointercancel=${this.#up}
          @touchstart=${{ handleEvent: this.#touch, passive: false }}
          @touchmove=${{ handleEvent: this.#touch, passive: false }}
          @keydown=${this.#key}
        >
          ${[-2, -1, 0, 1, 2].map(
            (tick) => svg`<line class="axis ${tick ? "" : "zero"}" x1=${across(tick)} x2=${across(tick)} y1="0" y2=${SIZE} />
              <line class="axis ${tick ? "" : "zero"}" x1="0" x2=${SIZE} y1=${down(tick)} y2=${down(tick)} />
              <text x=${across(tick) + 4} y=${SIZE - 6}>${tick}</text>
              <text x="4" y=${down(tick) - 4}>${tick}</text>`,
          )}
          ${this.lines.map((line) =>
            line.points
              ? svg`<polyline class="line" points=${curve(line.points)} stroke=${line.colour} stroke-dasharray=${line.dash} />`
              : svg`<path class="line" d=${line.path ?? ""} stroke=${line.colour} stroke-dasharray=${line.dash} />`,
          )}
          ${guard([this.points, this.plain, this.share], () =>
            this.points.map(({ x, y, label }, at) => marker(across(x), down(y), this.plain ? PLAIN : label, isTest(at, this.share))),
          )}
          ${picked ? svg`<circle class="picked" cx=${across(picked.x)} cy=${down(picked.y)} r="15" />` : ""}
          ${cross
            ? svg`<path class="cross" fill="none"
                d="M${across(cross.x) - 14} ${down(cross.y)}h28M${across(cross.x)} ${down(cross.y) - 14}v28" />`
            : ""}
        </svg>
      </div>
      <p class="visually-hidden" aria-live="polite" data-testid="plane-said">${this.#said}</p>
      <i class="probe-for"></i><i class="probe-against"></i><i class="probe-paper"></i><i class="probe-third"></i>`;
  }
}

define("pupil-plane", Plane);
