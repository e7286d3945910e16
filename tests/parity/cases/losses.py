"""Every loss, as name and as object, with weights of samples and classes."""

from keras import layers as L
from keras import losses as K
from keras import optimizers as O

from .case import small


def dense(units, activation=None):
    return lambda: [L.Dense(5, activation="tanh"), L.Dense(units, activation=activation)]


def loss(name, about, make, targets, units=3, activation=None, **options):
    return small(f"loss_{name}", about, (4,), dense(units, activation), make, O.SGD(0.05), targets, **options)


def sequence(name, about, make, targets, units=3, activation=None, **options):
    """As `loss`, for outputs of rank 3."""
    return small(f"loss_{name}", about, (3, 4), dense(units, activation), make, O.SGD(0.05), targets, **options)


def named():
    """Losses as Keras knows them by name."""
    names = [
        ("mse", "real", None),
        ("mean_squared_error", "real", None),
        ("mae", "real", None),
        ("mape", "positive", None),
        ("msle", "positive", "softplus"),
        ("huber", "real", None),
        ("log_cosh", "real", None),
        ("binary_focal_crossentropy", "binary", "sigmoid"),
        ("categorical_focal_crossentropy", "one_hot", "softmax"),
        ("hinge", "signs", "tanh"),
        ("squared_hinge", "binary", None),
        ("categorical_hinge", "one_hot", None),
        ("kl_divergence", "probabilities", "softmax"),
        ("poisson", "positive", "softplus"),
        ("cosine_similarity", "real", None),
    ]
    return [
        loss(f"name_{name}", f"Loss '{name}' by name.", name, targets, activation=activation)
        for name, targets, activation in names
    ]


def objects():
    return [
        loss("huber_delta", "Huber with a small delta: both of its pieces.", lambda: K.Huber(0.2), "real"),
        loss("hinge_binary", "Hinge: targets 0 and 1 become -1 and 1.", lambda: K.Hinge(), "binary", 1),
        loss(
            "bce_logits",
            "Binary crossentropy from logits.",
            lambda: K.BinaryCrossentropy(from_logits=True),
            "labels",
            1,
            metrics=("mse",),
        ),
        loss(
            "bce_smoothing",
            "Binary crossentropy from logits with smoothed labels.",
            lambda: K.BinaryCrossentropy(from_logits=True, label_smoothing=0.2),
            "binary",
        ),
        loss(
            "bce_sigmoid_smoothing",
            "Binary crossentropy of sigmoids with smoothed labels.",
            lambda: K.BinaryCrossentropy(label_smoothing=0.1),
            "binary",
            activation="sigmoid",
        ),
        loss(
            "cce_logits",
            "Categorical crossentropy from logits.",
            lambda: K.CategoricalCrossentropy(from_logits=True),
            "one_hot",
            metrics=("accuracy",),
        ),
        loss(
            "cce_smoothing",
            "Categorical crossentropy from logits with smoothed labels.",
            lambda: K.CategoricalCrossentropy(from_logits=True, label_smoothing=0.15),
            "one_hot",
        ),
        loss(
            "cce_softmax_smoothing",
            "Categorical crossentropy of a softmax with smoothed labels.",
            lambda: K.CategoricalCrossentropy(label_smoothing=0.1),
            "one_hot",
            activation="softmax",
        ),
        loss(
            "scce_logits",
            "Sparse categorical crossentropy from logits.",
            lambda: K.SparseCategoricalCrossentropy(from_logits=True),
            "labels",
            metrics=("accuracy",),
        ),
        loss(
            "scce_ignore_class",
            "Sparse categorical crossentropy that leaves one class out.",
            lambda: K.SparseCategoricalCrossentropy(from_logits=True, ignore_class=1),
            "labels",
        ),
        loss(
            "binary_focal_logits",
            "Binary focal crossentropy from logits: class balancing, another alpha and gamma.",
            lambda: K.BinaryFocalCrossentropy(
                apply_class_balancing=True, alpha=0.4, gamma=1.5, from_logits=True, label_smoothing=0.1
            ),
            "binary",
        ),
        loss(
            "binary_focal_balanced",
            "Binary focal crossentropy of sigmoids with class balancing.",
            lambda: K.BinaryFocalCrossentropy(apply_class_balancing=True),
            "binary",
            activation="sigmoid",
        ),
        loss(
            "categorical_focal_logits",
            "Categorical focal crossentropy from logits, another alpha and gamma.",
            lambda: K.CategoricalFocalCrossentropy(alpha=0.4, gamma=1.5, from_logits=True, label_smoothing=0.1),
            "one_hot",
        ),
        sequence("cosine_axis", "Cosine similarity along axis 1.", lambda: K.CosineSimilarity(axis=1), "real"),
    ]


def overlaps():
    """Losses of regions and of embeddings."""
    embeddings = lambda: [L.Dense(5, activation="tanh"), L.Dense(3), L.UnitNormalization()]

    def circle(name, about, make, **options):
        options = {"samples": 14, "batch_size": 6} | options
        return small(f"loss_{name}", about, (4,), embeddings, make, O.SGD(0.005), "labels", **options)

    return [
        loss("name_dice", "Dice by name: one number for a batch.", "dice", "binary", activation="sigmoid"),
        loss("name_tversky", "Tversky by name.", "tversky", "binary", activation="sigmoid"),
        sequence(
            "dice_axis",
            "Dice over the axes of each sample.",
            lambda: K.Dice(axis=(1, 2)),
            "binary",
            activation="sigmoid",
            metrics=("mae",),
        ),
        sequence("dice_classes", "Dice over batch and places.", lambda: K.Dice(axis=[0, 1]), "binary", activation="sigmoid"),
        loss(
            "dice_weighted",
            "One Dice for the batch, times each sample's weight.",
            lambda: K.Dice(),
            "binary",
            activation="sigmoid",
            sample_weight=True,
        ),
        loss(
            "dice_sum",
            "Reduction 'sum' of a Dice for each sample, weighted.",
            lambda: K.Dice(axis=-1, reduction="sum"),
            "binary",
            activation="sigmoid",
            sample_weight=True,
        ),
        loss(
            "tversky_options",
            "Tversky with other factors.",
            lambda: K.Tversky(alpha=0.3, beta=0.9),
            "binary",
            activation="sigmoid",
        ),
        sequence(
            "tversky_axis",
            "Tversky over the places of each sample.",
            lambda: K.Tversky(0.2, 0.7, axis=1),
            "binary",
            activation="sigmoid",
            sample_weight="column",
        ),
        loss(
            "generalized",
            "Generalized crossentropy of labels.",
            lambda: K.CategoricalGeneralizedCrossEntropy(),
            "labels",
            activation="softmax",
            metrics=("accuracy",),
        ),
        loss(
            "generalized_q",
            "Another q, weighted.",
            lambda: K.CategoricalGeneralizedCrossEntropy(q=0.8),
            "labels",
            4,
            activation="softmax",
            sample_weight=True,
        ),
        circle("circle", "Circle loss; rows without a partner do not count.", lambda: K.Circle(gamma=10.0)),
        circle("circle_gamma", "Circle loss with its defaults.", lambda: K.Circle()),
        circle(
            "circle_options",
            "The diagonal counts; weighted.",
            lambda: K.Circle(gamma=5.0, margin=0.25, remove_diagonal=False),
            sample_weight=True,
        ),
    ]


def axes():
    """Crossentropies along another axis, and a factor for each class."""
    return [
        sequence("bce_axis", "Binary crossentropy.", lambda: K.BinaryCrossentropy(axis=1), "binary", activation="sigmoid"),
        sequence(
            "bce_axis_logits",
            "From logits, weights for each remaining place.",
            lambda: K.BinaryCrossentropy(from_logits=True, label_smoothing=0.1, axis=-2),
            "binary",
        ),
        sequence(
            "binary_focal_axis",
            "Binary focal crossentropy.",
            lambda: K.BinaryFocalCrossentropy(axis=1),
            "binary",
            activation="sigmoid",
        ),
        sequence(
            "cce_axis",
            "Categorical crossentropy of positive numbers; labels are smoothed by the last axis.",
            lambda: K.CategoricalCrossentropy(label_smoothing=0.1, axis=1),
            "probabilities",
            2,
            activation="softplus",
        ),
        sequence(
            "cce_axis_softmax",
            "Of a softmax, whose logits are used along the other axis.",
            lambda: K.CategoricalCrossentropy(axis=1),
            "probabilities",
            activation="softmax",
        ),
        sequence(
            "cce_axis_logits",
            "From logits.",
            lambda: K.CategoricalCrossentropy(from_logits=True, axis=-2),
            "probabilities",
            2,
        ),
        sequence(
            "categorical_focal_axis",
            "Categorical focal crossentropy from logits.",
            lambda: K.CategoricalFocalCrossentropy(from_logits=True, label_smoothing=0.1, axis=1),
            "probabilities",
            2,
        ),
        loss(
            "categorical_focal_alpha",
            "A factor for each class.",
            lambda: K.CategoricalFocalCrossentropy(alpha=[0.1, 0.4, 0.75]),
            "one_hot",
            activation="softmax",
        ),
        loss(
            "binary_focal_alpha",
            "A factor for each output.",
            lambda: K.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=[0.1, 0.4, 0.75]),
            "binary",
            activation="sigmoid",
        ),
    ]


def reductions():
    """Reductions: how the samples' losses become one number."""
    return [
        loss("sum", "Reduction 'sum'.", lambda: K.MeanSquaredError(reduction="sum"), "real"),
        loss(
            "sum_weighted",
            "Reduction 'sum' with weights of samples.",
            lambda: K.MeanAbsoluteError(reduction="sum"),
            "real",
            sample_weight=True,
        ),
        loss(
            "mean_weighted",
            "Reduction 'mean_with_sample_weight' divides by the sum of the weights.",
            lambda: K.MeanSquaredError(reduction="mean_with_sample_weight"),
            "real",
            sample_weight=True,
        ),
        sequence(
            "mean_sequence",
            "The same of outputs of rank 3, whose weights count for each place.",
            lambda: K.MeanSquaredError(reduction="mean_with_sample_weight"),
            "real",
            sample_weight="places",
        ),
        sequence("sum_sequence", "Reduction 'sum' of outputs of rank 3.", lambda: K.Huber(0.5, "sum"), "real"),
        loss(
            "weighted_mse",
            "Weights of samples; metrics with and without them.",
            "mse",
            "real",
            sample_weight=True,
            metrics=("mae",),
            weighted_metrics=("mse",),
        ),
        loss(
            "weighted_bce",
            "Weights of samples in binary crossentropy.",
            "binary_crossentropy",
            "labels",
            1,
            "sigmoid",
            sample_weight=True,
            metrics=("accuracy",),
        ),
        loss(
            "weighted_scce",
            "Weights of samples in sparse categorical crossentropy, weighted accuracy.",
            "sparse_categorical_crossentropy",
            "labels",
            3,
            "softmax",
            sample_weight=True,
            weighted_metrics=("accuracy",),
        ),
        sequence("weighted_sequence", "Weights (n, 1), outputs of rank 3.", "mae", "real", sample_weight="column"),
        loss(
            "class_weight_scce",
            "Weights of classes, labels (n,).",
            "sparse_categorical_crossentropy",
            "labels",
            3,
            "softmax",
            class_weight={0: 0.5, 1: 2.0, 2: 1.25},
            weighted_metrics=("accuracy",),
        ),
        loss(
            "class_weight_cce",
            "Weights of classes, one-hot targets.",
            "categorical_crossentropy",
            "one_hot",
            3,
            "softmax",
            class_weight={0: 0.5, 1: 2.0, 2: 1.25},
            metrics=("accuracy",),
        ),
        loss(
            "class_weight_bce",
            "Weights of two classes.",
            "binary_crossentropy",
            "label_column",
            1,
            "sigmoid",
            class_weight={0: 0.6, 1: 2.5},
        ),
    ]


def masked():
    """Losses and metrics of outputs with a mask. Masked steps do not count."""

    def case(name, about, given, outputs=3, activation=None, targets="real", **options):
        layers = lambda: [
            L.Embedding(6, 3, mask_zero=True),
            L.LSTM(2, return_sequences=True),
            L.TimeDistributed(L.Dense(outputs, activation=activation)),
        ]
        options = {"inputs": "tokens", "vocabulary": 6} | options
        return small(f"loss_masked_{name}", about, (4,), layers, given, None, targets, **options)

    return [
        case("mse", "The mean over what is not masked; metrics likewise.", "mse", metrics=("mae", "root_mean_squared_error")),
        case(
            "weighted",
            "With weights of places; metrics with and without them.",
            "mae",
            sample_weight="places",
            metrics=("mse",),
            weighted_metrics=("cosine_similarity",),
        ),
        case("sum", "Reduction 'sum'.", lambda: K.MeanSquaredError(reduction="sum")),
        case(
            "mean_weighted",
            "Reduction 'mean_with_sample_weight' with weights.",
            lambda: K.MeanAbsoluteError(reduction="mean_with_sample_weight"),
            sample_weight="places",
        ),
        case(
            "bce",
            "Binary crossentropy of logits, accuracy.",
            "binary_crossentropy",
            1,
            "sigmoid",
            "binary",
            metrics=("accuracy",),
        ),
    ]


def loss_cases():
    return [*named(), *objects(), *overlaps(), *axes(), *reductions(), *masked()]
