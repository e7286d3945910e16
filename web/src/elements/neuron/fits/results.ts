// The results of fits: scores side by side, losses, ROC, confusion.

import { html, type TemplateResult } from "lit";
import { rocCurve, type Dependence } from "../../../api/index.ts";
import { confusionTable, countConfusion } from "../../shared/confusion.ts";
import type { Lang } from "../../shared/i18n.ts";
import { chart, keyEntry, precise, short, thinned, type Line } from "./chart.ts";
import { CLASS_COLOURS, MARKS, type Method } from "./marks.ts";
import { text, type TextKey } from "./texts.ts";
import { classValues, largest, type Rows, type Samples, type Scores, type Way, type Ways } from "./ways.ts";

const DASHES = ["", "9 6", "2 5", "12 4 2 4", "5 3"];

/** The ways that exist, in the order in which they are shown. */
export const present = (ways: Ways): [Method, Way][] =>
  (["closed", "lbfgs", "newton", "descent", "dense", "squares"] as const).flatMap((method) => {
    const way = ways.ways[method];
    return way ? [[method, way] as [Method, Way]] : [];
  });

function scoreText(scores: Scores | undefined, which: 0 | 1): string {
  if (!scores) return "–";
  const value = "r2" in scores ? [scores.r2, scores.rmse][which]! : [scores.accuracy, scores.logLoss][which]!;
  if (!("r2" in scores) && which === 0) return `${(100 * value).toFixed(1)}%`;
  return precise(value);
}

/** A row for each way: its name, its steps, its scores in training and test. */
export function scoreTable(lang: Lang, ways: Ways, hint: (method: Method) => string): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const numbers = !ways.samples.classes;
  const [good, bad] = numbers ? ["R²", "RMSE"] : [t("accuracy"), t("logLoss")];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("way")}>
    <table class="figures" data-testid="ways">
      <thead>
        <tr>
          <th scope="col" rowspan="2">${t("way")}</th>
          <th scope="col" rowspan="2">${t("stepsDone")}</th>
          <th scope="colgroup" colspan="2">${t("trainScore")}</th>
          <th scope="colgroup" colspan="2">${t("testScore")}</th>
        </tr>
        <tr>
          ${[good, bad, good, bad].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${present(ways).map(
          ([method, way]) => html`<tr data-testid="way-${method}">
            <th scope="row">
              <span class="key">${keyEntry(t(method), MARKS[method])}</span>
              <span class="hint">${way.stopped ?? hint(method)}</span>
            </th>
            <td>${method === "closed" || method === "squares" ? "–" : way.steps}</td>
            ${[way.train, way.test].map((scores) => ([0, 1] as const).map((which) => html`<td>${scoreText(scores, which)}</td>`))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The losses of all ways over their steps. A way that is solved at once is a horizontal line. */
export function lossChart(lang: Lang, ways: Ways): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const shown = present(ways).filter(([method]) => method !== "squares");
  const longest = Math.max(10, ...shown.map(([, way]) => way.losses.length - 1));
  const lines: Line[] = shown.map(([method, way]) => {
    const places = thinned([...way.losses.keys()]);
    const points = places.map((step): [number, number] => [step, way.losses[step]!]);
    const last = way.losses.at(-1)!;
    if (method === "closed") return { name: t(method), ...MARKS[method], points: [[0, last], [longest, last]] };
    return { name: t(method), ...MARKS[method], points };
  });
  const said = shown.map(([method, way]) => `${t(method)} ${short(way.losses.at(-1) ?? Number.NaN)}`).join(", ");
  return chart({
    label: `${t("lossChart")}: ${said}`,
    testid: "loss-curves",
    x: t("stepAxis"),
    y: t(ways.samples.classes ? "logLoss" : "error"),
    lines,
    log: true,
  });
}

/** The warnings about weights, in words. */
export function warnings(lang: Lang, ways: Ways, names: readonly string[]): string[] {
  const quoted = (at: number) => `“${names[at] ?? at}”`;
  const list = (of: number[]) => of.map(quoted).join(lang === "zh" ? "、" : ", ");
  const dependence = ({ column, of }: Dependence) =>
    of.length
      ? text(lang, "collinear", { column: quoted(column), of: list(of) })
      : text(lang, "constant", { column: quoted(column) });
  const out = (ways.linearFit?.redundant ?? []).map(dependence);
  const { logisticFit } = ways;
  if (logisticFit?.separated) out.push(text(lang, "separated"));
  if (logisticFit && !logisticFit.converged) out.push(text(lang, "notConverged", { steps: logisticFit.iterations }));
  return out;
}

export function warningList(list: readonly string[]): TemplateResult | "" {
  if (!list.length) return "";
  return html`<ul class="warnings" data-testid="warnings">
    ${list.map((warning) => html`<li>${warning}</li>`)}
  </ul>`;
}

/** ROC curves and counts of one way on some rows. */
export interface ClassResults {
  rows: number;
  confusion: number[][];
  curves: { name: string; auc: number; points: [number, number][] }[];
}

/** With two classes one curve; with more, one for each class against the rest. */
export async function classResults(
  method: Method,
  way: Way,
  { x, y }: Rows,
  classes: number,
  names: readonly string[],
): Promise<ClassResults | undefined> {
  if (!y.length) return undefined;
  const values = await classValues(method, x, way, classes);
  const confusion = countConfusion(y, largest(values, classes), classes);
  const curves: ClassResults["curves"] = [];
  for (let k = classes === 2 ? 1 : 0; k < classes; k += 1) {
    const truth = Array.from(y, (label) => label === k);
    if (!truth.includes(true) || !truth.includes(false)) continue;
    const { fpr, tpr, auc } = await rocCurve(truth, Array.from(y, (_, row) => values[row * classes + k]!));
    curves.push({ name: names[k]!, auc, points: fpr.map((value, at) => [value, tpr[at]!]) });
  }
  return { rows: y.length, confusion, curves };
}

/** All rows of both parts. */
export function allRows({ train, test }: Samples): Rows {
  const join = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b]);
  const [n, columns] = train.x.shape;
  return {
    x: { data: join(train.x.data, test.x.data), shape: [n + test.x.shape[0], columns] },
    y: join(train.y, test.y),
  };
}

/** The curves and the counts, side by side. */
export function classView(lang: Lang, part: string, results: ClassResults, names: readonly string[]): TemplateResult {
  const t = (key: TextKey) => text(lang, key);
  const auc = results.curves.map((curve) => curve.auc.toFixed(3)).join(", ");
  const chance: Line = { name: t("chance"), colour: "var(--line)", dash: "4 4", points: [[0, 0], [1, 1]] };
  const curves = results.curves.map((curve, at): Line => {
    const label = results.curves.length === 1 ? 1 : at;
    const name = `${curve.name}: ${text(lang, "auc", { auc: curve.auc.toFixed(3) })}`;
    return { name, colour: CLASS_COLOURS[label % CLASS_COLOURS.length]!, dash: DASHES[at % DASHES.length]!, points: curve.points };
  });
  return html`<div class="pair" data-testid="class-results">
    <div>
      <h3>${t("roc")}</h3>
      <p class="muted">${text(lang, "onPart", { part, count: results.rows })}</p>
      ${chart({
        label: text(lang, "rocLabel", { auc }),
        testid: "roc",
        x: t("fpr"),
        y: t("tpr"),
        lines: [chance, ...curves],
        xRange: [0, 1],
        yRange: [0, 1],
      })}
    </div>
    <div>
      <h3>${t("confusion")}</h3>
      <p class="muted">${text(lang, "onPart", { part, count: results.rows })} ${t("confusionHint")}</p>
      ${confusionTable(results.confusion, names, t("confusion"), t("trueClass"))}
    </div>
  </div>`;
}
