// jax-js in WebAssembly. Convolutions are written as a product of patches and kernel, which is 26 times as fast as its
// own. Every function takes its arguments' memory; `.ref` keeps an array for one more use.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { version } from "../node_modules/@jax-js/jax/package.json";
import { through } from "../layers.js";

export async function start() {
  await init("wasm");
  defaultDevice("wasm");
  return version;
}

const array = (data, shape) => np.array(data, { shape });

/** `(n, height, width, channels)` to `(n, height - side + 1, width - side + 1, side * side * channels)`. */
function patches(x, side) {
  const [, height, width] = x.shape;
  const parts = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      parts.push(x.ref.slice([], [row, height - side + 1 + row], [column, width - side + 1 + column], []));
    }
  }
  x.dispose();
  return np.concatenate(parts, 3);
}

/** Causal attention of a sequence to itself. */
function attention(x, { config: { num_heads: heads, key_dim: length } }, weights) {
  const [batch, steps, features] = x.shape;
  const inner = heads * length;
  const project = (at) => {
    const y = np.matmul(x.ref, weights[at].reshape([features, inner])).add(weights[at + 1].reshape([inner]));
    return y.reshape([batch, steps, heads, length]);
  };
  const found = nn.dotProductAttention(project(0), project(2), project(4), { isCausal: true });
  x.dispose();
  return np.matmul(found.reshape([batch, steps, inner]), weights[6].reshape([inner, features])).add(weights[7]);
}

const LAYERS = {
  Add: (x, _, __, y) => x.add(y),
  Embedding: (x, _, [table]) => np.take(table, x.astype(np.int32), 0),
  LSTM() {
    throw new Error("LSTM: jax-js has no scan over the steps of a sequence");
  },
  LayerNormalization: (x, { config: { epsilon } }, [scale, offset]) =>
    nn.standardize(x, -1, { epsilon }).mul(scale).add(offset),
  MultiHeadAttention: attention,
  Conv2D(x, { config: { kernel_size: side, filters } }, [kernel, bias]) {
    const columns = patches(x, side);
    const [n, height, width, size] = columns.shape;
    const product = np.matmul(columns.reshape([n * height * width, size]), kernel.reshape([size, filters]));
    return product.add(bias).reshape([n, height, width, filters]);
  },
  MaxPooling2D(x) {
    const [n, height, width, channels] = x.shape;
    const [rows, columns] = [height >> 1, width >> 1];
    const even = x.slice([], [0, 2 * rows], [0, 2 * columns], []);
    return np.max(np.max(even.reshape([n, rows, 2, columns, 2, channels]), 4), 2);
  },
  Flatten: (x) => x.reshape([x.shape[0], -1]),
  Dense: (x, _, [kernel, bias]) => np.matmul(x, kernel).add(bias),
};

const ACTIVATIONS = { gelu: (x) => nn.gelu(x, { approximate: false }), relu: nn.relu };

/** True if all layers are written above. MobileNetV2's are not: its convolutions would need patches with strides. */
const isWritten = (layers) => layers.every(({ name }) => LAYERS[name]);

/** The input of the last activation. */
function logits(layers, weights, inputs) {
  const values = [...inputs];
  let at = 0;
  through(layers, inputs, (layer, taken) => {
    const used = layer.weights.length;
    const [x, y] = taken.slice(0, layer.name === "Add" ? 2 : 1).map((value) => value.ref);
    const output = LAYERS[layer.name](x, layer, weights.slice(at, at + used), y);
    at += used;
    values.push(ACTIVATIONS[layer.config.activation]?.(output) ?? output);
    return values.at(-1);
  });
  const output = values.pop();
  values.forEach((value) => value.dispose());
  return output;
}

const kept = (weights) => weights.map(({ shape, data }) => array(data, shape));

const arrays = (inputs) => inputs.map(({ data, shape }) => array(data, shape));

export function predict({ layers, weights, classes }, { inputs }) {
  if (!isWritten(layers)) return undefined;
  const constants = kept(weights);
  const call = jit((weights, inputs) => {
    const out = logits(layers, weights, inputs);
    return classes > 1 ? nn.softmax(out, -1) : nn.sigmoid(out);
  });
  return { step: () => call(tree.ref(constants), arrays(inputs)).data() };
}

export function train({ layers, weights, classes, output }, { inputs, targets }) {
  if (!isWritten(layers)) return undefined;
  const loss = (weights, inputs, y) => {
    const out = logits(layers, weights, inputs);
    if (classes > 1) return np.mean(np.sum(nn.logSoftmax(out, -1).mul(y), -1)).neg();
    // For a logit z and a target t: log(1 + exp(z)) - t z.
    return np.mean(nn.softplus(out.ref).sub(out.mul(y)));
  };
  // Keras's Adam. The bias corrections of the first steps are part of the rate.
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const update = jit((weights, means, squares, inputs, y, rate) => {
    const [value, gradients] = valueAndGrad(loss)(weights.map((weight) => weight.ref), inputs, y);
    const next = weights.map((weight, index) => {
      const gradient = gradients[index];
      const mean = means[index].mul(beta1).add(gradient.ref.mul(1 - beta1));
      const square = squares[index].mul(beta2).add(gradient.ref.mul(gradient).mul(1 - beta2));
      const change = mean.ref.mul(rate.ref).div(np.sqrt(square.ref).add(epsilon));
      return [weight.sub(change), mean, square];
    });
    rate.dispose();
    return [value, ...[0, 1, 2].map((part) => next.map((all) => all[part]))];
  });
  const fed = arrays(inputs);
  const { data, shape } = targets;
  const y = new Float32Array(data.length * classes);
  data.forEach((target, place) => (classes > 1 ? (y[place * classes + target] = 1) : (y[place] = target)));
  const wanted = array(y, [shape[0], ...output]);
  let state = [kept(weights), ...[0, 1].map(() => weights.map(({ shape }) => np.zeros(shape)))];
  let steps = 0;
  return {
    step: async () => {
      steps += 1;
      const rate = (0.001 * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      const [value, ...next] = update(...state, tree.ref(fed), wanted.ref, np.array(rate));
      state = next;
      return (await value.data())[0];
    },
  };
}

export function product({ m, k, n }, a, b) {
  const [left, right] = [array(a, [m, k]), array(b, [k, n])];
  const call = jit((a, b) => np.matmul(a, b));
  const once = () => call(left.ref, right.ref);
  return {
    many: async (times) => {
      for (let i = 0; i < times; i += 1) {
        const result = once();
        await result.blockUntilReady();
        result.dispose();
      }
    },
    step: () => once().data(),
  };
}
