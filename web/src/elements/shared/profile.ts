// Where a model's time goes, as a table. `?profile` in the page's address adds it to a model's panel.

import { LitElement, css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { Model, type ProfileRow } from "../../api/index.ts";
import { define } from "./define.ts";
import { langOf, translator } from "./i18n.ts";
import { modelTexts } from "./model-texts.ts";
import { theme } from "./theme.ts";

const texts = {
  batchSize: modelTexts.batchSize,
  profile: ["Where the time goes", "时间花在哪里"],
  profileIntro: [
    "Each operation of each layer, in memory of its own: the model stays as it is.",
    "每一层的每种运算各用多少时间；测量不会改变模型。",
  ],
  profileOf: ["What is measured", "测量对象"],
  profileTrain: ["a training step", "一个训练步"],
  profilePredict: ["a prediction", "一次预测"],
  measure: ["Measure", "测量"],
  measuring: ["Measuring …", "正在测量……"],
  operation: ["Operation", "运算"],
  layer: ["Layer", "层"],
  calls: ["Calls", "次数"],
  milliseconds: ["ms", "毫秒"],
  share: ["Share", "占比"],
  inAll: ["in all", "合计"],
} as const;

const text = translator(texts);

/** Milliseconds of measuring; at least one round. */
const TIME = 1_500;
const MOST_ROUNDS = 100;

const BATCH_SIZE = 32;

type What = "train" | "predict";

/** The rows for a model. A training step is measured on a copy, which can be compiled without changing the model. */
async function measured(model: Model, what: What, batchSize: number): Promise<ProfileRow[]> {
  const target = what === "train" ? await compiledCopy(model) : model;
  try {
    const once = await target.profile({ of: what, batchSize, rounds: 1 });
    const rounds = Math.floor(TIME / once.reduce((sum, { milliseconds }) => sum + milliseconds, 0.1));
    if (rounds <= 1) return once;
    return await target.profile({ of: what, batchSize, rounds: Math.min(rounds, MOST_ROUNDS) });
  } finally {
    if (target !== model) target.dispose();
  }
}

async function compiledCopy(model: Model): Promise<Model> {
  const copy = Model.fromJSON(model.toJSON());
  const { outputShape } = await model.shapes();
  const loss = outputShape.at(-1) === 1 ? "binary_crossentropy" : "sparse_categorical_crossentropy";
  await copy.compile({ optimizer: "adam", loss });
  return copy;
}

class ProfileTable extends LitElement {
  static override properties: PropertyDeclarations = { lang: { type: String }, model: { attribute: false } };
  static override styles = [
    theme,
    css`
      /* As an item of the panel's grid it would be as wide as the table. */
      :host {
        min-width: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.75rem 1.25rem;
        margin: 0.75rem 0;
      }
      table {
        border-collapse: collapse;
        font-size: 13px;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0.3em 0.9em 0.3em 0;
        border-bottom: 1px solid var(--line);
        text-align: right;
        white-space: nowrap;
      }
      th {
        font-weight: 500;
      }
      thead th,
      td.layer {
        color: var(--muted);
      }
      th:first-child,
      th.layer,
      td.layer {
        text-align: left;
      }
      .bar {
        display: inline-block;
        height: 0.55em;
        border-radius: 0.3em;
        background: var(--accent);
        opacity: 0.7;
      }
      td.share {
        text-align: left;
        min-width: 9.5em;
      }
      tfoot th,
      tfoot td {
        border: 0;
        font-weight: 650;
      }
      .error {
        color: var(--bad);
      }
    `,
  ];

  declare model: Model | undefined;
  #what: What = "train";
  #batchSize = BATCH_SIZE;
  #rows: ProfileRow[] | undefined;
  #of: Model | undefined;
  #busy = false;
  #error = "";

  override updated(changed: PropertyValues<this>): void {
    // The first model is measured at once; later ones wait for the button, so that no training is disturbed.
    if (changed.has("model") && this.model && !this.#of) void this.#measure();
  }

  async #measure(): Promise<void> {
    const model = this.model;
    if (!model || this.#busy) return;
    [this.#of, this.#busy, this.#error] = [model, true, ""];
    this.requestUpdate();
    try {
      this.#rows = await measured(model, this.#what, this.#batchSize);
    } catch (error) {
      this.#rows = undefined;
      this.#error = (error as Error).message;
    }
    this.#busy = false;
    this.requestUpdate();
  }

  override render() {
    const t = (key: keyof typeof texts) => text(langOf(this.lang), key);
    return html`<h3>${t("profile")}</h3>
      <p class="muted">${t("profileIntro")}</p>
      <div class="head">
        <label>
          ${t("profileOf")}
          <select
            data-testid="profile-of"
            @change=${(event: Event) => (this.#what = (event.target as HTMLSelectElement).value as What)}
          >
            <option value="train">${t("profileTrain")}</option>
            <option value="predict">${t("profilePredict")}</option>
          </select>
        </label>
        <label>
          ${t("batchSize")}
          <input
            type="number"
            min="1"
            max="1024"
            data-testid="profile-batch"
            .value=${String(this.#batchSize)}
            @change=${(event: Event) => (this.#batchSize = (event.target as HTMLInputElement).valueAsNumber)}
          />
        </label>
        <button data-testid="measure" ?disabled=${this.#busy || !this.model} @click=${() => void this.#measure()}>
          ${t("measure")}
        </button>
      </div>
      <p role="status">${this.#busy ? t("measuring") : ""}</p>
      ${this.#error ? html`<p class="error" role="alert">${this.#error}</p>` : ""} ${this.#rows ? this.#table(this.#rows) : ""}`;
  }

  #table(rows: ProfileRow[]) {
    const t = (key: keyof typeof texts) => text(langOf(this.lang), key);
    const total = rows.reduce((sum, row) => sum + row.milliseconds, 0);
    const calls = rows.reduce((sum, row) => sum + row.calls, 0);
    const share = (milliseconds: number) => (total > 0 ? milliseconds / total : 0);
    // Operations in a nanosecond are GFLOP/s.
    const rate = ({ flops, milliseconds }: ProfileRow) =>
      flops > 0 && milliseconds > 0 ? (flops / (milliseconds * 1e6)).toFixed(1) : "";
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("profile")}>
      <table data-testid="profile">
        <thead>
          <tr>
            <th scope="col">${t("operation")}</th>
            <th scope="col" class="layer">${t("layer")}</th>
            <th scope="col">${t("calls")}</th>
            <th scope="col">${t("milliseconds")}</th>
            <th scope="col">GFLOP/s</th>
            <th scope="col" class="layer">${t("share")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr>
              <th scope="row">${row.op}</th>
              <td class="layer">${row.layer}</td>
              <td>${row.calls}</td>
              <td>${row.milliseconds.toFixed(3)}</td>
              <td>${rate(row)}</td>
              <td class="share">
                <span class="bar" .style=${`width:${5 * share(row.milliseconds)}em`}></span>
                ${(100 * share(row.milliseconds)).toFixed(1)}%
              </td>
            </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${t("inAll")}</th>
            <td></td>
            <td>${calls}</td>
            <td>${total.toFixed(3)}</td>
            <td></td>
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>`;
  }
}

define("pupil-profile", ProfileTable);
