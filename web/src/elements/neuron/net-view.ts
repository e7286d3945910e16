// The network: a heat map in every neuron, edges by weight, buttons for layers and neurons.

import { LitElement, css, html, svg, type PropertyValues } from "lit";
import { define } from "../shared/define.ts";
import { langOf, type Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { inkOf, paintLine, paintMap, scaleOf, type Ink } from "./maps.ts";
import { FEATURES, FEATURE_LABELS, MOST_LAYERS, MOST_NEURONS, type FeatureName } from "./network.ts";
import { EDGE } from "./sets.ts";
import { text } from "./texts.ts";
import { GRID, LINE, type Look } from "./trainer.ts";

/** The network's shape: the features on offer and those in use, hidden layers, outputs. */
export interface Shape {
  offered: readonly FeatureName[];
  features: readonly FeatureName[];
  hidden: readonly number[];
  outputs: number;
  /** True if the answers depend only on x. */
  line: boolean;
}

/** A unit: layer 0 holds the features on offer, then come the hidden layers and the output. */
export interface Spot {
  layer: number;
  unit: number;
}

/** A weight: `layer` is the index among the layers with weights, `from` a row of its kernel and `to` a column. */
export interface Wire {
  layer: number;
  from: number;
  to: number;
}

export const wireKey = ({ layer, from, to }: Wire): string => `${layer} ${from} ${to}`;

/** Numbers to show on the network in slow motion. */
export interface Figures {
  /** Texts on edges, by {@link wireKey}. */
  wires: ReadonlyMap<string, string>;
  /** Texts below the units of each layer. */
  units: readonly (readonly (string | undefined)[])[];
  /** The layer that is worked on; its edges stand out. */
  active: number | undefined;
  chosen: Wire | undefined;
}

/** The size of a unit, and the centre of each one. */
interface Places {
  unit: number;
  /** True if layers are so close that their buttons are one below the other. */
  close: boolean;
  at(layer: number, row: number): { x: number; y: number };
}

/** Pixels above the neurons for the buttons: side by side, or where layers are close, one below the other. */
const HEAD = { beside: 36, below: 80 };

/** The side of a unit, at least. */
const LEAST = 16;

/** Layers that are closer than this have their buttons one below the other. */
const CLOSE = 94;

/** Half of the width of the first head, which names the layers. */
const HALF_HEAD = 55;

/** Pixels left of the features for their names. */
const NAMES = 42;

/** An edge is at most this thick. */
const THICKEST = 7;

/** How thick an edge is; `scale` is smaller where neurons are. */
export const thickness = (weight: number, scale: number): number => scale * Math.min(THICKEST, 0.6 + 2.2 * Math.abs(weight) ** 0.8);

/**
 * Shows the network's `shape`, and each new `look` without rendering again. Fires `feature` (a name that is switched),
 * `hidden` (the new list of hidden layers), `inspect` ({@link Spot} or null, while the visitor points at a neuron) and
 * `wire` ({@link Wire} or null, `detail.chosen` when it was clicked).
 */
export class NetView extends LitElement {
  static override properties = {
    shape: { attribute: false },
    look: { attribute: false },
    figures: { attribute: false },
    locked: { type: Boolean },
    lang: { type: String },
    scheme: { type: String },
    size: { state: true },
  };
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        flex: 1;
        min-height: 236px;
        min-width: 0;
        overflow: hidden;
      }
      :host([close]) {
        min-height: 280px;
      }
      svg.wires {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .wire {
        fill: none;
        stroke: var(--line);
        pointer-events: none;
      }
      .wire.for {
        stroke: var(--for);
      }
      .wire.against {
        stroke: var(--against);
      }
      .wire.pale {
        opacity: 0.25;
      }
      .wire.chosen {
        stroke-dasharray: 6 3;
      }
      .hit {
        fill: none;
        stroke: transparent;
        stroke-width: 12;
        cursor: pointer;
        pointer-events: stroke;
      }
      .figure {
        fill: var(--text);
        stroke: var(--bg);
        stroke-width: 4;
        paint-order: stroke;
        stroke-linejoin: round;
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        text-anchor: middle;
        pointer-events: none;
      }
      .bias {
        pointer-events: none;
        fill: var(--line);
      }
      .bias.for {
        fill: var(--for);
      }
      .bias.against {
        fill: var(--against);
      }
      .unit {
        position: absolute;
        display: block;
        min-height: 0;
        padding: 0;
        border: 1px solid var(--muted);
        border-radius: 6px;
        overflow: hidden;
        background: var(--surface);
      }
      .unit canvas {
        display: block;
        width: 100%;
        height: 100%;
      }
      .unit[aria-pressed="false"] {
        border-style: dashed;
        opacity: 0.45;
      }
      .unit[aria-pressed="false"]:is(:hover, :focus-visible) {
        opacity: 1;
      }
      .unit.active {
        border-color: var(--text);
        box-shadow: 0 0 0 1px var(--text);
      }
      .name {
        position: absolute;
        transform: translate(-100%, -50%);
        padding-right: 6px;
        font-size: 13px;
        color: var(--muted);
        white-space: nowrap;
        pointer-events: none;
      }
      .name.on {
        color: var(--text);
      }
      .head {
        position: absolute;
        top: 0;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 4px;
        transform: translateX(-50%);
        height: 28px;
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        color: var(--muted);
        white-space: nowrap;
      }
      .head.close {
        flex-direction: column-reverse;
        gap: 0;
        height: auto;
        line-height: 20px;
      }
      .head span {
        margin: 0 2px;
      }
      .head b {
        min-width: 1.2em;
        font-weight: 600;
        color: var(--text);
        text-align: center;
      }
      .small {
        min-height: 26px;
        width: 26px;
        padding: 0;
        border-radius: 13px;
        line-height: 1;
      }
      @container (max-width: 760px) {
        .head:not(.close) {
          gap: 2px;
        }
        .small {
          min-height: 24px;
          width: 24px;
        }
      }
      i {
        display: none;
      }
      .for-probe {
        color: var(--for);
      }
      .against-probe {
        color: var(--against);
      }
      .paper-probe {
        color: var(--surface);
      }
      .third-probe {
        color: var(--third);
      }
    `,
  ];

  declare shape: Shape | undefined;
  declare look: Look | undefined;
  declare figures: Figures | undefined;
  /** True if the shape cannot be changed now. */
  declare locked: boolean;
  declare scheme: string;
  declare size: { width: number; height: number };
  #ink: Ink | undefined;
  #resize = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (width && height) this.size = { width: Math.round(width), height: Math.round(height) };
  });
  /** The edges and biases on screen, so that a look changes them directly. */
  #wires: { wire: Wire; path: SVGPathElement; width: string; kind: string }[] = [];

  constructor() {
    super();
    this.locked = false;
    this.scheme = "";
    this.size = { width: 0, height: 0 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  get #lang(): Lang {
    return langOf(this.lang);
  }

  /** The number of units in each column. */
  get #rows(): number[] {
    const { offered, hidden, outputs } = this.shape!;
    return [offered.length, ...hidden, outputs];
  }

  /** The size of a unit, and where each one is. */
  get #places(): Places {
    const { width, height } = this.size;
    const rows = this.#rows;
    const most = Math.max(...rows);
    const across = (width - NAMES - 8) / rows.length;
    const figures = this.figures ? 16 : 0;
    const close = (width - NAMES - 12 - LEAST) / (rows.length - 1) < CLOSE;
    const head = this.locked ? 0 : HEAD[close ? "below" : "beside"];
    const room = (height - head - 6) / most;
    const unit = Math.max(LEAST, Math.min(56, room - 6 - figures, across - 28));
    const step = Math.min(room, unit + 26 + figures);
    return {
      unit,
      close,
      at: (layer, row) => ({
        x: NAMES + 4 + unit / 2 + (layer * (width - NAMES - 12 - unit)) / (rows.length - 1),
        y: head + (height - head) / 2 + (row - (rows[layer]! - 1) / 2) * step - figures / 2,
      }),
    };
  }

  /** All weights of the shape. */
  get #all(): Wire[] {
    const { features, hidden, outputs } = this.shape!;
    const sizes = [features.length, ...hidden, outputs];
    return sizes.slice(1).flatMap((count, layer) =>
      Array.from({ length: sizes[layer]! * count }, (_, at) => ({ layer, from: Math.floor(at / count), to: at % count })),
    );
  }

  #send(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #point(event: PointerEvent | MouseEvent, chosen: boolean): void {
    const key = (event.target as Element).getAttribute("data-wire");
    if (key === null) {
      if (!chosen) this.#send("wire", null);
      return;
    }
    const [layer, from, to] = key.split(" ").map(Number) as [number, number, number];
    this.#send("wire", { layer, from, to, chosen });
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("scheme") || !this.#ink) this.#ink = inkOf([...this.renderRoot.querySelectorAll("i")]);
    if (!changed.has("look") || changed.size > 1) {
      this.#wires = [...this.renderRoot.querySelectorAll<SVGPathElement>(".wire")].map((path) => {
        const [layer, from, to] = path.getAttribute("data-of")!.split(" ").map(Number) as [number, number, number];
        return { wire: { layer, from, to }, path, width: "", kind: "" };
      });
      this.#paintFeatures();
    }
    this.#paint();
  }

  override shouldUpdate(changed: PropertyValues<this>): boolean {
    // A look is painted onto what is there.
    if (changed.size === 1 && changed.has("look") && this.hasUpdated && this.#wires.length) {
      this.#paint();
      return false;
    }
    return true;
  }

  /** The maps of the features themselves. */
  #paintFeatures(): void {
    const { shape } = this;
    const ink = this.#ink;
    if (!shape || !ink) return;
    const side = shape.line ? LINE : GRID;
    const at = (index: number) => ((2 * index) / (side - 1) - 1) * EDGE;
    shape.offered.forEach((name, row) => {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`[data-map="0 ${row}"]`);
      if (!canvas) return;
      const length = shape.line ? side : side * side;
      const data = Float32Array.from({ length }, (_, index) => FEATURES[name](at(index % side), shape.line ? 0 : -at(Math.floor(index / side))));
      const values = { data, unit: 0, units: 1 };
      (shape.line ? paintLine : paintMap)(canvas, values, side, scaleOf(values), ink);
    });
  }

  /** Paints the current look: maps, edges and biases. */
  #paint(): void {
    const { shape, look } = this;
    const ink = this.#ink;
    if (!shape || !look || !ink) return;
    // The look of another shape comes before the first one of this.
    const { spec } = look;
    if (`${spec.features} ${spec.hidden}` !== `${shape.features} ${shape.hidden}`) return;
    look.layers.forEach((data, layer) => {
      const units = layer < spec.hidden.length ? spec.hidden[layer]! : shape.outputs;
      // The output of two classes is a probability.
      const centred = layer === spec.hidden.length && spec.task !== "numbers" && spec.loss !== "hinge" ? data.map((p) => 2 * p - 1) : data;
      for (let unit = 0; unit < units; unit += 1) {
        const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`[data-map="${layer + 1} ${unit}"]`);
        if (!canvas) continue;
        const values = { data: centred, unit, units };
        (shape.line ? paintLine : paintMap)(canvas, values, look.side, scaleOf(values), ink);
      }
    });
    const scale = Math.max(0.35, Math.min(1, this.#places.unit / 44));
    for (const one of this.#wires) {
      const { layer, from, to } = one.wire;
      const kernel = look.weights[2 * layer]!;
      const weight = kernel.data[from * kernel.shape[1]! + to]!;
      const width = thickness(weight, scale).toFixed(1);
      if (width !== one.width) one.path.setAttribute("stroke-width", (one.width = width));
      const kind = weight < 0 ? "against" : "for";
      if (kind === one.kind) continue;
      one.path.classList.remove("for", "against");
      one.path.classList.add((one.kind = kind));
    }
    for (const mark of this.renderRoot.querySelectorAll(".bias")) {
      const [layer, unit] = mark.getAttribute("data-bias")!.split(" ").map(Number) as [number, number];
      mark.setAttribute("class", `bias ${look.weights[2 * layer + 1]!.data[unit]! < 0 ? "against" : "for"}`);
    }
  }

  override willUpdate(): void {
    // Where the buttons are one below the other, the network is higher.
    this.toggleAttribute("close", Boolean(this.shape && this.size.width && !this.locked && this.#places.close));
  }

  override render() {
    const probes = html`<i class="for-probe"></i><i class="against-probe"></i><i class="paper-probe"></i><i class="third-probe"></i>`;
    const { shape, size } = this;
    if (!shape || !size.width) return probes;
    const places = this.#places;
    const radius = places.unit / 2;
    return html`<svg
        class="wires"
        aria-hidden="true"
        @pointermove=${(event: PointerEvent) => this.#point(event, false)}
        @pointerleave=${() => this.#send("wire", null)}
        @click=${(event: MouseEvent) => this.#point(event, true)}
      >
        ${this.#all.map((wire) => this.#wire(wire, places, radius))} ${this.#biases(places, radius)}
        ${this.figures ? this.#texts(places, radius) : ""}
      </svg>
      ${this.#rows.map((count, layer) => Array.from({ length: count }, (_, row) => this.#unit(layer, row, places)))}
      ${this.locked ? "" : this.#heads(places)} ${probes}`;
  }

  /** The row of the column of features that holds a row of the first kernel. */
  #row(layer: number, from: number): number {
    const { offered, features } = this.shape!;
    return layer ? from : offered.indexOf(features[from]!);
  }

  #curve({ layer, from, to }: Wire, places: Places, radius: number): string {
    const [a, b] = [places.at(layer, this.#row(layer, from)), places.at(layer + 1, to)];
    const middle = (a.x + b.x) / 2;
    return `M${a.x + radius} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x - radius} ${b.y}`;
  }

  #wire(wire: Wire, places: Places, radius: number) {
    const key = wireKey(wire);
    const { figures } = this;
    const pale = figures && figures.active !== undefined && figures.active !== wire.layer + 1;
    const chosen = figures?.chosen && wireKey(figures.chosen) === key;
    const d = this.#curve(wire, places, radius);
    return svg`<path class="wire ${pale ? "pale" : ""} ${chosen ? "chosen" : ""}" data-of=${key} d=${d} />
      <path class="hit" data-wire=${key} data-testid=${`wire-${key.replaceAll(" ", "-")}`} d=${d} />`;
  }

  #biases(places: Places, radius: number) {
    const side = Math.max(4, radius / 4);
    return this.#rows.slice(1).map((count, layer) =>
      Array.from({ length: count }, (_, unit) => {
        const { x, y } = places.at(layer + 1, unit);
        return svg`<rect class="bias" data-bias="${layer} ${unit}" x=${x - radius - side - 1} y=${y + radius - side} width=${side} height=${side} />`;
      }),
    );
  }

  #texts(places: Places, radius: number) {
    const { wires, units } = this.figures!;
    const onWires = this.#all.flatMap((wire) => {
      const said = wires.get(wireKey(wire));
      if (said === undefined) return [];
      const [a, b] = [places.at(wire.layer, this.#row(wire.layer, wire.from)), places.at(wire.layer + 1, wire.to)];
      // Edges that cross would have their numbers in one place: each starts at a third of its way.
      const share = 0.36;
      const ease = share * share * (3 - 2 * share);
      return [svg`<text class="figure" x=${a.x + radius + (b.x - a.x - 2 * radius) * share} y=${a.y + (b.y - a.y) * ease + 4}>${said}</text>`];
    });
    const below = units.flatMap((column, layer) =>
      column.flatMap((said, row) => {
        if (said === undefined || row >= (this.#rows[layer] ?? 0)) return [];
        const { x, y } = places.at(layer, row);
        return [svg`<text class="figure" data-testid=${`value-${layer}-${row}`} x=${x} y=${y + radius + 13}>${said}</text>`];
      }),
    );
    return [...onWires, ...below];
  }

  #unit(layer: number, row: number, places: Places) {
    const { x, y } = places.at(layer, row);
    const half = places.unit / 2;
    const box = `left:${(x - half).toFixed(1)}px;top:${(y - half).toFixed(1)}px;width:${places.unit.toFixed(1)}px;height:${places.unit.toFixed(1)}px`;
    const canvas = html`<canvas data-map="${layer} ${row}" width="1" height="1"></canvas>`;
    const look = (on: boolean) => () => this.#send("inspect", on ? { layer, unit: row } : null);
    if (layer > 0) {
      const last = layer === this.#rows.length - 1;
      const label = text(this.#lang, last ? "outputUnit" : "neuronUnit", { unit: row + 1, layer });
      return html`<button
        class="unit ${this.figures?.active === layer ? "active" : ""}"
        data-testid="neuron-${layer}-${row}"
        aria-label=${label}
        title=${label}
        .style=${box}
        @pointerenter=${look(true)}
        @pointerleave=${look(false)}
        @focus=${look(true)}
        @blur=${look(false)}
        @click=${look(true)}
      >${canvas}</button>`;
    }
    const name = this.shape!.offered[row]!;
    const on = this.shape!.features.includes(name);
    return html`<span class="name ${on ? "on" : ""}" .style=${`left:${(x - half).toFixed(1)}px;top:${y.toFixed(1)}px`}>${FEATURE_LABELS[name]}</span>
      <button
        class="unit"
        data-testid="feature-${name}"
        aria-pressed=${on ? "true" : "false"}
        aria-label=${text(this.#lang, "featureUnit", { name: FEATURE_LABELS[name] })}
        title=${text(this.#lang, "featureUnit", { name: FEATURE_LABELS[name] })}
        ?disabled=${this.locked}
        .style=${box}
        @pointerenter=${look(true)}
        @pointerleave=${look(false)}
        @focus=${look(true)}
        @blur=${look(false)}
        @click=${() => this.#send("feature", name)}
      >${canvas}</button>`;
  }

  /** Buttons above each hidden layer, and for the layers themselves. */
  #heads(places: Places) {
    const { hidden } = this.shape!;
    const lang = this.#lang;
    const small = (testid: string, label: string, sign: string, disabled: boolean, next: number[]) =>
      html`<button class="small" data-testid=${testid} aria-label=${label} title=${label} ?disabled=${disabled} @click=${() => this.#send("hidden", next)}>${sign}</button>`;
    const one = (at: number, by: number) => hidden.map((count, k) => (k === at ? count + by : count));
    const kind = places.close ? "head close" : "head";
    const x = places.at(0, 0).x;
    const left = places.close ? x : Math.min(x, HALF_HEAD);
    return html`<div class=${kind} .style=${`left:${left.toFixed(1)}px`} role="group" aria-label=${text(lang, "layers")}>
        ${small("layer-minus", text(lang, "layerMinus"), "−", hidden.length === 0, hidden.slice(0, -1))}
        <span><b data-testid="layers">${hidden.length}</b> ${text(lang, "layersShort", { count: hidden.length })}</span>
        ${small("layer-plus", text(lang, "layerPlus"), "+", hidden.length === MOST_LAYERS, [...hidden, Math.max(2, (hidden.at(-1) ?? 6) - 2)])}
      </div>
      ${hidden.map(
        (count, at) => html`<div class=${kind} .style=${`left:${places.at(at + 1, 0).x.toFixed(1)}px`} role="group" aria-label=${text(lang, "layerNumber", { layer: at + 1 })}>
          ${small(`neuron-minus-${at + 1}`, text(lang, "neuronMinus", { layer: at + 1 }), "−", count === 1, one(at, -1))}
          <b data-testid="neurons-${at + 1}">${count}</b>
          ${small(`neuron-plus-${at + 1}`, text(lang, "neuronPlus", { layer: at + 1 }), "+", count === MOST_NEURONS, one(at, 1))}
        </div>`,
      )}`;
  }
}

define("pupil-net", NetView);
