"""Recurrent layers, embeddings, masks, and the layers that wrap others."""

from keras import layers as L
from keras import optimizers as O

from .case import small


def layer(name, about, shape, layers, flat=True, optimizer=None, **options):
    """Layers under test, then a dense one; not `flat` where they return sequences."""
    end = lambda: [*layers(), *([] if flat else [L.Flatten()]), L.Dense(2)]
    return small(f"layer_{name}", about, shape, end, "mse", optimizer, "real", **options)


def tokens(name, about, layers, flat=True, **options):
    """As the function above, after an embedding that masks zeros. Most samples end in zeros."""
    made = lambda: [L.Embedding(6, 3, mask_zero=True), *layers()]
    return layer(name, about, (4,), made, flat, inputs="tokens", vocabulary=6, **options)


def recurrent_cases():
    shape = (4, 2)
    return [
        layer("lstm", "LSTM.", shape, lambda: [L.LSTM(3)]),
        layer("lstm_sequences", "LSTM, sequences.", shape, lambda: [L.LSTM(3, return_sequences=True)], False),
        layer(
            "lstm_stacked",
            "One after the other, the second backwards.",
            shape,
            lambda: [L.LSTM(2, return_sequences=True), L.LSTM(2, go_backwards=True)],
        ),
        layer(
            "lstm_options",
            "LSTM with other activations, without bias.",
            shape,
            lambda: [L.LSTM(3, activation="softsign", recurrent_activation="hard_sigmoid", use_bias=False)],
        ),
        layer(
            "lstm_forget_bias",
            "unit_forget_bias only matters to new weights.",
            shape,
            lambda: [L.LSTM(3, unit_forget_bias=False, go_backwards=True, return_sequences=True)],
            False,
        ),
        layer("gru", "GRU, its defaults.", shape, lambda: [L.GRU(3)]),
        layer("gru_before", "GRU that resets before the product.", shape, lambda: [L.GRU(3, reset_after=False)]),
        layer(
            "gru_sequences",
            "GRU, sequences, backwards.",
            shape,
            lambda: [L.GRU(3, return_sequences=True, go_backwards=True)],
            False,
        ),
        layer(
            "gru_options",
            "GRU with other activations, without bias.",
            shape,
            lambda: [L.GRU(3, activation="relu", recurrent_activation="tanh", use_bias=False)],
        ),
        layer(
            "gru_before_options",
            "The same, reset before the product.",
            shape,
            lambda: [
                L.GRU(3, activation="softsign", recurrent_activation="hard_sigmoid", use_bias=False, reset_after=False)
            ],
        ),
        layer("simple_rnn", "SimpleRNN.", shape, lambda: [L.SimpleRNN(3)]),
        layer(
            "simple_rnn_options",
            "SimpleRNN, another activation, no bias, sequences.",
            shape,
            lambda: [L.SimpleRNN(3, activation="sigmoid", use_bias=False, return_sequences=True)],
            False,
        ),
        layer("simple_rnn_backwards", "SimpleRNN, backwards.", shape, lambda: [L.SimpleRNN(3, go_backwards=True)]),
        layer(
            "recurrent_mixed",
            "Three kinds in a row.",
            (7, 1),
            lambda: [L.GRU(2, return_sequences=True), L.SimpleRNN(2, return_sequences=True), L.LSTM(2)],
        ),
        layer(
            "embedding",
            "Embedding.",
            (3,),
            lambda: [L.Embedding(5, 3)],
            False,
            inputs="ints",
            vocabulary=5,
        ),
        layer(
            "embedding_adam",
            "Embedding and Adam: rows that no sample asks for move too.",
            (2,),
            lambda: [L.Embedding(20, 2)],
            False,
            inputs="ints",
            vocabulary=20,
            steps=10,
            optimizer=O.Adam(0.02),
        ),
        layer(
            "embedding_pooled",
            "Embedding, averaged.",
            (4,),
            lambda: [L.Embedding(5, 3), L.GlobalAveragePooling1D()],
            inputs="ints",
            vocabulary=5,
        ),
        tokens("mask_lstm", "LSTM skips what is masked.", lambda: [L.LSTM(2)]),
        tokens("mask_lstm_backwards", "Masked steps first.", lambda: [L.LSTM(2, go_backwards=True)]),
        tokens(
            "mask_lstm_sequences",
            "Masked steps repeat the output before; the mask goes on.",
            lambda: [L.LSTM(2, return_sequences=True), L.GRU(2)],
        ),
        tokens("mask_gru", "GRU skips what is masked.", lambda: [L.GRU(2)]),
        tokens("mask_gru_before", "The same, reset before the product.", lambda: [L.GRU(2, reset_after=False)]),
        tokens("mask_simple_rnn", "SimpleRNN skips what is masked.", lambda: [L.SimpleRNN(2)]),
        tokens(
            "mask_sequences_flat",
            "Sequences under a mask, flattened.",
            lambda: [L.SimpleRNN(2, return_sequences=True)],
            False,
        ),
        tokens("mask_average", "Averages what is not masked.", lambda: [L.GlobalAveragePooling1D()]),
        tokens("mask_dense", "Dense hands the mask on.", lambda: [L.Dense(3, activation="tanh"), L.LSTM(2)]),
        tokens("mask_bidirectional", "Both directions under a mask.", lambda: [L.Bidirectional(L.LSTM(2))]),
        tokens(
            "mask_bidirectional_sequences",
            "The same with sequences.",
            lambda: [L.Bidirectional(L.GRU(2, return_sequences=True)), L.GlobalAveragePooling1D()],
        ),
        layer(
            "masking",
            "Masking of steps that hold its value; none do.",
            shape,
            lambda: [L.Masking(0.5), L.LSTM(2)],
        ),
        *(
            layer(
                f"bidirectional_{mode}",
                f"Both directions, '{mode}'.",
                shape,
                lambda mode=mode: [L.Bidirectional(L.SimpleRNN(2), merge_mode=mode)],
            )
            for mode in ("concat", "sum", "mul", "ave")
        ),
        layer("bidirectional_lstm", "LSTM in both directions.", shape, lambda: [L.Bidirectional(L.LSTM(2))]),
        layer(
            "bidirectional_sequences",
            "Sequences: the backward ones are turned around.",
            shape,
            lambda: [L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode="sum")],
            False,
        ),
        layer(
            "bidirectional_two",
            "A layer of its own for each direction.",
            shape,
            lambda: [L.Bidirectional(L.LSTM(2), backward_layer=L.LSTM(2, activation="relu", go_backwards=True))],
        ),
        layer(
            "time_distributed",
            "A dense layer at each step.",
            shape,
            lambda: [L.TimeDistributed(L.Dense(3, activation="tanh"))],
            False,
        ),
        layer(
            "time_distributed_conv",
            "A convolution at each step.",
            (3, 3, 3, 1),
            lambda: [L.TimeDistributed(L.Conv2D(2, 2)), L.TimeDistributed(L.Flatten()), L.GRU(2)],
        ),
    ]
