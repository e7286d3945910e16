// The layers of a model as the network view shows them.

import type { Activations, FloatTensor, LayerInfo, WeightTensor } from "../../api/index.ts";
import { translator, type Lang } from "./i18n.ts";
import type { Link } from "./network-view.ts";
import type { LayerOutput } from "./network-layout.ts";

const text = translator({
  input: ["Input", "输入"],
  convolution: ["Conv {size}", "卷积 {size}"],
  maxPooling: ["Max pool {size}", "最大池化 {size}"],
  averagePooling: ["Average pool {size}", "平均池化 {size}"],
  globalPooling: ["Global pool", "全局池化"],
  dense: ["Dense", "全连接"],
  softmax: ["Softmax", "Softmax"],
  sum: ["Add", "相加"],
});

/** Layers that only pass their input on or give it another shape. */
const PASSING = /^(InputLayer|Flatten|Reshape|Dropout|SpatialDropout\w+|Gaussian\w+|Rescaling|Random\w+|Identity)$/;

/** Links that are drawn at most: more are a grey area. */
const LINKS = 24;

const sizeOf = (value: unknown): string => (Array.isArray(value) ? value.join("×") : String(value));

/** A layer's name as it is written above its column. */
export function labelOf(lang: Lang, { className, config, name }: LayerInfo): string {
  if (/^(Separable|Depthwise)?Conv\d?D/.test(className)) return text(lang, "convolution", { size: sizeOf(config.kernel_size) });
  if (/^MaxPooling/.test(className)) return text(lang, "maxPooling", { size: sizeOf(config.pool_size) });
  if (/^AveragePooling/.test(className)) return text(lang, "averagePooling", { size: sizeOf(config.pool_size) });
  if (/^Global/.test(className)) return text(lang, "globalPooling");
  if (className === "Dense") return text(lang, config.activation === "softmax" ? "softmax" : "dense");
  if (className === "Add") return text(lang, "sum");
  return className || name;
}

/**
 * The input and the layers whose outputs are maps or units, for the first sample. `units` are the names of the classes;
 * `shown` chooses among the layers.
 */
export function outputsOf(
  lang: Lang,
  layers: readonly LayerInfo[],
  outputs: Activations,
  input: FloatTensor,
  units: readonly string[],
  shown: (layer: LayerInfo) => boolean = ({ className }) => !PASSING.test(className),
): LayerOutput[] {
  const first = (tensor: FloatTensor) => tensor.data.subarray(0, tensor.data.length / tensor.shape[0]!);
  const found: LayerOutput[] = [{ name: "", label: text(lang, "input"), shape: input.shape.slice(1), data: first(input) }];
  for (const layer of layers) {
    const output = outputs[layer.name];
    if (!output || layer.name.includes("/") || !shown(layer)) continue;
    const shape = output.shape.slice(1);
    if (shape.length !== 3 && shape.length !== 1) continue;
    found.push({ name: layer.name, label: labelOf(lang, layer), shape, data: first(output) });
  }
  const last = found.at(-1)!;
  if (found.length > 1 && last.shape.length === 1 && last.shape[0] === units.length) last.units = units;
  return found;
}

/** How much the units of the last layer but one count for a class: value times weight, the largest of them. */
export function linksTo(shown: readonly LayerOutput[], weights: readonly WeightTensor[] | undefined, unit: number): Link[] {
  const [before, last] = shown.slice(-2) as [LayerOutput?, LayerOutput?];
  const kernel = last && weights?.find(({ name }) => name === `${last.name}/kernel`);
  if (!before || !kernel || kernel.shape.length !== 2 || before.shape.length !== 1 || kernel.shape[0] !== before.shape[0]) return [];
  const [inputs, count] = kernel.shape as [number, number];
  const layer = shown.length - 2;
  return Array.from({ length: inputs }, (_, from) => ({ layer, from, to: unit, value: before.data[from]! * kernel.data[from * count + unit]! }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, LINKS);
}
