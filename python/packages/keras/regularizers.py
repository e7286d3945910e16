"""Penalties on weights and outputs."""

from keras import _config
from keras._config import Configured, plain


class Regularizer(Configured):
    """The base of all regularizers. One of your own has `__call__(self, x)`."""

    _group = "regularizers"

    def __call__(self, x):
        """The penalty of a weight."""
        from keras import ops

        if "factor=" in self._parameters:
            return self._orthogonal(x)
        # L1 and L2 have a factor by default, L1L2 has none.
        default = 0.01 if len(self._parameters) == 1 else 0.0
        penalty = 0.0
        for name, size in (("l1", ops.absolute), ("l2", ops.square)):
            if f"{name}=" in self._parameters:
                penalty = penalty + self._options.get(name, default) * ops.sum(size(x))
        return penalty

    def _orthogonal(self, x):
        from keras import ops

        rows = self._options.get("mode", "rows") == "rows"
        x = ops.normalize(x, axis=1 if rows else 0)
        products = ops.matmul(x, ops.transpose(x)) if rows else ops.matmul(ops.transpose(x), x)
        count = x.shape[0 if rows else 1]
        others = products * (1.0 - ops.eye(count))
        return self._options.get("factor", 0.01) * ops.sum(ops.absolute(others)) / (count * (count - 1))


_made = _config.classes("regularizers", Regularizer)
_KNOWN = _config.named(_made)
globals().update(_made)
orthogonal_regularizer = _made["OrthogonalRegularizer"]


def l1(l1=0.01):
    return _made["L1"](l1)


def l2(l2=0.01):
    return _made["L2"](l2)


def l1_l2(l1=0.0, l2=0.0):
    return _made["L1L2"](l1, l2)


def get(identifier):
    """A regularizer from its name, its config, a function, or itself."""
    from keras import saving

    return saving.identified(identifier, _KNOWN, "regularizer")


def serialize(regularizer):
    return plain(regularizer)


deserialize = get
