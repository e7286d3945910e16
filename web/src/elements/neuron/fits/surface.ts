import { LitElement, css, html, svg, type PropertyValues } from "lit";
import { define } from "../../shared/define.ts";
import type { Lang } from "../../shared/i18n.ts";
import { theme } from "../../shared/theme.ts";
import { short, ticks } from "./chart.ts";
import { contour, path } from "./contour.ts";
import { MARKS, type Mark } from "./marks.ts";
import { text } from "./texts.ts";

const SIZE = 320;
const GRID = 61;

export interface SurfacePath extends Mark {
  name: string;
  /** Slopes and intercepts. */
  points: [number, number][];
}

/**
 * The mean squared error over slopes and intercepts of a line through points, with the paths of the ways that descend
 * it.
 */
export class Surface extends LitElement {
  static override properties = {
    x: { attribute: false },
    y: { attribute: false },
    best: { attribute: false },
    paths: { attribute: false },
    lang: { type: String },
  };
  static override styles = [
    theme,
    css`
      svg {
        width: 100%;
        max-width: 380px;
        height: auto;
        font-size: 13px;
      }
      .level {
        fill: none;
        stroke: var(--muted);
        stroke-width: 1;
      }
      text {
        fill: var(--muted);
      }
      .frame {
        fill: var(--surface);
        stroke: var(--line);
      }
    `,
  ];

  declare x: readonly number[];
  declare y: readonly number[];
  /** The minimum. */
  declare best: [slope: number, intercept: number];
  declare paths: readonly SurfacePath[];
  declare lang: Lang;
  #levels = "";
  #window = { slope: 0, intercept: 0, reach: 1 };

  constructor() {
    super();
    this.x = this.y = [];
    this.best = [0, 0];
    this.paths = [];
    this.lang = "en";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("x") && !changed.has("y") && !changed.has("best") && !changed.has("paths")) return;
    const [slope, intercept] = this.best;
    const far = this.paths.flatMap(({ points }) => points.map(([w, b]) => Math.max(Math.abs(w - slope), Math.abs(b - intercept))));
    // In steps of a quarter, so that the picture does not shift with every step.
    const reach = Math.ceil(4 * Math.min(4, Math.max(1.25, 1.1 * Math.max(0, ...far)))) / 4;
    this.#window = { slope, intercept, reach };
    const n = this.x.length || 1;
    const sum = (f: (x: number, y: number) => number) => this.x.reduce((total, x, at) => total + f(x, this.y[at]!), 0) / n;
    // The error is a quadratic form of the distance from the minimum.
    const [xx, x1] = [sum((x) => x * x), sum((x) => x)];
    const least = sum((x, y) => (y - slope * x - intercept) ** 2);
    const values = new Float64Array(GRID * GRID);
    for (let row = 0; row < GRID; row += 1) {
      for (let column = 0; column < GRID; column += 1) {
        const w = (2 * column * reach) / (GRID - 1) - reach;
        const b = reach - (2 * row * reach) / (GRID - 1);
        values[row * GRID + column] = least + xx * w * w + 2 * x1 * w * b + b * b;
      }
    }
    const rise = values.reduce((most, value) => Math.max(most, value), 0) - least;
    const heights = [0.005, 0.02, 0.06, 0.12, 0.22, 0.36, 0.55, 0.8].map((share) => least + share * rise);
    this.#levels = heights.map((level) => path(contour({ size: GRID, values }, level), SIZE)).join("");
  }

  override render() {
    const { slope, intercept, reach } = this.#window;
    const left = 48;
    const across = (w: number) => left + ((w - slope + reach) / (2 * reach)) * SIZE;
    const down = (b: number) => ((intercept + reach - b) / (2 * reach)) * SIZE;
    const way = (points: [number, number][]) => points.map(([w, b]) => `${across(w).toFixed(1)},${down(b).toFixed(1)}`).join(" ");
    return html`<svg viewBox="0 0 ${SIZE + left + 20} ${SIZE + 40}" role="img" data-testid="surface"
      aria-label=${text(this.lang, "surfaceLabel", { slope: short(slope), intercept: short(intercept) })}>
      <defs><clipPath id="inside"><rect x=${left} y="0" width=${SIZE} height=${SIZE} /></clipPath></defs>
      <rect class="frame" x=${left} y="0" width=${SIZE} height=${SIZE} />
      <g transform="translate(${left} 0)"><path class="level" d=${this.#levels} /></g>
      <g clip-path="url(#inside)">
        ${this.paths.map(({ points, colour, dash }) => {
          const last = points.at(-1);
          return svg`<polyline points=${way(points)} fill="none" stroke=${colour} stroke-width="3" stroke-dasharray=${dash} />
            ${last ? svg`<circle cx=${across(last[0])} cy=${down(last[1])} r="6" fill=${colour} />` : ""}`;
        })}
        <path d="M${across(slope) - 8} ${down(intercept)}h16M${across(slope)} ${down(intercept) - 8}v16" stroke=${MARKS.closed.colour} stroke-width="3" />
      </g>
      ${ticks(slope - reach, slope + reach).map(
        (tick) => svg`<text x=${across(tick)} y=${SIZE + 16} text-anchor="middle">${short(tick)}</text>`,
      )}
      ${ticks(intercept - reach, intercept + reach).map(
        (tick) => svg`<text x=${left - 5} y=${down(tick) + 4} text-anchor="end">${short(tick)}</text>`,
      )}
      <text x=${left + SIZE / 2} y=${SIZE + 34} text-anchor="middle">${text(this.lang, "slope")}</text>
      <text transform="translate(11 ${SIZE / 2}) rotate(-90)" text-anchor="middle">${text(this.lang, "intercept")}</text>
    </svg>`;
  }
}

define("pupil-surface", Surface);
