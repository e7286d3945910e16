import { LitElement, css, html } from "lit";
import type { FloatTensor, LayerInfo, Model, Tensor, WeightTensor } from "../../api/index.ts";
import { define } from "../shared/define.ts";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { branches, draw, flowOf, type Drawing, type FlowNode } from "./flow.ts";
import { graphView } from "./graph-view.ts";
import { columns, histogram, rasterStyles, short, spread } from "./raster.ts";
import { tensorView } from "./tensor-view.ts";
import { text, type TextKey } from "./texts.ts";
import { shapeText } from "./ways.ts";

/** A long name that may be broken after each of its parts. */
const breakable = (name: string) => name.split(/(?<=[/_])/).map((part) => html`${part}<wbr />`);

/** A model's layers as a graph or a table. A chosen layer shows its weights and what it makes of the inputs. */
export class LayersView extends LitElement {
  static override properties = {
    lang: { type: String },
    model: { attribute: false },
    layers: { attribute: false },
    inputs: { attribute: false },
  };
  static override styles = [
    theme,
    rasterStyles,
    css`
      :host {
        display: grid;
        gap: 1rem;
        container-type: inline-size;
      }
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
        gap: 1.5rem;
        align-items: start;
      }
      .views {
        display: flex;
        gap: 0.4rem;
      }
      .views button {
        min-height: 34px;
      }
      .views button[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .graph {
        display: block;
        margin: 0.6rem auto;
      }
      .edge {
        fill: none;
        stroke: var(--muted);
        stroke-width: 1.2;
      }
      .node rect {
        fill: var(--bg);
        stroke: var(--line);
      }
      .node[role="button"] {
        cursor: pointer;
      }
      .node[role="button"]:hover rect,
      .node.chosen rect {
        stroke: var(--accent);
      }
      .node.chosen rect {
        fill: var(--accent-soft);
      }
      .node.input rect {
        stroke-dasharray: 4 3;
      }
      .node:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      .node text {
        fill: var(--text);
        font-size: 13px;
        text-anchor: middle;
      }
      .node text.kind {
        fill: var(--muted);
      }
      .table {
        max-height: 460px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 13px;
        font-variant-numeric: tabular-nums;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        padding: 0.5rem 0.6rem;
        background: var(--surface);
        box-shadow: inset 0 -1px var(--line);
        color: var(--muted);
        font-weight: 500;
        text-align: left;
        white-space: nowrap;
      }
      td {
        height: 36px;
        padding: 0.2rem 0.6rem;
        border-top: 1px solid var(--line);
      }
      td:first-child {
        padding-left: 0.2rem;
      }
      .shape {
        white-space: nowrap;
      }
      .count {
        text-align: right;
      }
      tr.chosen td {
        background: var(--accent-soft);
      }
      td button {
        display: inline;
        padding: 0.4rem;
        border: 0;
        background: none;
        color: var(--accent);
        font-size: inherit;
        line-height: 1.35;
        text-align: left;
        overflow-wrap: anywhere;
      }
      .detail {
        display: grid;
        gap: 1rem;
        min-width: 0;
      }
      .detail > div {
        display: grid;
        gap: 0.4rem;
        min-width: 0;
      }
      h4 {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .wrong {
        color: var(--bad);
      }
      @container (max-width: 720px) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
        .table {
          max-height: 320px;
        }
      }
      @container (max-width: 480px) {
        .class {
          display: none;
        }
        thead th,
        td {
          padding-left: 0.35rem;
          padding-right: 0.35rem;
        }
      }
    `,
  ];

  declare lang: Lang;
  declare model: Model;
  declare layers: LayerInfo[];
  /** The tensors of the model's inputs; undefined while one is missing. */
  declare inputs: Tensor[] | undefined;

  #weights: Map<string, WeightTensor> | undefined;
  #loading: Model | undefined;
  #flow: { nodes: FlowNode[]; drawing: Drawing } = { nodes: [], drawing: draw([]) };
  #view: "graph" | "table" = "graph";
  #chosen: string | undefined;
  #answer: FloatTensor | undefined;
  #error = "";
  #asking = false;
  #askAgain = false;

  constructor() {
    super();
    this.lang = "en";
  }

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.lang, key, values);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("model")) {
      this.#weights = this.#chosen = this.#answer = undefined;
      const nodes = flowOf(this.model);
      this.#flow = { nodes, drawing: draw(nodes) };
      // A chain of layers is read more easily in a table.
      this.#view = branches(nodes) ? "graph" : "table";
      void this.#load(this.model);
    } else if (changed.has("layers") && this.#chosen) {
      // The weights were trained.
      void this.#load(this.model);
    }
    if ((changed.has("inputs") || changed.has("layers")) && this.#chosen) void this.#ask();
  }

  async #load(model: Model): Promise<void> {
    // While the model trains, the next change reads the weights again.
    if (this.#loading === model) return;
    this.#loading = model;
    try {
      const weights = await model.getWeights();
      if (model !== this.model) return;
      this.#weights = new Map(weights.map((weight) => [weight.name, weight]));
    } catch (error) {
      if (model === this.model) this.#error = (error as Error).message;
    } finally {
      if (this.#loading === model) this.#loading = undefined;
    }
    this.requestUpdate();
  }

  #choose(name: string): void {
    this.#chosen = this.#chosen === name ? undefined : name;
    this.#answer = undefined;
    this.#error = "";
    this.requestUpdate();
    void this.#ask();
  }

  /** Asks for what the chosen layer puts out. During a call, only the latest inputs wait. */
  async #ask(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    const [{ model, inputs }, name] = [this, this.#chosen];
    if (!inputs || !name) {
      this.#answer = undefined;
      return;
    }
    this.#asking = true;
    try {
      const answer = await model.activations(inputs.length === 1 ? inputs[0]! : inputs, name);
      if (model === this.model && name === this.#chosen) [this.#answer, this.#error] = [answer, ""];
    } catch (error) {
      if (model === this.model && name === this.#chosen) this.#error = (error as Error).message;
    } finally {
      this.#asking = false;
    }
    this.requestUpdate();
    if (this.#askAgain) {
      this.#askAgain = false;
      void this.#ask();
    }
  }

  #count(layer: LayerInfo): string {
    if (!this.#weights) return "…";
    const sizes = layer.weights.map((name) => this.#weights!.get(name)?.data.length ?? 0);
    const count = sizes.reduce((sum, size) => sum + size, 0);
    return count ? count.toLocaleString(this.lang) : "–";
  }

  override render() {
    const chosen = this.layers.find(({ name }) => name === this.#chosen);
    const views = (["graph", "table"] as const).map((view) => {
      const show = () => {
        this.#view = view;
        this.requestUpdate();
      };
      return html`<button data-testid="view-${view}" aria-pressed=${view === this.#view} @click=${show}>${this.#t(`view_${view}`)}</button>`;
    });
    const graph = { label: this.#t("layers"), chosen: this.#chosen, choose: (name: string) => this.#choose(name) };
    return html`<p class="muted">${this.#t("layersHint")}</p>
      <div class="views">${views}</div>
      <div class="both">
        <div class="table" tabindex="0" role="region" aria-label=${this.#t("layers")}>
          ${this.#view === "graph" ? graphView(this.#flow, this.layers, graph) : this.#table(chosen)}
        </div>
        <div class="detail" data-testid="layer">${chosen ? this.#detail(chosen) : ""}</div>
      </div>`;
  }

  #table(chosen: LayerInfo | undefined) {
    return html`<table data-testid="layer-table">
      <thead>
        <tr>
          <th scope="col">${this.#t("layer")}</th>
          <th scope="col" class="class">${this.#t("layerClass")}</th>
          <th scope="col">${this.#t("outputShape")}</th>
          <th scope="col" class="count">${this.#t("weightCount")}</th>
        </tr>
      </thead>
      <tbody>
        ${this.layers.map(
          (layer) => html`<tr class=${layer === chosen ? "chosen" : ""}>
            <td>
              <button aria-pressed=${layer === chosen} @click=${() => this.#choose(layer.name)}>
                ${breakable(layer.name)}
              </button>
            </td>
            <td class="class">${layer.className}</td>
            <td class="shape">${shapeText(layer.outputShape.slice(1))}</td>
            <td class="count">${this.#count(layer)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #detail(layer: LayerInfo) {
    const weights = layer.weights.flatMap((name) => this.#weights?.get(name) ?? []).filter(({ data }) => data.length);
    return html`<h4>${layer.name}</h4>
      ${this.#error ? html`<p class="wrong" role="alert">${this.#error}</p>` : ""}
      <div>
        <h4>${this.#t("answerOf")}</h4>
        ${this.inputs ? "" : html`<p class="muted">${this.#t("noInput")}</p>`}
        ${this.#answer
          ? tensorView(this.lang, this.#t("answerOf"), this.#answer.data, this.#answer.shape.slice(1))
          : ""}
      </div>
      ${layer.weights.length ? "" : html`<p class="muted">${this.#t("noWeights")}</p>`}
      ${weights.map(({ name, data, shape }) => {
        const { low, high, mean } = spread(data);
        const title = `${name.split("/").at(-1)} (${shape.join(", ")})`;
        const values = { name: title, count: data.length.toLocaleString(this.lang), low: short(low), high: short(high), mean: short(mean) };
        return html`<div data-testid="histogram">
          ${data.length > 1 ? columns(this.#t("histogram", { name: title }), histogram(data)) : ""}
          <p class="muted">${this.#t("weightsOf", values)}</p>
        </div>`;
      })}`;
  }
}

define("pupil-layers", LayersView);
