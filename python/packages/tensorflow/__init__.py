"""The everyday part of TensorFlow: `tensorflow.keras`, and functions on arrays."""

import sys

import keras
import numpy as np
from tensorflow import random

__version__ = "2.21.0 (Pupil)"

for _name in list(sys.modules):
    if _name == "keras" or _name.startswith("keras."):
        sys.modules["tensorflow." + _name] = sys.modules[_name]

float32, float64, int32, int64, uint8, bool = "float32", "float64", "int32", "int64", "uint8", "bool"


def constant(value, dtype=None, shape=None, name="Const"):
    """An array; a page's TensorFlow has no tensors of its own."""
    array = np.array(value, dtype=dtype or ("float32" if _has_floats(value) else None))
    return array if shape is None else array.reshape(shape)


def _has_floats(value):
    return np.asarray(value).dtype.name == "float64" and not isinstance(value, np.ndarray)


convert_to_tensor = constant


class GradientTape:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "GradientTape records every operation of TensorFlow, which is not here. model.fit and model.train_on_batch "
            "train with the engine's own gradients"
        )


def __getattr__(name):
    raise AttributeError(
        f"module 'tensorflow' has no attribute '{name}' here: of TensorFlow this page has tensorflow.keras and some "
        "functions on arrays. The rest runs in Colab or Jupyter"
    )
