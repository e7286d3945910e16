// What a model's config says about the layers at its inputs and outputs.

import type { LayerInfo, Model } from "../../api/index.ts";

interface LayerConfig {
  class_name: string;
  config: Record<string, unknown> & { name?: string; layers?: LayerConfig[] };
  inbound_nodes?: unknown;
}

/** Layers that pass their input on, or vary it only in training. */
const PASSING = /^(InputLayer|Random\w+|Dropout|SpatialDropout\w+|GaussianNoise|Masking|Identity|Reshape|Lambda)$/;

/** True for layers that pass their input on. A Rescaling by 1 is there to state the shape of the input. */
const passes = ({ class_name: name, config }: LayerConfig): boolean =>
  PASSING.test(name) || (name === "Rescaling" && config.scale === 1 && !config.offset);

const isContainer = (layer: LayerConfig): boolean => Array.isArray(layer.config?.layers);

/** True if a layer's inputs name a layer. Keras writes such a reference as `[name, call, tensor]`. */
function refers(value: unknown, name: string): boolean {
  if (Array.isArray(value)) {
    if (value[0] === name && typeof value[1] === "number" && typeof value[2] === "number") return true;
    return value.some((part) => refers(part, name));
  }
  return typeof value === "object" && value !== null && Object.values(value).some((part) => refers(part, name));
}

/** The first layers that compute something from an input, within inner models, too. */
function readers(model: LayerConfig, input: string | undefined): LayerConfig[] {
  const layers = model.config?.layers ?? [];
  if (model.class_name === "Sequential") {
    const first = layers.find((layer) => !passes(layer));
    return first ? inside(first) : [];
  }
  const name = input ?? layers.find(({ class_name }) => class_name === "InputLayer")?.config.name;
  if (!name) return [];
  return layers
    .filter((layer) => refers(layer.inbound_nodes, name))
    .flatMap((layer) => (passes(layer) ? readers(model, layer.config.name) : inside(layer)));
}

const inside = (layer: LayerConfig): LayerConfig[] => (isContainer(layer) ? readers(layer, undefined) : [layer]);

/** The classes and options of the first layers that compute something from an input. */
export function firstLayers(model: Model, input: string): { className: string; config: Record<string, unknown> }[] {
  const found = readers(model.toJSON() as LayerConfig, input);
  return found.map(({ class_name: className, config }) => ({ className, config }));
}

/** The activation of the layer that computes an output, such as `softmax`; undefined if it is not known. */
export function lastActivation(layers: readonly LayerInfo[], output: string): string | undefined {
  let last = layers.find(({ name }) => name === output);
  // An inner model's last layer computes its output.
  for (let inner = last; inner; last = inner) {
    const prefix = `${inner.name}/`;
    inner = layers.findLast(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes("/"));
    if (!inner) break;
  }
  last ??= layers.at(-1);
  if (!last) return undefined;
  if (/^(Softmax|Sigmoid|ReLU)$/.test(last.className)) return last.className.toLowerCase();
  const { activation } = last.config;
  if (typeof activation === "string") return activation;
  return undefined;
}
