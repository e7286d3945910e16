//! The table of losses: the formulas of Keras 3's `losses.py`.
//!
//! `t` is the target, `p` the prediction, `e` Keras's epsilon.

/// How the value of a row is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LossForm {
    /// The mean of a formula over the row.
    Mean(&'static str),
    /// The sum of a formula over the row.
    Sum(&'static str),
    /// The mean of a formula. Targets that are all 0 or 1 are first mapped to -1 and 1.
    Hinge(&'static str),
    CategoricalHinge,
    CosineSimilarity,
    Binary {
        focal: bool,
    },
    Categorical {
        focal: bool,
    },
    /// Categorical crossentropy of class numbers.
    Sparse,
    /// A formula of `p`, the probability of the class whose number is the target.
    OfClass(&'static str),
    /// Three formulas that are summed over axes, `a`, `b` and `c`, and a formula of the sums.
    Overlap([&'static str; 3], &'static str),
    /// Distances between all rows, which are embeddings; the targets are the numbers of their classes.
    Circle,
    /// Steps of a program's own, from the target and the prediction.
    Steps,
}

#[derive(Debug, PartialEq)]
pub(super) struct LossRow {
    pub(super) class: &'static str,
    /// Other names; the first is the function's.
    pub(super) names: &'static [&'static str],
    pub(super) form: LossForm,
    /// Options with their defaults.
    pub(super) options: &'static [(&'static str, f64)],
}

/// Stands for an option that is null.
pub(super) const NULL: f64 = f64::NEG_INFINITY;
const LOGITS: (&str, f64) = ("from_logits", 0.0);
const SMOOTHING: (&str, f64) = ("label_smoothing", 0.0);
const AXIS: (&str, f64) = ("axis", -1.0);

/// The names that builds without the feature `rare` lack.
pub(crate) const RARE: &[&str] = &["Circle"];

pub(super) const TABLE: &[LossRow] = &[
    LossRow {
        class: "MeanSquaredError",
        names: &["mean_squared_error", "mse"],
        form: LossForm::Mean("square(p - t)"),
        options: &[],
    },
    LossRow {
        class: "MeanAbsoluteError",
        names: &["mean_absolute_error", "mae"],
        form: LossForm::Mean("abs(p - t)"),
        options: &[],
    },
    LossRow {
        class: "MeanAbsolutePercentageError",
        names: &["mean_absolute_percentage_error", "mape"],
        form: LossForm::Mean("100 * abs((t - p) / max(abs(t), e))"),
        options: &[],
    },
    LossRow {
        class: "MeanSquaredLogarithmicError",
        names: &["mean_squared_logarithmic_error", "msle"],
        form: LossForm::Mean("square(log(max(p, e) + 1) - log(max(t, e) + 1))"),
        options: &[],
    },
    LossRow {
        class: "Huber",
        names: &["huber"],
        form: LossForm::Mean(
            "d = abs(p - t); d <= delta ? 0.5 * square(p - t) : delta * d - 0.5 * square(delta)",
        ),
        options: &[("delta", 1.0)],
    },
    LossRow {
        class: "LogCosh",
        names: &["log_cosh", "logcosh"],
        form: LossForm::Mean("d = p - t; d + softplus(-2 * d) - 0.6931471805599453"),
        options: &[],
    },
    LossRow {
        class: "Poisson",
        names: &["poisson"],
        form: LossForm::Mean("p - t * log(p + e)"),
        options: &[],
    },
    LossRow {
        class: "KLDivergence",
        names: &["kl_divergence", "kld", "kullback_leibler_divergence"],
        form: LossForm::Sum("t = clip(t, e, 1); t * log(t / clip(p, e, 1))"),
        options: &[],
    },
    LossRow { class: "Hinge", names: &["hinge"], form: LossForm::Hinge("max(1 - t * p, 0)"), options: &[] },
    LossRow {
        class: "SquaredHinge",
        names: &["squared_hinge"],
        form: LossForm::Hinge("square(max(1 - t * p, 0))"),
        options: &[],
    },
    LossRow {
        class: "CategoricalHinge",
        names: &["categorical_hinge"],
        form: LossForm::CategoricalHinge,
        options: &[],
    },
    LossRow {
        class: "CosineSimilarity",
        names: &["cosine_similarity"],
        form: LossForm::CosineSimilarity,
        options: &[AXIS],
    },
    LossRow {
        class: "BinaryCrossentropy",
        names: &["binary_crossentropy", "bce"],
        form: LossForm::Binary { focal: false },
        options: &[LOGITS, SMOOTHING, AXIS],
    },
    LossRow {
        class: "BinaryFocalCrossentropy",
        names: &["binary_focal_crossentropy"],
        form: LossForm::Binary { focal: true },
        options: &[LOGITS, SMOOTHING, AXIS, ("apply_class_balancing", 0.0), ("alpha", 0.25), ("gamma", 2.0)],
    },
    LossRow {
        class: "CategoricalCrossentropy",
        names: &["categorical_crossentropy"],
        form: LossForm::Categorical { focal: false },
        options: &[LOGITS, SMOOTHING, AXIS],
    },
    LossRow {
        class: "CategoricalFocalCrossentropy",
        names: &["categorical_focal_crossentropy"],
        form: LossForm::Categorical { focal: true },
        options: &[LOGITS, SMOOTHING, AXIS, ("alpha", 0.25), ("gamma", 2.0)],
    },
    LossRow {
        class: "SparseCategoricalCrossentropy",
        names: &["sparse_categorical_crossentropy"],
        form: LossForm::Sparse,
        options: &[LOGITS, ("ignore_class", NULL)],
    },
    LossRow {
        class: "CategoricalGeneralizedCrossEntropy",
        names: &["categorical_generalized_cross_entropy"],
        form: LossForm::OfClass("(1 - pow(p, q)) / q"),
        options: &[("q", 0.5)],
    },
    LossRow {
        class: "Dice",
        names: &["dice"],
        form: LossForm::Overlap(["t * p", "t", "p"], "1 - 2 * a / (b + c + e)"),
        options: &[],
    },
    LossRow {
        class: "Tversky",
        names: &["tversky"],
        form: LossForm::Overlap(
            ["t * p", "(1 - p) * t", "p * (1 - t)"],
            "1 - a / (a + b * alpha + c * beta + e)",
        ),
        options: &[("alpha", 0.5), ("beta", 0.5)],
    },
    #[cfg(feature = "rare")]
    LossRow {
        class: "Circle",
        names: &["circle"],
        form: LossForm::Circle,
        options: &[("gamma", 80.0), ("margin", 0.4), ("remove_diagonal", 1.0)],
    },
];

/// A loss of a program's own. No table lists it, because no name stands for it.
pub(super) static OWN: LossRow =
    LossRow { class: "Steps", names: &["steps"], form: LossForm::Steps, options: &[] };
