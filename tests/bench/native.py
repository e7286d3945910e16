"""The workloads in native Keras on TensorFlow, as JSON on stdout: {"version": .., "rows": {id: {"milliseconds": ..,
"lower": .., "upper": ..}}}, the median and the quartiles.

    python3 native.py --threads 1 --only digits,products --rounds 7
"""

import argparse
import json
import os
import pathlib
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--only", default="")
parser.add_argument("--rounds", type=int, default=7)
options = parser.parse_args()

# TensorFlow starts more threads than its pools have. The affinity limits all of them to this many cores.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

tf.config.threading.set_intra_op_parallelism_threads(options.threads)
tf.config.threading.set_inter_op_parallelism_threads(options.threads)

TURN = 0.03
WARM_STEPS = 3
SETTLING_STEPS = 50
only = [name for name in options.only.split(",") if name]
folder = pathlib.Path(__file__).parent
workloads = json.loads((folder / "workloads.json").read_text())
random = np.random.default_rng(7)


def measured(step):
    """Milliseconds of a step in rounds of at least TURN seconds: the median and the quartiles."""
    for _ in range(WARM_STEPS):
        step()
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            step()
        if time.perf_counter() - start >= TURN:
            break
        count *= 2
    times = []
    for _ in range(options.rounds):
        start = time.perf_counter()
        for _ in range(count):
            step()
        times.append(1000 * (time.perf_counter() - start) / count)
    lower, middle, upper = np.quantile(times, [0.25, 0.5, 0.75]).tolist()
    return {"milliseconds": middle, "lower": lower, "upper": upper}


def samples(definition, batch):
    def numbers(shape, below=None, positions=False):
        shape = [batch, *shape]
        if positions:
            return np.broadcast_to(np.arange(shape[-1], dtype=np.float32), shape)
        values = random.integers(0, below, shape) if below else random.random(shape, dtype=np.float32)
        return values.astype(np.float32)

    inputs = [numbers(**options) for options in definition["inputs"]]
    return inputs if len(inputs) > 1 else inputs[0], numbers(**definition["targets"])


def built(definition):
    if "config" in definition:
        return keras.models.model_from_json((folder / definition["config"]).read_text())
    model = keras.Sequential([keras.Input(definition["inputs"][0]["shape"])])
    for layer in definition["layers"]:
        model.add(getattr(keras.layers, layer["class_name"])(**layer["config"]))
    return model


def train(definition, batch):
    model = built(definition)
    model.compile(optimizer="adam", loss=definition["loss"])
    x, y = samples(definition, batch)

    def loss():
        # The return value of `train_on_batch` is the mean over all steps.
        model.reset_metrics()
        return float(model.test_on_batch(x, y))

    first = loss()
    result = measured(lambda: model.train_on_batch(x, y))
    # The first steps on random data can raise the loss.
    for _ in range(SETTLING_STEPS):
        if loss() < first:
            return result
        model.train_on_batch(x, y)
    sys.exit(f"the loss does not fall: {first} to {loss()}")


def predict(definition, batch):
    model = built(definition)
    x, _ = samples(definition, batch)
    call = tf.function(lambda x: model(x, training=False))
    return measured(lambda: call(tf.nest.map_structure(tf.constant, x)).numpy())


def product(m, k, n):
    a, b = (tf.constant(random.random(shape, dtype=np.float32) - 0.5) for shape in ([m, k], [k, n]))
    # A compiled function of one product would take 0.3 ms just to call.
    return measured(lambda: tf.matmul(a, b))


rows = {}
if not only or "products" in only:
    for m, k, n in workloads["products"]:
        rows[f"product-{m}x{k}x{n}"] = product(m, k, n)
for name, definition in workloads["models"].items():
    if only and name not in only:
        continue
    for batch in definition["train"]:
        rows[f"{name}-train-{batch}"] = train(definition, batch)
    for batch in definition["predict"]:
        rows[f"{name}-predict-{batch}"] = predict(definition, batch)
    keras.utils.clear_session()
print(json.dumps({"version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}", "rows": rows}))
