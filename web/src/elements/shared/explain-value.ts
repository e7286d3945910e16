// How a layer computes one of its values: the numbers it takes, its weights, and what comes out.

import { css, html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { Activations, FloatTensor, LayerInfo, WeightTensor } from "../../api/index.ts";
import { figure } from "./figure.ts";
import { translator, type Lang } from "./i18n.ts";
import type { Hit, LayerOutput } from "./network-layout.ts";

const text = translator({
  inputPixel: ["Pixel in row {row}, column {column}: {value}", "第 {row} 行第 {column} 列的像素：{value}"],
  map: ["Map {channel}, row {row}, column {column}", "特征图 {channel}，第 {row} 行第 {column} 列"],
  unit: ["Unit {channel}", "神经元 {channel}"],
  unitNamed: ["{name}", "{name}"],
  patch: ["patch", "图块"],
  filter: ["filter", "滤波器"],
  ofMap: ["map {channel}", "特征图 {channel}"],
  others: ["{count} other {count?map:maps}: {sum}", "其余 {count} 个特征图：{sum}"],
  otherInputs: ["{count} other {count?input:inputs}: {sum}", "其余 {count} 个输入：{sum}"],
  bias: ["bias {value}", "偏置 {value}"],
  biasIs: ["The bias is one more learned number, added to each sum.", "偏置也是学出来的一个数，加在每个和上。"],
  reluIs: ["relu turns sums below 0 into 0.", "relu 把小于 0 的和变成 0。"],
  largest: ["the largest of these", "取最大值"],
  mean: ["the mean of these", "取平均值"],
});

/** One input channel's share in a value: its patch times the filter. */
interface PatchTerm {
  channel: number;
  patch: number[];
  filter: number[];
  sum: number;
}

/** One input's share in the value of a unit. */
interface UnitTerm {
  from: string;
  input: number;
  weight: number;
  product: number;
}

/** How a value comes about. */
export interface Explanation {
  kind: "input" | "convolution" | "maxPooling" | "averagePooling" | "dense";
  value: number;
  /** Numbers across a patch. */
  across: number;
  patches: PatchTerm[];
  units: UnitTerm[];
  /** What the terms that are not shown add, and how many they are. */
  others: { count: number; sum: number };
  bias: number;
  /** All products and the bias. */
  sum: number;
  activation: string;
}

const SHOWN_PATCHES = 2;
const SHOWN_UNITS = 4;

const pair = (value: unknown): [number, number] => (Array.isArray(value) ? (value as [number, number]) : [Number(value ?? 1), Number(value ?? 1)]);

/** Where a window of `size` starts for an output index. */
function startOf(index: number, size: number, stride: number, padding: unknown, input: number, output: number): number {
  const before = padding === "same" ? Math.max(0, Math.floor(((output - 1) * stride + size - input) / 2)) : 0;
  return index * stride - before;
}

/** The largest terms first, and what is left. */
function split<T>(terms: T[], size: (term: T) => number, shown: number): { shown: T[]; others: { count: number; sum: number } } {
  const sorted = terms.sort((a, b) => Math.abs(size(b)) - Math.abs(size(a)));
  const rest = sorted.slice(shown);
  return { shown: sorted.slice(0, shown), others: { count: rest.length, sum: rest.reduce((sum, term) => sum + size(term), 0) } };
}

const NONE = { across: 1, patches: [], units: [], others: { count: 0, sum: 0 }, bias: 0, sum: 0, activation: "linear" };

/** The values of a window of one channel; outside of the input they are 0. */
function windowOf({ data, shape }: FloatTensor, top: number, left: number, [high, wide]: [number, number], channel: number): number[] {
  const [, rows = 1, columns = 1, channels = 1] = shape;
  return Array.from({ length: high * wide }, (_, at) => {
    const [y, x] = [top + Math.floor(at / wide), left + (at % wide)];
    return y < 0 || x < 0 || y >= rows || x >= columns ? 0 : data[(y * columns + x) * channels + channel]!;
  });
}

/**
 * How the layer of a sequential model computes the value at `hit`; undefined for kinds of layers that are not explained.
 * `input` is the model's input, `outputs` what all layers gave for it.
 */
export function explainValue(
  layers: readonly LayerInfo[],
  outputs: Activations,
  input: FloatTensor,
  weights: readonly WeightTensor[] | undefined,
  shown: LayerOutput,
  hit: Hit,
): Explanation | undefined {
  const value = shown.data[shown.shape.length === 3 ? (hit.row * shown.shape[1]! + hit.column) * shown.shape[2]! + hit.channel : hit.channel]!;
  // The place may be one of another model.
  if (value === undefined) return undefined;
  if (!shown.name) return { ...NONE, kind: "input", value };
  const at = layers.findIndex(({ name }) => name === shown.name);
  const layer = layers[at]!;
  // Layers without an output of their own, such as the input layer, pass on what comes before them.
  const source = layers.slice(0, at).findLast(({ name }) => outputs[name]);
  const from = source ? outputs[source.name]! : input;
  const { className, config } = layer;
  const activation = typeof config.activation === "string" ? config.activation : "linear";
  const weight = (name: string) => weights?.find((one) => one.name === `${layer.name}/${name}`);
  const [, rows = 1, columns = 1, channels = 1] = from.shape;
  if (/^(Max|Average)Pooling2D$/.test(className)) {
    const size = pair(config.pool_size);
    const strides = pair(config.strides ?? config.pool_size);
    const top = startOf(hit.row, size[0], strides[0], config.padding, rows, shown.shape[0]!);
    const left = startOf(hit.column, size[1], strides[1], config.padding, columns, shown.shape[1]!);
    const patch = windowOf(from, top, left, size, hit.channel);
    const kind = className === "MaxPooling2D" ? "maxPooling" : "averagePooling";
    return { ...NONE, kind, value, across: size[1], patches: [{ channel: hit.channel, patch, filter: [], sum: value }], sum: value };
  }
  const kernel = weight("kernel");
  const bias = weight("bias")?.data[hit.channel] ?? 0;
  if (className === "Conv2D" && kernel && (config.groups ?? 1) === 1 && String(pair(config.dilation_rate)) === "1,1") {
    const size = pair(config.kernel_size);
    const strides = pair(config.strides);
    const top = startOf(hit.row, size[0], strides[0], config.padding, rows, shown.shape[0]!);
    const left = startOf(hit.column, size[1], strides[1], config.padding, columns, shown.shape[1]!);
    const filters = shown.shape[2]!;
    const terms = Array.from({ length: channels }, (_, channel): PatchTerm => {
      const patch = windowOf(from, top, left, size, channel);
      const filter = patch.map((_, tap) => kernel.data[(tap * channels + channel) * filters + hit.channel]!);
      return { channel, patch, filter, sum: patch.reduce((sum, x, tap) => sum + x * filter[tap]!, 0) };
    });
    const sum = terms.reduce((sum, term) => sum + term.sum, bias);
    const { shown: patches, others } = split(terms, (term) => term.sum, SHOWN_PATCHES);
    return { ...NONE, kind: "convolution", value, across: size[1], patches, others, bias, sum, activation };
  }
  if (className === "Dense" && kernel && kernel.shape[0] === from.data.length / from.shape[0]!) {
    const [inputs, units] = kernel.shape as [number, number];
    const terms = Array.from({ length: inputs }, (_, index): UnitTerm => {
      const [x, w] = [from.data[index]!, kernel.data[index * units + hit.channel]!];
      return { from: String(index + 1), input: x, weight: w, product: x * w };
    });
    const sum = terms.reduce((sum, { product }) => sum + product, bias);
    const { shown: some, others } = split(terms, ({ product }) => product, SHOWN_UNITS);
    return { ...NONE, kind: "dense", value, units: some, others, bias, sum, activation };
  }
  return undefined;
}

function grid(values: readonly number[], across: number, label: string): TemplateResult {
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return html`<span class="grid" .style=${`--across:${across}`} role="img" aria-label="${label}: ${values.map(figure).join(", ")}">
    ${values.map((value) => html`<span class=${value < 0 ? "less" : "more"} .style=${`--share:${Math.round((60 * Math.abs(value)) / most)}%`}>${figure(value)}</span>`)}
  </span>`;
}

/**
 * Scrolls to an explanation that a tap shows below the network; one that is over it is in view. A mouse would no longer
 * point at the same value.
 */
const intoView = (explained?: Element): void => {
  // It has a parent only after the rendering.
  queueMicrotask(() => {
    const parent = explained?.parentElement;
    if (parent && matchMedia("(hover: none)").matches && getComputedStyle(parent).position === "static") explained.scrollIntoView({ block: "nearest" });
  });
};

/** The explanation of a value; `title` names the layer. */
export function explanationView(lang: Lang, title: string, shown: LayerOutput, hit: Hit, found: Explanation): TemplateResult {
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  const maps = shown.shape.length === 3;
  const place = { channel: hit.channel + 1, row: hit.row + 1, column: hit.column + 1 };
  const name = shown.units?.[hit.channel];
  const heading = maps ? t("map", place) : name ? t("unitNamed", { name }) : t("unit", place);
  if (found.kind === "input") return html`<div class="explained"><p>${t("inputPixel", { ...place, value: figure(found.value) })}</p></div>`;
  const pooled = found.kind === "maxPooling" || found.kind === "averagePooling";
  const rest = found.kind === "dense" ? "otherInputs" : "others";
  return html`<div class="explained" ${ref(intoView)}>
    <p><b>${title}</b> · ${heading}</p>
    <div class="terms">
      ${found.patches.map(({ channel, patch, filter, sum }) =>
        pooled
          ? html`${grid(patch, found.across, t("patch"))}<span>${t(found.kind === "maxPooling" ? "largest" : "mean")}</span>`
          : html`<span class="term">${grid(patch, found.across, `${t("patch")}, ${t("ofMap", { channel: channel + 1 })}`)}<span>×</span>${grid(filter, found.across, t("filter"))}<span>= ${figure(sum)}</span></span>`,
      )}
      ${found.units.map(({ input, weight, product }) => html`<span class="term">${figure(input)} × ${figure(weight)} = ${figure(product)}</span>`)}
    </div>
    <p>
      ${pooled
        ? html`<b>= ${figure(found.value)}</b>`
        : html`${found.others.count ? `+ ${t(rest, { count: found.others.count, sum: figure(found.others.sum) })} ` : ""}+ ${t("bias", { value: figure(found.bias) })}
            = ${figure(found.sum)} → ${found.activation} → <b>${figure(found.value)}</b>`}
    </p>
    ${pooled ? "" : html`<p class="muted">${t("biasIs")} ${found.activation === "relu" ? t("reluIs") : ""}</p>`}
  </div>`;
}

export const explanationStyles = css`
  .explained {
    display: grid;
    gap: 4px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .explained p {
    font-size: inherit;
  }
  @container (max-width: 760px) {
    .explained {
      /* Room for the bar at the window's lower edge. */
      scroll-margin-bottom: 72px;
    }
  }
  .explained .terms,
  .explained .term {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  .explained .term {
    gap: 6px;
  }
  .explained .grid {
    display: inline-grid;
    gap: 1px;
    grid-template-columns: repeat(var(--across), auto);
    font-size: 13px;
    line-height: 16px;
  }
  .explained .grid > span {
    min-width: 34px;
    padding: 0 3px;
    text-align: right;
  }
  .explained .more {
    background: color-mix(in srgb, var(--for) var(--share), var(--surface));
  }
  .explained .less {
    background: color-mix(in srgb, var(--against) var(--share), var(--surface));
  }
`;
