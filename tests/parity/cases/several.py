"""Models with several inputs and outputs."""

import keras
from keras import layers as L
from keras import losses
from keras import optimizers as O

from .case import small

REAL = "real"


def several(name, about, inputs, targets, model, loss="mse", optimizer=None, **options):
    """`inputs` are shapes, or a shape with the kind of numbers and their vocabulary."""
    inputs = [shape if len(shape) == 3 and isinstance(shape[1], str) else (shape, REAL, 0) for shape in inputs]
    options = {"predicts_after": True, "several": (inputs, targets), "model": model} | options
    return small(f"several_{name}", about, (1,), None, loss, optimizer, targets[0], **options)


def two_in():
    """Two inputs of different rank."""
    a, b = keras.Input((3,), name="a"), keras.Input((4, 2), name="b")
    h = L.Concatenate()([L.Dense(3, activation="tanh")(a), L.Flatten()(b)])
    return keras.Model([a, b], L.Dense(2, name="y")(h))


def two_out():
    x = keras.Input((4,))
    h = L.Dense(4, activation="tanh")(x)
    return keras.Model(x, [L.Dense(2, name="value")(h), L.Dense(1, activation="sigmoid", name="flag")(h)])


def two_and_two():
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    h = L.Add()([L.Dense(4, activation="tanh")(a), L.Dense(4)(b)])
    return keras.Model([a, b], [L.Dense(2, name="y")(h), L.Dense(3, activation="softmax", name="z")(h)])


def by_key():
    """Inputs and outputs in dicts, whose keys are not the layers' names."""
    a, b = keras.Input((3,), name="first"), keras.Input((2,), name="second")
    h = L.Concatenate()([a, b])
    outputs = {"price": L.Dense(1, name="out_a")(h), "kind": L.Dense(3, activation="softmax", name="out_b")(h)}
    return keras.Model({"left": a, "right": b}, outputs)


def siamese():
    """One branch for both inputs: a shared model."""
    inner = keras.Sequential([keras.Input((3,)), L.Dense(4, activation="tanh"), L.Dense(2)])
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    h = L.Subtract()([inner(a), inner(b)])
    return keras.Model([a, b], L.Dense(1, activation="sigmoid", name="same")(h))


def distance():
    """Two layers shared by both inputs; the distance of the two codes decides."""
    code, shrink = L.Dense(4, activation="relu"), L.Dense(3)
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    apart = L.Subtract()([shrink(code(a)), shrink(code(b))])
    squares = L.Dot(axes=1)([apart, apart])
    return keras.Model([a, b], L.Dense(1, activation="sigmoid", name="same")(squares))


def tickets():
    """The model of Keras's guide that sorts tickets: two texts and a list of tags, two tasks."""
    title, body = keras.Input((4,), dtype="int32", name="title"), keras.Input((5,), dtype="int32", name="body")
    tags = keras.Input((3,), name="tags")
    h = L.Concatenate()([L.LSTM(3)(L.Embedding(6, 3)(title)), L.LSTM(2)(L.Embedding(6, 3)(body)), tags])
    return keras.Model([title, body, tags], [L.Dense(1, name="priority")(h), L.Dense(4, name="department")(h)])


def shared_layer():
    """A layer used for both inputs, and applied twice to the second one."""
    layer = L.Dense(3, activation="tanh")
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    h = L.Concatenate()([layer(a), layer(layer(b))])
    return keras.Model([a, b], [L.Dense(2, name="y")(h), L.Dense(1, name="z")(h)])


def used_twice():
    """An output that is the input of another output's layer."""
    x = keras.Input((3,))
    y = L.Dense(2, activation="tanh", name="y")(x)
    return keras.Model(x, [y, L.Dense(1, name="z")(y)])


def three_out():
    x = keras.Input((4,))
    h = L.Dense(4, activation="relu")(x)
    h = L.BatchNormalization(momentum=0.8)(h)
    return keras.Model(x, [L.Dense(n, name=name)(h) for n, name in ((1, "one"), (2, "two"), (3, "three"))])


def nested_outputs():
    """A model with two outputs as a layer: both are used."""
    x = keras.Input((3,))
    inner = keras.Model(x, [L.Dense(3, activation="tanh")(x), L.Dense(2)(x)], name="inner")
    a = keras.Input((3,), name="a")
    one, two = inner(a)
    return keras.Model(a, [L.Dense(2, name="y")(L.Concatenate()([one, two])), L.Dense(1, name="z")(two)])


def nested_inputs():
    """A model with two inputs as a layer, called with both orders of its inputs."""
    p, q = keras.Input((3,)), keras.Input((3,))
    inner = keras.Model([p, q], L.Dense(3, activation="tanh")(L.Subtract()([p, L.Dense(3)(q)])), name="inner")
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    h = L.Add()([inner([a, b]), inner([b, a])])
    return keras.Model([a, b], L.Dense(2, name="y")(h))


def words_and_numbers():
    """One input of masked words, one of numbers."""
    w, n = keras.Input((4,), dtype="int32", name="words"), keras.Input((3,), name="numbers")
    h = L.LSTM(3)(L.Embedding(6, 3, mask_zero=True)(w))
    h = L.Concatenate()([h, L.Dense(2, activation="relu")(n)])
    return keras.Model([w, n], [L.Dense(1, activation="sigmoid", name="mood")(h), L.Dense(2, name="stars")(h)])


def picture_and_numbers():
    p, n = keras.Input((4, 4, 1), name="picture"), keras.Input((2,), name="numbers")
    h = L.Conv2D(2, 3, activation="relu")(p)
    h = L.Concatenate()([L.Flatten()(h), n])
    return keras.Model([p, n], [L.Dense(3, activation="softmax", name="kind")(h), L.Dense(1, name="size")(h)])


def sequence_out():
    """A sequence and its summary, as an encoder with a head gives them."""
    x = keras.Input((3, 2))
    h = L.GRU(3, return_sequences=True)(x)
    return keras.Model(x, [L.Dense(2, name="steps")(h), L.Dense(1, name="whole")(L.GlobalAveragePooling1D()(h))])


def penalties():
    x = keras.Input((3,))
    h = L.Dense(3, activation="tanh", kernel_regularizer="l2", activity_regularizer="l1")(x)
    return keras.Model(x, [L.Dense(1, name="y")(h), L.Dense(1, name="z", kernel_constraint="non_neg")(h)])


def several_cases():
    two = [(3,), (2,)]
    mixed = {"loss": ["mse", "sparse_categorical_crossentropy"], "optimizer": O.Adam(0.01)}
    return [
        several("distance", "Siamese: two shared layers, and the distance of their outputs.", [(3,), (3,)], ["binary"], distance,
                "binary_crossentropy", O.Adam(0.01), metrics=("accuracy",)),
        several("tickets", "Two tasks with losses of their own, one weighted.", [((4,), "ints", 6), ((5,), "ints", 6), (3,)],
                ["binary", "labels"], tickets,
                {"priority": lambda: losses.BinaryCrossentropy(from_logits=True),
                 "department": lambda: losses.SparseCategoricalCrossentropy(from_logits=True)},
                O.RMSprop(0.01), loss_weights={"priority": 1.0, "department": 0.2}),
        several("inputs", "Two inputs of different rank.", [(3,), (4, 2)], [REAL], two_in, metrics=("mae",)),
        several("outputs", "Two outputs, one loss for both.", [(4,)], [REAL, REAL], two_out),
        several(
            "loss_list",
            "A loss and metrics for each output, in lists.",
            [(4,)],
            [REAL, "binary"],
            two_out,
            ["mse", "binary_crossentropy"],
            O.Adam(0.01),
            metrics=[["mae"], ["accuracy", "mse"]],
        ),
        several(
            "loss_dict",
            "Losses, factors and metrics by the outputs' names.",
            two,
            [REAL, "labels"],
            two_and_two,
            {"z": "sparse_categorical_crossentropy", "y": "mae"},
            O.RMSprop(0.01),
            loss_weights={"y": 0.3, "z": 2.0},
            metrics={"z": ["accuracy"]},
            weighted_metrics={"y": ["mse"], "z": ["sparse_categorical_crossentropy"]},
        ),
        several(
            "loss_weights",
            "Factors of the losses in a list.",
            two,
            [REAL, "labels"],
            two_and_two,
            loss_weights=[0.5, 1.5],
            metrics=["mae", "accuracy"],
            **mixed,
        ),
        several(
            "loss_none",
            "An output without a loss, and with a metric.",
            [(4,)],
            [REAL, "binary"],
            two_out,
            ["mse", None],
            metrics=[[], ["mae"]],
        ),
        several(
            "by_key",
            "Inputs and outputs in dicts.",
            two,
            ["labels", REAL],
            by_key,
            {"kind": "sparse_categorical_crossentropy", "price": lambda: losses.Huber(delta=0.7)},
            metrics={"price": ["mae"], "kind": ["accuracy"]},
        ),
        several("siamese", "One model for both inputs.", [(3,), (3,)], ["binary"], siamese, "binary_crossentropy"),
        several("shared_layer", "A layer shared by the inputs.", [(3,), (3,)], [REAL, REAL], shared_layer),
        several("used_twice", "An output that leads to another one.", [(3,)], [REAL, REAL], used_twice),
        several(
            "three_outputs",
            "Three outputs behind a normalization; clipped gradients.",
            [(4,)],
            [REAL, REAL, REAL],
            three_out,
            ["mse", "mae", lambda: losses.LogCosh()],
            O.SGD(0.05, momentum=0.9, global_clipnorm=0.5),
            metrics=[[], ["mse"], ["mae"]],
        ),
        several("nested_outputs", "A model with two outputs as a layer.", [(3,)], [REAL, REAL], nested_outputs),
        several("nested_inputs", "A model with two inputs as a layer, used twice.", [(3,), (3,)], [REAL], nested_inputs),
        several(
            "words_and_numbers",
            "Words with a mask beside numbers.",
            [((4,), "tokens", 6), (3,)],
            ["binary", REAL],
            words_and_numbers,
            ["binary_crossentropy", "mse"],
            O.Adam(0.01),
            metrics=[["accuracy"], []],
        ),
        several(
            "picture_and_numbers",
            "A picture beside numbers, weights of the samples for both outputs.",
            [(4, 4, 1), (2,)],
            ["labels", REAL],
            picture_and_numbers,
            ["sparse_categorical_crossentropy", "mse"],
            O.Adam(0.01),
            sample_weight=True,
            weighted_metrics=[["accuracy"], ["mae"]],
        ),
        several(
            "weights_each",
            "Weights of the samples for each output.",
            two,
            [REAL, "labels"],
            two_and_two,
            sample_weight="each",
            metrics=[["mae"], ["accuracy"]],
            **mixed,
        ),
        several("sequence", "A sequence and its mean.", [(3, 2)], [REAL, REAL], sequence_out, ["mse", "mae"], loss_weights=[1.0, 0.2]),
        several("penalties", "Regularizers and a constraint.", [(3,)], [REAL, REAL], penalties, optimizer=O.Adam(0.05)),
        several(
            "validation",
            "Validation data of their own; early stopping by one output's loss.",
            two,
            [REAL, "labels"],
            two_and_two,
            validation_samples=6,
            epochs=4,
            callbacks=(("EarlyStopping", {"monitor": "val_z_loss", "mode": "min", "patience": 1, "restore_best_weights": True}),),
            metrics=[["mae"], ["accuracy"]],
            **mixed,
        ),
    ]
