// What a model's outputs look like.

import { html, svg, type TemplateResult } from "lit";
import { bars } from "../shared/bars.ts";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import "./raster.ts";
import { pictureRaster, reach, short } from "./raster.ts";
import { maps, strip, vector } from "./tensor-view.ts";
import { text } from "./texts.ts";
import { namesOf, shownAs, type ModelOutput } from "./ways.ts";

/** An output with more classes than this shows only its best ones. */
const MOST_BARS = 10;

/** An output with more numbers than this is drawn, not written. */
const MOST_VALUES = 12;

/** An output's numbers for one sample. */
export interface Answer {
  output: ModelOutput;
  values: Float32Array;
  /** The shape of the sample. */
  shape: number[];
}

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;

function namer(lang: Lang, answer: Answer, classes: readonly string[] | undefined): (index: number) => string {
  const names = namesOf(classes, answer.values.length);
  return (index) => names?.[index] || (answer.output.digits ? String(index) : text(lang, "classNumber", { index }));
}

/** The probabilities of classes; one number is the probability of the second of two. */
const probabilities = ({ values }: Answer): Float32Array => (values.length === 1 ? Float32Array.of(1 - values[0]!, values[0]!) : values);

/** An output in a few words, for screen readers (`said`) or a line on the screen (`brief`). */
export function inWords(lang: Lang, answer: Answer, classes: readonly string[] | undefined, how: "said" | "brief"): string {
  const { output, values, shape } = answer;
  const shown = shownAs(output, shape, values, classes);
  if (shown === "classes" || shown === "labels") {
    const all = probabilities(answer);
    const best = largest(all);
    return text(lang, how, { name: namer(lang, answer, classes)(best), percent: (100 * all[best]!).toFixed(0) });
  }
  if (shown === "share") return percent(values[0]!);
  if (shown === "number") return short(values[0]!);
  if (shown === "values" && values.length <= MOST_VALUES) return Array.from(values, short).join(", ");
  return "";
}

/** Why classes have numbers instead of names. */
function nameHint(lang: Lang, { output, values }: Answer, classes: readonly string[] | undefined): TemplateResult | "" {
  if (output.digits || namesOf(classes, values.length)) return "";
  const told = classes ? text(lang, "wrongNames", { count: classes.length, classes: Math.max(values.length, 2) }) : text(lang, "noNames");
  return html`<p class="muted" data-testid="names">${told}</p>`;
}

/** The number and its name, in large letters. */
function big(value: string, below: string): TemplateResult {
  return html`<div>
    <p class="guess" data-testid="guess">${value}</p>
    ${below ? html`<p class="muted" data-testid="percent">${below}</p>` : ""}
  </div>`;
}

function classBars(lang: Lang, answer: Answer, classes: readonly string[] | undefined, exclusive: boolean): TemplateResult {
  const all = probabilities(answer);
  const name = namer(lang, answer, classes);
  const best = largest(all);
  const order = Array.from(all.keys());
  const few = all.length > MOST_BARS;
  if (few) order.sort((a, b) => all[b]! - all[a]!);
  const shown = order.slice(0, MOST_BARS);
  const rest = order.slice(MOST_BARS);
  const others = rest.reduce((sum, index) => sum + all[index]!, 0);
  const label = text(lang, exclusive ? "classesLabel" : "labelsLabel");
  return html`${exclusive ? big(name(best), percent(all[best]!)) : ""}
  ${bars(label, shown.map(name), shown.map((index) => all[index]!))}
  ${rest.length && exclusive
    ? html`<p class="muted">${text(lang, "others", { count: rest.length, percent: (100 * others).toFixed(1) })}</p>`
    : ""}
  ${nameHint(lang, answer, classes)}`;
}

/** Numbers with their names, each with a bar to the right for positive ones and to the left for negative ones. */
function table(values: Float32Array, name: (index: number) => string): TemplateResult {
  const most = reach(values) || 1;
  const left = values.some((value) => value < 0) ? -1 : 0;
  const bar = (value: number) => svg`<rect class=${value < 0 ? "against" : "for"} x=${1000 * Math.min(value / most, 0)} y="0"
    width=${1000 * Math.abs(value / most) || 0} height="10" /><line x1="0" x2="0" y1="0" y2="10" />`;
  return html`<table class="values" data-testid="values">
    <tbody>
      ${Array.from(
        values,
        (value, index) => html`<tr>
          <th scope="row">${name(index)}</th>
          <td>${short(value)}</td>
          <td>
            <svg viewBox="${1000 * left} 0 ${1000 - 1000 * left} 10" preserveAspectRatio="none" aria-hidden="true">${bar(value)}</svg>
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** An output in the form that fits its meaning. */
export function outputView(lang: Lang, answer: Answer, classes: readonly string[] | undefined): TemplateResult {
  const { output, values, shape } = answer;
  const label = text(lang, "valuesLabel");
  const shown = shownAs(output, shape, values, classes);
  if (shown === "classes" || shown === "labels") return classBars(lang, answer, classes, shown === "classes");
  if (shown === "share") {
    return html`${big(percent(values[0]!), output.name)}
      <div class="track"><span class="fill" .style=${`width:${100 * values[0]!}%`}></span></div>
      ${nameHint(lang, answer, classes)}`;
  }
  if (shown === "number") return big(short(values[0]!), output.name);
  if (shown === "picture") {
    const [height, width, channels] = shape as [number, number, number];
    return html`<div class="made" data-testid="made">
      <pupil-raster .raster=${pictureRaster(values, height, width, channels)} label=${text(lang, "pictureLabel")}></pupil-raster>
    </div>`;
  }
  if (shown === "maps") return maps(lang, values, shape as [number, number, number]);
  if (shown === "strip") return strip(lang, label, values, shape as [number, number]);
  const names = namesOf(classes, values.length);
  return values.length <= MOST_VALUES ? table(values, (index) => names?.[index] ?? String(index)) : vector(lang, label, values);
}
