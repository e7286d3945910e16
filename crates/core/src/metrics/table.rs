//! The table of metrics.

#![cfg_attr(not(feature = "rare"), allow(dead_code, reason = "rare metrics use them"))]

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetricForm {
    /// The form of accuracy that fits the shapes.
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopK,
    SparseTopK,
    Precision,
    Recall,
    /// Counts predictions: whether they are above the threshold, and whether their target is positive.
    Count([bool; 2]),
    Auc,
    /// The largest value of this rate, over thresholds, where the rate that the first option names is high enough.
    AtLeast(&'static str),
    F1,
    /// Intersections over unions of classes: whether targets and predictions are numbers of classes, or have a value for
    /// each class.
    Iou([bool; 2]),
    /// The same of two classes, by a threshold.
    BinaryIou,
    R2,
    /// The mean of a formula over a row, of `t` and `p`, their means `mt` and `mp`, and their variances `vt` and `vp`.
    Correlation(&'static str),
    RootMeanSquaredError,
    CosineSimilarity,
    /// The loss of the same name.
    Loss,
    /// Sums of a program's own, from the target, the prediction and the sample weights.
    Steps,
}

#[derive(Debug, PartialEq)]
pub(super) struct MetricRow {
    pub(super) class: &'static str,
    pub(super) names: &'static [&'static str],
    pub(super) form: MetricForm,
    /// Number options with their defaults. NaN stands for null, infinity for an option that must be given.
    pub(super) options: &'static [(&'static str, f64)],
}

pub(super) const NULL: f64 = f64::NAN;
const GIVEN: f64 = f64::INFINITY;
const AXIS: (&str, f64) = ("axis", -1.0);
const CLASSES: (&str, f64) = ("num_classes", GIVEN);
const IGNORED: (&str, f64) = ("ignore_class", NULL);
const SPARSE: [(&str, f64); 2] = [("sparse_y_true", 1.0), ("sparse_y_pred", 1.0)];
const THRESHOLDS: (&str, f64) = ("num_thresholds", 200.0);
const CLASS: (&str, f64) = ("class_id", NULL);

const fn row(
    class: &'static str,
    names: &'static [&'static str],
    form: MetricForm,
    options: &'static [(&'static str, f64)],
) -> MetricRow {
    MetricRow { class, names, form, options }
}

/// The names that builds without the feature `rare` lack.
pub(crate) const RARE: &[&str] = &[
    "IoU",
    "iou",
    "MeanIoU",
    "mean_iou",
    "OneHotIoU",
    "one_hot_iou",
    "OneHotMeanIoU",
    "one_hot_mean_iou",
    "BinaryIoU",
    "binary_iou",
    "R2Score",
    "r2_score",
    "PearsonCorrelation",
    "pearson_correlation",
    "ConcordanceCorrelation",
    "concordance_correlation",
];

pub(super) const TABLE: &[MetricRow] = &[
    row("Accuracy", &["accuracy", "acc"], MetricForm::Accuracy, &[]),
    row("BinaryAccuracy", &["binary_accuracy"], MetricForm::BinaryAccuracy, &[("threshold", 0.5)]),
    row("CategoricalAccuracy", &["categorical_accuracy"], MetricForm::CategoricalAccuracy, &[]),
    row(
        "SparseCategoricalAccuracy",
        &["sparse_categorical_accuracy"],
        MetricForm::SparseCategoricalAccuracy,
        &[],
    ),
    row("TopKCategoricalAccuracy", &["top_k_categorical_accuracy"], MetricForm::TopK, &[("k", 5.0)]),
    row(
        "SparseTopKCategoricalAccuracy",
        &["sparse_top_k_categorical_accuracy"],
        MetricForm::SparseTopK,
        &[("k", 5.0), ("from_sorted_ids", 0.0)],
    ),
    row("Precision", &["precision"], MetricForm::Precision, &[CLASS, ("top_k", NULL)]),
    row("Recall", &["recall"], MetricForm::Recall, &[CLASS, ("top_k", NULL)]),
    row(
        "AUC",
        &["auc"],
        MetricForm::Auc,
        &[THRESHOLDS, ("from_logits", 0.0), ("multi_label", 0.0), ("num_labels", NULL)],
    ),
    row("F1Score", &["f1_score"], MetricForm::F1, &[("threshold", NULL)]),
    row("FBetaScore", &["fbeta_score"], MetricForm::F1, &[("threshold", NULL), ("beta", 1.0)]),
    row("TruePositives", &["true_positives"], MetricForm::Count([true, true]), &[]),
    row("TrueNegatives", &["true_negatives"], MetricForm::Count([false, false]), &[]),
    row("FalsePositives", &["false_positives"], MetricForm::Count([true, false]), &[]),
    row("FalseNegatives", &["false_negatives"], MetricForm::Count([false, true]), &[]),
    row("RootMeanSquaredError", &["root_mean_squared_error", "rmse"], MetricForm::RootMeanSquaredError, &[]),
    row("CosineSimilarity", &["cosine_similarity"], MetricForm::CosineSimilarity, &[AXIS]),
    row(
        "SensitivityAtSpecificity",
        &["sensitivity_at_specificity"],
        MetricForm::AtLeast("sensitivity"),
        &[("specificity", GIVEN), THRESHOLDS, CLASS],
    ),
    row(
        "SpecificityAtSensitivity",
        &["specificity_at_sensitivity"],
        MetricForm::AtLeast("specificity"),
        &[("sensitivity", GIVEN), THRESHOLDS, CLASS],
    ),
    row(
        "PrecisionAtRecall",
        &["precision_at_recall"],
        MetricForm::AtLeast("precision"),
        &[("recall", GIVEN), THRESHOLDS, CLASS],
    ),
    row(
        "RecallAtPrecision",
        &["recall_at_precision"],
        MetricForm::AtLeast("recall"),
        &[("precision", GIVEN), THRESHOLDS, CLASS],
    ),
    #[cfg(feature = "rare")]
    row("IoU", &["iou"], MetricForm::Iou([true; 2]), &[CLASSES, IGNORED, SPARSE[0], SPARSE[1]]),
    #[cfg(feature = "rare")]
    row("MeanIoU", &["mean_iou"], MetricForm::Iou([true; 2]), &[CLASSES, IGNORED, SPARSE[0], SPARSE[1]]),
    #[cfg(feature = "rare")]
    row(
        "OneHotIoU",
        &["one_hot_iou"],
        MetricForm::Iou([false; 2]),
        &[CLASSES, IGNORED, ("sparse_y_pred", 0.0)],
    ),
    #[cfg(feature = "rare")]
    row(
        "OneHotMeanIoU",
        &["one_hot_mean_iou"],
        MetricForm::Iou([false; 2]),
        &[CLASSES, IGNORED, ("sparse_y_pred", 0.0)],
    ),
    #[cfg(feature = "rare")]
    row("BinaryIoU", &["binary_iou"], MetricForm::BinaryIou, &[("threshold", 0.5)]),
    #[cfg(feature = "rare")]
    row("R2Score", &["r2_score"], MetricForm::R2, &[("num_regressors", 0.0)]),
    #[cfg(feature = "rare")]
    row(
        "PearsonCorrelation",
        &["pearson_correlation"],
        MetricForm::Correlation("(t - mt) / sqrt(vt) * (p - mp) / sqrt(vp)"),
        &[AXIS],
    ),
    #[cfg(feature = "rare")]
    row(
        "ConcordanceCorrelation",
        &["concordance_correlation"],
        MetricForm::Correlation("2 * (t - mp) * (p - mp) / (vt + vp + square(mt - mp) + e)"),
        &[AXIS],
    ),
];
