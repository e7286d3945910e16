// onnxruntime-web in WebAssembly with one thread; it cannot train.

import * as ort from "onnxruntime-web/wasm";
import { Graph } from "../onnx.js";

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

const ACTIVATIONS = { relu: "Relu", sigmoid: "Sigmoid", softmax: "Softmax" };

/** The ONNX form of each layer. Pictures are (samples, channels, height, width) in ONNX. */
const LAYERS = {
  Conv2D: (graph, x, { weights: [kernel, bias] }) => {
    const filters = permuted(kernel, [3, 2, 0, 1]);
    return graph.node("Conv", [x, graph.constant(filters.shape, filters.data), graph.constant(bias.shape, bias.data)]);
  },
  MaxPooling2D: (graph, x, { config: { pool_size: side } }) =>
    graph.node("MaxPool", [x], { kernel_shape: [side, side], strides: [side, side] }),
  Flatten: (graph, x) => graph.node("Flatten", [graph.node("Transpose", [x], { perm: [0, 2, 3, 1] })]),
  Dense: (graph, x, { weights: [kernel, bias] }) =>
    graph.node("Gemm", [x, graph.constant(kernel.shape, kernel.data), graph.constant(bias.shape, bias.data)]),
  Embedding: (graph, x, { weights: [table] }) => graph.node("Gather", [graph.constant(table.shape, table.data), x]),
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

export async function predict({ layers, classes }, { x, shape, integers }) {
  const graph = new Graph();
  let at = graph.input("x", shape, integers);
  if (shape.length === 4) at = graph.node("Transpose", [at], { perm: [0, 3, 1, 2] });
  for (const layer of layers) {
    at = LAYERS[layer.name](graph, at, layer);
    const activation = ACTIVATIONS[layer.config.activation];
    if (activation) at = graph.node(activation, [at]);
  }
  const running = await session(graph.finish(at, [shape[0], classes]));
  const words = integers && BigInt64Array.from(x, BigInt);
  return {
    step: async () => {
      const input = integers ? new ort.Tensor("int64", words, shape) : new ort.Tensor("float32", x, shape);
      return (await running.run({ x: input }))[at].data;
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
