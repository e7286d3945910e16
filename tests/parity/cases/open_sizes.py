"""Models whose inputs have unknown sizes. They are trained on samples of one size and validated on samples of another."""

import keras
from keras import layers as L
from keras import optimizers as O

from .case import small

TOKENS = {"inputs": "tokens", "vocabulary": 9}


def unknown(name, about, shape, other, model, loss="mse", optimizer=None, targets="real", **options):
    """A case for samples of two shapes."""
    options = {"predicts_after": True, "validation_samples": 6, "validation_shape": other, "metrics": ("mae",)} | options
    return small(f"open_{name}", about, shape, None, loss, optimizer, targets, model=model, **options)


def chain(shape, layers, **options):
    return lambda: keras.Sequential([keras.Input(shape, **options), *layers()])


def attention():
    x = keras.Input((None, 4))
    h = L.LayerNormalization()(x + L.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True))
    return keras.Model(x, L.Dense(2)(L.GlobalAveragePooling1D()(h)))


def translation():
    """An encoder and a decoder, each for sequences of any length."""
    source, target = keras.Input((None,), name="source"), keras.Input((None,), name="target")
    _, h, c = L.LSTM(4, return_state=True)(L.Embedding(7, 3, mask_zero=True)(source))
    y = L.LSTM(4, return_sequences=True)(L.Embedding(6, 3)(target), initial_state=[h, c])
    return keras.Model([source, target], L.Dense(5, name="y")(y))


def nested():
    block = keras.Sequential([keras.Input((None, 3)), L.Conv1D(3, 2, padding="same", activation="tanh")])
    x = keras.Input((None, 3))
    h = L.Concatenate()([block(block(x)), x])
    return keras.Model(x, L.Dense(2)(L.GlobalMaxPooling1D()(h)))


def pictures_out():
    """Down and up again, with a shortcut, as a U-Net."""
    x = keras.Input((None, None, 1))
    wide = L.Conv2D(2, 3, padding="same", activation="relu")(x)
    deep = L.Conv2D(3, 3, padding="same", activation="tanh")(L.MaxPooling2D()(wide))
    up = L.Concatenate()([wide, L.Conv2DTranspose(2, 2, strides=2)(deep)])
    return keras.Model(x, L.Conv2D(1, 1)(up))


def open_cases():
    return [
        unknown("text", "An LSTM of texts of any length, with a mask.", (5,), (3,),
                chain((None,), lambda: [L.Embedding(9, 4, mask_zero=True), L.LSTM(4), L.Dense(2)]), optimizer=O.Adam(0.01), **TOKENS),
        unknown("words", "A convolution over texts of any length.", (4,), (6,),
                chain((None,), lambda: [L.Embedding(9, 4), L.Conv1D(3, 3, activation="tanh"), L.GlobalMaxPooling1D(), L.Dense(2)]),
                inputs="ints", vocabulary=9),
        unknown("pictures", "A small network of pictures of any size.", (6, 7, 2), (5, 5, 2),
                chain((None, None, 2), lambda: [L.Conv2D(3, 3, padding="same"), L.BatchNormalization(), L.MaxPooling2D(),
                                                L.Conv2D(2, 2, activation="relu"), L.GlobalAveragePooling2D(), L.Dense(2)])),
        unknown("resized", "Pictures of any size are resized first.", (4, 6, 1), (7, 3, 1),
                chain((None, None, 1), lambda: [L.Resizing(4, 4), L.Conv2D(2, 2), L.Flatten(), L.Dense(2)])),
        unknown("steps", "A target for each of any number of steps.", (4, 3), (6, 3),
                chain((None, 3), lambda: [L.Bidirectional(L.GRU(3, return_sequences=True)), L.TimeDistributed(L.Dense(2))])),
        unknown("attention", "Attention over sequences of any length.", (4, 4), (6, 4), attention),
        unknown("nested", "A model within the model, used twice.", (5, 3), (3, 3), nested),
        unknown("pictures_out", "Pictures of any size go in and out.", (4, 6, 1), (6, 2, 1), pictures_out),
        unknown("translation", "Two sequences of different lengths.", None, [(3,), (5,)], translation,
                several=((((4,), "tokens", 7), ((2,), "ints", 6)), ("real",))),
    ]
