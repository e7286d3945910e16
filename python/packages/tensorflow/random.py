"""Random tensors. Their numbers are NumPy's, not TensorFlow's."""

import numpy as np
from keras.utils import set_random_seed
from tensorflow._functions import _sizes
from tensorflow._tensor import Tensor, array_of, as_dtype


def set_seed(seed):
    set_random_seed(seed)


def _source(seed):
    """The shared generator, or one of its own for a seed."""
    return np.random if seed is None else np.random.RandomState(int(seed) % 2**32)


def normal(shape, mean=0.0, stddev=1.0, dtype="float32", seed=None, name=None):
    return Tensor(np.asarray(_source(seed).normal(mean, stddev, _sizes(shape))).astype(as_dtype(dtype).name))


def uniform(shape, minval=0, maxval=None, dtype="float32", seed=None, name=None):
    kind = as_dtype(dtype)
    if kind.is_integer:
        if maxval is None:
            raise ValueError(f"Must specify maxval for integer dtype {kind!r}")
        made = _source(seed).randint(int(minval), int(maxval), _sizes(shape))
    else:
        made = _source(seed).uniform(minval, 1 if maxval is None else maxval, _sizes(shape))
    return Tensor(np.asarray(made).astype(kind.name))


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype="float32", seed=None, name=None):
    source, sizes = _source(seed), _sizes(shape)
    made = np.asarray(source.normal(0, 1, sizes))
    while True:
        wrong = abs(made) > 2
        if not wrong.any():
            return Tensor((made * stddev + mean).astype(as_dtype(dtype).name))
        made = np.where(wrong, source.normal(0, 1, sizes), made)


def shuffle(value, seed=None, name=None):
    array = array_of(value)
    return Tensor(array[_source(seed).permutation(len(array))])


def categorical(logits, num_samples, dtype="int64", seed=None, name=None):
    rows = array_of(logits).astype("float64")
    chances = np.exp(rows - rows.max(axis=-1, keepdims=True))
    chances /= chances.sum(axis=-1, keepdims=True)
    source = _source(seed)
    made = [source.choice(len(row), num_samples, p=row) for row in chances]
    return Tensor(np.array(made).astype(as_dtype(dtype).name))
