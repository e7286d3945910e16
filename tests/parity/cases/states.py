"""Recurrent layers that are given their first states and return their last ones."""

import keras
from keras import layers as L

from .functional import functional


def states(name, about, make, masked=False, **options):
    """A model of a sequence `x`, and of two states that dense layers make of it; `make` gives a list of tensors."""

    def model():
        x = keras.Input((4,) if masked else (4, 2))
        h = L.Embedding(6, 3, mask_zero=True)(x) if masked else x
        first = L.Dense(3, activation="tanh")(L.Flatten()(L.Rescaling(0.1)(x) if masked else x))
        parts = make(h, first, L.Rescaling(-0.5)(first))
        flat = [part if len(part.shape) == 2 else L.Flatten()(part) for part in parts]
        return keras.Model(x, L.Dense(2)(L.Concatenate()(flat) if len(flat) > 1 else flat[0]))

    inputs = {"inputs": "tokens", "vocabulary": 6} if masked else {}
    return functional(f"states_{name}", about, (4,) if masked else (4, 2), model, **inputs, **options)


def translation():
    """An encoder whose states start a decoder, as in Keras's guide to sequences."""
    words, made = keras.Input((5,), name="words"), keras.Input((4,), name="made")
    h = L.Embedding(7, 4, mask_zero=True)(words)
    _, *last = L.LSTM(3, return_state=True)(h)
    y = L.Embedding(6, 4, mask_zero=True)(made)
    y, _, _ = L.LSTM(3, return_sequences=True, return_state=True)(y, initial_state=last)
    return keras.Model([words, made], L.Dense(6, activation="softmax", name="y")(L.Flatten()(y)))


def two_ways(h, a, b):
    layer = L.Bidirectional(L.LSTM(3, return_sequences=True, return_state=True), merge_mode="sum")
    return layer(h, initial_state=[a, b, b, a])


def state_cases():
    return [
        states("lstm", "LSTM with return_state", lambda h, a, b: L.LSTM(3, return_state=True)(h)),
        states("lstm_given", "LSTM with given states", lambda h, a, b: [L.LSTM(3)(h, initial_state=[a, b])]),
        states("lstm_sequences", "LSTM with given states, backwards, all steps and states",
               lambda h, a, b: L.LSTM(3, return_sequences=True, return_state=True, go_backwards=True, use_bias=False)(
                   h, initial_state=[a, b])),
        states("gru", "GRU with a given state and its last one", lambda h, a, b: L.GRU(3, return_state=True)(h, initial_state=a)),
        states("gru_before", "GRU that resets before the product, with a given state",
               lambda h, a, b: [L.GRU(3, reset_after=False, return_sequences=True)(h, initial_state=b)]),
        states("simple", "SimpleRNN with a given state and its last one",
               lambda h, a, b: L.SimpleRNN(3, return_sequences=True, return_state=True)(h, initial_state=[a])),
        states("masked", "LSTM of masked tokens with given states",
               lambda h, a, b: L.LSTM(3, return_sequences=True, return_state=True)(h, initial_state=[a, b]), True),
        states("gru_masked", "GRU of masked tokens, backwards, with a given state",
               lambda h, a, b: L.GRU(3, return_state=True, go_backwards=True)(h, initial_state=a), True),
        states("bidirectional", "Bidirectional with given and returned states", two_ways),
        states("bidirectional_gru", "Bidirectional of masked tokens with returned states",
               lambda h, a, b: L.Bidirectional(L.GRU(3, return_state=True))(h), True),
        functional("states_translation", "an encoder whose states start a decoder", None, translation,
                   loss="categorical_crossentropy", metrics=(),
                   several=((((5,), "ints", 7), ((4,), "ints", 6)), ("one_hot",))),
    ]
