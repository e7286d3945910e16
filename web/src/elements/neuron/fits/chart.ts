// Charts as SVG: lines and points over two axes.

import { css, html, svg, type TemplateResult } from "lit";
import type { Mark } from "./marks.ts";

export interface Line extends Mark {
  name: string;
  points: [number, number][];
}

export interface Dots {
  name: string;
  colour: string;
  hollow: boolean;
  points: [number, number][];
}

export interface ChartOptions {
  /** The description for screen readers. */
  label: string;
  testid: string;
  x: string;
  y: string;
  lines?: Line[];
  dots?: Dots[];
  /** True to show y on a logarithmic scale. */
  log?: boolean;
  /** Ranges of the axes; by default the ranges of the points. */
  xRange?: [number, number];
  yRange?: [number, number];
}

export const chartStyles = css`
  .chart {
    display: grid;
    gap: 0.4rem;
    margin: 0;
    min-width: 0;
  }
  .chart svg {
    overflow: visible;
    width: 100%;
    height: auto;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .chart text {
    fill: var(--muted);
  }
  .chart .grid {
    stroke: var(--line);
    stroke-width: 1;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1rem;
    font-size: 13px;
    color: var(--muted);
  }
  .key span {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
  }
  .key svg {
    width: 30px;
    height: 12px;
  }
`;

const WIDTH = 460;
const HEIGHT = 280;
const LEFT = 72;
const BOTTOM = 42;
const TOP = 12;
/** Half of the widest label of a tick fits here. */
const RIGHT = 34;

/** A number for tables: four significant digits, all of them written. */
export function precise(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(3).replace("e+", "e");
  if (Number.isInteger(value) && size >= 1000) return String(value);
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

/** A name in at most `most` characters. */
const cut = (name: string, most: number): string => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

/** A number with few characters, for axes and sentences. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** A few hundred of many values, with the last one: thousands are more than there are pixels. */
export function thinned<T>(values: readonly T[]): T[] {
  const every = Math.max(1, Math.ceil(values.length / 400));
  const out: T[] = [];
  for (let at = 0; at < values.length - 1; at += every) out.push(values[at]!);
  if (values.length) out.push(values.at(-1)!);
  return out;
}

/** Round numbers within a range, about five of them. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const out: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high + 1e-9 * step; at += 1) out.push(at * step);
  return out;
}

/**
 * Exponents of round numbers in a range of exponents: 1, 2 and 5 of each power of ten. If there are many powers, only
 * the powers; if there is hardly one, numbers at equal distances.
 */
function logTicks(low: number, high: number): number[] {
  const out: number[] = [];
  for (let power = Math.floor(low); power <= high; power += 1) for (const factor of [1, 2, 5]) out.push(power + Math.log10(factor));
  const within = out.filter((tick) => tick >= low && tick <= high);
  if (within.length < 2) return ticks(10 ** low, 10 ** high).map(Math.log10);
  return within.length <= 6 ? within : ticks(low, high).filter(Number.isInteger);
}

function range(values: number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** An entry of the legend, with its name. */
export function keyEntry(name: string, mark: Mark): TemplateResult {
  return html`<span
    ><svg viewBox="0 0 30 12" aria-hidden="true"><line x1="0" x2="30" y1="6" y2="6" stroke=${mark.colour} stroke-width="3" stroke-dasharray=${mark.dash} /></svg>${name}</span
  >`;
}

export function chart(options: ChartOptions): TemplateResult {
  const { label, testid, x, y, lines = [], dots = [], log = false } = options;
  const height = (value: number) => (log ? Math.log10(Math.max(value, 1e-12)) : value);
  const all = [...lines, ...dots].flatMap(({ points }) => points).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const [left, right] = options.xRange ?? range(all.map(([a]) => a));
  const [low, high] = options.yRange ?? range(all.map(([, b]) => height(b)));
  const margin = options.yRange ? 0 : 0.05 * (high - low);
  const [floor, ceiling] = [low - margin, high + margin];
  const across = (value: number) => LEFT + ((value - left) / (right - left)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - ((value - floor) / (ceiling - floor)) * (HEIGHT - BOTTOM - TOP);
  const place = ([a, b]: [number, number]) => `${across(a).toFixed(1)},${up(height(b)).toFixed(1)}`;
  const finite = (points: [number, number][]) => points.filter(([, b]) => Number.isFinite(b));
  return html`<figure class="chart" data-testid=${testid}>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${(log ? logTicks : ticks)(floor, ceiling).map(
        (tick) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${up(tick)} y2=${up(tick)} />
          <text x=${LEFT - 6} y=${up(tick) + 4} text-anchor="end">${short(log ? 10 ** tick : tick)}</text>`,
      )}
      ${ticks(left, right).map(
        (tick) => svg`<line class="grid" x1=${across(tick)} x2=${across(tick)} y1=${TOP} y2=${HEIGHT - BOTTOM} />
          <text x=${across(tick)} y=${HEIGHT - BOTTOM + 16} text-anchor="middle">${short(tick)}</text>`,
      )}
      <text x=${(LEFT + WIDTH - RIGHT) / 2} y=${HEIGHT - 6} text-anchor="middle">${cut(x, 48)}</text>
      <text transform="translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${cut(y, 30)}</text>
      ${dots.map(({ colour, hollow, points }) =>
        finite(points).map((point) => {
          const [cx, cy] = place(point).split(",");
          return hollow
            ? svg`<circle cx=${cx} cy=${cy} r="3" fill="none" stroke=${colour} stroke-width="1.5" />`
            : svg`<circle cx=${cx} cy=${cy} r="3" fill=${colour} opacity="0.6" />`;
        }),
      )}
      ${lines.map(
        ({ colour, dash, points }) => svg`<polyline points=${finite(points).map(place).join(" ")} fill="none" stroke=${colour} stroke-width="2.5" stroke-dasharray=${dash} />`,
      )}
    </svg>
    <figcaption class="key">
      ${dots.length > 1
        ? dots.map(({ name, colour, hollow }) => {
            const mark = hollow
              ? svg`<circle cx="15" cy="6" r="4" fill="none" stroke=${colour} stroke-width="1.5" />`
              : svg`<circle cx="15" cy="6" r="4" fill=${colour} />`;
            return html`<span><svg viewBox="0 0 30 12" aria-hidden="true">${mark}</svg>${name}</span>`;
          })
        : ""}
      ${lines.map((line) => keyEntry(line.name, line))}
    </figcaption>
  </figure>`;
}
