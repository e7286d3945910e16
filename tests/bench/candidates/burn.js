// Burn in WebAssembly, built by `cargo xtask bench` from tests/bench/burn.

/** Built beside the page. */
const MODULE = "/build/burn.js";
const LOCK = "/burn/Cargo.lock";

let burn;

export async function start() {
  burn = await import(MODULE);
  await burn.default();
  const lock = await (await fetch(LOCK)).text();
  return /name = "burn"\nversion = "(.*)"/.exec(lock)[1];
}

const ADD = {
  Conv2D: (model, { config, input }, [kernel, bias]) => model.conv(config.kernel_size, input[2], config.filters, kernel, bias),
  // Every convolution includes its pooling.
  MaxPooling2D: () => {},
  Flatten: () => {},
  Embedding: (model, { config }, [table]) => model.embedding(config.input_dim, config.output_dim, table),
  LSTM: (model, { config, input }, weights) => model.lstm(input[1], config.units, ...weights),
  Dense: (model, { config, input }, [kernel, bias]) => model.dense(input[0], config.units, kernel, bias),
};

/** The models that are written in Rust. */
const WRITTEN = ["digits", "sentiment", "photos", "transformer"];

/** A transformer of the given sizes, with all weights in Keras's order. */
function transformer({ inputs: [[steps]], classes, layers, weights }, train) {
  const { num_heads: heads, key_dim: length } = layers.find(({ name }) => name === "MultiHeadAttention").config;
  const blocks = layers.filter(({ name }) => name === "MultiHeadAttention").length;
  const all = Float32Array.from(weights.flatMap(({ data }) => [...data]));
  return new burn.Transformer(train, Uint32Array.of(classes, steps, heads * length, heads, blocks), all);
}

function built(definition, train) {
  const { layers, group } = definition;
  if (group === "transformer") return transformer(definition, train);
  const model = new burn.Model(train);
  for (const layer of layers) {
    const weights = layer.weights.map(({ data }) => data);
    ADD[layer.name](model, layer, weights);
  }
  return model;
}

export function train(definition, { inputs: [{ data: x, shape }], targets }) {
  if (!WRITTEN.includes(definition.group)) return undefined;
  const model = built(definition, true);
  model.samples(x, Uint32Array.from(shape), targets.data);
  return { step: () => model.step() };
}

export function predict(definition, { inputs: [{ data: x, shape }] }) {
  if (!WRITTEN.includes(definition.group)) return undefined;
  const model = built(definition, false);
  const sizes = Uint32Array.from(shape);
  return { step: () => model.predict(x, sizes) };
}

export function product({ m, k, n }, a, b) {
  const product = new burn.Product(m, k, n, a, b);
  return { many: (times) => product.run(times), step: () => product.result() };
}
