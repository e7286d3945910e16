// The view “Slow motion”: the moments of one training step, and the gradient of a weight as a product.

import { css, html, type TemplateResult } from "lit";
import { figure } from "../shared/figure.ts";
import type { Lang } from "../shared/i18n.ts";
import { ACTIVATIONS } from "./formulas.ts";
import { inputs, lossOf, targets } from "./network.ts";
import { wireKey, type Figures, type Wire } from "./net-view.ts";
import type { Point } from "./sets.ts";
import { follow, phasesOf, product, type Phase, type Sample } from "./slow.ts";
import { text } from "./slow-texts.ts";
import { text as stageText } from "./texts.ts";
import type { Trainer } from "./trainer.ts";
import { unitName } from "./words.ts";

/** Milliseconds that a moment lasts while it plays. */
const MOMENT = 2600;

/** More numbers than this on the lines of a layer cannot be read; then those of one neuron are shown. */
const MOST_NUMBERS = 16;

const exact = (value: number): string => (Number.isFinite(value) ? Number(value.toPrecision(3)).toString().replace("-", "−") : "–");

/** One step in slow motion. `changed` is called when there is something new to show. */
export class SlowMotion {
  sample: Sample | undefined;
  /** The sample after the step. */
  after: Sample | undefined;
  /** The index of the point. */
  index = 0;
  at = 0;
  wire: Wire | undefined;
  /** The unit whose numbers stand for its layer. */
  unit = 0;
  playing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(
    readonly trainer: Trainer,
    readonly changed: () => void,
    readonly failed: (error: unknown) => void,
  ) {}

  get phases(): Phase[] {
    return this.sample ? phasesOf(this.sample.spec) : [];
  }

  get phase(): Phase | undefined {
    return this.phases[this.at];
  }

  /** Follows a point from the beginning; the training pauses. */
  async open(points: readonly Point[], index: number): Promise<void> {
    this.trainer.pause();
    await this.trainer.idle();
    this.index = Math.max(0, Math.min(index, points.length - 1));
    this.at = 0;
    this.after = undefined;
    await this.#follow(points[this.index]);
  }

  async #follow(point: Point | undefined): Promise<void> {
    const { model, look } = this.trainer;
    const turn = ++this.#turn;
    this.sample = undefined;
    if (point && model && look) {
      try {
        const sample = await follow(model, look.spec, look.weights, point);
        // A later point was clicked meanwhile.
        if (turn !== this.#turn) return;
        this.sample = sample;
      } catch (error) {
        this.failed(error);
      }
    }
    this.changed();
  }

  /** Goes to a moment; the last one does the step. */
  async go(at: number): Promise<void> {
    const { sample, phases } = this;
    if (!sample) return;
    if (at >= phases.length) {
      // The next step begins with the weights of the last one.
      this.at = 0;
      this.sample = this.after ?? sample;
      this.after = undefined;
      this.changed();
      return;
    }
    this.at = Math.max(0, at);
    if (this.phase?.kind === "update" && !this.after) await this.#step(sample);
    this.changed();
  }

  async #step({ spec, point }: Sample): Promise<void> {
    const { model } = this.trainer;
    if (!model) return;
    try {
      await model.trainOnBatch(inputs(spec.features, [point]), targets(spec, [point]));
      this.trainer.steps += 1;
      this.trainer.ask();
      await this.trainer.idle();
      const { look } = this.trainer;
      if (look) this.after = await follow(model, look.spec, look.weights, point);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Plays the moments one after the other, or stops. */
  play(on: boolean): void {
    clearTimeout(this.#timer);
    this.playing = on;
    const next = () => {
      void this.go(this.at + 1).then(() => {
        if (this.playing) this.#timer = setTimeout(next, MOMENT);
      });
    };
    if (on) this.#timer = setTimeout(next, this.at === 0 ? MOMENT / 2 : 0);
    this.changed();
  }

  close(): void {
    this.play(false);
    this.sample = this.after = undefined;
  }

  /** The numbers on the network at this moment; on a narrow screen there is room for those of one neuron. */
  figures(narrow: boolean): Figures | undefined {
    const { sample, phase } = this;
    if (!sample || !phase) return undefined;
    const wire = within(sample, this.wire);
    const depth = sample.a.length - 1;
    const back = phase.kind === "backward" || phase.kind === "update";
    const reached = phase.kind === "forward" ? phase.layer : depth;
    const from = phase.kind === "backward" ? phase.layer : 1;
    const units = sample.a.map((values, layer) =>
      layer > reached ? [] : back && layer >= from ? sample.dz[layer]!.map(exact) : values.map(figure),
    );
    const wires = new Map<string, string>();
    const layers = phase.kind === "forward" || phase.kind === "backward" ? [phase.layer - 1] : phase.kind === "update" ? sample.a.map((_, layer) => layer - 1) : [];
    for (const layer of layers) {
      if (layer < 0 || !sample.weights[2 * layer]) continue;
      const [rows, columns] = sample.weights[2 * layer]!.shape as [number, number];
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          if (rows * columns > (narrow ? MOST_NUMBERS / 4 : MOST_NUMBERS) && column !== Math.min(this.unit, columns - 1)) continue;
          const one = { layer, from: row, to: column };
          const value = back ? product(sample, one).gradient : sample.weights[2 * layer]!.data[row * columns + column]!;
          wires.set(wireKey(one), back ? exact(value) : figure(value));
        }
      }
    }
    if (wire) wires.set(wireKey(wire), exact(product(sample, wire).gradient));
    return { wires, units, active: phase.kind === "loss" ? depth : phase.kind === "update" ? undefined : phase.layer, chosen: wire };
  }
}

/** The wire, if the network still has it. */
function within({ weights }: Sample, wire: Wire | undefined): Wire | undefined {
  const [rows = 0, columns = 0] = (wire && weights[2 * wire.layer]?.shape) ?? [];
  return wire && wire.from < rows && wire.to < columns ? wire : undefined;
}

function title(lang: Lang, phase: Phase, depth: number): string {
  if (phase.kind === "loss" || phase.kind === "update") return text(lang, phase.kind);
  if (phase.layer === 0) return text(lang, "forward0");
  const out = phase.layer === depth;
  return text(lang, phase.kind === "forward" ? (out ? "forwardOut" : "forward") : out ? "backwardOut" : "backward", { layer: phase.layer });
}

/** What happens at this moment, with the numbers. */
function explanation(lang: Lang, slow: SlowMotion, sample: Sample, phase: Phase): string {
  const { spec, a, z, dz, da, weights } = sample;
  const depth = a.length - 1;
  const optimizer = stageText(lang, spec.optimizer);
  if (phase.kind === "loss") {
    const list = (values: readonly number[]) => values.map(figure).join(", ");
    return text(lang, "saysLoss", { answer: list(a[depth]!), target: list(sample.target), loss: exact(sample.loss) });
  }
  if (phase.kind === "update") {
    if (!slow.after) return text(lang, "saysBefore", { optimizer });
    return text(lang, "saysUpdate", { optimizer, before: exact(sample.loss), after: exact(slow.after.loss) });
  }
  const { layer } = phase;
  if (layer === 0) {
    const values = spec.features.map((_, at) => `${unitName(lang, spec, 0, at)} = ${figure(a[0]![at]!)}`).join(lang === "zh" ? "，" : ", ");
    return text(lang, "saysInput", { count: spec.features.length, values });
  }
  const unit = Math.min(slow.unit, a[layer]!.length - 1);
  const name = unitName(lang, spec, layer, unit);
  if (phase.kind === "forward") {
    const kernel = weights[2 * layer - 2]!;
    const terms = a[layer - 1]!.map((value, from) => `${figure(kernel.data[from * kernel.shape[1]! + unit]!)}·${value < 0 ? `(${figure(value)})` : figure(value)}`);
    const bias = weights[2 * layer - 1]!.data[unit]!;
    const sum = `z = ${terms.join(" + ")} + ${bias < 0 ? `(${figure(bias)})` : figure(bias)} = ${figure(z[layer]![unit]!)}`;
    const activation = layer === depth ? lossOf(spec).output : spec.activation;
    return text(lang, "saysForward", { activation, unit: name, sum, a: figure(a[layer]![unit]!) });
  }
  if (layer === depth) return text(lang, "saysBackwardOut", { dz: dz[layer]!.map(exact).join(", ") });
  const slope = ACTIVATIONS[spec.activation].slope(z[layer]![unit]!);
  return text(lang, "saysBackward", { unit: name, da: exact(da[layer]![unit]!), slope: exact(slope), dz: exact(dz[layer]![unit]!) });
}

/** The gradient of the chosen weight as named factors. */
function factors(lang: Lang, sample: Sample, wire: Wire): TemplateResult {
  const { spec, z } = sample;
  const { da, slope, dz, a, penalty, gradient, engine } = product(sample, wire);
  const one = (name: string, value: number, meaning: string, testid: string) =>
    html`<div class="factor" data-testid="factor-${testid}" data-value=${value}>
      <b>${exact(value)}</b><span>${name}</span><small>${meaning}</small>
    </div>`;
  const sign = (sign: string) => html`<span class="sign" aria-hidden="true">${sign}</span>`;
  const at = figure(z[wire.layer + 1]![wire.to]!);
  return html`<div class="product" data-testid="product">
    ${da === undefined
      ? one("dL/dz", dz, text(lang, "dz"), "dz")
      : html`${one("dL/da", da, text(lang, "da"), "da")} ${sign("×")}
          ${one("da/dz", slope!, text(lang, "slope", { activation: spec.activation, z: at }), "slope")}`}
    ${sign("×")} ${one("dz/dw", a, text(lang, "a", { from: unitName(lang, spec, wire.layer, wire.from) }), "a")}
    ${penalty ? html`${sign("+")} ${one(stageText(lang, "penalty"), penalty, text(lang, "penalty"), "penalty")}` : ""} ${sign("=")}
    ${one("dL/dw", gradient, `${text(lang, "engine")}: ${exact(engine)}`, "gradient")}
    <span hidden data-testid="engine-gradient" data-value=${engine}></span>
  </div>`;
}

/** The panel below the network. */
export function slowView(lang: Lang, slow: SlowMotion): TemplateResult {
  const { sample, phase, phases, at } = slow;
  if (!sample || !phase) return html`<p class="muted" data-testid="slow-none">${text(lang, "none")}</p>`;
  const depth = sample.a.length - 1;
  const wire = within(sample, slow.wire);
  const wires = sample.weights.flatMap(({ shape }, index) =>
    index % 2
      ? []
      : Array.from({ length: shape[0]! * shape[1]! }, (_, k): Wire => ({ layer: index / 2, from: Math.floor(k / shape[1]!), to: k % shape[1]! })),
  );
  const choose = (key: string) => {
    slow.wire = wires.find((one) => wireKey(one) === key);
    slow.changed();
  };
  return html`<div class="slow" data-testid="slow">
    <div class="slow-head">
      <button data-testid="slow-back" ?disabled=${at === 0} @click=${() => void slow.go(at - 1)}>${text(lang, "back")}</button>
      <button class="primary" data-testid="slow-next" @click=${() => void slow.go(at + 1)}>${text(lang, "next")}</button>
      <button data-testid="slow-play" @click=${() => slow.play(!slow.playing)}>${text(lang, slow.playing ? "stop" : "play")}</button>
      <b data-testid="slow-title">${title(lang, phase, depth)}</b>
      <span class="muted" data-testid="slow-at">${text(lang, "of", { at: at + 1, count: phases.length })}</span>
    </div>
    <p class="says" aria-live="polite" data-testid="slow-says">${explanation(lang, slow, sample, phase)}</p>
    <label class="of">
      ${text(lang, "weight")}
      <select data-testid="slow-weight" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${!wire}>${text(lang, "choose")}</option>
        ${wires.map((one) => {
          const from = unitName(lang, sample.spec, one.layer, one.from);
          const to = unitName(lang, sample.spec, one.layer + 1, one.to);
          return html`<option value=${wireKey(one)} ?selected=${wire !== undefined && wireKey(wire) === wireKey(one)}>${text(lang, "route", { from, to })}</option>`;
        })}
      </select>
    </label>
    ${wire ? factors(lang, sample, wire) : ""}
  </div>`;
}

export const slowStyles = css`
  .slow {
    display: grid;
    gap: 8px;
    flex: none;
    padding-top: 8px;
    border-top: 1px solid var(--line);
    font-size: 15px;
    font-variant-numeric: tabular-nums;
  }
  .slow-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .slow button {
    min-height: 32px;
    font-size: 13px;
  }
  .says {
    min-height: 44px;
    font-size: 15px;
    line-height: 22px;
    overflow-wrap: anywhere;
  }
  .of {
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 8px;
    font-size: 13px;
  }
  .of select {
    min-height: 32px;
    font-size: 13px;
  }
  .product {
    display: flex;
    align-items: flex-start;
    gap: 4px 8px;
  }
  .factor {
    display: grid;
    flex: 1;
    min-width: 0;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .factor b {
    font-size: 17px;
  }
  .factor span {
    font-size: 13px;
  }
  .factor small {
    font-size: 13px;
    color: var(--muted);
  }
  .sign {
    font-size: 17px;
    line-height: 1.25;
  }
  @container (max-width: 760px) {
    .product {
      flex-wrap: wrap;
    }
    .factor {
      flex: 0 0 38%;
    }
  }
`;
