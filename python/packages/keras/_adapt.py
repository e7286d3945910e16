"""`adapt` of layers that learn from data before a training."""

import numpy as np

from keras._tensor import plain_array


def _batches(data):
    """The arrays that `data` gives: itself, or the batches of a data set."""
    if hasattr(data, "__array__") or hasattr(data, "numpy"):
        return [plain_array(data)]
    return [plain_array(batch[0] if isinstance(batch, tuple) else batch) for batch in data]


def _axes(layer, rank):
    axis = layer._options.get("axis", -1)
    axes = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    return sorted(at % rank for at in axes)


def normalize(layer, data):
    """Sets the mean and the variance of a `Normalization` to those of data: an array, or batches."""
    if layer._options.get("mean") is not None:
        raise ValueError(f"Cannot `adapt` a Normalization layer that is initialized with static `mean` and `variance` ({layer.name})")
    batches = _batches(data)
    if not batches:
        raise ValueError("adapt() received an empty iterable (no batches). Expected at least one batch.")
    first = batches[0]
    kept = _axes(layer, first.ndim)
    reduced = tuple(at for at in range(first.ndim) if at not in kept)
    mean, variance, total = 0.0, 0.0, 0
    for batch in batches:
        # The means and variances of the batches, weighted by their numbers of samples.
        new, count = np.mean(batch, axis=reduced), total + batch.shape[0]
        part = batch.shape[0] / count
        joined = mean * (1 - part) + new * part
        variance = (variance + (mean - joined) ** 2) * (1 - part) + (np.var(batch, axis=reduced) + (new - joined) ** 2) * part
        mean, total = joined, count
    layer._adapted = (None, *first.shape[1:])
    layer.build(layer._adapted)
    layer.set_weights([np.asarray(mean, dtype="float32"), np.asarray(variance, dtype="float32"), np.array(0.0, dtype="float32")])


def _statistic(index, name):
    """The numbers of a layer, with sizes of 1 for the axes that share them."""

    def read(layer):
        given = layer._options.get(name)
        value = np.asarray(given, dtype="float32") if given is not None else layer.get_weights()[index]
        rank = len(layer._adapted)
        shape = [1] * rank
        for at, size in zip(_axes(layer, rank), value.shape):
            shape[at] = size
        return value.reshape(shape)

    return property(read)


def install(classes):
    """Adds `adapt`, and what it finds, to the classes of layers."""
    normalization = classes["Normalization"]
    normalization.adapt = normalize
    normalization.mean, normalization.variance = _statistic(0, "mean"), _statistic(1, "variance")
