import { html, type TemplateResult } from "lit";
import type { Dataset, Model } from "../../api/index.ts";
import { confusionTable, countConfusion } from "../shared/confusion.ts";
import type { Lang } from "../shared/i18n.ts";
import { largest } from "../shared/largest.ts";
import { text } from "./texts.ts";
import "./picture.ts";

/** A test digit that the network got wrong. */
export interface Mistake {
  truth: number;
  said: number;
  probability: number;
  pixels: Float32Array;
}

/** A model's results on test data. */
export interface Results {
  count: number;
  right: number;
  /** Counts: row = true digit, column = answer. */
  confusion: number[][];
  mistakes: Mistake[];
}

const SHOWN_MISTAKES = 12;

/** Asks the model about every test digit. */
export async function test(model: Model, data: Dataset): Promise<Results> {
  const [{ data: probabilities }, { data: truths }] = await Promise.all([
    model.predict(data, { batchSize: 128 }),
    data.targets(),
  ]);
  const answers: number[] = [];
  const wrong: { index: number; truth: number; said: number; probability: number }[] = [];
  for (let index = 0; index < data.length; index += 1) {
    const row = probabilities.subarray(10 * index, 10 * index + 10);
    const truth = truths[index]!;
    const said = largest(row);
    answers.push(said);
    if (said !== truth) wrong.push({ index, truth, said, probability: row[said]! });
  }
  const worst = wrong.sort((a, b) => b.probability - a.probability).slice(0, SHOWN_MISTAKES);
  const {
    x: { data: pixels },
  } = await data.gather(worst.map(({ index }) => index));
  const size = data.xShape.slice(1).reduce((a, b) => a * b, 1);
  return {
    count: data.length,
    right: data.length - wrong.length,
    confusion: countConfusion(truths, answers, 10),
    mistakes: worst.map(({ index: _, ...mistake }, i) => ({ ...mistake, pixels: pixels.slice(i * size, (i + 1) * size) })),
  };
}

/** Confusion matrix and worst mistakes; `look` is called with a mistake that the visitor chooses. */
export function results(lang: Lang, { confusion, mistakes }: Results, look: (mistake: Mistake) => void): TemplateResult {
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  const digits = confusion.map((_, digit) => String(digit));
  return html`<div class="results">
    <div>
      <h3>${t("mistakes")}</h3>
      <p class="muted">${t("mistakesHint")}</p>
      ${mistakes.length
        ? html`<ul class="mistakes" data-testid="mistakes">
            ${mistakes.map((mistake) => {
              const percent = (100 * mistake.probability).toFixed(0);
              const said = t("mistake", { truth: mistake.truth, said: mistake.said, percent });
              return html`<li>
                <button @click=${() => look(mistake)} aria-label=${said} title=${said}>
                  <pupil-picture .pixels=${mistake.pixels} label=""></pupil-picture>${mistake.truth} → ${mistake.said}<br />${percent}%
                </button>
              </li>`;
            })}
          </ul>`
        : html`<p class="muted" data-testid="mistakes">${t("noMistakes")}</p>`}
    </div>
    <div>
      <h3>${t("confusion")}</h3>
      <p class="muted">${t("confusionHint")}</p>
      ${confusionTable(confusion, digits, t("confusion"), t("trueDigit"))}
    </div>
  </div>`;
}
