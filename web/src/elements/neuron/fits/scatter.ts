import { LitElement, css, html, type PropertyValues } from "lit";
import { define } from "../../shared/define.ts";
import { theme } from "../../shared/theme.ts";

/** A column of the matrix. */
export interface ScatterColumn {
  name: string;
  values: ArrayLike<number>;
}

/** The most points that are drawn: more would only cover each other. */
const MOST = 600;

const CELL = 150;

/** A scatter matrix of all numeric columns. Points differ in colour and shape by class. */
export class Scatter extends LitElement {
  static override properties = {
    columns: { attribute: false },
    classes: { attribute: false },
    label: { type: String },
    scheme: { type: String },
  };
  static override styles = [
    theme,
    css`
      canvas {
        width: 100%;
        max-width: 760px;
        height: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
    `,
  ];

  declare columns: readonly ScatterColumn[];
  /** Each row's class; without classes all rows look the same. */
  declare classes: ArrayLike<number> | undefined;
  declare label: string;
  declare scheme: string;

  constructor() {
    super();
    this.columns = [];
    this.label = "";
    this.scheme = "";
  }

  override updated(_: PropertyValues<this>): void {
    const canvas = this.renderRoot.querySelector("canvas")!;
    const context = canvas.getContext("2d")!;
    const { columns } = this;
    canvas.width = canvas.height = Math.max(1, columns.length * CELL);
    const colours = [...this.renderRoot.querySelectorAll<HTMLElement>(".probe")].map((probe) => getComputedStyle(probe).color);
    const [line, ink, ...marks] = colours as [string, string, ...string[]];
    const rows = columns[0]?.values.length ?? 0;
    const every = Math.max(1, Math.ceil(rows / MOST));
    const scales = columns.map(({ values }) => {
      const finite = Array.from(values).filter(Number.isFinite);
      const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
      const reach = high > low ? high - low : 1;
      return (value: number) => 10 + ((value - low) / reach) * (CELL - 20);
    });
    context.textAlign = "center";
    columns.forEach((across, column) => {
      columns.forEach((up, row) => {
        const [left, top] = [column * CELL, row * CELL];
        context.strokeStyle = line;
        context.strokeRect(left + 0.5, top + 0.5, CELL, CELL);
        if (row === column) {
          context.fillStyle = ink;
          context.font = "600 15px system-ui, sans-serif";
          // The last argument narrows a name that is too long.
          context.fillText(across.name, left + CELL / 2, top + CELL / 2 + 5, CELL - 16);
          return;
        }
        context.globalAlpha = 0.55;
        for (let at = 0; at < rows; at += every) {
          const [x, y] = [scales[column]!(across.values[at]!), scales[row]!(up.values[at]!)];
          if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
          const kind = this.classes?.[at] ?? 0;
          context.fillStyle = marks[kind % marks.length]!;
          dot(context, left + x, top + CELL - y, kind);
        }
        context.globalAlpha = 1;
      });
    });
  }

  override render() {
    const names = ["--line", "--text", "--for", "--against", "--third", "--bad", "--muted"];
    return html`<canvas role="img" aria-label=${this.label} data-testid="scatter"></canvas>
      ${names.map((name) => html`<i class="probe" .style=${`color: var(${name})`}></i>`)}`;
  }
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, kind: number): void {
  context.beginPath();
  if (kind % 3 === 1) context.rect(x - 2.5, y - 2.5, 5, 5);
  else if (kind % 3 === 2) {
    context.moveTo(x, y - 3.5);
    context.lineTo(x - 3.5, y + 3);
    context.lineTo(x + 3.5, y + 3);
  } else context.arc(x, y, 2.7, 0, 7);
  context.fill();
}

define("pupil-scatter", Scatter);
