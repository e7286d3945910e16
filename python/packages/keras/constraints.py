"""Limits of weights."""

from keras import _config
from keras._config import Configured, plain


class Constraint(Configured):
    """The base of all constraints."""

    _group = "constraints"

    def __call__(self, w):
        """The nearest weight within the limit."""
        from keras import ops

        kind, given = type(self).__name__, self._options.get
        if kind == "NonNeg":
            return w * ops.cast(ops.greater_equal(w, 0.0), "float32")
        norm = ops.sqrt(ops.sum(ops.square(w), given("axis", 0), True))
        if kind == "UnitNorm":
            wanted = 1.0
        elif kind == "MaxNorm":
            wanted = ops.clip(norm, 0.0, given("max_value", 2))
        else:
            rate = given("rate", 1.0)
            wanted = rate * ops.clip(norm, given("min_value", 0.0), given("max_value", 1.0)) + (1.0 - rate) * norm
        return w * (wanted / (1e-7 + norm))


_KNOWN = _config.named(_config.classes("constraints", Constraint))
globals().update(_KNOWN)


def get(identifier):
    """A constraint from its name, its config, a function, or itself."""
    from keras import saving

    return saving.identified(identifier, _KNOWN, "constraint")


def serialize(constraint):
    return plain(constraint)


deserialize = get
