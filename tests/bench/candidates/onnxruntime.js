// onnxruntime-web in WebAssembly with one thread; it cannot train.

import * as ort from "onnxruntime-web/wasm";
import { through } from "../layers.js";
import { Float, Graph } from "../onnx.js";
import { attention, dense } from "./onnxruntime-attention.js";

export function start() {
  ort.env.wasm.wasmPaths = "/onnxruntime-web/dist/";
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  return ort.env.versions.web;
}

const session = (bytes) => ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });

/** Permutes axes; `order` has for each new axis the old one. */
function permuted({ shape, data }, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  const out = new Float32Array(data.length);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to += 1) {
    out[to] = data[from];
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      from += steps[axis];
      index[axis] += 1;
      if (index[axis] < sizes[axis]) break;
      from -= steps[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
  return { shape: sizes, data: out };
}

/** The gates of Keras's LSTM (i, f, c, o along the last axis) in ONNX's order (i, o, f, c), along the first axis. */
function gates({ shape, data }) {
  const matrix = shape.length === 1 ? { shape: [1, ...shape], data } : { shape, data };
  const turned = permuted(matrix, [1, 0]);
  const [rows, columns] = turned.shape;
  const length = (rows / 4) * columns;
  const out = new Float32Array(turned.data.length);
  [0, 3, 1, 2].forEach((gate, at) => out.set(turned.data.subarray(gate * length, (gate + 1) * length), at * length));
  return { shape: turned.shape, data: out };
}

const ACTIVATIONS = { gelu: "Gelu", relu: "Relu", sigmoid: "Sigmoid", softmax: "Softmax" };

const constant = (graph, { shape, data }) => graph.constant(shape, data);

/** The attributes of a convolution. Keras's padding "same" has the odd row at the end, as "SAME_UPPER". */
const windowed = ({ strides = [1, 1], padding = "valid" }) => ({
  strides,
  auto_pad: padding === "same" ? "SAME_UPPER" : "VALID",
});

/** The ONNX form of each layer. Pictures are (samples, channels, height, width) in ONNX. */
const LAYERS = {
  Add: (graph, x, _, y) => graph.node("Add", [x, y]),
  BatchNormalization: (graph, x, { config: { epsilon }, weights }) =>
    graph.node("BatchNormalization", [x, ...weights.map((weight) => constant(graph, weight))], { epsilon: new Float(epsilon) }),
  Conv2D: (graph, x, { config, weights: [kernel, ...bias] }) => {
    const constants = [permuted(kernel, [3, 2, 0, 1]), ...bias].map((weight) => constant(graph, weight));
    return graph.node("Conv", [x, ...constants], windowed(config));
  },
  DepthwiseConv2D: (graph, x, { config, weights: [kernel] }) => {
    const filters = permuted(kernel, [2, 3, 0, 1]);
    return graph.node("Conv", [x, constant(graph, filters)], { ...windowed(config), group: filters.shape[0] });
  },
  GlobalAveragePooling2D: (graph, x) => graph.node("Flatten", [graph.node("GlobalAveragePool", [x])]),
  LayerNormalization: (graph, x, { config: { epsilon }, weights }) =>
    graph.node("LayerNormalization", [x, ...weights.map((weight) => constant(graph, weight))], { epsilon: new Float(epsilon) }),
  MultiHeadAttention: attention,
  ReLU: (graph, x, { config: { max_value: most } }) =>
    graph.node("Clip", [x, ...[0, most].map((limit) => graph.constant([], Float32Array.of(limit)))]),
  ZeroPadding2D: (graph, x, { config: { padding: [rows, columns] } }) => {
    const [before, after] = [0, 1].map((end) => [0, 0, rows[end], columns[end]]);
    return graph.node("Pad", [x, graph.constant([8], BigInt64Array.from([...before, ...after], BigInt))]);
  },
  MaxPooling2D: (graph, x, { config: { pool_size: side } }) =>
    graph.node("MaxPool", [x], { kernel_shape: [side, side], strides: [side, side] }),
  Flatten: (graph, x) => graph.node("Flatten", [graph.node("Transpose", [x], { perm: [0, 2, 3, 1] })]),
  Dense: (graph, x, { input, weights: [kernel, bias] }) =>
    input.length > 1 ? dense(graph, x, kernel, bias) : graph.node("Gemm", [x, constant(graph, kernel), constant(graph, bias)]),
  Embedding: (graph, x, { weights: [table] }) => graph.node("Gather", [constant(graph, table), x]),
  LSTM: (graph, x, { config: { units }, weights }) => {
    const [kernel, recurrent, bias] = weights.map(gates);
    const both = new Float32Array(8 * units);
    both.set(bias.data);
    const constants = [
      graph.constant([1, ...kernel.shape], kernel.data),
      graph.constant([1, ...recurrent.shape], recurrent.data),
      graph.constant([1, 8 * units], both),
    ];
    const steps = graph.node("Transpose", [x], { perm: [1, 0, 2] });
    const last = graph.node("LSTM", [steps, ...constants], { hidden_size: units }, 2);
    return graph.node("Squeeze", [last, graph.constant([1], BigInt64Array.of(0n))]);
  },
};

export async function predict({ layers, output: sample }, { inputs }) {
  const graph = new Graph();
  const values = inputs.map(({ shape, integers }, place) => {
    const x = graph.input(`x${place}`, shape, integers);
    return shape.length === 4 ? graph.node("Transpose", [x], { perm: [0, 3, 1, 2] }) : x;
  });
  const output = through(layers, values, (layer, [x, y]) => {
    const value = LAYERS[layer.name](graph, x, layer, y);
    const activation = ACTIVATIONS[layer.config.activation];
    return activation ? graph.node(activation, [value]) : value;
  });
  const running = await session(graph.finish(output, [inputs[0].shape[0], ...sample]));
  const words = inputs.map(({ data, integers }) => integers && BigInt64Array.from(data, BigInt));
  return {
    step: async () => {
      const fed = inputs.map(({ data, shape, integers }, place) => [
        `x${place}`,
        integers ? new ort.Tensor("int64", words[place], shape) : new ort.Tensor("float32", data, shape),
      ]);
      return (await running.run(Object.fromEntries(fed)))[output].data;
    },
  };
}

/** The right matrix is a constant, like weights, so that it can be packed once. */
export async function product({ m, k, n }, a, b) {
  const graph = new Graph();
  const output = graph.node("MatMul", [graph.input("x", [m, k]), graph.constant([k, n], b)]);
  const running = await session(graph.finish(output, [m, n]));
  const x = new ort.Tensor("float32", a, [m, k]);
  return { step: async () => (await running.run({ x }))[output].data };
}
