// Dense layers of sequences and causal attention in ONNX's operators.

const indices = (graph, list) => graph.constant([list.length], BigInt64Array.from(list, BigInt));

const constant = (graph, { shape, data }) => graph.constant(shape, data);

/** `(samples, steps, features)` times a kernel, plus a bias. */
export const dense = (graph, x, kernel, bias) =>
  graph.node("Add", [graph.node("MatMul", [x, constant(graph, kernel)]), constant(graph, bias)]);

/** Causal attention of a sequence to itself, with Keras's weights. */
export function attention(graph, x, { config: { num_heads: heads, key_dim: length }, input: [steps, features], weights }) {
  const inner = heads * length;
  const flat = ({ data }, shape) => ({ shape, data });
  const reshape = (value, shape) => graph.node("Reshape", [value, indices(graph, shape)]);
  const project = (at, order) => {
    const y = dense(graph, x, flat(weights[at], [features, inner]), flat(weights[at + 1], [inner]));
    return graph.node("Transpose", [reshape(y, [0, steps, heads, length])], { perm: order });
  };
  const query = project(0, [0, 2, 1, 3]);
  const key = project(2, [0, 2, 3, 1]);
  const value = project(4, [0, 2, 1, 3]);
  const scale = graph.constant([], Float32Array.of(1 / Math.sqrt(length)));
  const scores = graph.node("Mul", [graph.node("MatMul", [query, key]), scale]);
  // A score that is hidden becomes 0 in the softmax.
  const hidden = Float32Array.from({ length: steps * steps }, (_, at) => (at % steps > Math.floor(at / steps) ? -1e9 : 0));
  const shares = graph.node("Softmax", [graph.node("Add", [scores, graph.constant([steps, steps], hidden)])]);
  const found = graph.node("Transpose", [graph.node("MatMul", [shares, value])], { perm: [0, 2, 1, 3] });
  const rows = reshape(found, [0, steps, inner]);
  return dense(graph, rows, flat(weights[6], [inner, features]), weights[7]);
}
