"""Initial values of weights."""

from keras import _config
from keras._config import Configured


class Initializer(Configured):
    """The base of all initializers."""

    _group = "initializers"

    def __call__(self, shape, dtype=None):
        raise NotImplementedError(f"{type(self).__name__}: values outside a layer are not here yet")


_made = _config.classes("initializers", Initializer)
globals().update(_made)
for _name in list(_made):
    from keras._names import snake as _snake

    globals()[_snake(_name)] = _made[_name]


def get(identifier):
    if isinstance(identifier, str):
        return globals()[identifier]()
    return identifier
