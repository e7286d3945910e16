"""Penalties on weights and outputs."""

from keras import _config
from keras._config import Configured


class Regularizer(Configured):
    """The base of all regularizers."""

    _group = "regularizers"


globals().update(_config.classes("regularizers", Regularizer))


def l1(l1=0.01):
    return globals()["L1"](l1)


def l2(l2=0.01):
    return globals()["L2"](l2)


def l1_l2(l1=0.0, l2=0.0):
    return globals()["L1L2"](l1, l2)
