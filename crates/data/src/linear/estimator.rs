//! What a linear model of a table predicts with.

use serde::Serialize;

use super::{LinearModel, LogisticModel};

/// The weights of a linear model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Estimator {
    /// Of a number.
    Linear(LinearModel),
    /// Of classes.
    Logistic(LogisticModel),
}
