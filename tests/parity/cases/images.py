"""Convolutions and pooling of pictures."""

from keras import layers as L
from keras import optimizers as O

from .case import Case


def image_cases():
    def image(name, about, shape, layers, optimizer=None, **options):
        """Layers under test, then a softmax of three classes."""
        return Case(
            name,
            about,
            shape,
            [*layers, L.Flatten(), L.Dense(3, activation="softmax")],
            "sparse_categorical_crossentropy",
            optimizer or O.SGD(0.05),
            "labels",
            metrics=("accuracy",),
            samples=14,
            batch_size=4,
            **options,
        )

    return [
        image(
            "conv_valid",
            "Two convolutions, nothing but the number of filters and the kernel given.",
            (7, 6, 2),
            [L.Conv2D(4, 3, activation="relu"), L.Conv2D(3, 2)],
        ),
        image(
            "conv_same",
            "Padding 'same' with odd and even kernels: the odd row of padding goes below and to the right.",
            (6, 5, 2),
            [
                L.Conv2D(3, 3, padding="same", activation="tanh"),
                L.Conv2D(3, 2, padding="same"),
                L.Conv2D(2, (4, 1), padding="same"),
            ],
            O.Adam(0.01),
        ),
        image(
            "conv_strides",
            "Stride 2, valid and same, on odd and even sides; no bias.",
            (9, 8, 1),
            [
                L.Conv2D(3, 3, strides=2, padding="same", use_bias=False, activation="relu"),
                L.Conv2D(4, 2, strides=(2, 1), use_bias=False),
            ],
        ),
        image(
            "conv_strides_same_even",
            "Stride 2 and 'same' on even sides, where the padding is all at the end.",
            (8, 6, 2),
            [
                L.Conv2D(3, 3, strides=2, padding="same"),
                L.Conv2D(3, (2, 3), strides=(1, 2), padding="same", activation="relu"),
            ],
            O.SGD(0.02, momentum=0.9),
        ),
        image(
            "conv_dilation",
            "Dilation 2, valid and same, and a rectangular one.",
            (9, 8, 2),
            [
                L.Conv2D(3, 3, dilation_rate=2, activation="relu"),
                L.Conv2D(2, (3, 2), dilation_rate=2, padding="same", activation="tanh"),
                L.Conv2D(2, 2, dilation_rate=(1, 2)),
            ],
        ),
        image(
            "conv_rectangular",
            "Rectangular kernels, wide, high and 1x1.",
            (7, 8, 2),
            [L.Conv2D(3, (1, 5), activation="relu"), L.Conv2D(3, (4, 1)), L.Conv2D(2, 1, activation="sigmoid")],
            O.Adam(0.01),
        ),
        image(
            "pool_valid",
            "Pooling by 2; the odd last row and column fall away.",
            (9, 7, 2),
            [L.MaxPooling2D(), L.Conv2D(3, 2), L.MaxPooling2D((3, 1), strides=(1, 2))],
        ),
        image(
            "pool_same",
            "Padding 'same' pools what there is; negative inputs show that the padding is not 0.",
            (7, 6, 2),
            [L.Conv2D(3, 2), L.MaxPooling2D(3, strides=2, padding="same"), L.MaxPooling2D(2, padding="same")],
            shift=(1, -3.0),
        ),
        image(
            "pool_overlapping",
            "Windows of 3 every 2: one input may be the maximum of several windows, whose gradients add up.",
            (9, 9, 2),
            [L.Conv2D(3, 2, padding="same"), L.MaxPooling2D(3, strides=2), L.MaxPooling2D((2, 3), strides=1)],
        ),
        Case(
            "digits_cnn",
            "The tutorial's network for digits, in miniature.",
            (12, 12, 1),
            [
                L.Conv2D(4, 3, activation="relu"),
                L.MaxPooling2D(2),
                L.Conv2D(6, 3, activation="relu"),
                L.MaxPooling2D(2),
                L.Flatten(),
                L.Dense(16, activation="relu"),
                L.Dense(10, activation="softmax"),
            ],
            "sparse_categorical_crossentropy",
            O.Adam(),
            "labels",
            metrics=("accuracy",),
            samples=44,
            batch_size=16,
        ),
        Case(
            "digits_cnn_one_hot",
            "The same with dropout of rate 0, one-hot targets and SGD with Nesterov momentum.",
            (12, 12, 1),
            [
                L.Conv2D(4, 3, activation="relu", padding="same"),
                L.MaxPooling2D(2),
                L.Conv2D(6, 3, activation="relu"),
                L.MaxPooling2D(2),
                L.Dropout(0.0),
                L.Flatten(),
                L.Dense(12, activation="relu"),
                L.Dense(10),
                L.Activation("softmax"),
            ],
            "categorical_crossentropy",
            O.SGD(0.02, momentum=0.9, nesterov=True),
            "one_hot",
            metrics=("accuracy", "mse"),
            samples=27,
            batch_size=8,
            epochs=2,
        ),
    ]
