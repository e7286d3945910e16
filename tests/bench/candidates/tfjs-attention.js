// Keras's MultiHeadAttention for TensorFlow.js, where it is no public layer.

import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/** Causal attention of a sequence to itself. Its weights are Keras's. */
export class CausalAttention extends layers.layers.Layer {
  static className = "CausalAttention";

  constructor({ heads, length, ...config }) {
    super(config);
    this.heads = heads;
    this.length = length;
  }

  build([, steps, features]) {
    const { heads, length } = this;
    const zeros = layers.initializers.zeros();
    const add = (name, shape) => this.addWeight(name, shape, "float32", zeros);
    const projections = ["query", "key", "value"].map((name) => [
      add(`${name}Kernel`, [features, heads, length]),
      add(`${name}Bias`, [heads, length]),
    ]);
    this.projections = [...projections, [add("outputKernel", [heads, length, features]), add("outputBias", [features])]];
    // A score that is hidden becomes 0 in the softmax.
    const hidden = Array.from({ length: steps }, (_, step) => Array.from({ length: steps }, (_, at) => (at > step ? -1e9 : 0)));
    this.hidden = tf.keep(tf.tensor2d(hidden));
    super.build([null, steps, features]);
  }

  computeOutputShape(shape) {
    return shape;
  }

  call(inputs) {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [batch, steps, features] = x.shape;
      const { heads, length } = this;
      const project = (rows, [kernel, bias], columns) => {
        const matrix = tf.reshape(kernel.read(), [rows.shape[1], columns]);
        return tf.add(tf.matMul(rows, matrix), tf.reshape(bias.read(), [columns]));
      };
      const rows = tf.reshape(x, [batch * steps, features]);
      const [query, key, value] = this.projections.slice(0, 3).map((weights) => {
        const all = tf.reshape(project(rows, weights, heads * length), [batch, steps, heads, length]);
        return tf.transpose(all, [0, 2, 1, 3]);
      });
      const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(length));
      const found = tf.transpose(tf.matMul(tf.softmax(tf.add(scores, this.hidden)), value), [0, 2, 1, 3]);
      const output = project(tf.reshape(found, [batch * steps, heads * length]), this.projections[3], features);
      return tf.reshape(output, [batch, steps, features]);
    });
  }
}
