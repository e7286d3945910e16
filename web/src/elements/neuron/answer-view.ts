// The answer pane: the plane with its points, what the network says there, and the losses.

import { css, html, svg, type TemplateResult } from "lit";
import type { Logs } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { CHALLENGE, neuronsOf } from "./advice.ts";
import { short } from "./fits/chart.ts";
import { boundaries, contour, path } from "./fits/contour.ts";
import { marker } from "./fits/marks.ts";
import { scaleOf, type Values } from "./maps.ts";
import { FEATURES } from "./network.ts";
import type { Spot } from "./net-view.ts";
import type { PlaneLine, Shade } from "./plane.ts";
import { EDGE } from "./sets.ts";
import { text } from "./texts.ts";
import { GRID, LINE, type Curve, type Look, type Trainer } from "./trainer.ts";

/** Units across the plane's drawing. */
const UNITS = 600;

const at = (index: number, side: number) => ((2 * index) / (side - 1) - 1) * EDGE;

const ink = { name: "", colour: "var(--text)", dash: "" };

/** A unit's values as a curve over x. */
function lineOf({ data, unit, units }: Values): PlaneLine {
  const points = Array.from({ length: LINE }, (_, column): [number, number] => [at(column, LINE), data[column * units + unit]!]);
  return { ...ink, points: points.filter(([, y]) => Number.isFinite(y) && Math.abs(y) < 99) };
}

/** What the plane shows of a look: all of the network's answer, or one unit's. */
export function drawn(look: Look, spot: Spot | undefined): { shade: Shade | undefined; lines: PlaneLine[] } {
  const { spec, layers, side } = look;
  const last = spec.hidden.length + 1;
  if (spot && spot.layer > 0 && spot.layer < last) {
    const units = spec.hidden[spot.layer - 1]!;
    if (spot.unit < units) {
      const of = { data: layers[spot.layer - 1]!, unit: spot.unit, units };
      if (spec.task === "numbers") return { shade: undefined, lines: [lineOf(of)] };
      return { shade: { side, of, scale: scaleOf(of) }, lines: [] };
    }
  }
  if (spec.task === "numbers") return { shade: undefined, lines: [lineOf(ofOutput(look))] };
  const values = layers.at(-1)!;
  if (spec.task === "several") {
    return {
      shade: { side, classes: spec.classes, values },
      lines: [{ ...ink, path: path(boundaries(side, values, spec.classes), UNITS) }],
    };
  }
  const threshold = spec.loss === "hinge" ? 0 : 0.5;
  const of = spec.loss === "hinge" ? ofOutput(look) : { data: values.map((p) => 2 * p - 1), unit: 0, units: 1 };
  return { shade: { side, of, scale: scaleOf(of) }, lines: [{ ...ink, path: path(contour({ size: side, values }, threshold), UNITS) }] };
}

const ofOutput = ({ layers }: Look): Values => ({ data: layers.at(-1)!, unit: 0, units: 1 });

/** The map of a feature, which needs no network. */
export function featureShade(name: keyof typeof FEATURES): Shade {
  const data = Float32Array.from({ length: GRID * GRID }, (_, index) => FEATURES[name](at(index % GRID, GRID), -at(Math.floor(index / GRID), GRID)));
  const of = { data, unit: 0, units: 1 };
  return { side: GRID, of, scale: scaleOf(of) };
}

const CHART = { width: 260, height: 64 };

/** Points of the chart's lines at most. */
const MOST = 130;

/** The losses over the epochs, on a common scale that begins at 0. */
function lossChart(lang: Lang, { epochs, train, test }: Curve): TemplateResult {
  const { width, height } = CHART;
  const every = Math.max(1, Math.ceil(epochs.length / MOST));
  const most = Math.max(1e-9, ...train.filter(Number.isFinite), ...test.filter((value): value is number => value !== null && Number.isFinite(value)));
  const line = (values: readonly (number | null)[]) =>
    values
      .flatMap((value, index) => {
        if (value === null || !Number.isFinite(value) || (index % every && index !== values.length - 1)) return [];
        const x = epochs.length > 1 ? (index / (epochs.length - 1)) * width : 0;
        return [`${x.toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`];
      })
      .join(" ");
  const label = text(lang, "lossOver", { train: short(train.at(-1) ?? Number.NaN), test: short(test.at(-1) ?? Number.NaN) });
  return html`<svg class="losses" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label=${label} data-testid="losses">
    ${svg`<path class="ground" d="M0 ${height - 1}H${width}" vector-effect="non-scaling-stroke" />
      <polyline class="test" points=${line(test)} vector-effect="non-scaling-stroke" />
      <polyline class="train" points=${line(train)} vector-effect="non-scaling-stroke" />`}
  </svg>`;
}

/** The losses as numbers, and how many points are right. */
export function scoreView(lang: Lang, curve: Curve, train: Logs | undefined, test: Logs | undefined): TemplateResult {
  const row = (name: "trainLoss" | "testLoss", kind: string, logs: Logs | undefined) => html`<tr data-testid=${name}>
    <th scope="row"><svg class="key ${kind}" viewBox="0 0 16 8" aria-hidden="true"><path d="M0 4H16" /></svg>${text(lang, name)}</th>
    <td>${logs ? short(logs.loss) : "–"}</td>
    <td>${logs?.accuracy === undefined ? "" : text(lang, "right", { percent: (100 * logs.accuracy).toFixed(0) })}</td>
  </tr>`;
  return html`<table class="scores">
      <tbody>
        ${row("trainLoss", "train", train)} ${row("testLoss", "test", test)}
      </tbody>
    </table>
    ${lossChart(lang, curve)}`;
}

/** The choice of the class that a click adds; for numbers there is none. */
export function classChoice(lang: Lang, classes: number, chosen: number, choose: (label: number) => void): TemplateResult | "" {
  if (!classes) return "";
  return html`<fieldset class="adds">
    <legend>${text(lang, "adds")}</legend>
    ${Array.from(
      { length: classes },
      (_, label) => html`<label class="add" title=${text(lang, "classNumber", { label })}>
        <input
          type="radio"
          name="class"
          data-testid="class-${label}"
          aria-label=${text(lang, "classNumber", { label })}
          .checked=${label === chosen}
          @change=${() => choose(label)}
        />
        <svg viewBox="0 0 24 24" aria-hidden="true">${marker(12, 12, label, false)}</svg>
      </label>`,
    )}
  </fieldset>`;
}

/** The challenge of the spiral, and how it stands. */
export function challenge(lang: Lang, { test, spec }: Trainer): TemplateResult {
  const neurons = neuronsOf(spec);
  const right = test?.accuracy ?? 0;
  const won = neurons <= CHALLENGE.neurons && right > CHALLENGE.right;
  const said = won
    ? text(lang, "solved", { neurons, percent: Math.round(100 * right) })
    : `${text(lang, "challenge")} ${text(lang, "challengeNow", { neurons })}`;
  return html`<p class="challenge ${won ? "won" : ""}" data-testid="challenge">${said}</p>`;
}

export const answerStyles = css`
  .scores {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .scores :is(th, td) {
    padding: 2px 0;
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }
  .scores th {
    text-align: left;
    color: var(--muted);
  }
  .scores td:last-child {
    width: 7em;
  }
  .scores .key {
    width: 16px;
    height: 8px;
    margin-right: 6px;
    stroke-width: 2;
    stroke: var(--text);
  }
  .scores .key.test {
    stroke-dasharray: 3 2;
  }
  .losses {
    width: 100%;
    height: 64px;
    flex: none;
    fill: none;
    stroke: var(--text);
    stroke-width: 1.5;
  }
  .losses .test {
    stroke-dasharray: 3 2;
  }
  .losses .ground {
    stroke: var(--line);
    stroke-width: 1;
  }
  .under {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 32px;
  }
  .under button {
    min-height: 32px;
    padding: 0 10px;
    font-size: 13px;
  }
  .adds {
    display: flex;
    align-items: center;
    gap: 4px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .adds legend {
    float: left;
    padding: 0 4px 0 0;
    font-size: 13px;
    color: var(--muted);
  }
  .add {
    position: relative;
    display: block;
    width: 28px;
    height: 28px;
    border-radius: 6px;
    cursor: pointer;
  }
  .add input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    min-height: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .add:has(input:checked) {
    box-shadow: inset 0 0 0 2px var(--text);
  }
  .add:has(input:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .add svg {
    width: 100%;
    height: 100%;
  }
  @container (max-width: 1000px) {
    .scores th {
      white-space: normal;
    }
    .scores td:last-child {
      width: auto;
      padding-left: 8px;
    }
  }
  @container (max-width: 760px) {
    .losses,
    .plane-hint {
      display: none;
    }
    /* Without the chart its key says nothing, and the names fit beside their numbers. */
    .scores .key {
      display: none;
    }
    .scores th {
      width: 100%;
      max-width: 0;
      padding-right: 8px;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .scores td:last-child {
      display: none;
    }
    .adds legend {
      position: absolute;
      clip-path: inset(50%);
    }
  }
`;
