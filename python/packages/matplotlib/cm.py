"""Colour maps by name."""

from .colors import ScalarMappable, colormaps, get_cmap

_colormaps = colormaps


def __getattr__(name):
    try:
        return colormaps[name]
    except KeyError:
        raise AttributeError(f"module 'matplotlib.cm' has no attribute {name!r}") from None
