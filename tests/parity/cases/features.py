"""Layers that make numbers and classes of tables ready for a network. The script normalization.py in tests/python/keras adapts."""

import keras
from keras import layers as L

from .functional import functional


def feature(name, about, shape, make, **options):
    def model():
        x = keras.Input(shape)
        h = make()(x)
        h = L.Flatten()(h) if len(h.shape) > 2 else h
        return keras.Model(x, L.Dense(2)(h))

    return functional(f"features_{name}", about, shape, model, **options)


def feature_cases():
    classes = {"inputs": "ints", "vocabulary": 5}
    return [
        feature("normalization_all", "one given number for all, inverted", (2, 3),
                lambda: L.Normalization(axis=None, mean=0.7, variance=2.5, invert=True)),
        feature("normalization_axes", "a given number for each place", (2, 3),
                lambda: L.Normalization(axis=(1, 2), mean=[[0.5, -1.0, 2.0], [0.1, 0.2, 0.3]],
                                        variance=[[4.0, 0.25, 1.0], [1.0, 2.0, 3.0]])),
        feature("normalization_given", "given numbers for the last axis", (2, 3),
                lambda: L.Normalization(mean=[0.5, -1.0, 2.0], variance=[4.0, 0.25, 1.0])),
        feature("normalization_one", "one given number", (4,), lambda: L.Normalization(axis=None, mean=0.3, variance=2.0)),
        feature("category_multi", "CategoryEncoding, multi_hot", (3,), lambda: L.CategoryEncoding(5), **classes),
        feature("category_one", "CategoryEncoding, one_hot", (1,), lambda: L.CategoryEncoding(5, output_mode="one_hot"), **classes),
        feature("category_several", "CategoryEncoding, one_hot of several", (3,),
                lambda: L.CategoryEncoding(5, output_mode="one_hot"), **classes),
        feature("category_count", "CategoryEncoding, count", (4,), lambda: L.CategoryEncoding(6, output_mode="count"), **classes),
        feature("bins_one", "Discretization as one_hot", (1,), lambda: L.Discretization([-0.5, 0.0, 0.8], output_mode="one_hot")),
        feature("bins_count", "Discretization as count", (3,), lambda: L.Discretization([-0.5, 0.0, 0.8], output_mode="count")),
        feature("identity", "Identity", (3,), lambda: L.Identity()),
    ]
