"""Limits of weights."""

from keras import _config
from keras._config import Configured


class Constraint(Configured):
    """The base of all constraints."""

    _group = "constraints"


_made = _config.classes("constraints", Constraint)
globals().update(_made)
max_norm, min_max_norm = _made["MaxNorm"], _made["MinMaxNorm"]
non_neg, unit_norm = _made["NonNeg"], _made["UnitNorm"]
