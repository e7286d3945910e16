"""Keras on Pupil's engine."""

from keras._layer import Layer, Variable

from keras import (
    activations,
    applications,
    backend,
    callbacks,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    ops,
    optimizers,
    preprocessing,
    random,
    regularizers,
    saving,
    utils,
)
from keras._model import Functional, Input, Model, Sequential
from keras.initializers import Initializer
from keras.losses import Loss
from keras.metrics import Metric
from keras.optimizers import Optimizer
from keras.regularizers import Regularizer
from keras._tensor import KerasTensor

__version__ = "3.15.1 (Pupil)"


def version():
    return __version__


def __getattr__(name):
    import sys

    if name in ("distribution", "dtype_policies", "export", "mixed_precision", "quantizers", "visualization"):
        raise AttributeError(f"keras.{name} is not here: run the program with Keras on your computer")
    raise AttributeError(f"module 'keras' has no attribute '{name}'", name=name, obj=sys.modules[__name__])
