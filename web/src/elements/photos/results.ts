import { html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import { confusionTable, countConfusion } from "../shared/confusion.ts";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import { answers } from "./answers.ts";
import { tensorOf, type Photos } from "./collection.ts";
import type { Heat } from "./photo.ts";
import "./photo.ts";
import type { Picture } from "./pictures.ts";
import { text } from "./texts.ts";

/** A validation photo that the network got wrong. */
export interface Mistake {
  picture: Picture;
  truth: number;
  said: number;
  probability: number;
  /** What supported the wrong answer. */
  heat: Heat;
}

/** A model's results on the validation photos. */
export interface Results {
  classes: string[];
  count: number;
  right: number;
  /** Counts: row = true class, column = answer. */
  confusion: number[][];
  mistakes: Mistake[];
}

const SHOWN_MISTAKES = 12;

/** Maps of which parts of photos support a class, one for each photo. */
export async function heats(model: Model, pictures: Picture[], side: number, classIndex: number): Promise<Heat[]> {
  const { data, shape } = await model.gradCam(tensorOf(pictures, side), { classIndex, batchSize: 8 });
  const [, height, width] = shape as [number, number, number];
  const size = width * height;
  return pictures.map((_, i) => ({ values: data.subarray(i * size, (i + 1) * size), width, height }));
}

/** Asks the model about every validation photo. */
export async function test(model: Model, { classes, held, validation }: Photos): Promise<Results> {
  const { data } = await model.predict(validation, { batchSize: 16 });
  const rows = answers(data, held.length, classes.length);
  const said = rows.map(largest);
  const truth = held.map(({ truth }) => truth);
  const confusion = countConfusion(truth, said, classes.length);
  const worst = held
    .map(({ picture, truth }, i) => ({ picture, truth, said: said[i]!, probability: rows[i]![said[i]!]! }))
    .filter(({ truth, said }) => truth !== said)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN_MISTAKES);
  const side = held[0]!.picture.side;
  const mistakes: Mistake[] = [];
  for (const mistake of worst) {
    const [heat] = await heats(model, [mistake.picture], side, mistake.said);
    mistakes.push({ ...mistake, heat: heat! });
  }
  const right = truth.filter((value, i) => value === said[i]).length;
  return { classes, count: held.length, right, confusion, mistakes };
}

/** Accuracy of each class, confusion matrix, worst mistakes. */
export function results(lang: Lang, found: Results, heat: boolean): TemplateResult {
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  const { classes, confusion, mistakes, right, count } = found;
  const percent = (100 * right) / count;
  return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
      ${t("validationAccuracy", { percent: percent.toFixed(1), count: count.toLocaleString(lang) })}
    </p>
    <ul class="per-class" data-testid="per-class">
      ${classes.map((name, index) => {
        const row = confusion[index]!;
        const sum = row.reduce((a, b) => a + b, 0);
        return html`<li>${t("perClass", { name, percent: ((100 * row[index]!) / Math.max(sum, 1)).toFixed(0) })}</li>`;
      })}
    </ul>
    <div class="results">
      <div>
        <h3>${t("confusion")}</h3>
        <p class="muted">${t("confusionHint")}</p>
        ${confusionTable(confusion, classes, t("confusion"), t("trueClass"))}
      </div>
      <div>
        <h3>${t("mistakes")}</h3>
        ${mistakes.length
          ? html`<ul class="mistakes" data-testid="mistakes">
              ${mistakes.map((mistake) => {
                const said = t("mistake", {
                  truth: classes[mistake.truth]!,
                  said: classes[mistake.said]!,
                  percent: (100 * mistake.probability).toFixed(0),
                });
                return html`<li>
                  <pupil-photo .picture=${mistake.picture} .heat=${heat ? mistake.heat : undefined} label=${said}></pupil-photo>
                  ${said}
                </li>`;
              })}
            </ul>`
          : html`<p class="muted" data-testid="mistakes">${t("noMistakes")}</p>`}
      </div>
    </div>`;
}
