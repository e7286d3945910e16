"""Initial values of weights."""

import numpy as np

import _pupil
from keras import _config
from keras._config import Configured
from keras._names import snake as _snake


class Initializer(Configured):
    """The base of all initializers. One of your own has `__call__(self, shape, dtype=None)`."""

    _group = "initializers"

    def __call__(self, shape, dtype=None, **kwargs):
        from keras import _engine

        shape = [shape] if isinstance(shape, int) else list(shape)
        return _pupil.initial(self._serialized(), shape, _engine.next_seed())


_made = _config.classes("initializers", Initializer)
globals().update(_made)
for _name in list(_made):
    globals()[_snake(_name)] = _made[_name]


def get(identifier):
    """An initializer from its name, its config, a number, or a function."""
    if identifier is None or callable(identifier) and not isinstance(identifier, type):
        return identifier
    if isinstance(identifier, str):
        return globals()[identifier]()
    if isinstance(identifier, dict):
        from keras import saving

        return saving.found(identifier, globals())
    if isinstance(identifier, type):
        return identifier()
    if isinstance(identifier, (int, float, np.ndarray)):
        return lambda shape, dtype=None: np.full(shape, identifier) if not hasattr(identifier, "shape") else identifier
    raise ValueError(f"Could not interpret initializer identifier: {identifier}")


def serialize(initializer):
    return initializer._serialized()


deserialize = get
