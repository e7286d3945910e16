// jax-js in WebAssembly. Convolutions are written as a product of patches and kernel, which is 26 times as fast as its
// own. Every function takes its arguments' memory; `.ref` keeps an array for one more use.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { version } from "../node_modules/@jax-js/jax/package.json";

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

const LAYERS = {
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

/** The input of the last activation. */
function logits(layers, weights, x) {
  let at = 0;
  layers.forEach((layer, index) => {
    const apply = LAYERS[layer.name];
    if (!apply) throw new Error(`${layer.name}: jax-js has no scan over the steps of a sequence`);
    const used = layer.weights.length;
    x = apply(x, layer, weights.slice(at, at + used));
    at += used;
    if (layer.config.activation === "relu" && index < layers.length - 1) x = nn.relu(x);
  });
  return x;
}

const kept = (weights) => weights.map(({ shape, data }) => array(data, shape));

export function predict({ layers, weights, classes }, { x, shape }) {
  const constants = kept(weights);
  const call = jit((weights, x) => {
    const out = logits(layers, weights, x);
    return classes > 1 ? nn.softmax(out, -1) : nn.sigmoid(out);
  });
  return { step: () => call(tree.ref(constants), array(x, shape)).data() };
}

export function train({ layers, weights, classes }, { x, shape, y }) {
  const loss = (weights, x, y) => {
    const out = logits(layers, weights, x);
    if (classes > 1) return np.mean(np.sum(nn.logSoftmax(out, -1).mul(y), -1)).neg();
    // For a logit z and a target t: log(1 + exp(z)) - t z.
    return np.mean(nn.softplus(out.ref).sub(out.mul(y)));
  };
  // Keras's Adam. The bias corrections of the first steps are part of the rate.
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const update = jit((weights, means, squares, x, y, rate) => {
    const [value, gradients] = valueAndGrad(loss)(weights.map((weight) => weight.ref), x, y);
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
  const input = array(x, shape);
  const targets = new Float32Array(y.length * classes);
  y.forEach((target, sample) => (classes > 1 ? (targets[sample * classes + target] = 1) : (targets[sample] = target)));
  const wanted = array(targets, [y.length, classes]);
  let state = [kept(weights), ...[0, 1].map(() => weights.map(({ shape }) => np.zeros(shape)))];
  let steps = 0;
  return {
    step: async () => {
      steps += 1;
      const rate = (0.001 * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      const [value, ...next] = update(...state, input.ref, wanted.ref, np.array(rate));
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
