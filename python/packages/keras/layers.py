"""Layers, made from Keras's signatures and the engine's table."""

import sys

from keras import _adapt, _config
from keras._layer import Layer
from keras._model import Input, InputLayer

_made = _config.classes("layers", Layer)
_made.pop("InputLayer", None)
_made.pop("Lambda", None)
_adapt.install(_made)


class RNN(_made["RNN"]):
    """A recurrent layer of a cell, or of a list of cells."""

    def __init__(self, cell, *args, **kwargs):
        cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        super().__init__(cell, *args, **kwargs)


_made["RNN"] = RNN
globals().update(_made)

# Keras's other names for the same classes.
for _old, _new in (
    ("Convolution1D", "Conv1D"), ("Convolution2D", "Conv2D"), ("MaxPool1D", "MaxPooling1D"),
    ("MaxPool2D", "MaxPooling2D"), ("AvgPool1D", "AveragePooling1D"), ("AvgPool2D", "AveragePooling2D"),
    ("GlobalAvgPool1D", "GlobalAveragePooling1D"), ("GlobalAvgPool2D", "GlobalAveragePooling2D"),
    ("GlobalMaxPool1D", "GlobalMaxPooling1D"), ("GlobalMaxPool2D", "GlobalMaxPooling2D"),
    ("Convolution1DTranspose", "Conv1DTranspose"), ("Convolution2DTranspose", "Conv2DTranspose"),
    ("Convolution3D", "Conv3D"), ("Convolution3DTranspose", "Conv3DTranspose"), ("MaxPool3D", "MaxPooling3D"),
    ("AvgPool3D", "AveragePooling3D"), ("GlobalAvgPool3D", "GlobalAveragePooling3D"),
    ("GlobalMaxPool3D", "GlobalMaxPooling3D"),
):
    globals()[_old] = _made[_new]


def _function(name):
    def merge(inputs, **kwargs):
        return _made[name](**kwargs)(inputs)

    return merge


add, subtract, multiply, average = _function("Add"), _function("Subtract"), _function("Multiply"), _function("Average")
maximum, minimum = _function("Maximum"), _function("Minimum")


def concatenate(inputs, axis=-1, **kwargs):
    return _made["Concatenate"](axis=axis, **kwargs)(inputs)


def dot(inputs, axes=-1, **kwargs):
    return _made["Dot"](axes=axes, **kwargs)(inputs)


class Lambda(Layer):
    """A Python function as a layer."""

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        self.function, self.arguments = function, arguments or {}

    def call(self, inputs):
        return self.function(inputs, **self.arguments)

    def get_config(self):
        raise NotImplementedError(
            f"the layer {self.name} is a Lambda: its function is code, which a file does not hold. Write the function as a "
            "class of layers with call, or build the model anew and use save_weights"
        )


# Not one of the engine's layers.
Lambda.__module__ = "keras._own"


def deserialize(config, custom_objects=None):
    from keras import saving

    return saving.deserialize_keras_object(config, custom_objects)


def serialize(layer):
    return layer._serialized()


def __getattr__(name):
    raise AttributeError(f"module 'keras.layers' has no attribute '{name}'", name=name, obj=sys.modules[__name__])
