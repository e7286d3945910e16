// A model's layers as the candidates read them, from a list of layers or from a functional config of Keras.
//
// Values are numbered: the inputs first, then the output of each layer. A layer is `{ name, config, from, input, weights
// }`: its class, its options, the numbers of the values that it takes, the shape of the first of them without the batch,
// and its weights in Keras's order as `{ shape, low, high }`, to be drawn evenly between `low` and `high`.

export const size = (shape) => shape.reduce((a, b) => a * b, 1);

const even = (shape, low, high) => ({ shape, low, high });

const constant = (shape, value) => even(shape, value, value);

/** Glorot's initial values, which are Keras's, for sums of `inputs` numbers that go to `outputs` sums. */
function glorot(shape, inputs, outputs) {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return even(shape, -limit, limit);
}

/** Initial values of a matrix. */
const matrix = (rows, columns) => glorot([rows, columns], rows, columns);

const zeros = (length) => constant([length], 0);

/** A convolution's window, such as `[3, 3]`. */
const window = ({ kernel_size: side }) => [side].flat().concat(side).slice(0, 2);

/** The weights of each class of layers, from its options and the shape of its input. */
const WEIGHTS = {
  Conv2D(config, [, , channels]) {
    const { filters, use_bias: bias = true } = config;
    const taps = size(window(config));
    const kernel = glorot([...window(config), channels, filters], taps * channels, taps * filters);
    return bias ? [kernel, zeros(filters)] : [kernel];
  },
  // Each output is a sum over the window alone.
  DepthwiseConv2D: (config, [, , channels]) => [
    glorot([...window(config), channels, 1], size(window(config)), size(window(config))),
  ],
  Dense: ({ units }, shape) => [matrix(shape.at(-1), units), zeros(units)],
  Embedding: ({ input_dim: words, output_dim: length }) => [matrix(words, length)],
  LSTM: ({ units }, [, features]) => [matrix(features, 4 * units), matrix(units, 4 * units), zeros(4 * units)],
  MultiHeadAttention({ num_heads: heads, key_dim: length }, [, features]) {
    const inner = heads * length;
    const projection = [glorot([features, heads, length], features, inner), constant([heads, length], 0)];
    const output = [glorot([heads, length, features], inner, features), zeros(features)];
    return [...projection, ...projection, ...projection, ...output];
  },
  LayerNormalization: (_, shape) => [constant([shape.at(-1)], 1), zeros(shape.at(-1))],
  // As in a trained network all four have an effect, and each layer's outputs are about as large as its inputs.
  BatchNormalization(_, shape) {
    const vector = (low, high) => even([shape.at(-1)], low, high);
    return [vector(0.5, 1.5), vector(-0.5, 0.5), vector(-0.5, 0.5), vector(0.3, 0.7)];
  },
};

/** Classes of layers without weights. */
const PLAIN = ["Add", "Flatten", "GlobalAveragePooling2D", "MaxPooling2D", "ReLU", "ZeroPadding2D"];

function layer(name, config, from, input) {
  if (!WEIGHTS[name] && !PLAIN.includes(name)) throw new Error(`layers.js: layer ${name} is not known`);
  return { name, config, from, input, weights: WEIGHTS[name]?.(config, input) ?? [] };
}

/** The output's shape of the layers that lists of layers have. */
const OUTPUTS = {
  Conv2D: ({ kernel_size: side, filters }, [height, width]) => [height - side + 1, width - side + 1, filters],
  MaxPooling2D: ({ pool_size: side }, [height, width, channels]) => [Math.floor(height / side), Math.floor(width / side), channels],
  Flatten: (_, shape) => [size(shape)],
  Dense: ({ units }) => [units],
  Embedding: ({ output_dim: length }, shape) => [...shape, length],
  LSTM: ({ units }) => [units],
};

/** The layers of a list `[{ class_name, config }, ..]`, each of which takes the one before it. */
export function sequence(list, input) {
  let shape = input;
  return list.map(({ class_name: name, config }, index) => {
    const read = layer(name, config, [index], shape);
    shape = OUTPUTS[name](config, shape);
    return read;
  });
}

/** The layers of a functional config, whose layers are listed after those that they take from. */
export function functional({ config: { layers, input_layers: inputs } }) {
  const places = new Map([inputs].flat(2).filter((part) => typeof part === "string").map((name, place) => [name, place]));
  const read = [];
  for (const { class_name: name, config, inbound_nodes: nodes } of layers) {
    if (name === "InputLayer") continue;
    const taken = nodes[0].args.flat().map(({ config }) => config);
    const from = taken.map(({ keras_history: [source] }) => places.get(source));
    places.set(config.name, places.size);
    read.push(layer(name, config, from, taken[0].shape.slice(1)));
  }
  return read;
}

/** Calls `apply(layer, values)` for each layer with the values that it takes, and returns the last result. */
export function through(layers, inputs, apply) {
  const values = [...inputs];
  for (const layer of layers) values.push(apply(layer, layer.from.map((place) => values[place])));
  return values.at(-1);
}
