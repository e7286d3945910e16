// Pickers for activation, loss and optimizer: each choice shows its curve, computed from its formula.

import { css, html, svg, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { ACTIVATIONS, BOWL, LOSSES, OPTIMIZERS, bowlPath, lossesFor, type ActivationName, type Loss, type LossName, type OptimizerName, type Task } from "./formulas.ts";
import { text } from "./texts.ts";

const WIDTH = 64;
const HEIGHT = 44;

/** Points of a curve. */
const POINTS = 49;

/** A curve over -`reach` to `reach`, with values from `low` to `high` in view. */
function curve(f: (z: number) => number, reach: number, [low, high]: readonly [number, number]): string {
  return Array.from({ length: POINTS }, (_, at) => {
    const z = ((2 * at) / (POINTS - 1) - 1) * reach;
    const y = HEIGHT - 3 - ((f(z) - low) / (high - low)) * (HEIGHT - 6);
    return `${((at / (POINTS - 1)) * WIDTH).toFixed(1)},${Math.max(-9, Math.min(HEIGHT + 9, y)).toFixed(1)}`;
  }).join(" ");
}

const picture = (content: unknown): TemplateResult =>
  html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${content}</svg>`;

const line = (points: string, kind = "") => svg`<polyline class="curve ${kind}" points=${points} vector-effect="non-scaling-stroke" />`;

/** The axes, with zero at `zero` of the height from below. */
const axes = (zero: number) =>
  svg`<path class="axis" d="M0 ${HEIGHT - 3 - zero * (HEIGHT - 6)}H${WIDTH}M${WIDTH / 2} 0V${HEIGHT}" vector-effect="non-scaling-stroke" />`;

function activationPicture(name: ActivationName): TemplateResult {
  const range = [-1.2, 2.2] as const;
  return picture([axes(-range[0] / (range[1] - range[0])), line(curve(ACTIVATIONS[name].f, 3, range))]);
}

function lossPicture(name: LossName): TemplateResult {
  const { value, output }: Loss = LOSSES[name];
  const range = [0, 3] as const;
  if (output === "linear" && name !== "hinge") return picture([axes(0), line(curve((error) => value([error], [0]), 3, range))]);
  const answer = (z: number) => (output === "linear" ? z : 1 / (1 + Math.exp(-z)));
  const of = (y: number) => (z: number) => (output === "softmax" ? value([answer(z), 1 - answer(z)], [y, 1 - y]) : value([answer(z)], [y]));
  const high = name === "squares" ? ([0, 1.1] as const) : range;
  return picture([axes(0), line(curve(of(1), 3, high)), line(curve(of(0), 3, high), "other")]);
}

/** The bowl's rings from above, and the optimizer's path. */
function optimizerPicture(name: OptimizerName): TemplateResult {
  const place = ([x, y]: readonly [number, number]) => `${(WIDTH / 2 + x * 18).toFixed(1)},${(HEIGHT / 2 - y * 18).toFixed(1)}`;
  const rings = [0.12, 0.5, 1.1, 2].map((height) => {
    const [rx, ry] = [Math.sqrt((2 * height) / BOWL.flat), Math.sqrt((2 * height) / BOWL.steep)];
    return svg`<ellipse class="axis" cx=${WIDTH / 2} cy=${HEIGHT / 2} rx=${18 * rx} ry=${18 * ry} vector-effect="non-scaling-stroke" />`;
  });
  return picture([rings, line(bowlPath(name, 40).map(place).join(" "), "path")]);
}

/** A picker: choices with pictures, one of which is chosen. */
function picker<K extends string>(
  legend: string,
  testid: string,
  choices: readonly (readonly [K, string, TemplateResult])[],
  chosen: K,
  choose: (choice: K) => void,
): TemplateResult {
  return html`<fieldset class="picker" data-testid=${testid}>
    <legend>${legend}</legend>
    ${choices.map(
      ([key, name, image]) => html`<label class="choice">
        <input
          type="radio"
          name=${testid}
          value=${key}
          data-testid="${testid}-${key}"
          .checked=${key === chosen}
          @change=${() => choose(key)}
        />
        <span class="card">${image}<span>${name}</span></span>
      </label>`,
    )}
  </fieldset>`;
}

export const activationPicker = (lang: Lang, chosen: ActivationName, choose: (name: ActivationName) => void): TemplateResult =>
  picker(
    text(lang, "activation"),
    "activation",
    (Object.keys(ACTIVATIONS) as ActivationName[]).map((name) => [name, name.replace("leaky_relu", "leaky ReLU").replace("relu", "ReLU"), activationPicture(name)] as const),
    chosen,
    choose,
  );

export const lossPicker = (lang: Lang, task: Task, chosen: LossName, choose: (name: LossName) => void): TemplateResult =>
  html`${picker(
      text(lang, "loss"),
      "loss",
      lossesFor(task).map((name) => [name, text(lang, name), lossPicture(name)] as const),
      chosen,
      choose,
    )}
    <p class="muted note">${text(lang, task === "numbers" ? "errorCurveOf" : "lossCurveOf")}</p>`;

export const optimizerPicker = (lang: Lang, chosen: OptimizerName, choose: (name: OptimizerName) => void): TemplateResult =>
  html`${picker(
      text(lang, "optimizer"),
      "optimizer",
      (Object.keys(OPTIMIZERS) as OptimizerName[]).map((name) => [name, text(lang, name), optimizerPicture(name)] as const),
      chosen,
      choose,
    )}
    <p class="muted note">${text(lang, "bowlOf")}</p>`;

export const pickerStyles = css`
  .picker {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(88px, 1fr));
    gap: 6px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .picker legend {
    padding: 0 0 4px;
    font-size: 13px;
    color: var(--muted);
  }
  .choice {
    position: relative;
    display: block;
    cursor: pointer;
  }
  .choice input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    min-height: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .card {
    display: grid;
    gap: 2px;
    padding: 4px 2px;
    border: 1px solid var(--line);
    border-radius: 6px;
    font-size: 13px;
    line-height: 1.2;
    text-align: center;
    color: var(--text);
  }
  .choice:hover .card {
    border-color: var(--muted);
  }
  .choice input:checked + .card {
    border-color: var(--text);
    box-shadow: 0 0 0 1px var(--text);
  }
  .choice input:focus-visible + .card {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .card svg {
    width: 100%;
    height: 40px;
    overflow: hidden;
  }
  .card .axis {
    fill: none;
    stroke: var(--line);
    stroke-width: 1;
  }
  .card .curve {
    fill: none;
    stroke: var(--text);
    stroke-width: 1.6;
    stroke-linejoin: round;
  }
  .card .curve.other {
    stroke-dasharray: 3 3;
  }
  p.note {
    margin-top: -8px;
    padding: 0;
    border: 0;
    background: none;
    font-size: 13px;
  }
  .more p.note {
    margin-top: 8px;
  }
`;
