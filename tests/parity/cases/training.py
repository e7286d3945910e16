"""The options of fit, and callbacks."""

from keras import layers as L
from keras import optimizers as O
from keras.optimizers import schedules as S

from .case import small


def fit(name, about, loss="mse", optimizer=None, targets="real", layers=None, **options):
    layers = layers or (lambda: [L.Dense(4, activation="tanh"), L.Dense(2)])
    options = {"samples": 14, "steps": 0, "predicts_after": True} | options
    return small(f"fit_{name}", about, (3,), layers, loss, optimizer, targets, **options)


def fit_cases():
    normalized = lambda: [L.Dense(4, use_bias=False), L.BatchNormalization(momentum=0.8), L.ReLU(), L.Dense(2)]
    softmax = lambda: [L.Dense(4, activation="tanh"), L.Dense(3, activation="softmax")]
    return [
        fit("initial_epoch", "From the third epoch on.", epochs=5, fit={"initial_epoch": 2}),
        fit(
            "steps_per_epoch",
            "Two of four batches an epoch; the next epoch goes on where the last one stopped.",
            epochs=2,
            validation_samples=5,
            fit={"steps_per_epoch": 2},
        ),
        fit("validation_freq", "Validation every second epoch.", epochs=5, fit={"validation_freq": 2}),
        fit(
            "validation_epochs",
            "Validation after given epochs.",
            epochs=5,
            metrics=("mae",),
            fit={"validation_freq": [1, 4]},
        ),
        fit("validation_data", "Validation data of their own.", metrics=("mae",), validation_samples=6),
        fit("no_validation", "No validation.", validation_split=0.0, metrics=("mae",)),
        fit("one_batch", "A batch larger than the data.", batch_size=32, epochs=4),
        fit("batch_norm", "Moving averages.", layers=normalized, epochs=3),
        fit(
            "sample_weight",
            "Weights of samples; the validation's are split off with it.",
            sample_weight=True,
            weighted_metrics=("mae",),
            epochs=3,
        ),
        fit(
            "class_weight",
            "Weights of classes do not count in validation.",
            "sparse_categorical_crossentropy",
            O.Adam(0.02),
            "labels",
            softmax,
            class_weight={0: 1.0, 1: 3.0, 2: 0.2},
            metrics=("accuracy",),
            epochs=3,
        ),
        fit(
            "class_weight_validation",
            "The same with validation data of their own.",
            "categorical_crossentropy",
            O.Adam(0.02),
            "one_hot",
            softmax,
            class_weight={0: 1.0, 1: 3.0, 2: 0.2},
            validation_samples=5,
        ),
        fit(
            "schedule",
            "A schedule across epochs.",
            optimizer=O.Adam(S.ExponentialDecay(0.05, 4, 0.5, staircase=True)),
            epochs=4,
        ),
        fit(
            "ema_freq",
            "Moving averages that overwrite, validation in between.",
            optimizer=O.SGD(0.1, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=4),
            epochs=3,
        ),
    ]


def callback(name, about, *callbacks, **options):
    options = {"epochs": 7, "callbacks": callbacks} | options
    case = fit(name, about, **options)
    case.name = f"callback_{name}"
    return case


def callback_cases():
    classes = {
        "loss": "sparse_categorical_crossentropy",
        "targets": "labels",
        "layers": lambda: [L.Dense(4, activation="tanh"), L.Dense(3, activation="softmax")],
        "metrics": ("accuracy",),
    }
    stop = lambda **config: ("EarlyStopping", {"monitor": "val_loss", "patience": 1} | config)
    plateau = lambda **config: ("ReduceLROnPlateau", {"monitor": "val_loss", "patience": 1} | config)
    return [
        callback("early_stopping", "Stops when improvements are too small.", stop(min_delta=0.3)),
        callback("early_stopping_loss", "Watches the loss.", stop(monitor="loss", patience=2, min_delta=0.2)),
        callback(
            "early_stopping_restore",
            "Takes the best weights back.",
            stop(patience=2, restore_best_weights=True),
            optimizer=O.SGD(0.6, momentum=0.9),
            epochs=8,
        ),
        callback(
            "early_stopping_restore_end",
            "Takes the best weights back at the end though it never stopped.",
            stop(patience=20, restore_best_weights=True),
            optimizer=O.SGD(0.6, momentum=0.9),
        ),
        callback(
            "early_stopping_accuracy",
            "More is better: the mode comes from the name.",
            stop(monitor="val_accuracy", patience=2, restore_best_weights=True),
            **classes,
        ),
        callback("early_stopping_max", "Mode 'max'.", stop(mode="max", patience=2, restore_best_weights=True)),
        callback("early_stopping_baseline", "A baseline that is never reached.", stop(baseline=0.001, patience=3)),
        callback(
            "early_stopping_start",
            "Waits for its first epoch.",
            stop(min_delta=0.3, start_from_epoch=3, restore_best_weights=True),
        ),
        callback("plateau", "Halves the rate on a plateau.", plateau(factor=0.5, min_delta=0.05)),
        callback(
            "plateau_cooldown",
            "Waits after it, and stops at the least rate.",
            plateau(monitor="loss", factor=0.3, min_delta=0.3, cooldown=1, min_lr=0.01),
            optimizer=O.Adam(0.05),
        ),
        callback(
            "plateau_accuracy",
            "More is better.",
            plateau(monitor="accuracy", factor=0.5, patience=2, mode="max"),
            **classes,
        ),
        callback(
            "scheduler",
            "A rate for each epoch.",
            ("LearningRateScheduler", {"rates": [0.1, 0.05, 0.2, 0.01]}),
            epochs=4,
        ),
        callback(
            "scheduler_adam",
            "A rate for each epoch, from the second on.",
            ("LearningRateScheduler", {"rates": [0.1, 0.05, 0.02, 0.01]}),
            optimizer=O.Adam(),
            epochs=4,
            fit={"initial_epoch": 1},
        ),
        callback(
            "both",
            "A lower rate first, then the end.",
            plateau(factor=0.5, min_delta=0.1),
            stop(patience=3, min_delta=0.1, restore_best_weights=True),
            metrics=("mae",),
            epochs=9,
        ),
    ]
