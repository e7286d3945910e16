"""The everyday part of TensorFlow: `tensorflow.keras`, tensors with values, and `tf.data`."""

import sys

import keras
from tensorflow import errors
from tensorflow._functions import *
from tensorflow._tensor import DTYPES, DType, Tensor, TensorShape, Variable, as_dtype
from tensorflow._printing import tf_print as print
from tensorflow import _parts, config, data, dtypes, image, io, linalg, math, nn, random, strings, test
from tensorflow._parts import GradientTape, TensorSpec, executing_eagerly, function, no_op, newaxis, version

__version__ = "2.21.0 (Pupil)"

for _name in list(sys.modules):
    if _name == "keras" or _name.startswith("keras."):
        sys.modules["tensorflow." + _name] = sys.modules[_name]

globals().update(DTYPES)


def __getattr__(name):
    if name in ("compat", "contrib", "placeholder", "Session"):
        raise AttributeError(f"module 'tensorflow' has no attribute '{name}': TensorFlow 1 is not here; use tensorflow.keras")
    raise AttributeError(
        f"module 'tensorflow' has no attribute '{name}' here: of TensorFlow this page has tensorflow.keras, tf.data, "
        "tf.image and functions on tensors (docs/reference/python.md). NumPy and keras.ops may do what it does"
    )
