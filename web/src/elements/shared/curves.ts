import { LitElement, css, html, unsafeCSS } from "lit";
import uPlot from "uplot";
import plotStyles from "uplot/dist/uPlot.min.css";
import { define } from "./define.ts";
import type { Lang } from "./i18n.ts";
import { text } from "./model-texts.ts";
import { theme } from "./theme.ts";

/** Steps, training values and validation values (null where there is none). */
export type CurveData = [number[], (number | null)[], (number | null)[]];

/** A training and a validation curve over steps. */
export class Curves extends LitElement {
  static override properties = {
    data: { attribute: false },
    label: { type: String },
    axis: { type: String },
    lang: { type: String },
    scheme: { type: String },
  };
  static override styles = [
    unsafeCSS(plotStyles),
    theme,
    css`
      .plot {
        height: 220px;
        overflow: hidden;
      }
      .u-legend {
        display: none;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        font-size: 13px;
        color: var(--muted);
      }
      .key i {
        margin-left: auto;
        font-style: normal;
        text-wrap: balance;
      }
      .key span::before {
        content: "";
        display: inline-block;
        width: 14px;
        height: 3px;
        margin-right: 0.4em;
        vertical-align: middle;
        background: currentColor;
      }
      .key span.training::before,
      .probe-accent {
        color: var(--for);
      }
      .key span.validation::before,
      .probe-second {
        color: var(--against);
      }
      .probe-muted {
        color: var(--muted);
      }
      .probe-line {
        color: var(--line);
      }
    `,
  ];

  declare data: CurveData;
  declare label: string;
  /** The label of the x axis; training steps by default. */
  declare axis: string;
  declare lang: Lang;
  /** Changes when the colours change, so that the curves are drawn again. */
  declare scheme: string;
  #plot: uPlot | undefined;
  #resize = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.data = [[], [], []];
    this.label = this.axis = "";
    this.lang = "en";
    this.scheme = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  get #box(): HTMLElement {
    return this.renderRoot.querySelector(".plot")!;
  }

  #fit(): void {
    const width = this.#box.clientWidth;
    if (width > 0) this.#plot?.setSize({ width, height: 220 });
  }

  #make(): void {
    this.#plot?.destroy();
    // The canvas cannot use CSS variables, but the probes' computed colours can be read.
    const colour = (name: string) => getComputedStyle(this.renderRoot.querySelector(`.${name}`)!).color;
    const axis = { stroke: colour("probe-muted"), grid: { stroke: colour("probe-line"), width: 1 }, ticks: { show: false } };
    const series = (name: string, points: boolean): uPlot.Series => ({
      stroke: colour(name),
      width: 2,
      spanGaps: true,
      points: { show: points, size: 6 },
    });
    this.#plot = new uPlot(
      {
        width: Math.max(this.#box.clientWidth, 100),
        height: 220,
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [
          // Epochs and steps are whole numbers.
          { ...axis, size: 30, incrs: [1, 2, 5].flatMap((step) => Array.from({ length: 7 }, (_, power) => step * 10 ** power)).sort((a, b) => a - b) },
          { ...axis, size: 60, values: (_, splits) => splits.map((value) => String(Number(value.toPrecision(6)))) },
        ],
        series: [{}, series("probe-accent", false), series("probe-second", true)],
      },
      this.data as uPlot.AlignedData,
      this.#box,
    );
    this.#resize.observe(this.#box);
  }

  override updated(changed: Map<string, unknown>): void {
    if (!this.#plot || changed.has("scheme")) this.#make();
    else this.#plot.setData(this.data as uPlot.AlignedData);
  }

  override render() {
    const last = (values: (number | null)[]) => {
      const value = values.findLast((value) => value !== null);
      return value != null && value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : value?.toFixed(4);
    };
    const train = `${text(this.lang, "trainSeries")} ${last(this.data[1]) ?? "–"}`;
    const checked = last(this.data[2]);
    const validation = `${text(this.lang, "validationSeries")} ${checked ?? "–"}`;
    const said = `${this.label}: ${train}, ${validation}`;
    return html`<div role="img" aria-label=${said}><div class="plot"></div></div>
      <div class="key">
        <span class="training">${train}</span>
        ${checked === undefined ? "" : html`<span class="validation">${validation}</span>`}
        <i>${this.axis || text(this.lang, "stepsAxis")}</i>
      </div>
      <i class="probe-muted"></i><i class="probe-line"></i><i class="probe-accent"></i><i class="probe-second"></i>`;
  }
}

define("pupil-curves", Curves);
