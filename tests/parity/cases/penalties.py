"""Regularizers and constraints."""

from keras import constraints as C
from keras import layers as L
from keras import optimizers as O
from keras import regularizers as R

from .case import small


def regularizer(name, about, layers, shape=(4,), optimizer=None, **options):
    return small(f"regularizer_{name}", about, shape, layers, "mse", optimizer or O.SGD(0.1), "real", **options)


def constraint(name, about, layers, shape=(4,), optimizer=None, **options):
    return small(f"constraint_{name}", about, shape, layers, "mse", optimizer or O.SGD(0.1), "real", **options)


def regularizer_cases():
    return [
        regularizer(
            "l1",
            "L1 on the kernel.",
            lambda: [L.Dense(4, activation="tanh", kernel_regularizer=R.L1(0.02)), L.Dense(2)],
        ),
        regularizer(
            "l2",
            "L2 on the kernel, by its name too.",
            lambda: [
                L.Dense(4, activation="tanh", kernel_regularizer=R.L2(0.03)),
                L.Dense(2, kernel_regularizer="l2"),
            ],
        ),
        regularizer(
            "l1_l2",
            "L1 and L2 on kernel and bias.",
            lambda: [
                L.Dense(4, activation="tanh", kernel_regularizer=R.L1L2(0.01, 0.02), bias_regularizer=R.L1(0.05)),
                L.Dense(2, bias_regularizer=R.L2(0.1)),
            ],
            metrics=("mae",),
        ),
        regularizer(
            "orthogonal",
            "Rows or columns of kernels that are not orthogonal.",
            lambda: [
                L.Dense(4, activation="tanh", kernel_regularizer=R.OrthogonalRegularizer(0.3)),
                L.Dense(3, kernel_regularizer=R.OrthogonalRegularizer(0.2, mode="columns")),
                L.Dense(2, kernel_regularizer="orthogonal_regularizer"),
            ],
            # Its factor is a tensor of 32 bits, which cannot multiply 64.
            float64_agrees=False,
        ),
        regularizer(
            "activity",
            "On what layers return.",
            lambda: [
                L.Dense(4, activation="tanh", activity_regularizer=R.L2(0.02)),
                L.Dense(2, activity_regularizer=R.L1(0.03)),
            ],
        ),
        regularizer(
            "conv",
            "On the kernel of a convolution, and on what it returns.",
            lambda: [
                L.Conv1D(3, 2, kernel_regularizer=R.L2(0.05), activity_regularizer=R.L1(0.01)),
                L.Flatten(),
                L.Dense(2),
            ],
            (5, 2),
        ),
        regularizer(
            "depthwise",
            "On both kernels of a separable convolution.",
            lambda: [
                L.SeparableConv2D(2, 2, depthwise_regularizer=R.L2(0.05), pointwise_regularizer=R.L1(0.02)),
                L.Flatten(),
                L.Dense(2),
            ],
            (3, 4, 2),
        ),
        regularizer(
            "recurrent",
            "On the kernels and the bias of a recurrent layer.",
            lambda: [
                L.GRU(3, kernel_regularizer=R.L2(0.02), recurrent_regularizer=R.L1(0.01), bias_regularizer=R.L2(0.05)),
                L.Dense(2),
            ],
            (4, 2),
        ),
        regularizer(
            "normalization",
            "On gamma and beta.",
            lambda: [
                L.Dense(4),
                L.BatchNormalization(gamma_regularizer=R.L2(0.05), beta_regularizer=R.L1(0.05)),
                L.Dense(2),
            ],
        ),
        regularizer(
            "embedding",
            "On an embedding.",
            lambda: [L.Embedding(6, 3, embeddings_regularizer=R.L2(0.02)), L.Flatten(), L.Dense(2)],
            (3,),
            inputs="ints",
            vocabulary=6,
        ),
        regularizer(
            "activity_layer",
            "ActivityRegularization, a layer that only adds to the loss.",
            lambda: [L.Dense(4, activation="tanh"), L.ActivityRegularization(l1=0.01, l2=0.02), L.Dense(2)],
        ),
        regularizer(
            "weighted",
            "Weights of samples leave the penalty as it is.",
            lambda: [L.Dense(4, activation="tanh", kernel_regularizer=R.L2(0.05)), L.Dense(2)],
            sample_weight=True,
        ),
        regularizer(
            "frozen",
            "Frozen layers are penalized too.",
            lambda: [L.Dense(4, activation="tanh", kernel_regularizer=R.L2(0.05), trainable=False), L.Dense(2)],
        ),
    ]


def constraint_cases():
    return [
        constraint(
            "max_norm",
            "The norm of each column at most 0.6; of the bias too.",
            lambda: [
                L.Dense(4, activation="tanh", kernel_constraint=C.MaxNorm(0.6), bias_constraint=C.MaxNorm(0.2)),
                L.Dense(2),
            ],
        ),
        constraint(
            "max_norm_rows",
            "The norm of each row.",
            lambda: [L.Dense(4, activation="tanh", kernel_constraint=C.MaxNorm(0.7, axis=1)), L.Dense(2)],
        ),
        constraint(
            "non_neg",
            "No weight below 0.",
            lambda: [
                L.Dense(4, activation="tanh", kernel_constraint="non_neg", bias_constraint=C.NonNeg()),
                L.Dense(2),
            ],
            optimizer=O.Adam(0.02),
        ),
        constraint(
            "unit_norm",
            "Norms of 1.",
            lambda: [L.Dense(4, activation="tanh", kernel_constraint=C.UnitNorm()), L.Dense(2)],
        ),
        constraint(
            "min_max_norm",
            "Norms between two bounds, half of the way.",
            lambda: [L.Dense(4, activation="tanh", kernel_constraint=C.MinMaxNorm(0.8, 1.0, rate=0.5)), L.Dense(2)],
        ),
        constraint(
            "conv",
            "Norms over three axes of a convolution's kernel.",
            lambda: [L.Conv2D(3, 2, kernel_constraint=C.MaxNorm(0.7, axis=[0, 1, 2])), L.Flatten(), L.Dense(2)],
            (4, 3, 2),
        ),
        constraint(
            "recurrent",
            "On both kernels of a recurrent layer.",
            lambda: [
                L.SimpleRNN(3, kernel_constraint=C.UnitNorm(axis=1), recurrent_constraint=C.MaxNorm(0.5)),
                L.Dense(2),
            ],
            (4, 2),
        ),
        constraint(
            "normalization",
            "On gamma and beta.",
            lambda: [
                L.Dense(4),
                L.BatchNormalization(gamma_constraint=C.UnitNorm(), beta_constraint=C.NonNeg()),
                L.Dense(2),
            ],
        ),
        constraint(
            "embedding",
            "On an embedding, also on rows that no sample asks for.",
            lambda: [L.Embedding(6, 3, embeddings_constraint=C.MaxNorm(0.8, axis=1)), L.Flatten(), L.Dense(2)],
            (3,),
            inputs="ints",
            vocabulary=6,
        ),
        constraint(
            "ema",
            "Constraints come before the moving averages.",
            lambda: [L.Dense(4, activation="tanh", kernel_constraint=C.MaxNorm(0.6)), L.Dense(2)],
            optimizer=O.SGD(0.1, momentum=0.5, use_ema=True, ema_momentum=0.7),
        ),
    ]
