// The rows of the table, and the numbers that every candidate gets for a row.

import { functional, sequence, size } from "./layers.js";
import mobilenet from "./models/mobilenet.json" with { type: "json" };
import transformer from "./models/transformer.json" with { type: "json" };
import workloads from "./workloads.json" with { type: "json" };

/** The configs of functional models, by their names in workloads.json. */
const CONFIGS = { "models/mobilenet.json": mobilenet, "models/transformer.json": transformer };

/** The number of probabilities for each target. */
const classesOf = ({ loss, targets }) => (loss === "binary_crossentropy" ? 1 : targets.below);

/**
 * The rows of the workloads named in `only`, or all rows if it is empty: `{ id, title, group, kind: "limit" | "product"
 * | "train" | "predict", .. }`. A row of a model has its batch size as `batch` and the number of classes as `classes`.
 */
export function rows(only) {
  const wanted = (group) => only.length === 0 || only.includes(group);
  const all = [];
  if (wanted("products")) {
    for (const [m, k, n] of workloads.products) {
      const title = m === k && k === n ? `matrix product ${n}` : `matrix product ${m}x${k}x${n}`;
      all.push({ id: `product-${m}x${k}x${n}`, title, group: "products", kind: "product", m, k, n });
    }
  }
  for (const [group, definition] of Object.entries(workloads.models)) {
    if (!wanted(group)) continue;
    const classes = classesOf(definition);
    for (const [kind, verb] of [["train", "train"], ["predict", definition.predictTitle ?? "predict"]]) {
      for (const batch of definition[kind]) {
        const title = `${definition.title}, ${verb} ${batch}`;
        all.push({ id: `${group}-${kind}-${batch}`, title, group, kind, batch, classes });
      }
    }
  }
  // The limit is always measured.
  return [{ id: "limit", title: "multiply-add limit", group: "limit", kind: "limit" }, ...all];
}

/** The largest batch that does not take engines on a software GPU minutes. */
const WEBGPU_BATCH = 32;

/** The rows for engines on WebGPU. */
export function webgpuRows(only) {
  const wanted = only.length ? only : workloads.webgpu;
  return rows(wanted).filter(({ batch }) => batch <= WEBGPU_BATCH);
}

/** Random numbers from 0 to 1, the same in every worker (Marsaglia's xorshift with 32 bits). */
function generator(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A product's matrices. */
export function matrices({ m, k, n }) {
  const random = generator(5);
  const numbers = (length) => Float32Array.from({ length }, () => random() - 0.5);
  return { a: numbers(m * k), b: numbers(k * n) };
}

/** A weight with its numbers; those of a constant are not drawn. */
function drawn({ shape, low, high }, random) {
  const data = new Float32Array(size(shape)).fill(low);
  if (high > low) data.forEach((_, i) => (data[i] = low + random() * (high - low)));
  return { shape, data };
}

/**
 * The model of a row: `{ group, keras, inputs, layers, weights, loss, classes, output }`. `keras` is a config of Keras 3;
 * `inputs` and `output` are shapes of a sample. `layers` are those of layers.js, with `{ shape, data }` as weights;
 * `weights` has them all.
 */
export function model({ group }) {
  const definition = workloads.models[group];
  const { loss, targets } = definition;
  const inputs = definition.inputs.map(({ shape }) => shape);
  const config = CONFIGS[definition.config];
  const random = generator(7);
  const layers = (config ? functional(config) : sequence(definition.layers, inputs[0])).map((layer) => ({
    ...layer,
    weights: layer.weights.map((weight) => drawn(weight, random)),
  }));
  for (const { name, config, weights } of layers) {
    // Keras adds 1 to the bias of the forget gate.
    if (name === "LSTM") weights[2].data.fill(1, config.units, 2 * config.units);
  }
  const first = { class_name: "InputLayer", config: { batch_shape: [null, ...inputs[0]] } };
  const classes = classesOf(definition);
  return {
    group,
    keras: config ?? { class_name: "Sequential", config: { name: group, layers: [first, ...definition.layers] } },
    inputs,
    layers,
    weights: layers.flatMap(({ weights }) => weights),
    loss,
    classes,
    output: classes > 1 ? [...targets.shape, classes] : targets.shape,
  };
}

/**
 * Samples of a row: `{ inputs, targets }`, tensors as `{ data, shape }`. An input also has `integers`, which is true for
 * indices of words.
 */
export function samples({ group, batch }) {
  const definition = workloads.models[group];
  const random = generator(11);
  const below = (limit) => Math.floor(random() * limit);
  const numbers = (shape, number) => {
    const length = batch * size(shape);
    return { data: Float32Array.from({ length }, (_, at) => number(at % size(shape))), shape: [batch, ...shape] };
  };
  const inputs = definition.inputs.map(({ shape, below: words, positions = false }) => {
    const number = positions ? (at) => at : words ? () => below(words) : random;
    return { ...numbers(shape, number), integers: positions || words !== undefined };
  });
  const { shape, below: classes } = definition.targets;
  return { inputs, targets: numbers(shape, () => below(classes)) };
}
