"""Writes the configs of the functional models, models/*.json, with real Keras: `python3 models.py`.

Options that have no effect on these measurements are left out: Keras reads its defaults in their place.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
from keras import layers  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "models"

WORDS = 65
STEPS = 64
WIDTH = 128
HEADS = 4
BLOCKS = 4


def transformer():
    """A decoder-only transformer as in nanoGPT, with its 65 characters."""
    tokens = keras.Input([STEPS], name="tokens")
    positions = keras.Input([STEPS], name="positions")
    x = layers.Add()([layers.Embedding(WORDS, WIDTH)(tokens), layers.Embedding(STEPS, WIDTH)(positions)])
    for _ in range(BLOCKS):
        normal = layers.LayerNormalization()(x)
        x = layers.Add()([x, layers.MultiHeadAttention(HEADS, WIDTH // HEADS)(normal, normal, use_causal_mask=True)])
        normal = layers.LayerNormalization()(x)
        wide = layers.Dense(4 * WIDTH, activation="gelu")(normal)
        x = layers.Add()([x, layers.Dense(WIDTH)(wide)])
    x = layers.Dense(WORDS, activation="softmax")(layers.LayerNormalization()(x))
    return keras.Model([tokens, positions], x, name="transformer")


def mobilenet():
    """The network inside of Teachable Machine's models for pictures, with a classifier for 1000 classes."""
    return keras.applications.MobileNetV2(input_shape=(224, 224, 3), alpha=0.35, weights=None, name="mobilenet")


def kept(config):
    """The options of a layer but for initial values, regularizers, constraints and what is not set."""
    ends = ("_initializer", "_regularizer", "_constraint")
    return {key: value for key, value in config.items() if value is not None and not key.endswith(ends) and key != "dtype"}


def plain(layer):
    return {
        "module": layer["module"],
        "class_name": layer["class_name"],
        "config": kept(layer["config"]),
        "name": layer["name"],
        "inbound_nodes": layer["inbound_nodes"],
    }


def write(model):
    config = json.loads(model.to_json())["config"]
    rows = ",\n".join(json.dumps(plain(layer)) for layer in config["layers"])
    ends = ",\n".join(f'"{key}": {json.dumps(config[key])}' for key in ["input_layers", "output_layers"])
    head = '"module": "keras.src.models.functional", "class_name": "Functional"'
    text = f'{{ {head}, "config": {{ "name": "{model.name}", "layers": [\n{rows}\n],\n{ends} }} }}\n'
    copy = keras.models.model_from_json(text)
    assert [weight.shape for weight in copy.weights] == [weight.shape for weight in model.weights]
    (FOLDER / f"{model.name}.json").write_text(text)
    print(f"{model.name}: {model.count_params():,} parameters, {len(text):,} bytes")


if __name__ == "__main__":
    write(transformer())
    write(mobilenet())
