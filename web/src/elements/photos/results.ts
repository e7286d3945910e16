import { html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import { confusionTable, countConfusion } from "../shared/confusion.ts";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import { tensorOf } from "./collection.ts";
import type { Heat } from "./photo.ts";
import "./photo.ts";
import type { Picture } from "./pictures.ts";
import { text } from "./texts.ts";

/** A photo of the test that the network got wrong. */
export interface Mistake {
  picture: Picture;
  truth: number;
  said: number;
  probability: number;
  /** What supported the wrong answer. */
  heat: Heat;
}

/** A model's results on the photos that were held back. */
export interface Results {
  classes: string[];
  count: number;
  right: number;
  /** Counts: row = true class, column = answer. */
  confusion: number[][];
  mistakes: Mistake[];
}

const SHOWN_MISTAKES = 12;

/** A map of which parts of a photo support a class. */
export async function heatOf(model: Model, picture: Picture, classIndex: number): Promise<Heat> {
  const { data, shape } = await model.gradCam(tensorOf([picture], picture.side), { classIndex });
  const [, height, width] = shape as [number, number, number];
  return { values: data, width, height };
}

/** A photo of the test. */
export interface Tested {
  truth: number;
  /** The probabilities that the model gave its classes. */
  said: ArrayLike<number>;
  picture(): Promise<Picture>;
}

/** Counts a model's answers, and shows what led to the worst mistakes. */
export async function judged(model: Model, classes: string[], tested: readonly Tested[]): Promise<Results> {
  const truth = tested.map((one) => one.truth);
  const said = tested.map((one) => largest(one.said));
  const confusion = countConfusion(truth, said, classes.length);
  const worst = tested
    .map((one, i) => ({ ...one, said: said[i]!, probability: one.said[said[i]!]! }))
    .filter(({ truth, said }) => truth !== said)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN_MISTAKES);
  const mistakes: Mistake[] = [];
  for (const { picture: read, ...mistake } of worst) {
    const picture = await read();
    mistakes.push({ ...mistake, picture, heat: await heatOf(model, picture, mistake.said) });
  }
  const right = truth.filter((value, i) => value === said[i]).length;
  return { classes, count: tested.length, right, confusion, mistakes };
}

/** Standard deviations to each side that 95 % of a normal distribution lie in. */
const Z = 1.96;

/** Between which shares the true one lies with 95 % confidence (Wilson 1927). */
export function range(right: number, count: number): [number, number] {
  const share = right / count;
  const middle = (share + Z ** 2 / (2 * count)) / (1 + Z ** 2 / count);
  const reach = (Z / (1 + Z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2));
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}

/** Accuracy of each class, confusion matrix, worst mistakes; `look` is called for a mistake that the visitor clicks. */
export function results(lang: Lang, found: Results | undefined, heat: boolean, look: (mistake: Mistake) => void): TemplateResult {
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  if (!found?.count) return html`<p class="muted" data-testid="no-results">${t(found ? "nothingHeld" : "noResults")}</p>`;
  const { classes, confusion, mistakes, right, count } = found;
  const percent = (100 * right) / count;
  const [low, high] = range(right, count).map((share) => (100 * share).toFixed(0)) as [string, string];
  return html`<p class="verdict-line" data-testid="test-accuracy">
      ${t("validationAccuracy", { percent: percent.toFixed(1), count: count.toLocaleString(lang), right: right.toLocaleString(lang) })}
    </p>
    <p class="muted" data-testid="range">${t("range", { low, high, count: count.toLocaleString(lang) })}</p>
    <ul class="per-class" data-testid="per-class">
      ${classes.map((name, index) => {
        const row = confusion[index]!;
        const sum = row.reduce((a, b) => a + b, 0);
        return sum ? html`<li>${t("perClass", { name, percent: ((100 * row[index]!) / sum).toFixed(0) })}</li>` : "";
      })}
    </ul>
    <div>
      <h4>${t("confusion")}</h4>
      <p class="muted">${t("confusionHint")}</p>
      ${confusionTable(confusion, classes, t("confusion"), t("trueClass"))}
    </div>
    <div>
      <h4>${t("mistakes")}</h4>
      ${mistakes.length
        ? html`<ul class="mistakes" data-testid="mistakes">
            ${mistakes.map((mistake) => {
              const said = t("mistake", {
                truth: classes[mistake.truth]!,
                said: classes[mistake.said]!,
                percent: (100 * mistake.probability).toFixed(0),
              });
              return html`<li>
                <button @click=${() => look(mistake)}>
                  <pupil-photo .picture=${mistake.picture} .heat=${heat ? mistake.heat : undefined} label=${said}></pupil-photo>
                  <span aria-hidden="true">${said}</span>
                </button>
              </li>`;
            })}
          </ul>`
        : html`<p class="muted" data-testid="mistakes">${t("noMistakes")}</p>`}
    </div>`;
}
