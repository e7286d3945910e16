//! The part of a table's linear model that predicts.

use serde::Serialize;

use super::{LinearModel, LogisticModel};

/// The weights of a linear model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Estimator {
    /// Predicts a number.
    Linear(LinearModel),
    /// Predicts classes.
    Logistic(LogisticModel),
}
