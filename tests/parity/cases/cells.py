"""Recurrent layers made of cells, and layers that few models have."""

import keras
from keras import layers as L

from .functional import functional
from .layers import layer as plain
from .recurrent import layer, tokens

SHAPE = (4, 2)


def states():
    """A stack of cells whose states after the last step are outputs, too."""
    x = keras.Input((4, 2))
    y, first, *others = L.RNN([L.GRUCell(3), L.LSTMCell(2)], return_state=True)(x)
    return keras.Model(x, L.Dense(2)(L.Concatenate()([y, first, *keras.tree.flatten(others)])))


def given():
    """A cell whose first states a dense layer computes."""
    x = keras.Input((4, 2))
    first = L.Dense(3, activation="tanh")(L.Flatten()(x))
    return keras.Model(x, L.Dense(2)(L.RNN(L.LSTMCell(3))(x, initial_state=[first, L.Rescaling(0.5)(first)])))


def language():
    """Tied embeddings: the scores of all words for each step."""
    x = keras.Input((4,), dtype="int32")
    words = L.ReversibleEmbedding(6, 3, mask_zero=True)
    h = L.LSTM(3, return_sequences=True)(words(x))
    return keras.Model(x, L.Dense(2)(L.Flatten()(words(h, reverse=True))))


def untied():
    x = keras.Input((4,), dtype="int32")
    words = L.ReversibleEmbedding(6, 3, tie_weights=False, logit_soft_cap=0.7)
    h = L.Dense(3, activation="tanh")(words(x))
    return keras.Model(x, L.Dense(2)(L.Flatten()(words(h, reverse=True))))


def cell_cases():
    sequences = {"return_sequences": True}
    return [
        layer("rnn_lstm", "RNN of an LSTMCell.", SHAPE, lambda: [L.RNN(L.LSTMCell(3))]),
        layer("rnn_gru", "RNN of a GRUCell, backwards, all steps.", SHAPE,
              lambda: [L.RNN(L.GRUCell(3, activation="relu"), go_backwards=True, **sequences)], False),
        layer("rnn_gru_before", "RNN of a GRUCell that resets before the product.", SHAPE,
              lambda: [L.RNN(L.GRUCell(3, reset_after=False, use_bias=False))]),
        layer("rnn_simple", "RNN of a SimpleRNNCell.", SHAPE, lambda: [L.RNN(L.SimpleRNNCell(3), **sequences)], False),
        layer("rnn_stacked", "RNN of three cells.", SHAPE,
              lambda: [L.RNN([L.LSTMCell(3), L.GRUCell(2, use_bias=False), L.LSTMCell(2)])]),
        layer("rnn_stacked_sequences", "RNN of two cells, backwards, all steps.", SHAPE,
              lambda: [L.RNN(L.StackedRNNCells([L.SimpleRNNCell(3), L.SimpleRNNCell(2)]), go_backwards=True, **sequences)], False),
        tokens("rnn_masked", "RNN of two cells under a mask.", lambda: [L.RNN([L.LSTMCell(2), L.GRUCell(3)])]),
        tokens("rnn_masked_backwards", "The same backwards, all steps.",
               lambda: [L.RNN([L.LSTMCell(2), L.SimpleRNNCell(3)], go_backwards=True, **sequences)], False),
        layer("rnn_bidirectional", "RNN in both directions.", SHAPE, lambda: [L.Bidirectional(L.RNN(L.GRUCell(2), **sequences))], False),
        functional("states_stacked", "states of a stack of cells", (4, 2), states),
        functional("states_cell", "a cell with given states", (4, 2), given),
        functional("reversible", "ReversibleEmbedding, tied, with a mask.", (4,), language,
                   inputs="tokens", vocabulary=6),
        functional("reversible_untied", "ReversibleEmbedding with a table of its own for each direction.", (4,), untied,
                   inputs="ints", vocabulary=6),
        plain("spectral_dense", "SpectralNormalization of a dense layer.", (4,),
              lambda: [L.SpectralNormalization(L.Dense(3, activation="tanh"))], True, steps=10),
        plain("spectral_conv", "SpectralNormalization of a convolution, three iterations, with a penalty.", (5, 4, 2),
              lambda: [L.SpectralNormalization(L.Conv2D(3, 2, kernel_regularizer="l2"), power_iterations=3)], steps=10),
        plain("alpha_dropout", "AlphaDropout predicts what it is given.", (4,), lambda: [L.AlphaDropout(0.4)], True, trains=False),
        plain("alpha_dropout_zero", "AlphaDropout of rate 0 trains.", (4, 3), lambda: [L.AlphaDropout(0.0)]),
        plain("lambda_named", "Lambda of an activation.", (4,), lambda: [L.Dense(3), L.Lambda(keras.activations.softsign)], True),
        layer("conv_lstm1d", "ConvLSTM1D.", (3, 5, 2), lambda: [L.ConvLSTM1D(2, 3, padding="same")], False),
        layer("conv_lstm2d", "ConvLSTM2D, all steps, then backwards without bias.", (3, 4, 5, 1),
              lambda: [L.ConvLSTM2D(2, (2, 3), **sequences), L.ConvLSTM2D(2, 2, strides=(1, 2), use_bias=False, go_backwards=True)], False),
        layer("conv_lstm2d_dilation", "ConvLSTM2D with dilation and other activations.", (3, 5, 5, 1),
              lambda: [L.ConvLSTM2D(2, 2, dilation_rate=2, activation="softsign", recurrent_activation="hard_sigmoid")], False),
        layer("conv_lstm3d", "ConvLSTM3D.", (2, 3, 3, 3, 1), lambda: [L.ConvLSTM3D(1, 2)], False),
        layer("recurrent_dropout", "recurrent_dropout acts in training only.", SHAPE,
              lambda: [L.LSTM(3, recurrent_dropout=0.5, **sequences), L.GRU(2, recurrent_dropout=0.3)], trains=False),
    ]
