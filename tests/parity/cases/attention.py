"""Attention, and dense layers by an equation."""

import keras
from keras import layers as L
from keras import optimizers as O

from .case import small
from .functional import functional


def attention(name, about, shape, make, out=2, **options):
    """A model whose first layer is made by `make`, from the input to a tensor of any shape."""

    def model():
        x = keras.Input(shape)
        h = make(x)
        return keras.Model(x, L.Dense(out)(L.Flatten()(h)))

    return functional(f"attention_{name}", about, shape, model, **options)


def masked(name, about, make, **options):
    """The same for tokens, of which most samples have zeros at the end."""

    def model():
        x = keras.Input((5,))
        h = L.Embedding(7, 6, mask_zero=True)(x)
        return keras.Model(x, L.Dense(2)(L.GlobalAveragePooling1D()(make(h))))

    return functional(f"attention_{name}", about, (5,), model, inputs="tokens", vocabulary=7, **options)


def cross(x):
    query, value, key = L.Dense(6)(x), L.Conv1D(5, 2)(x), L.Conv1D(3, 2)(x)
    return L.MultiHeadAttention(2, 3, value_dim=4, output_shape=7)(query, value, key)


def with_scores():
    x = keras.Input((4, 6))
    y, scores = L.MultiHeadAttention(3, 2, name="heads")(x, x, return_attention_scores=True)
    return keras.Model(x, [L.Dense(2, name="y")(L.Flatten()(y)), L.Reshape((-1,), name="scores")(scores)])


def given_mask():
    x, mask = keras.Input((4, 6), name="x"), keras.Input((4, 4), name="mask")
    h = L.MultiHeadAttention(2, 3)(x, x, attention_mask=mask, use_causal_mask=True)
    return keras.Model([x, mask], L.Dense(2, name="y")(L.Flatten()(h)))


def decoder():
    """Two blocks of a decoder, with positions as a second embedding."""
    tokens, positions = keras.Input((6,), name="tokens"), keras.Input((6,), name="positions")
    x = L.Embedding(9, 8)(tokens) + L.Embedding(9, 8)(positions)
    for _ in range(2):
        h = L.LayerNormalization()(x)
        x = x + L.MultiHeadAttention(2, 4)(h, h, use_causal_mask=True)
        h = L.LayerNormalization()(x)
        x = x + L.Dense(8)(L.Dense(16, activation="gelu")(h))
    return keras.Model([tokens, positions], L.Dense(9, activation="softmax", name="y")(L.Flatten()(L.LayerNormalization()(x))))


def pair(make):
    """A layer that takes a list of query and value."""

    def call(x):
        value = L.Conv1D(6, 2)(x)
        layer, options = make()
        return layer([x, value], **options)

    return call


def triple(make):
    def call(h):
        layer, options = make()
        return layer([h, L.Dense(5)(h), L.Dense(6)(h)], **options)

    return call


def itself(layer, **options):
    return lambda h: layer(h, h, **options)


def attention_cases():
    heads, group = L.MultiHeadAttention, L.GroupQueryAttention
    # The softmax takes no notice of the key's bias, so its gradients are only rounding. With a small epsilon, Adam would make
    # whole steps of them.
    sequence, rate = (4, 6), {"optimizer": O.Adam(0.01, epsilon=1e-3)}
    return [
        attention("heads", "MultiHeadAttention of a sequence with itself", sequence, lambda x: heads(2, 3)(x, x)),
        attention("heads_adam", "MultiHeadAttention, trained with Adam", sequence, lambda x: heads(3, 4)(x, x), **rate),
        attention("causal", "use_causal_mask", sequence, lambda x: heads(2, 3)(x, x, use_causal_mask=True)),
        attention("cross", "query, value and key of different sizes, value_dim, output_shape", sequence, cross),
        attention("no_bias", "use_bias=False, a list as output_shape, a gate", sequence,
                  lambda x: heads(2, 3, use_bias=False, use_gate=True, output_shape=(2, 3))(x, x)),
        attention("window", "sliding_window with and without a causal mask", (6, 4),
                  lambda x: heads(2, 2, sliding_window=3)(heads(2, 2, sliding_window=2)(x, x), x, use_causal_mask=True)),
        attention("axes_last", "attention over the last of two axes", (3, 4, 5), lambda x: heads(2, 3, attention_axes=2)(x, x)),
        attention("axes_first", "attention over the first of two axes, with a gate", (3, 4, 5),
                  lambda x: heads(2, 3, attention_axes=(1,), use_gate=True)(x, x)),
        attention("axes_both", "attention over two axes", (3, 2, 5), lambda x: heads(2, 3)(x, x)),
        attention("regularized", "penalties and constraints of the projections", sequence,
                  lambda x: heads(2, 3, kernel_regularizer="l2", bias_regularizer=keras.regularizers.L1(0.01),
                                  kernel_constraint=keras.constraints.MaxNorm(0.5))(x, x)),
        masked("masked", "masks of embeddings in query and value", itself(heads(2, 3))),
        masked("masked_causal", "masks of embeddings and a causal mask", lambda h: heads(2, 3)(h, h, use_causal_mask=True)),
        functional("attention_scores", "scores as a second output", sequence, with_scores, loss=["mse", "mse"],
                   several=(((sequence, "real", 0),), ("real", "real")), metrics=()),
        functional("attention_given_mask", "a mask as an input, and a causal one", None, given_mask,
                   several=(((sequence, "real", 0), ((4, 4), "ints", 2)), ("real",)), metrics=()),
        functional("attention_decoder", "two blocks of a decoder with positions", None, decoder, loss="categorical_crossentropy",
                   several=((((6,), "ints", 9), ((6,), "ints", 6)), ("one_hot",)), metrics=(), **rate),
        attention("group", "GroupQueryAttention: four heads, two of key and value", sequence, lambda x: group(3, 4, 2)(x, x)),
        attention("group_cross", "GroupQueryAttention with value and key, causal, one head of key and value", sequence,
                  lambda x: group(2, 3, 1, use_bias=False)(x, L.Dense(5)(x), L.Dense(4)(x), use_causal_mask=True)),
        masked("group_masked", "GroupQueryAttention of masked tokens, with gate and window",
               itself(group(2, 4, 2, use_gate=True, sliding_window=3))),
        attention("dot", "Attention: dot products", sequence, pair(lambda: (L.Attention(), {}))),
        attention("dot_scaled", "Attention with a learned factor, causal", sequence,
                  pair(lambda: (L.Attention(use_scale=True), {"use_causal_mask": True}))),
        attention("concat", "Attention with score_mode concat and a factor", sequence,
                  pair(lambda: (L.Attention(use_scale=True, score_mode="concat"), {}))),
        masked("dot_masked", "Attention of masked tokens with a key", triple(lambda: (L.Attention(score_mode="concat"), {}))),
        masked("dot_masked_causal", "Attention of masked tokens, causal", triple(lambda: (L.Attention(), {"use_causal_mask": True}))),
        attention("additive", "AdditiveAttention", sequence, pair(lambda: (L.AdditiveAttention(), {}))),
        masked("additive_masked", "AdditiveAttention without a factor, of masked tokens, causal",
               triple(lambda: (L.AdditiveAttention(use_scale=False), {"use_causal_mask": True}))),
        *einsum_cases(),
        *mask_cases(),
    ]


def mask_cases():
    """Layers that let masks pass, or use them."""

    def case(name, about, make):
        def model():
            x = keras.Input((4,))
            h, other = L.Embedding(6, 3, mask_zero=True)(x), L.Embedding(6, 3, mask_zero=True)(L.Rescaling(0.5)(x))
            return keras.Model(x, L.Dense(2)(L.GRU(3)(make(h, other))))

        return functional(f"masks_{name}", about, (4,), model, inputs="tokens", vocabulary=6)

    def softmax():
        x, mask = keras.Input((3, 4), name="x"), keras.Input((3, 1), name="mask")
        h = L.Softmax(axis=[1, 2])(L.Dense(4)(x), mask=mask)
        return keras.Model([x, mask], L.Dense(2, name="y")(L.Flatten()(h)))

    return [
        case("batch_normalization", "BatchNormalization of masked tokens", lambda h, other: L.BatchNormalization()(h)),
        case("group_normalization", "GroupNormalization of masked tokens", lambda h, other: L.GroupNormalization(groups=3)(h)),
        case("multiply", "Multiply of two masked inputs", lambda h, other: L.Multiply()([h, L.Dense(3)(h)])),
        case("multiply_one", "Multiply of a masked input and another", lambda h, other: L.Multiply()([h, L.Conv1D(3, 1)(other)])),
        case("maximum", "Maximum of masked inputs", lambda h, other: L.Maximum()([h, L.Dense(3)(h)])),
        case("minimum", "Minimum of masked inputs", lambda h, other: L.Minimum()([h, L.Dense(3)(h)])),
        functional("masks_softmax", "Softmax with a mask that is given", None, softmax, metrics=(),
                   several=((((3, 4), "real", 0), ((3, 1), "ints", 2)), ("real",))),
    ]


def einsum_cases():
    def case(name, about, shape, *args, **kwargs):
        return attention(f"einsum_{name}", about, shape, lambda x: L.EinsumDense(*args, **kwargs)(x))

    return [
        case("dense", "EinsumDense as a dense layer", (5,), "ab,bc->ac", output_shape=4, bias_axes="c"),
        case("sequence", "EinsumDense over steps, with an activation", (3, 4), "abc,cd->abd", output_shape=(3, 5),
             bias_axes="d", activation="tanh"),
        case("ellipsis", "further axes at the start", (2, 3, 4), "...x,xy->...y", output_shape=5, bias_axes="y"),
        case("heads", "several axes of the output and of the bias", (3, 4), "abc,cde->abde", output_shape=(3, 2, 3),
             bias_axes="de"),
        case("joined", "two axes are summed", (3, 2, 4), "abcd,cde->abe", output_shape=(3, 5), bias_axes="e"),
        case("swapped", "axes of the output in another order, a bias before the last axis", (3, 4), "abc,cd->adb",
             output_shape=(5, 3), bias_axes="d"),
        case("shared", "an axis of input, kernel and output", (3, 4), "abc,bcd->abd", output_shape=(3, 2), bias_axes="bd"),
        case("trailing", "further axes at the end", (3, 4, 2), "ab...,bc->ac...", output_shape=5, bias_axes="c"),
    ]
