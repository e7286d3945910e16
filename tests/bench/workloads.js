// The rows of the table, and the numbers that every candidate gets for a row.

import workloads from "./workloads.json" with { type: "json" };

/**
 * The rows of the workloads named in `only`, or all rows if it is empty: `{ id, title, group, kind: "limit" | "product"
 * | "train" | "predict", .. }`.
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
  for (const [group, { title, train, predict }] of Object.entries(workloads.models)) {
    if (!wanted(group)) continue;
    for (const [kind, batches] of [["train", train], ["predict", predict]]) {
      for (const batch of batches) {
        all.push({ id: `${group}-${kind}-${batch}`, title: `${title}, ${kind} ${batch}`, group, kind, batch });
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

const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** A product's matrices. */
export function matrices({ m, k, n }) {
  const random = generator(5);
  const numbers = (length) => Float32Array.from({ length }, () => random() - 0.5);
  return { a: numbers(m * k), b: numbers(k * n) };
}

/** Layers with the shapes of their inputs and outputs, and of their weights in Keras's order. */
function traced({ input, layers }) {
  let shape = input;
  return layers.map(({ class_name: name, config }) => {
    const [height, width, channels] = shape;
    const layer = { name, config, input: shape, weights: [] };
    if (name === "Conv2D") {
      const side = config.kernel_size;
      layer.weights = [[side, side, channels, config.filters], [config.filters]];
      shape = [height - side + 1, width - side + 1, config.filters];
    } else if (name === "MaxPooling2D") {
      shape = [Math.floor(height / config.pool_size), Math.floor(width / config.pool_size), channels];
    } else if (name === "Flatten") {
      shape = [size(shape)];
    } else if (name === "Dense") {
      layer.weights = [[shape[0], config.units], [config.units]];
      shape = [config.units];
    } else if (name === "Embedding") {
      layer.weights = [[config.input_dim, config.output_dim]];
      shape = [...shape, config.output_dim];
    } else if (name === "LSTM") {
      layer.weights = [[shape[1], 4 * config.units], [config.units, 4 * config.units], [4 * config.units]];
      shape = [config.units];
    } else {
      throw new Error(`workloads.json: layer ${name} is not known here`);
    }
    return { ...layer, output: shape };
  });
}

/** Initial values as in Keras: kernels Glorot uniform, biases 0, except 1 for an LSTM's forget gate. */
function drawn(shape, random) {
  const data = new Float32Array(size(shape));
  if (shape.length > 1) {
    const field = size(shape.slice(0, -2));
    const limit = Math.sqrt(6 / (field * (shape.at(-2) + shape.at(-1))));
    for (let i = 0; i < data.length; i += 1) data[i] = (2 * random() - 1) * limit;
  }
  return { shape, data };
}

/**
 * The model of a row: `{ keras, layers, weights, loss, classes }`. `keras` is a config of Keras 3. `layers` have
 * `name`, `config`, the shapes of a sample as `input` and `output`, and `weights` as `{ shape, data }`; `weights` has
 * them all.
 */
export function model({ group }) {
  const definition = workloads.models[group];
  const random = generator(7);
  const layers = traced(definition).map((layer) => ({
    ...layer,
    weights: layer.weights.map((shape) => drawn(shape, random)),
  }));
  for (const { name, config, weights } of layers) {
    if (name === "LSTM") weights[2].data.fill(1, config.units, 2 * config.units);
  }
  const input = { class_name: "InputLayer", config: { batch_shape: [null, ...definition.input] } };
  return {
    keras: { class_name: "Sequential", config: { name: group, layers: [input, ...definition.layers] } },
    layers,
    weights: layers.flatMap(({ weights }) => weights),
    loss: definition.loss,
    classes: layers.at(-1).config.units,
  };
}

/** Samples and targets of a row: `{ x, shape, y, integers }`. `integers` is true if `x` are word indices. */
export function samples({ group, batch }) {
  const { input, layers } = workloads.models[group];
  const random = generator(11);
  const words = layers[0].config.input_dim;
  const shape = [batch, ...input];
  const below = (limit) => Math.floor(random() * limit);
  const x = Float32Array.from({ length: size(shape) }, words ? () => below(words) : random);
  const y = Float32Array.from({ length: batch }, () => below(Math.max(2, layers.at(-1).config.units)));
  return { x, shape, y, integers: words !== undefined };
}
