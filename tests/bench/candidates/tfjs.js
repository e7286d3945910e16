// TensorFlow.js, on any of its backends.

import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { through } from "../layers.js";
import { CausalAttention } from "./tfjs-attention.js";

export async function start(backend) {
  tf.enableProdMode();
  await tf.setBackend(backend);
  await tf.ready();
  return tf.version_core;
}

/** The options of a convolution that its filters do not have. */
const windowed = ({ kernel_size: kernelSize, strides = 1, padding = "valid", use_bias: useBias = true }) => ({
  kernelSize,
  strides,
  padding,
  useBias,
});

const LAYERS = {
  Add: () => layers.layers.add(),
  BatchNormalization: ({ epsilon }) => layers.layers.batchNormalization({ epsilon }),
  Conv2D: ({ filters, activation, ...config }) => layers.layers.conv2d({ filters, activation, ...windowed(config) }),
  DepthwiseConv2D: (config) => layers.layers.depthwiseConv2d(windowed(config)),
  GlobalAveragePooling2D: () => layers.layers.globalAveragePooling2d({}),
  LayerNormalization: ({ epsilon }) => layers.layers.layerNormalization({ epsilon }),
  MaxPooling2D: ({ pool_size: poolSize }) => layers.layers.maxPooling2d({ poolSize }),
  Flatten: () => layers.layers.flatten(),
  Dense: ({ units, activation }) => layers.layers.dense({ units, activation }),
  Embedding: ({ input_dim: inputDim, output_dim: outputDim }) => layers.layers.embedding({ inputDim, outputDim }),
  MultiHeadAttention: ({ num_heads: heads, key_dim: length }) => new CausalAttention({ heads, length }),
  ReLU: ({ max_value: maxValue }) => layers.layers.reLU({ maxValue }),
  ZeroPadding2D: ({ padding }) => layers.layers.zeroPadding2d({ padding }),
  // The default is the faster "hard sigmoid", a different function from Keras's.
  LSTM: ({ units }) => layers.layers.lstm({ units, recurrentActivation: "sigmoid", recurrentInitializer: "zeros" }),
};

function built(definition) {
  const inputs = definition.inputs.map((shape) => layers.input({ shape }));
  const outputs = through(definition.layers, inputs, ({ name, config, weights }, values) => {
    const layer = LAYERS[name](config);
    const output = layer.apply(name === "Add" ? values : values[0]);
    layer.setWeights(weights.map(({ shape, data }) => tf.tensor(data, shape)));
    return output;
  });
  return layers.model({ inputs, outputs });
}

/** The losses' names in TensorFlow.js, by their Keras names. */
const LOSSES = { sparse_categorical_crossentropy: "sparseCategoricalCrossentropy", binary_crossentropy: "binaryCrossentropy" };

const tensors = (inputs) => inputs.map(({ data, shape }) => tf.tensor(data, shape));

export function train(definition, { inputs, targets }) {
  const model = built(definition);
  model.compile({ optimizer: "adam", loss: LOSSES[definition.loss] });
  // Indices of classes have an axis of length 1 in TensorFlow.js.
  const target = tf.tensor(targets.data, definition.classes > 1 ? [...targets.shape, 1] : targets.shape);
  const x = tensors(inputs);
  return { step: () => model.trainOnBatch(x, target) };
}

export function predict(definition, { inputs }) {
  const model = built(definition);
  return {
    step: async () => {
      const x = tensors(inputs);
      const output = model.predictOnBatch(x);
      const values = await output.data();
      tf.dispose([x, output]);
      return values;
    },
  };
}

export function product({ m, k, n }, a, b) {
  const [left, right] = [tf.tensor(a, [m, k]), tf.tensor(b, [k, n])];
  return {
    many: (times) => {
      for (let i = 0; i < times; i += 1) tf.matMul(left, right).dispose();
    },
    step: () => tf.matMul(left, right).data(),
  };
}
