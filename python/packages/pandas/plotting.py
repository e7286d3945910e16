"""Drawings of tables."""

from ._plot import scatter_matrix


def __getattr__(name):
    raise AttributeError(f"this pandas has no plotting.{name}; draw it with matplotlib")
