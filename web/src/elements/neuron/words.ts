// What neurons and weights compute, in words.

import { figure } from "../shared/figure.ts";
import type { Lang } from "../shared/i18n.ts";
import { short } from "./fits/chart.ts";
import type { Spot, Wire } from "./net-view.ts";
import { FEATURE_LABELS, lossOf, offered, type Spec } from "./network.ts";
import type { SetName } from "./sets.ts";
import { text } from "./texts.ts";
import type { Look } from "./trainer.ts";

/** What a network without hidden layers is called. */
const outputKind = ({ task }: Spec) => (task === "numbers" ? "linear" : task === "two" ? "logistic" : "softmax");

/** The name of a unit; layer 0 holds the features in use. */
export function unitName(lang: Lang, spec: Spec, layer: number, unit: number): string {
  if (layer === 0) return FEATURE_LABELS[spec.features[unit]!] ?? "";
  if (layer > spec.hidden.length) return text(lang, "outputUnit", { unit: unit + 1 });
  return text(lang, "neuronUnit", { unit: unit + 1, layer });
}

/** What a neuron computes, as a formula with its present weights. */
function neuronText(lang: Lang, { spec, weights }: Look, { layer, unit }: Spot): string | undefined {
  const [kernel, bias] = [weights[2 * layer - 2], weights[2 * layer - 1]];
  if (!kernel || !bias || unit >= kernel.shape[1]!) return undefined;
  const units = kernel.shape[1]!;
  const terms = Array.from({ length: kernel.shape[0]! }, (_, from) => {
    const weight = kernel.data[from * units + unit]!;
    const name = layer === 1 ? FEATURE_LABELS[spec.features[from]!] : `a${from + 1}`;
    return `${from ? (weight < 0 ? " − " : " + ") : weight < 0 ? "−" : ""}${figure(Math.abs(weight))}·${name}`;
  });
  const b = bias.data[unit]!;
  const sum = `${terms.join("")} ${b < 0 ? "−" : "+"} ${figure(Math.abs(b))}`;
  const activation = layer > spec.hidden.length ? lossOf(spec).output : spec.activation;
  return `${unitName(lang, spec, layer, unit)} = ${activation === "linear" ? sum : `${activation}(${sum})`}`;
}

/** A weight with its value. */
function wireText(lang: Lang, { spec, weights }: Look, { layer, from, to }: Wire): string | undefined {
  const kernel = weights[2 * layer];
  if (!kernel || from >= kernel.shape[0]! || to >= kernel.shape[1]!) return undefined;
  const value = short(kernel.data[from * kernel.shape[1]! + to]!).replace("-", "−");
  return text(lang, "wireIs", { from: unitName(lang, spec, layer, from), to: unitName(lang, spec, layer + 1, to), value });
}

/** The name of a unit whose map the plane shows instead of the network's answer. */
export function spotTitle(lang: Lang, set: SetName, spec: Spec, { layer, unit }: Spot): string | undefined {
  const feature = layer ? undefined : offered(set)[unit];
  if (feature) return spec.task === "numbers" ? undefined : text(lang, "featureUnit", { name: FEATURE_LABELS[feature] });
  return unit < (spec.hidden[layer - 1] ?? 0) ? unitName(lang, spec, layer, unit) : undefined;
}

/** The line below the network: what the visitor points at, or what to do. */
export function netHint(lang: Lang, set: SetName, spec: Spec, look: Look | undefined, spot: Spot | undefined, wire: Wire | undefined): string {
  if (look) {
    const pointed = (wire && wireText(lang, look, wire)) ?? (spot?.layer ? neuronText(lang, look, spot) : undefined);
    if (pointed) return pointed;
  }
  const feature = spot?.layer === 0 ? offered(set)[spot.unit] : undefined;
  if (feature) return text(lang, "featureIs", { name: FEATURE_LABELS[feature] });
  return spec.hidden.length ? text(lang, "netHint") : text(lang, "noHidden", { what: text(lang, outputKind(spec)) });
}
