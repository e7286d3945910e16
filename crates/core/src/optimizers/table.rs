//! The table of optimizers: the formulas of Keras 3's `update_step`.
//!
//! In a formula, `g` is the gradient and `w` the weight. `rate`, `decay`, `a`, `b`, `c` are numbers that the host
//! computes for each step ([`Optimizer::hyper`](super::Optimizer::hyper)). Options go by their Keras names. All other
//! names are slots, numbers kept for each weight.

/// Stands for an option that is null.
pub(super) const NULL: f64 = f64::NEG_INFINITY;

/// The formula of optimizers that work on whole weights: `shaped.rs` has put their direction in the gradient's place.
pub(super) const SHAPED: &str = "w = w - rate * g;";

#[derive(Debug, PartialEq)]
pub(super) struct OptimizerRow {
    pub(super) class: &'static str,
    pub(super) rate: f64,
    pub(super) decay: Option<f64>,
    /// Options with their defaults; flags are 0 or 1, and [`NULL`] stands for null.
    pub(super) options: &'static [(&'static str, f64)],
    /// Slots, each with the option that must not be 0 for the slot to exist; without the slot its value counts as 0.
    pub(super) slots: &'static [(&'static str, &'static str)],
    /// What comes before a `|` is computed before the weights decay.
    pub(super) formula: &'static str,
}

const BETAS: [(&str, f64); 3] = [("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", EPSILON)];
const EPSILON: f64 = 1e-7;
const ADAM: &str = "m = m + (g - m) * (1 - beta_1); v = v + (g * g - v) * (1 - beta_2); h = amsgrad > 0 ? max(h, v) : v; \
                    w = w - rate * m / (sqrt(amsgrad > 0 ? h : v) + epsilon);";
const ADAM_OPTIONS: &[(&str, f64)] = &[BETAS[0], BETAS[1], BETAS[2], ("amsgrad", 0.0)];
const ADAM_SLOTS: &[(&str, &str)] = &[("m", ""), ("v", ""), ("h", "amsgrad")];

/// The classes that builds without the feature `rare` lack.
pub(crate) const RARE: &[&str] = &["Lamb", "Adafactor", "Muon"];

pub(super) const TABLE: &[OptimizerRow] = &[
    OptimizerRow {
        class: "SGD",
        rate: 0.01,
        decay: None,
        options: &[("momentum", 0.0), ("nesterov", 0.0)],
        slots: &[("m", "momentum")],
        formula: "m = momentum * m - rate * g; w = w + (nesterov > 0 ? momentum * m - rate * g : m);",
    },
    OptimizerRow {
        class: "RMSprop",
        rate: 1e-3,
        decay: None,
        options: &[("rho", 0.9), ("momentum", 0.0), ("epsilon", EPSILON), ("centered", 0.0)],
        slots: &[("v", ""), ("m", "momentum"), ("mean", "centered")],
        formula: "v = rho * v + (1 - rho) * g * g; mean = rho * mean + (1 - rho) * g; \
                  m = momentum * m + rate * g / sqrt((centered > 0 ? v - mean * mean : v) + epsilon); w = w - m;",
    },
    OptimizerRow {
        class: "Adam",
        rate: 1e-3,
        decay: None,
        options: ADAM_OPTIONS,
        slots: ADAM_SLOTS,
        formula: ADAM,
    },
    OptimizerRow {
        class: "AdamW",
        rate: 1e-3,
        decay: Some(0.004),
        options: ADAM_OPTIONS,
        slots: ADAM_SLOTS,
        formula: ADAM,
    },
    OptimizerRow {
        class: "Adamax",
        rate: 1e-3,
        decay: None,
        options: &BETAS,
        slots: &[("m", ""), ("u", "")],
        formula: "m = m + (g - m) * (1 - beta_1); u = max(beta_2 * u, abs(g)); w = w - rate * m / (u + epsilon);",
    },
    OptimizerRow {
        class: "Nadam",
        rate: 1e-3,
        decay: None,
        options: &BETAS,
        slots: &[("m", ""), ("v", "")],
        formula: "m = m + (g - m) * (1 - beta_1); v = v + (g * g - v) * (1 - beta_2); \
                  w = w - rate * (a * m + b * g) / (sqrt(v * c) + epsilon);",
    },
    OptimizerRow {
        class: "Adagrad",
        rate: 1e-3,
        decay: None,
        options: &[("initial_accumulator_value", 0.1), ("epsilon", EPSILON)],
        slots: &[("v", "")],
        formula: "v = v + g * g; w = w - rate * g / sqrt(v + epsilon);",
    },
    OptimizerRow {
        class: "Adadelta",
        rate: 1e-3,
        decay: None,
        options: &[("rho", 0.95), ("epsilon", EPSILON)],
        slots: &[("v", ""), ("d", "")],
        formula: "v = rho * v + (1 - rho) * g * g; step = sqrt(d + epsilon) * g / sqrt(v + epsilon); \
                  d = rho * d + (1 - rho) * step * step; w = w - rate * step;",
    },
    OptimizerRow {
        class: "Lion",
        rate: 1e-3,
        decay: None,
        options: &[("beta_1", 0.9), ("beta_2", 0.99)],
        slots: &[("m", "")],
        formula: "w = w - rate * sign(beta_1 * m + (1 - beta_1) * g); m = beta_2 * m + (1 - beta_2) * g;",
    },
    OptimizerRow {
        class: "Ftrl",
        rate: 1e-3,
        decay: None,
        options: &[
            ("learning_rate_power", -0.5),
            ("initial_accumulator_value", 0.1),
            ("l1_regularization_strength", 0.0),
            ("l2_regularization_strength", 0.0),
            ("l2_shrinkage_regularization_strength", 0.0),
            ("beta", 0.0),
        ],
        slots: &[("v", ""), ("l", "")],
        formula: "old = pow(v, -learning_rate_power); v = v + g * g; new = pow(v, -learning_rate_power); \
                  l = l + g + 2 * l2_shrinkage_regularization_strength * w - (new - old) / rate * w; \
                  w = (clip(l, -l1_regularization_strength, l1_regularization_strength) - l) / \
                  (new / rate + 2 * (l2_regularization_strength + beta / (2 * rate)));",
    },
    OptimizerRow {
        class: "ScheduleFreeAdamW",
        rate: 0.0025,
        decay: None,
        options: &[BETAS[0], BETAS[1], ("epsilon", 1e-8), ("warmup_steps", 0.0)],
        slots: &[("z", ""), ("v", "")],
        // Keras copies the weights into `z` before the first step. It takes the share of `z` out of the weights only when
        // `z` has changed; on JAX it takes out the old `z`.
        formula: "z = a > 0 ? w : z; | v = v + (g * g - v) * (1 - beta_2); \
                  z = z - rate * g / (sqrt(v * c) + epsilon); \
                  x = (1 - b) * (w - (1 - beta_1) * z) / beta_1 + b * z; w = (1 - beta_1) * z + beta_1 * x;",
    },
    #[cfg(feature = "rare")]
    OptimizerRow {
        class: "Lamb",
        rate: 1e-3,
        decay: None,
        options: &BETAS,
        slots: &[("m", ""), ("v", "")],
        formula: SHAPED,
    },
    #[cfg(feature = "rare")]
    OptimizerRow {
        class: "Adafactor",
        rate: 1e-3,
        decay: None,
        options: &[
            ("beta_2_decay", -0.8),
            ("epsilon_1", 1e-30),
            ("epsilon_2", 1e-3),
            ("clip_threshold", 1.0),
            ("relative_step", 1.0),
        ],
        slots: &[("r", ""), ("v", "")],
        formula: SHAPED,
    },
    #[cfg(feature = "rare")]
    OptimizerRow {
        class: "Muon",
        rate: 1e-3,
        decay: Some(0.004),
        options: &[
            ("adam_beta_1", 0.9),
            ("adam_beta_2", 0.999),
            ("adam_weight_decay", 0.004),
            ("epsilon", EPSILON),
            ("exclude_embeddings", 1.0),
            ("muon_a", 3.4445),
            ("muon_b", -4.775),
            ("muon_c", 2.0315),
            ("adam_lr_ratio", 1.0),
            ("momentum", 0.95),
            ("ns_steps", 5.0),
            ("nesterov", 1.0),
            ("rms_rate", 0.2),
        ],
        slots: &[("m", ""), ("v", "")],
        formula: SHAPED,
    },
];
