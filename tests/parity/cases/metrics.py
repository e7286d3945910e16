"""Every metric."""

import keras
from keras import layers as L
from keras import metrics as M
from keras import optimizers as O

from .case import small


def metric(name, about, metrics, targets, units, activation, loss="mse", shape=(3,), **options):
    layers = lambda: [L.Dense(units, activation=activation)]
    options = {"samples": 18, "batch_size": 8, "gain": 2.0, "metrics": metrics} | options
    return small(f"metric_{name}", about, shape, layers, loss, O.SGD(0.1), targets, **options)


def binary(name, about, metrics, **options):
    return metric(name, about, metrics, "labels", 1, "sigmoid", "binary_crossentropy", **options)


def several(name, about, metrics, **options):
    """Several sigmoids, each with its target."""
    return metric(name, about, metrics, "binary", 3, "sigmoid", "binary_crossentropy", **options)


def one_hot(name, about, metrics, units=4, **options):
    return metric(name, about, metrics, "one_hot", units, "softmax", "categorical_crossentropy", **options)


def labels(name, about, metrics, units=4, **options):
    return metric(name, about, metrics, "labels", units, "softmax", "sparse_categorical_crossentropy", **options)


def accuracies():
    return [
        small(
            "metric_top_k_sorted",
            "Predictions that are the numbers of classes, the likeliest first.",
            (3,),
            lambda: [L.Reshape((3,))],
            lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            targets="labels",
            inputs="ints",
            vocabulary=3,
            trains=False,
            metrics=lambda: [
                M.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True),
                M.SparseTopKCategoricalAccuracy(k=9, from_sorted_ids=True, name="all"),
            ],
        ),
        binary("accuracy_binary", "'accuracy' of one output.", ("accuracy",)),
        several("accuracy_several", "'acc' of several sigmoids, and binary_accuracy.", ("acc", "binary_accuracy")),
        one_hot("accuracy_one_hot", "'accuracy' of one-hot targets.", ("accuracy", "categorical_accuracy")),
        labels("accuracy_labels", "'accuracy' of labels.", ("accuracy", "sparse_categorical_accuracy")),
        metric(
            "accuracy_column",
            "'accuracy' of labels (n, 1).",
            ("accuracy",),
            "label_column",
            4,
            "softmax",
            "sparse_categorical_crossentropy",
        ),
        several("accuracy_threshold", "BinaryAccuracy, another threshold.", lambda: [M.BinaryAccuracy(threshold=0.3)]),
        one_hot(
            "accuracy_objects",
            "CategoricalAccuracy under another name.",
            lambda: [M.CategoricalAccuracy(name="right"), M.TopKCategoricalAccuracy(k=2)],
        ),
        labels(
            "accuracy_sparse_objects",
            "SparseCategoricalAccuracy and the sparse top k.",
            lambda: [M.SparseCategoricalAccuracy(), M.SparseTopKCategoricalAccuracy(k=2)],
        ),
        one_hot("top_k", "The top five of seven.", ("top_k_categorical_accuracy",), 7),
        labels("sparse_top_k", "The same, labels.", ("sparse_top_k_categorical_accuracy",), 7),
        one_hot(
            "accuracy_weighted",
            "Weighted and not.",
            lambda: [M.CategoricalAccuracy(name="plain")],
            sample_weight=True,
            weighted_metrics=lambda: [M.CategoricalAccuracy(name="weighted"), M.TopKCategoricalAccuracy(k=2)],
        ),
        metric(
            "accuracy_sequence",
            "'accuracy' of several outputs at each place.",
            ("accuracy",),
            "binary",
            2,
            "sigmoid",
            "binary_crossentropy",
            (3, 3),
        ),
    ]


def confusion():
    return [
        binary("precision_recall", "Precision and recall.", lambda: [M.Precision(), M.Recall()]),
        several(
            "precision_recall_threshold",
            "Another threshold.",
            lambda: [M.Precision(thresholds=0.4), M.Recall(thresholds=0.6)],
        ),
        binary(
            "precision_recall_thresholds",
            "Several thresholds: several numbers.",
            lambda: [M.Precision(thresholds=[0.3, 0.5, 0.7]), M.Recall(thresholds=[0.4, 0.6])],
        ),
        one_hot(
            "precision_recall_class",
            "Of one class.",
            lambda: [M.Precision(class_id=1, thresholds=0.2), M.Recall(class_id=2, thresholds=0.25)],
            gain=0.7,
        ),
        one_hot(
            "precision_recall_top_k",
            "Of the largest two outputs.",
            lambda: [M.Precision(top_k=2), M.Recall(top_k=2, class_id=1)],
        ),
        binary(
            "confusion",
            "The four counts.",
            lambda: [M.TruePositives(), M.TrueNegatives(), M.FalsePositives(), M.FalseNegatives(thresholds=0.4)],
        ),
        binary(
            "confusion_weighted",
            "Counts and precision, weighted.",
            (),
            sample_weight=True,
            weighted_metrics=lambda: [M.TruePositives(), M.FalsePositives(), M.Precision(), M.Recall()],
        ),
        binary("auc", "Area under the ROC curve.", lambda: [M.AUC()]),
        binary("auc_pr", "Area under the precision-recall curve.", lambda: [M.AUC(curve="PR")]),
        several(
            "auc_options",
            "Few thresholds, other sums.",
            lambda: [
                M.AUC(num_thresholds=20, summation_method="minoring", name="minoring"),
                M.AUC(num_thresholds=20, summation_method="majoring", curve="PR", name="majoring"),
                M.AUC(thresholds=[0.2, 0.45, 0.7], name="given"),
            ],
        ),
        several("auc_labels", "One area each output.", lambda: [M.AUC(multi_label=True, num_thresholds=30)]),
        metric(
            "auc_logits",
            "AUC from logits.",
            lambda: [M.AUC(from_logits=True, num_thresholds=30)],
            "labels",
            1,
            None,
        ),
        binary("auc_weighted", "AUC, weighted.", (), sample_weight=True, weighted_metrics=lambda: [M.AUC()]),
        binary(
            "trade_offs",
            "One rate where the other is high enough.",
            lambda: [
                M.SensitivityAtSpecificity(0.6),
                M.SpecificityAtSensitivity(0.6),
                M.PrecisionAtRecall(0.6),
                M.RecallAtPrecision(0.6),
            ],
        ),
        one_hot(
            "trade_offs_options",
            "Of one class, with few thresholds or one.",
            lambda: [
                M.SensitivityAtSpecificity(0.5, num_thresholds=1),
                M.SpecificityAtSensitivity(0.4, num_thresholds=20, class_id=1),
                M.PrecisionAtRecall(0.3, num_thresholds=2),
                M.RecallAtPrecision(0.9, num_thresholds=10, class_id=0),
            ],
        ),
        binary(
            "trade_offs_weighted",
            "Weighted.",
            (),
            sample_weight=True,
            weighted_metrics=lambda: [M.SensitivityAtSpecificity(0.5), M.PrecisionAtRecall(0.7, num_thresholds=30)],
        ),
        several(
            "auc_label_options",
            "Areas of each output: their weighted mean, other curves; weighted outputs of one area.",
            lambda: [
                M.AUC(num_thresholds=20, multi_label=True, num_labels=3, label_weights=[1.0, 0.5, 2.0], name="mean"),
                M.AUC(num_thresholds=20, multi_label=True, label_weights=[1.0, 0.0, 2.0], curve="PR", name="curve"),
                M.AUC(thresholds=[0.2, 0.45, 0.7], multi_label=True, summation_method="minoring", name="given"),
                M.AUC(num_thresholds=20, label_weights=[1.0, 0.5, 2.0], name="one"),
            ],
        ),
        several(
            "auc_label_weighted",
            "Areas of each output, weighted samples.",
            (),
            sample_weight=True,
            weighted_metrics=lambda: [
                M.AUC(num_thresholds=20, multi_label=True),
                M.AUC(num_thresholds=20, label_weights=[1.0, 0.5, 2.0], name="one"),
            ],
        ),
        binary("auc_gain", "Area under precision-recall-gain.", lambda: [M.AUC(curve="PRGAIN", num_thresholds=30)]),
    ]


def scores():
    averages = (None, "micro", "macro", "weighted")
    return [
        *(
            one_hot(f"f1_{str(average).lower()}", "F1 score.", lambda average=average: [M.F1Score(average=average)])
            for average in averages
        ),
        several(
            "f1_threshold",
            "F1 and F-beta score of sigmoids.",
            lambda: [M.F1Score(average="macro", threshold=0.5), M.FBetaScore("micro", beta=2.0, threshold=0.4)],
        ),
        one_hot(
            "f1_sample_weight",
            "F1 score, weighted samples.",
            (),
            sample_weight=True,
            weighted_metrics=lambda: [M.F1Score(average="macro")],
        ),
        several("binary_iou", "Intersection over union.", lambda: [M.BinaryIoU()]),
        one_hot(
            "iou",
            "Intersection over union of classes.",
            lambda: [M.OneHotIoU(4, [0, 2]), M.OneHotMeanIoU(4)],
        ),
        several("binary_iou_options", "Of the positives, another threshold.", lambda: [M.BinaryIoU([1], threshold=0.3)]),
        labels(
            "iou_labels",
            "Of labels and the class with the largest output; a class is left out.",
            lambda: [M.IoU(4, [1, 3], sparse_y_pred=False), M.MeanIoU(4, ignore_class=2, sparse_y_pred=False)],
        ),
        metric("iou_numbers", "Of numbers whose whole parts are classes.", lambda: [M.MeanIoU(2)], "positive", 2, "softplus"),
        one_hot(
            "iou_weighted",
            "Weights count as whole numbers, unless the metric is of floats.",
            (),
            sample_weight=True,
            weighted_metrics=lambda: [M.OneHotMeanIoU(4), M.OneHotIoU(4, [1, 2], dtype="float32", ignore_class=0)],
        ),
    ]


def errors():
    names = ("mse", "mae", "mape", "msle", "poisson", "cosine_similarity", "log_cosh_error")
    objects = lambda: [
        M.MeanSquaredError(),
        M.RootMeanSquaredError(),
        M.MeanAbsoluteError(name="error"),
        M.CosineSimilarity(),
        M.LogCoshError(),
        M.MeanAbsolutePercentageError(),
        M.MeanSquaredLogarithmicError(),
        M.Poisson(),
    ]
    return [
        metric("error_names", "Errors by name.", names, "positive", 2, "softplus"),
        metric("errors", "Errors as objects.", objects, "positive", 2, "softplus"),
        metric(
            "errors_weighted",
            "The same, weighted.",
            (),
            "positive",
            2,
            "softplus",
            sample_weight=True,
            weighted_metrics=objects,
        ),
        metric("errors_sequence", "The same of outputs of rank 3.", objects, "positive", 2, "softplus", shape=(2, 3)),
        metric("r2", "R2 score.", lambda: [M.R2Score()], "real", 2, None),
        metric(
            "r2_options",
            "R2 score of each output, and by variance.",
            lambda: [
                M.R2Score(class_aggregation=None, name="each"),
                M.R2Score(class_aggregation="variance_weighted_average", name="variance"),
            ],
            "real",
            2,
            None,
        ),
        metric(
            "r2_weighted",
            "R2 score, weighted.",
            (),
            "real",
            2,
            None,
            sample_weight=True,
            weighted_metrics=lambda: [M.R2Score()],
        ),
        metric(
            "correlation",
            "Correlations of each sample's outputs.",
            lambda: [M.PearsonCorrelation(), M.ConcordanceCorrelation()],
            "real",
            4,
            None,
        ),
        metric(
            "correlation_weighted",
            "The same, weighted.",
            (),
            "real",
            4,
            None,
            sample_weight=True,
            weighted_metrics=lambda: [M.PearsonCorrelation(), M.ConcordanceCorrelation()],
        ),
        metric(
            "axis",
            "Correlations, cosine similarity and crossentropy along axis 1.",
            lambda: [
                M.PearsonCorrelation(axis=1),
                M.ConcordanceCorrelation(axis=-2),
                M.CosineSimilarity(axis=1),
                M.CategoricalCrossentropy(axis=1),
            ],
            "positive",
            2,
            "softplus",
            shape=(4, 3),
        ),
        metric(
            "hinges",
            "Hinge losses.",
            lambda: [M.Hinge(), M.SquaredHinge(), M.CategoricalHinge()],
            "signs",
            3,
            "tanh",
        ),
        metric("hinge_names", "By name; targets 0 and 1.", ("hinge", "squared_hinge"), "binary", 2, "tanh"),
        metric(
            "kl",
            "Kullback-Leibler divergence, name and object.",
            lambda: ["kl_divergence", M.KLDivergence(name="divergence")],
            "probabilities",
            3,
            "softmax",
        ),
        several(
            "binary_crossentropy",
            "Binary crossentropy, plain and smoothed.",
            lambda: ["binary_crossentropy", M.BinaryCrossentropy(label_smoothing=0.2, name="smooth")],
        ),
        one_hot(
            "categorical_crossentropy",
            "Categorical crossentropy, plain and smoothed.",
            lambda: ["categorical_crossentropy", M.CategoricalCrossentropy(label_smoothing=0.2, name="smooth")],
        ),
        labels(
            "sparse_crossentropy",
            "Sparse categorical crossentropy, name and object.",
            lambda: ["sparse_categorical_crossentropy", M.SparseCategoricalCrossentropy(name="sparse")],
        ),
        metric(
            "crossentropy_logits",
            "From logits.",
            lambda: [M.BinaryCrossentropy(from_logits=True)],
            "binary",
            2,
            None,
        ),
    ]


def metric_cases():
    return [*accuracies(), *confusion(), *scores(), *errors()]
