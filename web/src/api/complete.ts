// Configs of whole models as Keras writes them, with all names and all options.

import { shown } from "./check.ts";
import { RareLayer, isRare, layerDefaults } from "./engine.ts";
import { PupilError } from "./error.ts";
import type { KerasObject } from "./keras.ts";
import { SymbolicTensor, batchShape, checkedLayer, noTensor, type LayerLike, type ModelLike } from "./layer.ts";

/** Keras's automatic name of a class: `MaxPooling2D` gives `max_pooling2d`, `PReLU` gives `p_re_lu`. */
const baseName = (className: string): string =>
  className.replace(/^GroupQuery/, "GroupedQuery").replace(/(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();

const isModel = (layer: LayerLike): layer is ModelLike => typeof (layer as ModelLike).toJSON === "function";

const given = (layer: LayerLike): string | undefined =>
  isModel(layer) ? layer.name : ((layer.config.name as string | undefined) || undefined);

/**
 * Returns a function that names layers: a layer's own name, or its class's automatic name, with a number if that is
 * taken.
 */
function namer(all: Iterable<LayerLike>): (layer: LayerLike) => string {
  const names = new Map<LayerLike, string>();
  const taken = new Set<string>();
  const distinct = new Set(all);
  for (const layer of distinct) if (!isModel(layer) && given(layer)) taken.add(given(layer) as string);
  for (const layer of distinct) {
    if (!isModel(layer) && given(layer)) continue;
    const base = isModel(layer) ? layer.name : baseName(layer.class_name);
    let name = base;
    for (let count = 1; taken.has(name); count += 1) name = `${base}_${count}`;
    taken.add(name);
    names.set(layer, name);
  }
  return (layer) => names.get(layer) ?? (given(layer) as string);
}

const pairs = new Set(["kernel_size", "strides", "dilation_rate", "pool_size", "size"]);

/** A layer as Keras writes it, with all options. */
function completeLayer(layer: LayerLike, name: string): KerasObject {
  if (isModel(layer)) {
    const config = layer.toJSON() as KerasObject;
    return { ...config, config: { ...config.config, name } };
  }
  const { class_name } = layer;
  // A model within a config that was read.
  if (class_name === "Sequential" || class_name === "Functional") return layer;
  const defaults = layerDefaults()[class_name];
  if (!defaults) {
    if (isRare(class_name)) throw new RareLayer(class_name);
    const known = Object.keys(layerDefaults()).join(", ");
    throw new PupilError(`layer class ${JSON.stringify(class_name)} is not supported; supported: ${known}`);
  }
  const { input_shape: _, ...own } = layer.config;
  const config: Record<string, unknown> = { ...defaults, ...own, name };
  for (const [key, value] of Object.entries(config)) {
    if (/2D(Transpose)?$/.test(class_name) && pairs.has(key) && typeof value === "number") config[key] = [value, value];
  }
  for (const [key, option] of [["layer", "layer"], ["backward_layer", "backwardLayer"]] as const) {
    if (!own[key]) continue;
    const inner = checkedLayer(`${class_name}: ${option}`, own[key]);
    config[key] = completeLayer(inner, given(inner) ?? baseName((inner as KerasObject).class_name));
  }
  if (/^(Max|Average)Pooling/.test(class_name) && !own.strides) config.strides = config.pool_size;
  return { module: "keras.layers", class_name, config, registered_name: null } as KerasObject;
}

/** The batch shape of the model's input in a config, if it is stated. */
function inputShapeOf(config: KerasObject): unknown {
  const inside = config.config.layers as KerasObject[] | undefined;
  return inside?.find((layer) => layer.class_name === "InputLayer")?.config.batch_shape;
}

/** The config of a Sequential: an input layer, then the layers. */
export function sequentialConfig(name: string, layers: LayerLike[]): object {
  const nameOf = namer(layers);
  const out = layers.map((layer) => completeLayer(layer, nameOf(layer)));
  const [first] = layers;
  if (first && out[0]?.class_name !== "InputLayer") {
    const stated = isModel(first) ? undefined : first.config.input_shape;
    const shape = stated ? batchShape(`${out[0]?.class_name}: inputShape`, stated) : inputShapeOf(out[0] as KerasObject);
    if (shape) {
      const config = { ...layerDefaults().InputLayer, batch_shape: shape, name: "input_layer" };
      out.unshift({ module: "keras.layers", class_name: "InputLayer", config, registered_name: null } as KerasObject);
    }
  }
  return { module: "keras", class_name: "Sequential", config: { name, trainable: true, layers: out }, registered_name: null };
}

const listed = (tensors: SymbolicTensor["inputs"]): SymbolicTensor[] =>
  tensors === undefined ? [] : Array.isArray(tensors) ? tensors : [tensors];

/** Layers that Keras calls with one tensor after another. The others take several tensors as a list. */
const SEVERAL = new Set(["MultiHeadAttention", "GroupQueryAttention"]);

/** The arguments of a call: its inputs as Keras takes them. */
function placed(layer: LayerLike, inputs: NonNullable<SymbolicTensor["inputs"]>, symbol: (tensor: SymbolicTensor) => object): object[] {
  if (!Array.isArray(inputs)) return [symbol(inputs)];
  const symbols = inputs.map(symbol);
  return !isModel(layer) && SEVERAL.has(layer.class_name) ? symbols : [symbols];
}

/** The tensors that a call of a layer takes by name. */
const byName = ({ use }: SymbolicTensor): SymbolicTensor[] =>
  Object.values(use.options ?? {}).flat().filter((value) => value instanceof SymbolicTensor);

/** Checks the tensors that were given as a functional model's inputs or outputs. */
function ends(what: "inputs" | "outputs", tensors: SymbolicTensor | SymbolicTensor[] | undefined): SymbolicTensor[] {
  const list = listed(tensors);
  const wrong = noTensor(list);
  if (list.length === 0 || wrong >= 0) {
    const got = shown(wrong < 0 ? tensors : list[wrong]);
    const name = Array.isArray(tensors) && wrong >= 0 ? `${what}[${wrong}]` : what;
    throw new PupilError(`Model: ${name} is ${got}; expected what ${what === "inputs" ? "input()" : "apply()"} gave`);
  }
  return list;
}

/** The number of outputs of the model that a config describes. */
export function outputsOf(config: object): number {
  const { output_layers: ends } = ((config as Partial<KerasObject>).config ?? {}) as { output_layers?: unknown };
  // A single output is written as ["dense", 0, 0], several as a list of these, or as an object with keys.
  if (Array.isArray(ends)) return typeof ends[0] === "string" ? 1 : ends.length;
  return typeof ends === "object" && ends !== null ? Object.keys(ends).length : 1;
}

/**
 * Returns a function that makes the config of the functional model from `inputs` to `outputs`.
 *
 * @throws Error when there are no inputs or outputs, the inputs do not lead to the outputs, or two layers have the same
 * name.
 */
export function functionalConfig(
  inputs: SymbolicTensor | SymbolicTensor[] | undefined,
  outputs: SymbolicTensor | SymbolicTensor[] | undefined,
): (name: string) => object {
  const starts = ends("inputs", inputs);
  const last = ends("outputs", outputs);
  if (starts.some((start) => start.inputs !== undefined)) {
    throw new PupilError("Model: inputs is the output of a layer; expected what input() gave");
  }
  if (new Set(starts).size < starts.length) throw new PupilError("Model: inputs has the same input twice");
  const order = sorted(last);
  const nameOf = namer([...starts, ...order].map((tensor) => tensor.layer));
  const idle = starts.find((start) => !order.includes(start));
  if (idle) {
    const which = starts.length === 1 ? "inputs" : `the input "${nameOf(idle.layer)}"`;
    throw new PupilError(`Model: ${which} does not lead to outputs`);
  }

  /** For each layer, one tensor of each of its uses, in order. */
  const uses = new Map<LayerLike, SymbolicTensor[]>(starts.map((start) => [start.layer, []]));
  const owners = new Map<string, LayerLike>();
  for (const tensor of order) {
    const { layer } = tensor;
    const name = nameOf(layer);
    if (tensor.inputs === undefined && !starts.includes(tensor)) {
      throw new PupilError(`Model: outputs needs the input "${name}", too; give it in inputs`);
    }
    if (owners.has(name) && owners.get(name) !== layer) throw new PupilError(`Model: two layers have the name "${name}"`);
    owners.set(name, layer);
    const known = uses.get(layer) ?? [];
    if (!known.some(({ use }) => use === tensor.use)) known.push(tensor);
    uses.set(layer, known);
  }
  const history = (tensor: SymbolicTensor) => {
    const number = uses.get(tensor.layer)?.findIndex(({ use }) => use === tensor.use) ?? 0;
    return [nameOf(tensor.layer), number, tensor.index];
  };
  /** A single tensor is written without a list, as in Keras. */
  const written = (tensors: SymbolicTensor[]) => (tensors.length === 1 ? history(tensors[0]!) : tensors.map(history));
  return (name) => {
    const symbol = (tensor: SymbolicTensor) => {
      const input = tensor.inputs === undefined ? (tensor.layer as KerasObject).config : undefined;
      return {
        class_name: "__keras_tensor__",
        // Only the inputs' shapes are known here; the engine and Keras infer the others.
        config: { shape: input?.batch_shape ?? [null], dtype: "float32", keras_history: history(tensor) },
      };
    };
    const layers = [...uses].map(([layer, tensors]) => ({
      ...completeLayer(layer, nameOf(layer)),
      name: nameOf(layer),
      inbound_nodes: tensors.flatMap(({ inputs, use }) => {
        if (inputs === undefined) return [];
        const told = (value: unknown): unknown =>
          value instanceof SymbolicTensor ? symbol(value) : Array.isArray(value) ? value.map(told) : value;
        const kwargs = Object.entries(use.options ?? {}).map(([key, value]) => [key, told(value)]);
        return [{ args: placed(layer, inputs, symbol), kwargs: Object.fromEntries(kwargs) }];
      }),
    }));
    return {
      module: "keras.src.models.functional",
      class_name: "Functional",
      config: { name, trainable: true, layers, input_layers: written(starts), output_layers: written(last) },
      registered_name: "Functional",
    };
  };
}

/** These tensors and all that lead to them, each after its inputs. */
function sorted(ends: SymbolicTensor[]): SymbolicTensor[] {
  const order = new Set<SymbolicTensor>();
  for (const end of ends) {
    if (order.has(end)) continue;
    // Without recursion, because models may be deeper than the stack.
    const path: [SymbolicTensor, number][] = [[end, 0]];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = [...listed(top[0].inputs), ...byName(top[0])][top[1]++];
      if (next === undefined) {
        order.add(top[0]);
        path.pop();
      } else if (!order.has(next)) {
        path.push([next, 0]);
      }
    }
  }
  return [...order];
}
