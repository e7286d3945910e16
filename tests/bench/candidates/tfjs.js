// TensorFlow.js, on any of its backends.

import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

export async function start(backend) {
  tf.enableProdMode();
  await tf.setBackend(backend);
  await tf.ready();
  return tf.version_core;
}

const LAYERS = {
  Conv2D: ({ filters, kernel_size: kernelSize, activation }) => layers.layers.conv2d({ filters, kernelSize, activation }),
  MaxPooling2D: ({ pool_size: poolSize }) => layers.layers.maxPooling2d({ poolSize }),
  Flatten: () => layers.layers.flatten(),
  Dense: ({ units, activation }) => layers.layers.dense({ units, activation }),
  Embedding: ({ input_dim: inputDim, output_dim: outputDim }) => layers.layers.embedding({ inputDim, outputDim }),
  // The default is the faster "hard sigmoid", a different function from Keras's.
  LSTM: ({ units }) => layers.layers.lstm({ units, recurrentActivation: "sigmoid", recurrentInitializer: "zeros" }),
};

function built(definition) {
  const model = layers.sequential();
  model.add(layers.layers.inputLayer({ inputShape: definition.layers[0].input }));
  for (const { name, config } of definition.layers) model.add(LAYERS[name](config));
  model.setWeights(definition.weights.map(({ shape, data }) => tf.tensor(data, shape)));
  return model;
}

/** The losses' names in TensorFlow.js, by their Keras names. */
const LOSSES = { sparse_categorical_crossentropy: "sparseCategoricalCrossentropy", binary_crossentropy: "binaryCrossentropy" };

export function train(definition, { x, shape, y }) {
  const model = built(definition);
  model.compile({ optimizer: "adam", loss: LOSSES[definition.loss] });
  const [input, target] = [tf.tensor(x, shape), tf.tensor(y, [y.length, 1])];
  return { step: () => model.trainOnBatch(input, target) };
}

export function predict(definition, { x, shape }) {
  const model = built(definition);
  return {
    step: async () => {
      const input = tf.tensor(x, shape);
      const output = model.predictOnBatch(input);
      const values = await output.data();
      tf.dispose([input, output]);
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
