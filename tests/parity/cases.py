"""The models, losses and optimizers that the fixtures prove; see README.md."""

from dataclasses import dataclass

from keras import layers as L
from keras import optimizers as O


@dataclass
class Case:
    """One small model, its data and how it is trained."""

    name: str
    about: str
    # Shape of one sample.
    input_shape: tuple
    layers: list
    loss: str
    optimizer: O.Optimizer
    # Kind of targets: "real", "binary", "one_hot", "labels" (n,) or "label_column" (n, 1).
    targets: str
    metrics: tuple = ()
    samples: int = 26
    batch_size: int = 8
    epochs: int = 2
    validation_split: float = 0.25
    # Factor on the last weights: large ones drive probabilities to 0 and 1.
    gain: float = 1.0
    # False where training draws random numbers, which no other implementation can repeat.
    trains: bool = True
    # False where Keras's clip at 1 - 1e-7 decides: float32 rounds that bound, so float64 gives other losses.
    float64_agrees: bool = True
    # Added to one of the weights: its index in get_weights(), and the number.
    shift: tuple = (0, 0.0)


def dense_cases():
    return [
        Case(
            "dense_line",
            "One neuron, plain SGD: linear regression.",
            (1,),
            [L.Dense(1)],
            "mse",
            O.SGD(),
            "real",
            metrics=("mae",),
            samples=30,
        ),
        Case(
            "dense_mse_sgd",
            "Linear and ReLU layers, mean squared error, plain SGD.",
            (5,),
            [L.Dense(7, activation="relu"), L.Dense(3)],
            "mse",
            O.SGD(0.05),
            "real",
            metrics=("mae", "mse"),
        ),
        Case(
            "dense_mae_momentum",
            "Mean absolute error, SGD with momentum.",
            (6,),
            [L.Dense(8, activation="relu"), L.Dense(2)],
            "mae",
            O.SGD(0.02, momentum=0.9),
            "real",
            metrics=("mse",),
        ),
        Case(
            "dense_mse_nesterov",
            "Tanh layers, SGD with Nesterov momentum.",
            (4,),
            [L.Dense(6, activation="tanh"), L.Dense(2, activation="tanh")],
            "mean_squared_error",
            O.SGD(0.05, momentum=0.8, nesterov=True),
            "real",
            metrics=("mean_absolute_error",),
        ),
        Case(
            "dense_no_bias",
            "Layers without bias.",
            (5,),
            [L.Dense(6, activation="sigmoid", use_bias=False), L.Dense(2, use_bias=False)],
            "mse",
            O.Adam(0.01),
            "real",
        ),
        Case(
            "dense_sequence",
            "Dense along the last axis of samples of rank 2.",
            (4, 5),
            [L.Dense(6, activation="tanh"), L.Dense(2)],
            "mse",
            O.SGD(0.05),
            "real",
            metrics=("mae",),
        ),
        Case(
            "activation_layers",
            "Every activation as a layer of its own and within layers.",
            (6,),
            [
                L.Dense(8),
                L.Activation("relu"),
                L.Dense(7, activation="softmax"),
                L.Activation("linear"),
                L.Dense(6),
                L.Activation("tanh"),
                L.Dense(5, activation="sigmoid"),
                L.Dense(3, activation="linear"),
                L.Activation("sigmoid"),
            ],
            "mae",
            O.Adam(),
            "real",
        ),
        Case(
            "dropout_inference",
            "Dropout does nothing outside training.",
            (6,),
            [L.Dense(8, activation="relu"), L.Dropout(0.5), L.Dense(3, activation="softmax")],
            "sparse_categorical_crossentropy",
            O.Adam(),
            "labels",
            metrics=("accuracy",),
            trains=False,
        ),
        Case(
            "dropout_zero",
            "Dropout of rate 0 does nothing in training either.",
            (6,),
            [L.Dense(8, activation="relu"), L.Dropout(0.0), L.Dense(3, activation="softmax")],
            "sparse_categorical_crossentropy",
            O.Adam(0.01),
            "labels",
            metrics=("accuracy",),
        ),
    ]


def loss_cases():
    hidden = lambda: L.Dense(8, activation="tanh")
    return [
        Case(
            "bce_sigmoid",
            "Binary crossentropy of one sigmoid, targets (n,); Adam with its defaults.",
            (5,),
            [hidden(), L.Dense(1, activation="sigmoid")],
            "binary_crossentropy",
            O.Adam(),
            "labels",
            metrics=("accuracy",),
        ),
        Case(
            "bce_sigmoid_column",
            "The same with targets (n, 1) and the sigmoid as a layer of its own; Adam, other betas and epsilon.",
            (5,),
            [hidden(), L.Dense(1), L.Activation("sigmoid")],
            "binary_crossentropy",
            O.Adam(0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-4),
            "label_column",
            metrics=("accuracy",),
        ),
        Case(
            "bce_several",
            "Binary crossentropy of four sigmoids.",
            (5,),
            [hidden(), L.Dense(4, activation="sigmoid")],
            "binary_crossentropy",
            O.Adam(0.01),
            "binary",
            metrics=("mae",),
        ),
        Case(
            "bce_saturated",
            "Sigmoids at 0 and 1: the loss from logits goes beyond the clip's 16.1.",
            (5,),
            [hidden(), L.Dense(1, activation="sigmoid")],
            "binary_crossentropy",
            O.SGD(0.01),
            "labels",
            metrics=("accuracy",),
            gain=40.0,
        ),
        Case(
            "bce_clipped",
            "A layer between sigmoid and loss hides the logits: clipped probabilities.",
            (5,),
            [hidden(), L.Dense(4, activation="sigmoid"), L.Flatten()],
            "binary_crossentropy",
            O.SGD(0.01),
            "binary",
            gain=4.0,
            float64_agrees=False,
        ),
        Case(
            "bce_relu",
            "ReLU outputs of 0 and above 1 are clipped.",
            (5,),
            [hidden(), L.Dense(3, activation="relu")],
            "binary_crossentropy",
            O.SGD(0.01),
            "binary",
            metrics=("mse",),
            float64_agrees=False,
        ),
        Case(
            "cce_softmax",
            "Categorical crossentropy, one-hot targets.",
            (5,),
            [hidden(), L.Dense(4, activation="softmax")],
            "categorical_crossentropy",
            O.Adam(0.01),
            "one_hot",
            metrics=("accuracy",),
        ),
        Case(
            "cce_saturated",
            "Softmax at 0 and 1: the loss from logits goes beyond the clip's 16.1.",
            (5,),
            [hidden(), L.Dense(4), L.Activation("softmax")],
            "categorical_crossentropy",
            O.SGD(0.01),
            "one_hot",
            metrics=("accuracy",),
            gain=40.0,
        ),
        Case(
            "cce_clipped",
            "A layer between softmax and loss hides the logits: clipped probabilities.",
            (5,),
            [hidden(), L.Dense(4, activation="softmax"), L.Flatten()],
            "categorical_crossentropy",
            O.SGD(0.01),
            "one_hot",
            gain=20.0,
        ),
        Case(
            "cce_relu",
            "Outputs that are no probabilities are divided by their sum, then clipped.",
            (5,),
            [hidden(), L.Dense(4, activation="relu")],
            "categorical_crossentropy",
            O.SGD(0.01),
            "one_hot",
            metrics=("accuracy",),
            # Without it some sums would be 0 and the losses NaN.
            shift=(3, 1.5),
        ),
        Case(
            "scce_softmax",
            "Sparse categorical crossentropy, labels (n,).",
            (5,),
            [hidden(), L.Dense(4, activation="softmax")],
            "sparse_categorical_crossentropy",
            O.Adam(0.01),
            "labels",
            metrics=("accuracy",),
        ),
        Case(
            "scce_saturated",
            "The same with labels (n, 1) and softmax at 0 and 1.",
            (5,),
            [hidden(), L.Dense(4, activation="softmax")],
            "sparse_categorical_crossentropy",
            O.SGD(0.01),
            "label_column",
            metrics=("accuracy",),
            gain=40.0,
        ),
        Case(
            "scce_clipped",
            "A layer between softmax and loss hides the logits: the log of clipped probabilities takes their place.",
            (5,),
            [hidden(), L.Dense(4, activation="softmax"), L.Flatten()],
            "sparse_categorical_crossentropy",
            O.SGD(0.01),
            "labels",
            metrics=("accuracy",),
            gain=20.0,
        ),
        Case(
            "scce_relu",
            "Outputs that are no probabilities, sparse labels.",
            (5,),
            [hidden(), L.Dense(4, activation="relu")],
            "sparse_categorical_crossentropy",
            O.SGD(0.01),
            "labels",
            metrics=("accuracy",),
        ),
        Case(
            "cce_sigmoid",
            "Categorical crossentropy of sigmoids: Keras remembers their logits and takes the softmax of them.",
            (5,),
            [hidden(), L.Dense(4, activation="sigmoid")],
            "categorical_crossentropy",
            O.SGD(0.05),
            "one_hot",
            metrics=("accuracy",),
        ),
        Case(
            "bce_softmax",
            "Binary crossentropy of a softmax: Keras remembers its logits and takes the sigmoid of them.",
            (5,),
            [hidden(), L.Dense(4, activation="softmax")],
            "binary_crossentropy",
            O.SGD(0.05),
            "one_hot",
            metrics=("accuracy",),
        ),
    ]


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


def all_cases():
    return [*dense_cases(), *loss_cases(), *image_cases()]
