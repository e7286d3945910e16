"""Helpers."""

import random as _random

import numpy as np

from keras import _engine

_fits = [0, 0]


def set_random_seed(seed):
    """Seeds Python, NumPy and the engine."""
    _random.seed(seed)
    np.random.seed(seed)
    _engine.set_seed(seed)
    _fits[0], _fits[1] = int(seed) * 7919, 0


def _next_fit_seed():
    _fits[1] += 1
    return _fits[0] + _fits[1]


def to_categorical(x, num_classes=None):
    """Class numbers as rows with a one at the class."""
    x = np.asarray(x)
    shape = x.shape
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    numbers = x.reshape(-1).astype("int64")
    count = int(num_classes) if num_classes else int(numbers.max()) + 1
    rows = np.zeros((len(numbers), count))
    rows[np.arange(len(numbers)), numbers] = 1
    return rows.reshape(*shape, count)


def normalize(x, axis=-1, order=2):
    """Rows divided by their norm."""
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return x / np.expand_dims(norm, axis)


def plot_model(*args, **kwargs):
    raise NotImplementedError("plot_model is not here yet; model.summary() shows the layers")


class PyDataset:
    """Batches by their number; a class of your own has __len__ and __getitem__."""

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        pass

    def on_epoch_end(self):
        pass


Sequence = PyDataset


def pad_sequences(*args, **kwargs):
    from keras.preprocessing.sequence import pad_sequences as function

    return function(*args, **kwargs)


def __getattr__(name):
    if name in ("CustomObjectScope", "custom_object_scope", "get_custom_objects", "get_registered_name",
                "get_registered_object", "register_keras_serializable", "serialize_keras_object",
                "deserialize_keras_object"):
        from keras import saving

        return getattr(saving, name)
    raise AttributeError(f"module 'keras.utils' has no attribute '{name}'")
