"""Houses in Boston in 1978 and their prices."""

import numpy as np
from keras.datasets._source import missing, npz


def split(name, path, test_split, seed):
    """Arrays x and y of a file, shuffled and split as Keras does."""
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split must be from 0 to below 1. Received: {test_split}")
    arrays = npz(path)
    if arrays is None:
        raise missing(name, [path], "pandas.read_csv reads a table of your own.")
    x, y = arrays["x"], arrays["y"]
    order = np.arange(len(x))
    np.random.RandomState(seed=seed).shuffle(order)
    x, y = x[order], y[order]
    count = int(len(x) * (1 - test_split))
    return (x[:count], y[:count]), (x[count:], y[count:])


def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    return split("The table of Boston's houses", path, test_split, seed)
