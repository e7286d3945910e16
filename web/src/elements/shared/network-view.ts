// A network at work on one sample: the maps and units of its layers, from left to right.

import { LitElement, css, html } from "lit";
import { define } from "./define.ts";
import { translator, langOf } from "./i18n.ts";
import { cellOf, columnsOf, hitAt, type Column, type Hit, type LayerOutput } from "./network-layout.ts";
import { theme } from "./theme.ts";

export type { Hit, LayerOutput } from "./network-layout.ts";

const text = translator({
  label: [
    "The network layer by layer. Left and right arrows choose a layer, up and down a map or unit; with Shift they move over the map’s pixels.",
    "逐层显示的网络。左右方向键选择层，上下方向键选择特征图或神经元；按住 Shift 在特征图的像素间移动。",
  ],
});

/** How much a unit counts for the unit of the next layer that is shown: its value times the weight between them. */
export interface Link {
  /** The index of the layer that the link comes from; it goes to the next one. */
  layer: number;
  from: number;
  to: number;
  /** Positive for, negative against. */
  value: number;
}

/** Brightness grows with this power of the value, so that weak answers can be seen, too. */
const GAMMA = 0.65;

/** Milliseconds that a layer takes to light up. */
const LIGHT = 180;

/** A text that differs if a layer needs another column. */
const formOf = ({ shape, units, scale }: LayerOutput): string => `${shape} ${scale} ${Math.max(0, ...(units ?? []).map((name) => name.length))}`;

type Rgb = [number, number, number];

/** The colours of the tiles: paper, ink, for and against. They are the same in both schemes, as the drawing pad is. */
const TILE: Rgb = [14, 15, 18];
const INK: Rgb = [255, 255, 255];
const FOR: Rgb = [122, 150, 255];
const AGAINST: Rgb = [247, 164, 74];

/**
 * Shows `layers`, from left to right. `links` are drawn between a layer and the next. Fires `inspect` with a {@link Hit}
 * or null as its `detail` when the visitor points at a value.
 */
export class NetworkView extends LitElement {
  static override properties = {
    layers: { attribute: false },
    links: { attribute: false },
    lang: { type: String },
    scheme: { type: String },
    hit: { attribute: false },
  };
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        flex: 1;
        min-height: 200px;
        min-width: 0;
        overflow: hidden;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        cursor: crosshair;
        touch-action: pan-y;
      }
      i {
        display: none;
      }
      .ink {
        color: var(--text);
      }
      .muted {
        color: var(--muted);
      }
      .line {
        color: var(--line);
      }
      .for {
        color: var(--for);
      }
      .against {
        color: var(--against);
      }
    `,
  ];

  declare layers: readonly LayerOutput[];
  declare links: readonly Link[];
  declare scheme: string;
  declare hit: Hit | undefined;
  #columns: Column[] = [];
  #size = [0, 0];
  #resize = new ResizeObserver(() => this.#fit());
  #frame = 0;
  /** When the layers began to light up, one after the other. */
  #lightFrom: number | undefined;
  #tiles: HTMLCanvasElement | undefined;

  constructor() {
    super();
    this.layers = this.links = [];
    this.scheme = "";
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector("canvas");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** Lights the layers up one after the other; resolves when all are lit. */
  async lightUp(): Promise<void> {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#lightFrom = performance.now();
    this.#draw();
    await new Promise((resolve) => setTimeout(resolve, LIGHT * (this.layers.length + 1)));
  }

  /** Resolves when what was set last is drawn. */
  async painted(): Promise<void> {
    await this.updateComplete;
    cancelAnimationFrame(this.#frame);
    this.#paint();
  }

  /** The canvas as it is now, for a picture. */
  get picture(): HTMLCanvasElement | null {
    return this.#canvas;
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this;
    const canvas = this.#canvas;
    if (!canvas || !width || !height) return;
    const ratio = devicePixelRatio || 1;
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    this.#size = [width, height];
    this.#columns = columnsOf(this.layers, width, height);
    this.#paint();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has("layers")) {
      const before = changed.get("layers") as readonly LayerOutput[] | undefined;
      const same = before?.length === this.layers.length && before.every((layer, at) => formOf(layer) === formOf(this.layers[at]!));
      if (!same) this.#columns = this.#size[0] ? columnsOf(this.layers, this.#size[0]!, this.#size[1]!) : [];
    }
    if (!this.#size[0]) this.#fit();
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #colour(name: string): string {
    return getComputedStyle(this.renderRoot.querySelector(`.${name}`)!).color;
  }

  /** How bright a layer is, 0 to 1, while the layers light up. */
  #light(layer: number): number {
    if (this.#lightFrom === undefined) return 1;
    return Math.min(1, Math.max(0.06, (performance.now() - this.#lightFrom) / LIGHT - layer));
  }

  #paint(): void {
    const context = this.#canvas?.getContext("2d");
    const [width, height] = this.#size as [number, number];
    if (!context || !width) return;
    const ratio = this.#canvas!.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#columns.length) return;
    context.imageSmoothingEnabled = false;
    this.#drawFlow(context);
    this.#drawLinks(context);
    this.layers.forEach((layer, at) => {
      context.globalAlpha = this.#light(at);
      this.#drawLayer(context, layer, this.#columns[at]!);
      context.globalAlpha = 1;
      this.#drawLabel(context, layer, at);
    });
    this.#drawHit(context);
    if (this.#lightFrom !== undefined) {
      if (performance.now() - this.#lightFrom > LIGHT * (this.layers.length + 1)) this.#lightFrom = undefined;
      else this.#draw();
    }
  }

  /** Hairlines from each column to the next, which say where the numbers go. */
  #drawFlow(context: CanvasRenderingContext2D): void {
    context.strokeStyle = this.#colour("line");
    context.lineWidth = 1;
    context.beginPath();
    for (let at = 1; at < this.#columns.length; at += 1) {
      const [a, b] = [this.#columns[at - 1]!, this.#columns[at]!];
      for (const share of [0, 1]) {
        context.moveTo(a.x + a.width + 3, a.y + share * a.height);
        context.lineTo(b.x - 3, b.y + share * b.height);
      }
    }
    context.stroke();
  }

  #drawLinks(context: CanvasRenderingContext2D): void {
    const most = this.links.reduce((most, { value }) => Math.max(most, Math.abs(value)), 1e-6);
    for (const { layer, from, to, value } of this.links) {
      const [a, b] = [this.#columns[layer], this.#columns[layer + 1]];
      if (!a || !b) continue;
      const start = cellOf(a, from);
      const end = cellOf(b, to);
      const strength = Math.abs(value) / most;
      context.globalAlpha = (0.15 + 0.7 * strength) * this.#light(layer + 1);
      context.strokeStyle = this.#colour(value < 0 ? "against" : "for");
      context.lineWidth = 0.5 + 2 * strength;
      const [x0, y0] = [start.x + a.cellWidth, start.y + a.cellHeight / 2];
      const [x1, y1] = [end.x, end.y + b.cellHeight / 2];
      context.beginPath();
      context.moveTo(x0, y0);
      context.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  #drawLayer(context: CanvasRenderingContext2D, layer: LayerOutput, column: Column): void {
    const { data, shape, units } = layer;
    let [least, most] = [0, 0];
    for (let i = 0; i < data.length; i += 1) {
      const value = data[i]!;
      if (value > most) most = value;
      else if (value < least) least = value;
    }
    const scale = 1 / Math.max(most, -least, 1e-9);
    const pixel = (value: number, out: Uint8ClampedArray, at: number): void => {
      const strength = Math.min(1, Math.abs(value) * scale) ** GAMMA;
      const ink = least < 0 ? (value < 0 ? AGAINST : FOR) : INK;
      for (let c = 0; c < 3; c += 1) out[at + c] = TILE[c]! + strength * (ink[c]! - TILE[c]!);
      out[at + 3] = 255;
    };
    if (shape.length === 3) {
      const [high, wide, channels] = shape as [number, number, number];
      const tiles = (this.#tiles ??= document.createElement("canvas"));
      // All maps side by side, one pixel for each value.
      if (tiles.width < wide * channels || tiles.height < high) [tiles.width, tiles.height] = [Math.max(tiles.width, wide * channels), Math.max(tiles.height, high)];
      const small = tiles.getContext("2d", { willReadFrequently: true })!;
      const image = small.createImageData(wide * channels, high);
      for (let y = 0, i = 0; y < high; y += 1) {
        for (let x = 0; x < wide; x += 1) {
          for (let c = 0; c < channels; c += 1, i += 1) pixel(data[i]!, image.data, 4 * (y * wide * channels + c * wide + x));
        }
      }
      small.putImageData(image, 0, 0);
      for (let c = 0; c < channels; c += 1) {
        const { x, y } = cellOf(column, c);
        context.drawImage(tiles, c * wide, 0, wide, high, x, y, column.cellWidth, column.cellHeight);
      }
      return;
    }
    const rgba = new Uint8ClampedArray(4);
    for (let unit = 0; unit < column.count; unit += 1) {
      const { x, y } = cellOf(column, unit);
      pixel(data[unit]!, rgba, 0);
      context.fillStyle = `rgb(${rgba[0]} ${rgba[1]} ${rgba[2]})`;
      context.fillRect(x, y, column.cellWidth, column.cellHeight);
      if (!units) continue;
      context.strokeStyle = this.#colour("muted");
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, column.cellWidth - 1, column.cellHeight - 1);
    }
    if (!units) return;
    const best = Array.from({ length: column.count }, (_, unit) => data[unit]!).reduce((best, value, unit, all) => (value > all[best]! ? unit : best), 0);
    context.textBaseline = "middle";
    context.textAlign = "left";
    units.forEach((name, unit) => {
      const { x, y } = cellOf(column, unit);
      context.fillStyle = this.#colour(unit === best ? "ink" : "muted");
      context.font = `${unit === best ? "700 " : ""}13px ${getComputedStyle(this).fontFamily}`;
      context.fillText(name, x + column.cellWidth + 6, y + column.cellHeight / 2, column.width - column.cellWidth - 6);
    });
  }

  #drawLabel(context: CanvasRenderingContext2D, { label, shape, about }: LayerOutput, at: number): void {
    const column = this.#columns[at]!;
    const left = at ? (this.#columns[at - 1]!.x + this.#columns[at - 1]!.width + column.x) / 2 : 0;
    const next = this.#columns[at + 1];
    const right = next ? (column.x + column.width + next.x) / 2 : this.#size[0]!;
    const middle = column.x + column.width / 2;
    const room = 2 * Math.min(middle - left, right - middle) - 4;
    const font = getComputedStyle(this).fontFamily;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    /** Writes the first of these texts that has room. */
    const write = (texts: string[], y: number, size: number, colour: string) => {
      for (const words of texts) {
        for (const smaller of [0, 2]) {
          context.font = `${size - smaller}px ${font}`;
          if (context.measureText(words).width > room) continue;
          context.fillStyle = this.#colour(colour);
          context.fillText(words, middle, y);
          return;
        }
      }
    };
    const top = Math.max(12, column.y - 20);
    write([label], top, 12, "ink");
    const sizes = shape.length === 3 ? [`${shape[2]} × ${shape[0]} × ${shape[1]}`, `${shape[2]} × ${shape[0]}²`] : [String(shape[0])];
    write(about === undefined ? sizes : [about], top + 14, 11, "muted");
  }

  #drawHit(context: CanvasRenderingContext2D): void {
    const { hit } = this;
    const column = hit && this.#columns[hit.layer];
    if (!column) return;
    const { shape } = this.layers[hit.layer]!;
    const { x, y } = cellOf(column, hit.channel);
    context.strokeStyle = this.#colour("for");
    context.lineWidth = 2;
    context.strokeRect(x - 1.5, y - 1.5, column.cellWidth + 3, column.cellHeight + 3);
    if (shape.length !== 3) return;
    const [w, h] = [column.cellWidth / shape[1]!, column.cellHeight / shape[0]!];
    context.strokeStyle = this.#colour("against");
    context.strokeRect(x + hit.column * w - 1, y + hit.row * h - 1, w + 2, h + 2);
  }

  #tell(hit: Hit | undefined): void {
    if (JSON.stringify(hit) === JSON.stringify(this.hit)) return;
    this.hit = hit;
    this.dispatchEvent(new CustomEvent("inspect", { detail: hit ?? null }));
  }

  #point = (event: PointerEvent): void => {
    const box = this.#canvas!.getBoundingClientRect();
    this.#tell(hitAt(this.layers, this.#columns, event.clientX - box.left, event.clientY - box.top));
  };

  #leave = (): void => this.#tell(undefined);

  /** A finger leaves with each tap; what it tapped stays. */
  #left = ({ pointerType }: PointerEvent): void => {
    if (pointerType !== "touch") this.#leave();
  };

  #key = (event: KeyboardEvent): void => {
    const by = ({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] } as Record<string, [number, number]>)[event.key];
    if (event.key === "Escape") return this.#leave();
    if (!by || !this.layers.length) return;
    event.preventDefault();
    const hit = this.hit ?? { layer: 0, channel: 0, row: 0, column: 0 };
    const { shape } = this.layers[hit.layer]!;
    const within = (value: number, count: number) => (value + count) % count;
    if (event.shiftKey && shape.length === 3) {
      this.#tell({ ...hit, row: within(hit.row + by[0], shape[0]!), column: within(hit.column + by[1], shape[1]!) });
    } else if (by[1]) {
      const layer = within(hit.layer + by[1], this.layers.length);
      const next = this.layers[layer]!.shape;
      const middle = (size: number) => Math.floor(size / 2);
      this.#tell({ layer, channel: 0, row: next.length === 3 ? middle(next[0]!) : 0, column: next.length === 3 ? middle(next[1]!) : 0 });
    } else {
      this.#tell({ ...hit, channel: within(hit.channel + by[0], shape.at(-1)!) });
    }
  };

  override render() {
    return html`<canvas
        tabindex="0"
        role="application"
        data-testid="network"
        aria-label=${text(langOf(this.lang), "label")}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${this.#left}
        @keydown=${this.#key}
      ></canvas>
      <i class="ink"></i><i class="muted"></i><i class="line"></i><i class="for"></i><i class="against"></i>`;
  }
}

define("pupil-network-view", NetworkView);
