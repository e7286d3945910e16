"""Models that are not a plain stack of layers."""

import keras
from keras import layers as L
from keras import optimizers as O

from .case import small


def functional(name, about, shape, model, loss="mse", optimizer=None, targets="real", **options):
    options = {"predicts_after": True, "metrics": ("mae",)} | options
    return small(f"functional_{name}", about, shape, None, loss, optimizer, targets, model=model, **options)


def residual():
    x = keras.Input((4,))
    h = L.Dense(4, activation="relu")(x)
    h = L.Add()([x, L.Dense(4)(h)])
    return keras.Model(x, L.Dense(2)(L.Activation("relu")(h)))


def residual_picture():
    x = keras.Input((4, 4, 1))
    h = L.Conv2D(2, 3, padding="same", use_bias=False)(x)
    h = L.ReLU()(L.BatchNormalization()(h))
    h = L.Conv2D(2, 3, padding="same")(h)
    h = L.Add()([L.Conv2D(2, 1)(x), h])
    h = L.GlobalAveragePooling2D()(L.Activation("relu")(h))
    return keras.Model(x, L.Dense(3, activation="softmax")(h))


def merged(make):
    """Two branches, joined."""

    def model():
        x = keras.Input((3,))
        one, two = L.Dense(3, activation="tanh")(x), L.Dense(3, activation="sigmoid")(x)
        return keras.Model(x, L.Dense(2)(make()([one, two])))

    return model


def concatenate_axis():
    x = keras.Input((3, 2))
    h = L.Concatenate(axis=1)([L.Dense(2)(x), x, L.Conv1D(2, 2)(x)])
    return keras.Model(x, L.Dense(2)(L.Flatten()(h)))


def concatenate_widths():
    x = keras.Input((3, 2))
    h = L.Concatenate()([L.Dense(3, activation="tanh")(x), x, L.Dense(1)(x)])
    return keras.Model(x, L.Dense(2)(L.Flatten()(h)))


def dot(axes, one, two, **options):
    """Dot of two branches, which these layers make of samples (4, 3)."""

    def model():
        x = keras.Input((4, 3))
        h = L.Dot(axes=axes, **options)([one()(x), two()(x)])
        return keras.Model(x, L.Dense(2)(L.Flatten()(h)))

    return model


def dot_middle():
    """Dot along an axis that is neither the first nor the last, of samples (2, 4, 3) and (4, 2)."""
    x = keras.Input((4, 6))
    one = L.Permute((2, 1, 3))(L.Reshape((4, 2, 3))(L.Dense(6, activation="tanh")(x)))
    h = L.Dot(axes=(2, 1))([one, L.Dense(2)(x)])
    return keras.Model(x, L.Dense(2)(L.Flatten()(h)))


def broadcast():
    x = keras.Input((3, 2))
    weights = L.Dense(1, activation="sigmoid")(x)
    return keras.Model(x, L.Dense(2)(L.GlobalAveragePooling1D()(L.Multiply()([x, weights]))))


def three():
    x = keras.Input((3,))
    parts = [L.Dense(3, activation=name)(x) for name in ("tanh", "relu", "sigmoid")]
    return keras.Model(x, L.Dense(2)(L.Concatenate()([L.Add()(parts), L.Average()(parts), L.Multiply()(parts)])))


def shared():
    x = keras.Input((3,))
    layer = L.Dense(3, activation="tanh")
    return keras.Model(x, L.Dense(2)(L.Concatenate()([layer(x), layer(layer(x))])))


def shared_norm():
    x = keras.Input((3,))
    norm = L.BatchNormalization(momentum=0.8)
    h = norm(x)
    return keras.Model(x, L.Dense(2)(norm(L.Dense(3, activation="tanh")(h))))


def nested():
    x = keras.Input((4,))
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="tanh"), L.Dense(4)])
    return keras.Model(x, L.Dense(2)(L.Add()([inner(x), x])))


def nested_twice():
    x = keras.Input((3,))
    a = keras.Input((3,))
    block = keras.Model(a, L.Add()([a, L.Dense(3, activation="tanh")(a)]))
    return keras.Model(x, L.Dense(2)(block(block(x))))


def sequential_in_sequential():
    return keras.Sequential(
        [
            keras.Input((4,)),
            keras.Sequential([keras.Input((4,)), L.Dense(3, activation="tanh"), L.BatchNormalization()]),
            keras.Sequential([L.Dense(3), L.LeakyReLU()]),
            L.Dense(2),
        ]
    )


def functional_in_sequential():
    a = keras.Input((3,))
    block = keras.Model(a, L.Concatenate()([a, L.Dense(2, activation="relu")(a)]))
    return keras.Sequential([keras.Input((3,)), block, L.Dense(2)])


def frozen_inner():
    inner = keras.Sequential([keras.Input((3,)), L.Dense(3, activation="tanh"), L.BatchNormalization()])
    inner.trainable = False
    return keras.Sequential([keras.Input((3,)), inner, L.Dense(2)])


def frozen_part():
    x = keras.Input((3,))
    h = L.Dense(3, activation="tanh", trainable=False)(x)
    return keras.Model(x, L.Dense(2)(L.Add()([h, L.Dense(3)(x)])))


def recurrent():
    x = keras.Input((4, 2))
    one = L.LSTM(2)(x)
    two = L.GlobalMaxPooling1D()(L.Conv1D(2, 2, activation="relu")(x))
    return keras.Model(x, L.Dense(2)(L.Concatenate()([one, two])))


def masked():
    x = keras.Input((4,), dtype="int32")
    h = L.Embedding(6, 2, mask_zero=True)(x)
    h = L.Concatenate()([L.LSTM(2)(h), L.GlobalAveragePooling1D()(h)])
    return keras.Model(x, L.Dense(1, activation="sigmoid")(h))


def masks_joined():
    """Masks of an Add and of a Concatenate reach an LSTM."""
    x = keras.Input((4,), dtype="int32")
    one, two = (L.Embedding(6, 2, mask_zero=True)(x) for _ in range(2))
    h = L.Concatenate()([L.Add()([one, two]), two])
    return keras.Model(x, L.Dense(1, activation="sigmoid")(L.LSTM(2)(h)))


def inception():
    x = keras.Input((4, 4, 1))
    parts = [
        L.Conv2D(1, 1, activation="relu")(x),
        L.Conv2D(1, 3, padding="same", activation="relu")(x),
        L.MaxPooling2D(3, strides=1, padding="same")(x),
    ]
    return keras.Model(x, L.Dense(2)(L.Flatten()(L.Concatenate()(parts))))


def functional_cases():
    classes = {"loss": "sparse_categorical_crossentropy", "targets": "labels", "metrics": ("accuracy",)}
    return [
        functional("residual", "A shortcut around two dense layers.", (4,), residual),
        functional(
            "residual_picture",
            "A block of a residual network, its shortcut a convolution.",
            (4, 4, 1),
            residual_picture,
            optimizer=O.Adam(0.01),
            **classes,
        ),
        *(
            functional(name, f"Two branches, {layer.__name__}.", (3,), merged(layer))
            for name, layer in {
                "add": L.Add,
                "subtract": L.Subtract,
                "multiply": L.Multiply,
                "average": L.Average,
                "maximum": L.Maximum,
                "minimum": L.Minimum,
                "concatenate": L.Concatenate,
            }.items()
        ),
        functional("dot", "Two branches, Dot.", (3,), merged(lambda: L.Dot(axes=1))),
        *(
            functional(name, f"Dot of rank 3 and rank 3, axes {axes}{about}.", (4, 3), dot(axes, one, two, **options))
            for name, axes, about, one, two, options in [
                ("dot_last", 2, "", lambda: L.Dense(3), lambda: L.Conv1D(3, 2), {}),
                ("dot_first_last", (1, 2), "", lambda: L.Dense(5), lambda: L.Conv1D(4, 2), {}),
                ("dot_last_first", (2, 1), "", lambda: L.Dense(3), lambda: L.Conv1D(5, 2), {}),
                (
                    "dot_normalized",
                    (1, 2),
                    ", vectors of length 1",
                    lambda: L.Dense(5),
                    lambda: L.Conv1D(4, 2),
                    {"normalize": True},
                ),
            ]
        ),
        functional("dot_middle", "Dot of rank 4 and rank 3, axes (2, 1).", (4, 6), dot_middle),
        functional("concatenate_widths", "Concatenate of three widths.", (3, 2), concatenate_widths),
        functional("concatenate_axis", "Concatenate along the steps.", (3, 2), concatenate_axis),
        functional("broadcast", "Multiply of (3, 2) and (3, 1).", (3, 2), broadcast),
        functional("three", "Three branches, used three times.", (3,), three),
        functional("shared", "One layer used three times: its gradients add up.", (3,), shared),
        functional("shared_norm", "One normalization used twice: it moves twice a step.", (3,), shared_norm),
        functional("nested", "A Sequential as a layer.", (4,), nested),
        functional("nested_twice", "A functional model as a layer, used twice.", (3,), nested_twice),
        functional("sequential", "Sequentials in a Sequential, one without an input.", (4,), sequential_in_sequential),
        functional("in_sequential", "A functional model in a Sequential.", (3,), functional_in_sequential),
        functional("frozen_inner", "A frozen Sequential.", (3,), frozen_inner),
        functional("frozen_part", "One branch frozen: the order of the weights stays.", (3,), frozen_part),
        functional("recurrent", "LSTM and convolution side by side.", (4, 2), recurrent),
        functional(
            "masked",
            "A mask on two branches.",
            (4,),
            masked,
            "binary_crossentropy",
            O.Adam(0.01),
            "labels",
            inputs="tokens",
            vocabulary=6,
            metrics=("accuracy",),
        ),
        functional(
            "masks_joined",
            "Masks of joined branches.",
            (4,),
            masks_joined,
            "binary_crossentropy",
            None,
            "labels",
            inputs="tokens",
            vocabulary=6,
        ),
        functional("inception", "Convolutions and pooling side by side.", (4, 4, 1), inception),
    ]
