"""Opens with real Keras what Pupil wrote, compares predictions, and goes on training.

    python check_keras.py PUPIL

PUPIL is the command-line program. Needs Keras 3 on JAX.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "jax")
import numpy as np

import keras

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras")
PUPIL = sys.argv[1]
FOLDER = tempfile.mkdtemp()


def source(name):
    """The path of a fixture, unpacked."""
    path = os.path.join(HERE, name)
    if os.path.exists(path):
        return path
    unpacked = os.path.join(FOLDER, name)
    with gzip.open(path + ".gz") as packed, open(unpacked, "wb") as file:
        file.write(packed.read())
    return unpacked


def convert(path, name):
    out = os.path.join(FOLDER, name)
    subprocess.run([PUPIL, "convert", path, out], check=True, stdout=subprocess.DEVNULL)
    return out


def arrays(parts):
    return [np.array(part["data"], dtype="float32").reshape(part["shape"]) for part in parts]


def difference(found, expected):
    found = found if isinstance(found, (list, tuple)) else [found]
    return max(np.abs(np.asarray(a) - b).max() / max(np.abs(b).max(), 1e-6) for a, b in zip(found, expected))


failures = 0


def report(what, value, limit):
    global failures
    wrong = not value <= limit
    failures += wrong
    print("%-50s %9.2e %s" % (what, value, "WRONG, at most %g" % limit if wrong else "ok"))


# Every fixture that Keras 3 can express, in both formats.
for part in ["keras3", "keras3_attention", "keras3_masks", "keras3_nested", "keras213", "keras22"]:
    with open(os.path.join(HERE, part + ".json")) as file:
        cases = json.load(file)
    for name, case in cases.items():
        # Weights alone; 16-bit floats, whose policy is written back; the hard_sigmoid of Keras 2; a call with
        # training=True, which Keras 3 overrides.
        if ".weights." in name or "float16" in name or "-old" in name or "-transfer" in name:
            continue
        # From HDF5, Keras 3.15 reads the option score_mode="dot" of Attention as its function dot, also in its own files.
        for ending in [".keras"] if name.startswith("k3-attention") else [".keras", ".h5"]:
            model = keras.models.load_model(convert(source(name), "written" + ending))
            x = arrays(case["inputs"])
            y = model.predict(x if len(x) > 1 else x[0], verbose=0)
            y = list(y.values()) if isinstance(y, dict) else y
            report("%s as %s" % (name, ending), difference(y, arrays(case["outputs"])), 1e-5)

# Weights alone, into a model that is there.
with open(os.path.join(HERE, "k3-cnn.config.json")) as file:
    model = keras.models.model_from_json(file.read())
model.load_weights(convert(source("k3-cnn.keras"), "written.weights.h5"))
with open(os.path.join(HERE, "keras3.json")) as file:
    case = json.load(file)["k3-cnn.keras"]
report("k3-cnn.keras as .weights.h5", difference(model.predict(arrays(case["inputs"])[0], verbose=0), arrays(case["outputs"])), 1e-5)

# Goes on training: the same from Keras's file and from ours, with the optimizer's state.
x = arrays(case["inputs"])[0]
y = np.array([0, 2])
results = []
for path in [source("k3-cnn.keras"), convert(source("k3-cnn.keras"), "again.keras")]:
    model = keras.models.load_model(path)
    # Dropout would draw other masks.
    dropout = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    for layer in dropout:
        layer.rate = 0.0
    model.fit(x, y, epochs=2, batch_size=1, shuffle=False, verbose=0)
    results.append((int(model.optimizer.iterations), model.predict(x, verbose=0)))
for (steps, found), what in zip(results[1:], [".keras"]):
    report("two more epochs from %s" % what, difference(found, [results[0][1]]), 1e-4)
    report("steps after that from %s" % what, abs(steps - results[0][0]), 0)

print("%d failures" % failures)
sys.exit(1 if failures else 0)
