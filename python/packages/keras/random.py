"""Random numbers, new ones in each step of a training."""

import math

import numpy as np

from keras import ops
from keras._apply import apply, scopes
from keras.utils import set_random_seed


class SeedGenerator:
    """Where random functions take their seeds; the engine has its own, so this one only is an argument."""

    def __init__(self, seed=None, name=None, **kwargs):
        self.seed = seed

    def next(self):
        return self.seed


def _drawn(kind, shape, formula, eager, dtype, **constants):
    """Numbers from formulas of uniform ones. In predictions of a model they are the same for each batch."""
    shape = tuple(shape)
    if not scopes:
        return eager(shape).astype(dtype or "float32")

    def lower(steps, x):
        like = x if None in shape else None
        return steps.map(formula, steps.uniform(shape, like), steps.uniform(shape, like), **constants)

    return apply(kind, lower, [scopes[-1].batch()], {}, "float32", "random")


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    # Box and Muller's form of a normal number.
    formula = f"m + s * sqrt(-2 * log(1 - a)) * cos({2 * math.pi} * b)"
    return _drawn("Normal", shape, formula, lambda shape: _generator(seed).normal(mean, stddev, shape), dtype,
                  m=float(mean), s=float(stddev))


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    return _drawn("Uniform", shape, "l + (h - l) * a + 0 * b",
                  lambda shape: _generator(seed).uniform(minval, maxval, shape), dtype, l=float(minval), h=float(maxval))


def _generator(seed):
    seed = getattr(seed, "seed", seed)
    return np.random if seed is None else np.random.RandomState(int(seed))


def randint(shape, minval, maxval, dtype="int32", seed=None):
    if scopes:
        raise NotImplementedError("random.randint within a layer is not here; use random.uniform and ops.floor")
    return _generator(seed).randint(minval, maxval, shape).astype(dtype)


def shuffle(x, axis=0, seed=None):
    order = _generator(seed).permutation(np.asarray(x).shape[axis])
    return np.take(np.asarray(x), order, axis)


def dropout(inputs, rate, noise_shape=None, seed=None):
    """Zeros in place of a share of the numbers; the others grow by as much."""
    if not 0 <= rate < 1:
        raise ValueError(f"`rate` must be from 0 to below 1. Received: rate={rate}")
    shape = inputs.shape if noise_shape is None else [known if size is None else size
                                                      for known, size in zip(inputs.shape, noise_shape)]
    kept = ops.cast(ops.greater_equal(uniform(shape, seed=seed), rate), "float32")
    return inputs * kept * (1.0 / (1.0 - rate))
