"""What `fit`, `evaluate` and `predict` are given, as arrays for the engine."""

import random

import numpy as np

from keras._tensor import flatten, plain_array


def array(value, what):
    """An array of numbers. Numbers without an axis besides the batch stay as they are."""
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    elif hasattr(value, "numpy") and not isinstance(value, np.ndarray):
        value = value.numpy()
    if not isinstance(value, np.ndarray):
        raise ValueError(f"Unrecognized data type: {what}={_shown(value)} (of type {type(value)})")
    if value.dtype.name in ("float64", "bool"):
        value = value.astype("float32")
    return value


def _shown(value):
    text = str(value)
    return text if len(text) <= 100 else text[:100] + "..."


def leaves(value, names, what):
    """Arrays in the order of a model's inputs or outputs."""
    if isinstance(value, dict):
        missing = [name for name in names if name not in value]
        if missing:
            raise ValueError(f"Missing data for {what} \"{missing[0]}\". You passed a data dictionary with keys "
                             f"{list(value)}. Expected the following keys: {list(names)}")
        return [array(value[name], what) for name in names]
    if isinstance(value, (list, tuple)):
        return [array(item, what) for item in flatten(value)]
    return [array(value, what)]


def is_data(value):
    """True for what Keras takes as data: arrays, and lists and dicts of arrays. Lists of numbers are not. Texts are, because
    they cannot stand in arrays here."""
    return all(hasattr(leaf, "shape") or hasattr(leaf, "to_numpy") or isinstance(leaf, str) for leaf in flatten(value))


def check(x, y):
    """Refuses lists of numbers, as Keras does, and says what to do."""
    for name, value in (("x", x), ("y", y)):
        if value is not None and not is_data(value):
            raise ValueError(f"Unrecognized data type: x={_shown(x)} (of type {type(x)}). "
                             f"{name} is a {type(value).__name__} of numbers; make it an array: np.array({name})")


def with_axis(values, shapes):
    """Arrays for a model's inputs or outputs of these shapes. Where a shape is one number for each sample or more, an
    array without that axis gets it, as in Keras: (n,) becomes (n, 1)."""
    return [
        value.reshape(-1, 1) if value.ndim == 1 and len(shape) == 2 else value for value, shape in zip(values, shapes)
    ]


def class_weights(y, weights):
    """A weight for each sample, from those of its class. Classes without one have the weight 1."""
    classes = plain_array(y)
    if classes.ndim > 1:
        classes = classes.argmax(-1) if classes.shape[-1] > 1 else classes.reshape(-1)
    return np.array([weights.get(int(number), 1.0) for number in classes.tolist()], dtype="float32")


def unpack(data):
    """x, y and sample weights of an element of a generator."""
    if isinstance(data, (tuple, list)):
        if len(data) == 1:
            return data[0], None, None
        if len(data) == 2:
            return data[0], data[1], None
        if len(data) == 3:
            return tuple(data)
    return data, None, None


class Batches:
    """Batches from a generator, a Sequence or a Dataset."""

    def __init__(self, source, steps, goes_on=False, shuffle=False):
        """With `goes_on` an epoch begins where the last one ended; with `shuffle` a Sequence's batches come in another
        order each time."""
        self.source, self.steps, self._goes_on, self._shuffle = source, steps, goes_on, shuffle
        self._order = []
        if steps is None and hasattr(source, "__len__"):
            try:
                self.steps = len(source)
            except TypeError:
                # A dataset without an end or of unknown length.
                self.steps = None
        self._iterator = None
        self._at = 0

    def next(self):
        """The next batch; None at the end of the source."""
        if hasattr(self.source, "__getitem__") and hasattr(self.source, "__len__"):
            if self._at >= len(self.source):
                return None
            if self._at == 0:
                self._order = list(range(len(self.source)))
                if self._shuffle:
                    random.shuffle(self._order)
            batch = self.source[self._order[self._at]]
            self._at += 1
            return batch
        if self._iterator is None:
            self._iterator = iter(self.source)
        batch = next(self._iterator, None)
        if batch is None:
            self._iterator = None if iter(self.source) is not self.source else self._iterator
        return batch

    def again(self):
        """Starts from the beginning, unless the source is a generator, which goes on."""
        self._at = 0
        if not self._goes_on and iter(self.source) is not self.source:
            self._iterator = None
        if hasattr(self.source, "on_epoch_end"):
            self.source.on_epoch_end()


def is_batches(x):
    """True for what gives batches, not arrays."""
    if isinstance(x, (np.ndarray, list, dict, tuple, str, bytes)) or hasattr(x, "to_numpy") or hasattr(x, "shape"):
        return False
    return hasattr(x, "__next__") or hasattr(x, "__iter__") or hasattr(x, "__getitem__")
