"""The models, losses and optimizers that the fixtures prove; see README.md."""

from .activations import activation_cases
from .case import Case
from .dense import dense_cases
from .images import image_cases
from .logits import logits_cases

__all__ = ["Case", "all_cases"]


def all_cases():
    return [
        *dense_cases(),
        *logits_cases(),
        *image_cases(),
        *activation_cases(),
    ]
