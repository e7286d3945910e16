// What the panel for a visitor's data shows.

import { html, type TemplateResult } from "lit";
import { confusionTable } from "../shared/confusion.ts";
import { choiceField, numberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { classCount, saidBy, type Goal, type Mapping, type Samples, type Score, type Targets } from "./data-samples.ts";
import { fields, type LearningForm } from "./learning.ts";
import { pictureRaster, short } from "./raster.ts";
import { text, type TextKey } from "./texts.ts";
import { namesOf, type ModelInput } from "./ways.ts";

/** As many of the data's classes have a choice each. */
const MOST_MAPPED = 24;

/** As many names of classes are listed. */
const MOST_NAMED = 8;

const percent = (share: number): string => (100 * share).toFixed(1);

/** The names of the model's classes; without names those of the data that are mapped to them, or else numbers. */
export function classNames(goal: Goal, known: readonly string[] | undefined, data?: { names: readonly string[]; mapping: Mapping }): string[] {
  const count = classCount(goal);
  const given = namesOf(known, count);
  if (given) return given;
  const names = Array.from({ length: count }, (_, at) => String(at));
  data?.mapping.forEach((at, place) => {
    if (at >= 0 && at < count) names[at] = data.names[place]!;
  });
  return names;
}

/** A score in a sentence, or in a few words within one. */
export function scoreText(lang: Lang, score: Score, how: "sentence" | "brief"): string {
  const count = score.count.toLocaleString(lang);
  if (score.kind === "numbers") return text(lang, how === "brief" ? "shortNumbers" : "scoreNumbers", { error: short(score.error), count });
  if (!score.count) return text(lang, "noneToScore");
  const right = score.right.toLocaleString(lang);
  return text(lang, how === "brief" ? "shortClasses" : "scoreClasses", { right, count, percent: percent(score.right / score.count) });
}

/** How many samples there are, and of which classes. */
export function countLine(lang: Lang, { count, truth }: Samples): string {
  const parts = [text(lang, "dataCount", { count: count.toLocaleString(lang) })];
  if (truth?.kind === "classes") {
    const names = truth.names.slice(0, MOST_NAMED).join(", ") + (truth.names.length > MOST_NAMED ? ", …" : "");
    parts.push(text(lang, "classesOf", { count: truth.names.length, names }));
  }
  return parts.join(" · ");
}

/** For each class in the data, a choice of the model's classes. */
export function mappingView(lang: Lang, names: readonly string[], { mapping, sure, unfolded }: { mapping: Mapping; sure: boolean; unfolded: boolean }, known: readonly string[], actions: { change: (mapping: Mapping) => void; rename: () => void }): TemplateResult | "" {
  if (names.length > MOST_MAPPED) return "";
  const choices = [["-1", text(lang, "leftOut")] as const, ...known.map((name, at) => [String(at), name] as const)];
  return html`<details data-testid="mapping" ?open=${unfolded}>
    <summary>${text(lang, "mapping")}</summary>
    ${sure ? "" : html`<p data-testid="mapping-guess">${text(lang, "mappingGuess", { names: known.length })}</p>`}
    <div class="form">
      ${names.map((name, at) =>
        choiceField(name, `map-${at}`, choices, String(mapping[at]), false, (chosen) => {
          actions.change(mapping.map((one, place) => (place === at ? Number(chosen) : one)));
        }),
      )}
    </div>
    ${names.some((name, at) => mapping[at]! >= 0 && known[mapping[at]!] !== name)
      ? html`<button data-testid="rename-classes" @click=${actions.rename}>${text(lang, "renameClasses")}</button>`
      : ""}
  </details>`;
}

/** A small picture of a sample. */
function thumbnail({ x, name }: Samples, { picture }: ModelInput, row: number): TemplateResult | "" {
  if (!picture) return "";
  const size = picture.width * picture.height * picture.channels;
  const values = Float32Array.from(x.data.subarray(row * size, (row + 1) * size), (value) => value * (x.scale ?? 1));
  const [, height = picture.height, width = picture.width] = x.shape.length === 4 ? x.shape : [];
  return html`<pupil-raster class="thumb" .raster=${pictureRaster(values, height, width, picture.channels)} label=${name(row)}></pupil-raster>`;
}

/** The numbers that a sample should give, or its class. */
function truthText(goal: Goal, targets: Targets, row: number, names: readonly string[]): string {
  if (goal.kind === "numbers") return Array.from(targets.y.data.subarray(row * goal.width, (row + 1) * goal.width), short).join(", ");
  return names[targets.classes[row]!] ?? "";
}

function answerText(goal: Goal, answer: Float32Array, names: readonly string[]): string {
  if (goal.kind === "numbers") return Array.from(answer.subarray(0, 8), short).join(", ") + (answer.length > 8 ? ", …" : "");
  const { said, probability } = saidBy(goal, answer);
  return `${names[said]} · ${percent(probability)}%`;
}

/** Some samples with their answers. */
export function answersView(
  lang: Lang,
  options: { samples: Samples; input: ModelInput; goal: Goal; targets: Targets | undefined; rows: readonly number[]; values: Float32Array; names: readonly string[] },
): TemplateResult {
  const { samples, input, goal, targets, rows, values, names } = options;
  const t = (key: TextKey) => text(lang, key);
  const mark = (row: number, answer: Float32Array) => {
    const truth = targets?.classes[row] ?? -1;
    if (truth < 0) return "";
    const right = truth === saidBy(goal, answer).said;
    return html`<span class=${right ? "right" : "wrong"} role="img" aria-label=${t(right ? "rightMark" : "wrongMark")}>${right ? "✓" : "✗"}</span>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("answersTitle")}>
    <table class="answers" data-testid="answers">
      <thead>
        <tr>
          <th scope="col">${t("sample")}</th>
          ${targets ? html`<th scope="col">${t("truth")}</th>` : ""}
          <th scope="col">${t("answer")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, at) => {
          const answer = values.subarray(at * goal.width, (at + 1) * goal.width);
          return html`<tr>
            <th scope="row"><span class="sample">${thumbnail(samples, input, row)}<span>${samples.name(row)}</span></span></th>
            ${targets ? html`<td>${truthText(goal, targets, row, names)}</td>` : ""}
            <td>${answerText(goal, answer, names)} ${mark(row, answer)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** A score with its matrix and its surest mistakes. */
export function scoreView(lang: Lang, score: Score, samples: Samples, input: ModelInput, names: readonly string[]): TemplateResult {
  const line = html`<p class="verdict-line" role="status" data-testid="score">${scoreText(lang, score, "sentence")}</p>`;
  if (score.kind === "numbers") return line;
  const { confusion, mistakes } = score;
  return html`${line}
    <div class="results">
      ${confusion
        ? html`<div>
            <h4>${text(lang, "confusion")}</h4>
            ${confusionTable(confusion, names, text(lang, "confusion"), text(lang, "trueRow"))}
          </div>`
        : ""}
      ${mistakes.length
        ? html`<div>
            <h4>${text(lang, "worst")}</h4>
            <ul class="worst" data-testid="worst">
              ${mistakes.map(({ row, truth, said, probability }) => {
                const told = text(lang, "mistakeOf", { truth: names[truth]!, said: names[said]!, percent: (100 * probability).toFixed(0) });
                return html`<li>${thumbnail(samples, input, row)}<span>${input.picture ? "" : html`<q>${samples.name(row)}</q>: `}${told}</span></li>`;
              })}
            </ul>
          </div>`
        : ""}
    </div>`;
}

/** The options of a training. */
export function formView(lang: Lang, form: LearningForm, disabled: boolean, change: (part: Partial<LearningForm>) => void): TemplateResult {
  const layers = (["file", "last"] as const).map((one) => [one, text(lang, `layers_${one}`)] as const);
  return html`<div class="form">
    ${Object.entries(fields(lang)).map(([key, field]) =>
      numberField(field, form[key as keyof typeof form], disabled, (value) => change({ [key]: value })),
    )}
    <div class="wide">${choiceField(text(lang, "layersLearn"), "layers-learn", layers, form.layers, disabled, (layers) => change({ layers }))}</div>
  </div>`;
}

/** An output with more numbers than this has no column for each. */
const MOST_COLUMNS = 100;

/** All answers as a CSV file: the truth, the answer, and a column for each number of the output. */
export class AnswersFile {
  readonly #lines: string[] = [];
  readonly #width: number;

  constructor(
    private readonly samples: Samples,
    private readonly goal: Goal,
    private readonly targets: Targets | undefined,
    private readonly names: readonly string[],
  ) {
    const { kind, width } = goal;
    this.#width = width <= MOST_COLUMNS || kind === "numbers" ? width : 0;
    const numbered = (name: string) => Array.from({ length: this.#width }, (_, at) => (width === 1 ? name : `${name} ${at}`));
    const truths = targets ? (kind === "numbers" ? numbered("truth") : ["truth"]) : [];
    const outputs = kind === "classes" ? names.slice(0, this.#width) : numbered("output");
    this.#line(["sample", ...truths, ...(kind === "numbers" ? [] : ["answer", "probability"]), ...outputs]);
  }

  #line(cells: readonly string[]): void {
    const quoted = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    this.#lines.push(cells.map(quoted).join(","));
  }

  /** Adds the answers to these rows. */
  add(rows: ArrayLike<number>, answers: Float32Array): void {
    const { goal, targets, names, samples } = this;
    const { width, kind } = goal;
    const numbers = (values: ArrayLike<number>, from: number) => Array.from({ length: this.#width }, (_, at) => String(values[from + at]));
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!;
      const truth = targets ? (kind === "numbers" ? numbers(targets.y.data, row * width) : [truthText(goal, targets, row, names)]) : [];
      const { said, probability } = saidBy(goal, answers.subarray(at * width, (at + 1) * width));
      const answer = kind === "numbers" ? [] : [names[said]!, String(probability)];
      this.#line([samples.name(row), ...truth, ...answer, ...numbers(answers, at * width)]);
    }
  }

  get bytes(): Uint8Array {
    return new TextEncoder().encode(`${this.#lines.join("\n")}\n`);
  }
}
