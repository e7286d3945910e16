"""Matplotlib's pictures, drawn as SVG."""

from ._rc import BACKENDS, RcParams, cycler, rc, rc_context, rcdefaults, rcParams
from .colors import colormaps

__version__ = "3.11.2"
rcParamsDefault = rcParams.copy()
_backend = "agg"
_MODULES = ("animation", "artist", "axes", "axis", "cm", "collections", "colors", "dates", "figure", "gridspec", "image", "legend", "lines", "markers", "patches", "pyplot", "style", "text", "ticker", "transforms", "widgets")


def use(backend, *, force=True):
    """Takes the name of a backend. All of them draw SVG here."""
    global _backend
    if not isinstance(backend, str) or backend.lower() not in BACKENDS:
        raise ValueError(f"{backend!r} is not a valid value for backend; supported values are {list(BACKENDS)}")
    _backend = backend


def get_backend():
    return _backend


def set_loglevel(level):
    pass


def __getattr__(name):
    if name in _MODULES:
        import importlib

        return importlib.import_module("matplotlib." + name)
    raise AttributeError(f"module 'matplotlib' has no attribute {name!r}")
