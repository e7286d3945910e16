// Parts of the digits lesson's panes.

import { html, type TemplateResult } from "lit";
import type { WeightTensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Hit, LayerOutput } from "../shared/network-view.ts";
import type { Snapshots } from "../shared/snapshots.ts";
import type { Seen } from "./record.ts";
import "./picture.ts";
import { text } from "./texts.ts";

/** A slider over the moments of the training, once there are some. */
export function timeLapse(lang: Lang, snapshots: Snapshots<Seen>, changed: () => void): TemplateResult | "" {
  const { all } = snapshots;
  if (all.length < 2) return "";
  const at = snapshots.at ?? all.length - 1;
  const percent = Math.round(100 * all[at]!.done);
  const chosen = (event: Event) => Number((event.target as HTMLInputElement).value);
  return html`<label class="lapse">
    ${snapshots.at === undefined ? text(lang, "lookBack") : text(lang, "timeLapse", { percent })}
    <input
      type="range"
      min="0"
      max=${all.length - 1}
      data-testid="time-lapse"
      .value=${String(at)}
      @input=${(event: Event) => {
        snapshots.at = chosen(event);
        changed();
      }}
      @change=${(event: Event) => {
        // At its end the slider shows the present again.
        if (chosen(event) === all.length - 1) snapshots.at = undefined;
        changed();
      }}
    />
  </label>`;
}

/** "Wrong? It is a ..": `teach` is called with the digit that the drawing is. */
export function teachRow(lang: Lang, best: number, disabled: boolean, teach: (digit: number) => void): TemplateResult {
  return html`<label class="teach">
    ${text(lang, "teach")}
    <select
      data-testid="teach"
      ?disabled=${disabled}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        const digit = select.value;
        select.value = "";
        if (digit) teach(Number(digit));
      }}
    >
      <option value="">${text(lang, "teachChoose")}</option>
      ${Array.from({ length: 10 }, (_, digit) => html`<option value=${digit} ?disabled=${digit === best}>${text(lang, "teachIs", { digit })}</option>`)}
    </select>
  </label>`;
}

/** The filters of a first convolution over one channel; nothing for other kernels. */
export function filtersView(lang: Lang, kernel: WeightTensor | undefined): TemplateResult | "" {
  if (kernel?.shape.length !== 4 || kernel.shape[2] !== 1) return "";
  const [high = 1, wide = 1, , count = 1] = kernel.shape;
  const most = kernel.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const filter = (index: number) => Float32Array.from({ length: high * wide }, (_, tap) => 0.5 + (0.5 * kernel.data[count * tap + index]!) / most);
  return html`<div>
    <h3>${text(lang, "filters", { count })}</h3>
    <p class="muted">${text(lang, "filtersHint")}</p>
    <div class="filters" data-testid="filters">
      ${Array.from({ length: count }, (_, i) => html`<pupil-picture .pixels=${filter(i)} .side=${high} label="${i + 1}"></pupil-picture>`)}
    </div>
  </div>`;
}

/** The place where the first map of a layer is brightest. */
export function brightest(layers: readonly LayerOutput[] | undefined, layer: number): Hit {
  const shown = layers?.[layer];
  const [, across = 1, channels = 1] = shown?.shape ?? [];
  let best = 0;
  for (let at = 0; shown && at < shown.data.length; at += channels) if (shown.data[at]! > shown.data[best]!) best = at;
  const place = best / channels;
  return { layer, channel: 0, row: Math.floor(place / across), column: place % across };
}
