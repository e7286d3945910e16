"""Losses, by name or with options."""

from keras import _config


class Loss(_config.Named):
    """The base of all losses that the engine knows."""

    _group = "losses"


globals().update(_config.classes("losses", Loss))
