import { LitElement, css, html, type TemplateResult } from "lit";
import { define } from "../shared/define.ts";

/** A picture of numbers, four bytes for each pixel. */
export interface Raster {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

/** A picture, pixel by pixel, as wide as its place. */
export class RasterView extends LitElement {
  static override properties = { raster: { attribute: false }, label: { type: String }, fill: { type: Boolean } };
  static override styles = css`
    :host {
      display: block;
    }
    canvas {
      display: block;
      width: 100%;
      height: auto;
      image-rendering: pixelated;
      border-radius: 6px;
      background: light-dark(#ffffff, #1b1d21);
    }
    /* A strip may be much longer than it is high, or the other way round. */
    :host([fill]),
    :host([fill]) canvas {
      height: 100%;
    }
  `;

  declare raster: Raster | undefined;
  declare label: string;
  declare fill: boolean;

  constructor() {
    super();
    this.label = "";
    this.fill = false;
  }

  override render() {
    const { width = 1, height = 1 } = this.raster ?? {};
    return html`<canvas width=${width} height=${height} role="img" aria-label=${this.label}></canvas>`;
  }

  override updated(): void {
    if (!this.raster) return;
    const { width, height, rgba } = this.raster;
    const context = this.renderRoot.querySelector("canvas")!.getContext("2d")!;
    context.putImageData(new ImageData(rgba as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  }
}

define("pupil-raster", RasterView);

/** The largest distance from 0. */
export function reach(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) {
    const size = Math.abs(values[i]!);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}

const BLUE = [49, 82, 230];
const ORANGE = [222, 120, 20];

/** Numbers as colours: blue for positive ones, orange for negative ones, the stronger the further from 0. */
export function signedRaster(width: number, height: number, value: (x: number, y: number) => number, most: number): Raster {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const share = most > 0 ? value(x, y) / most : 0;
      const colour = share >= 0 ? BLUE : ORANGE;
      rgba[at] = colour[0]!;
      rgba[at + 1] = colour[1]!;
      rgba[at + 2] = colour[2]!;
      rgba[at + 3] = 255 * Math.min(Math.sqrt(Math.abs(share)), 1);
    }
  }
  return { width, height, rgba };
}

/** A picture that a model made, `(height, width, 1 or 3)`. Its range is guessed from the numbers. */
export function pictureRaster(values: ArrayLike<number>, height: number, width: number, channels: number): Raster {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i += 1) [low, high] = [Math.min(low, values[i]!), Math.max(high, values[i]!)];
  const [from, to] =
    low >= -0.01 && high <= 1.01 ? [0, 1] : low >= -1.01 && high <= 1.01 ? [-1, 1] : low > -60 && high > 30 && high < 320 ? [0, 255] : [low, high];
  const byte = (value: number) => (255 * (value - from)) / (to - from || 1);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) rgba[4 * i + c] = byte(values[channels * i + (channels === 3 ? c : 0)]!);
    rgba[4 * i + 3] = 255;
  }
  return { width, height, rgba };
}

/** A number with as many digits as are worth reading. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e6 && Number.isInteger(value)) return String(value).replace("-", "−");
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace("-", "−");
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3).replace("-", "−");
}

/** The smallest and largest number, and their mean. */
export function spread(values: ArrayLike<number>): { low: number; high: number; mean: number } {
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
    sum += value;
  }
  return { low, high, mean: sum / values.length };
}

/** Columns for more numbers than this are not wider than a pixel. */
const MOST_COLUMNS = 400;

/** The width of a chart in its own units. Chromium blurs charts that are only a few units wide. */
const WIDE = 1000;

/** Numbers as columns above and below a line, the largest of neighbours if there are many. */
export function columns(label: string, values: ArrayLike<number>): TemplateResult {
  const count = Math.min(values.length, MOST_COLUMNS);
  const most = reach(values) || 1;
  const [negative, positive] = [spread(values).low < 0, spread(values).high > 0];
  const zero = negative ? (positive ? 50 : 0) : 100;
  const tall = negative && positive ? 50 : 100;
  const step = WIDE / count;
  const gap = count > 120 ? 0 : 0.15 * step;
  const paths = ["", ""];
  for (let i = 0; i < count; i += 1) {
    let value = 0;
    const end = Math.floor(((i + 1) * values.length) / count);
    for (let at = Math.floor((i * values.length) / count); at < end; at += 1) {
      if (Math.abs(values[at]!) >= Math.abs(value)) value = values[at]!;
    }
    const height = (tall * value) / most;
    paths[value < 0 ? 1 : 0] += `M${(i * step + gap).toFixed(2)} ${zero}v${(-height).toFixed(2)}h${(step - 2 * gap).toFixed(2)}V${zero}z`;
  }
  return html`<svg class="columns-chart" viewBox="0 0 ${WIDE} 100" preserveAspectRatio="none" role="img" aria-label=${label}>
    <path class="for" d=${paths[0]!} />
    <path class="against" d=${paths[1]!} />
    <line class="zero" x1="0" x2=${WIDE} y1=${zero} y2=${zero} />
  </svg>`;
}

const BINS = 40;

/** How many of the numbers lie in each of equal ranges. */
export function histogram(values: ArrayLike<number>): Float32Array {
  const { low, high } = spread(values);
  const counts = new Float32Array(BINS);
  const width = (high - low) / BINS || 1;
  for (let i = 0; i < values.length; i += 1) counts[Math.min(Math.floor((values[i]! - low) / width), BINS - 1)]! += 1;
  return counts;
}

export const rasterStyles = css`
  .columns-chart {
    display: block;
    width: 100%;
    height: 72px;
    overflow: visible;
  }
  .columns-chart .for {
    fill: var(--for);
  }
  .columns-chart .against {
    fill: var(--against);
  }
  .columns-chart .zero {
    stroke: var(--muted);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .maps {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(56px, 1fr));
    gap: 6px;
  }
  .maps.few {
    grid-template-columns: repeat(auto-fill, minmax(112px, 1fr));
  }
  .maps pupil-raster,
  .strip {
    border: 1px solid var(--line);
    border-radius: 7px;
    overflow: hidden;
  }
  .strip {
    height: 140px;
  }
  .value {
    font-size: 22px;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
`;
