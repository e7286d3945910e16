"""Initial values of weights."""

import numpy as np

import _pupil
from keras import _config
from keras._config import Configured


class Initializer(Configured):
    """The base of all initializers. One of your own has `__call__(self, shape, dtype=None)`."""

    _group = "initializers"

    def __call__(self, shape, dtype=None, **kwargs):
        from keras import _engine

        shape = [shape] if isinstance(shape, int) else list(shape)
        return _pupil.initial(self._serialized(), shape, _engine.next_seed())


_made = _config.classes("initializers", Initializer)
_KNOWN = _config.named(_made)
globals().update(_KNOWN)


def get(identifier):
    """An initializer from its name, its config, a number, an array, or a function."""
    if isinstance(identifier, np.ndarray):
        return lambda shape, dtype=None: identifier
    if isinstance(identifier, (int, float)):
        return lambda shape, dtype=None: np.full(shape, identifier)
    from keras import saving

    return saving.identified(identifier, _KNOWN, "initializer")


def serialize(initializer):
    return initializer._serialized()


deserialize = get
