"""Names that Keras gives by itself: dense, dense_1, dense_2."""

import re

_counts = {}


def snake(name):
    """conv2d for Conv2D, max_pooling2d for MaxPooling2D."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def fresh(prefix):
    count = _counts.get(prefix, 0)
    _counts[prefix] = count + 1
    return prefix if count == 0 else f"{prefix}_{count}"


def clear():
    _counts.clear()


class hidden:
    """Names that are given from now on do not count; `restore` ends it. For what only the engine names."""

    def __init__(self):
        self._before = dict(_counts)

    def restore(self):
        _counts.clear()
        _counts.update(self._before)
