"""Makes layers models of TensorFlow.js with its own converter, also with quantised weights.

    python generate_tfjs.py && node expect_tfjs.mjs

It needs tf_keras and tensorflowjs (installed with --no-deps; the packages that it imports and does not use here are
replaced by empty modules). The files go to the folder `tfjs` beside this one. `expect_tfjs.mjs` then writes
`tfjs/expected.json`: what TensorFlow.js itself computes with these files.
"""

import json
import os
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"
for unused in ["tensorflow_decision_forests", "tensorflow_hub", "jax", "jax.experimental", "jax.experimental.jax2tf", "flax"]:
    sys.modules[unused] = types.ModuleType(unused)
import numpy as np
import tf_keras as keras
from tensorflowjs.converters import save_keras_model

from generate_keras import numbers, seeded

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tfjs")
layers = keras.layers
models = {
    "cnn": keras.Sequential(
        [
            layers.Conv2D(4, 3, activation="relu", input_shape=(6, 6, 2)),
            layers.BatchNormalization(),
            layers.DepthwiseConv2D(2, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    ),
    "recurrent": keras.Sequential(
        [
            layers.Embedding(11, 4, input_length=5),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.GRU(3, reset_after=False),
            layers.Dense(2),
        ]
    ),
}
inputs = {}
for name, model in models.items():
    seeded(model)
    rng = np.random.RandomState(5)
    shape = (2,) + model.input_shape[1:]
    x = rng.randint(0, 11, size=shape) if name == "recurrent" else np.round(rng.normal(size=shape), 3)
    # The weights in several groups and several shards; `*` means all weights.
    for kind, quantization in [("float", None), ("uint8", "uint8"), ("uint16", "uint16"), ("float16", "float16")]:
        folder = os.path.join(HERE, f"{name}-{kind}")
        options = {"quantization_dtype_map": {quantization: "*"}} if quantization else {}
        save_keras_model(model, folder, weight_shard_size_bytes=256, **options)
        inputs[f"{name}-{kind}"] = numbers(x)
with open(os.path.join(HERE, "inputs.json"), "w") as out:
    json.dump(inputs, out, indent=1)
    out.write("\n")
