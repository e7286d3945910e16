"""Random arrays."""

import numpy as np
from keras.utils import set_random_seed as set_seed


def normal(shape, mean=0.0, stddev=1.0, dtype="float32", seed=None, name=None):
    return np.random.normal(mean, stddev, shape).astype(dtype)


def uniform(shape, minval=0, maxval=1, dtype="float32", seed=None, name=None):
    return np.random.uniform(minval, maxval, shape).astype(dtype)
