//! Linear models on tables of numbers, in `f64`: least squares in closed form, logistic regression by L-BFGS or
//! Newton's method, and both by gradient descent one step at a time.
//!
//! Rows are samples, columns are features. Objectives and defaults are scikit-learn's (`LinearRegression`,
//! `LogisticRegression`).

mod descent;
mod estimator;
mod least_squares;
mod logistic;
mod model;
mod objective;
mod saved;
mod solver;

pub use descent::GradientDescent;
pub use estimator::Estimator;
pub use least_squares::{Dependence, LinearModel, LinearRegression};
pub use logistic::{LogisticRegression, Penalty};
pub use model::{Evaluation, TableModel};
pub use solver::{LogisticFit, LogisticModel, Solver};

use alloc::format;

use ndarray::ArrayView2;

use pupil_core::error::{Error, Result};

/// Refuses tables that cannot be fitted: without rows, with numbers that are not finite, or with another number of
/// targets than rows.
fn check(what: &str, x: &ArrayView2<'_, f64>, targets: usize) -> Result<()> {
    if x.nrows() == 0 {
        return Err(Error::invalid(format!("{what}: x has no rows; expected at least 1")));
    }
    if targets != x.nrows() {
        return Err(Error::invalid(format!("{what}: x has {} rows but y has {targets}", x.nrows())));
    }
    finite("x", x)
}

/// Refuses numbers that are not finite.
fn finite(what: &str, x: &ArrayView2<'_, f64>) -> Result<()> {
    match x.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((sample, element), &value)) => {
            Err(Error::NotFinite { what: what.into(), value, sample, element })
        }
        None => Ok(()),
    }
}

/// Refuses rows whose width differs from the rows that the model was fitted on.
fn check_width(what: &str, x: &ArrayView2<'_, f64>, features: usize) -> Result<()> {
    if x.ncols() == features {
        return finite("x", x);
    }
    Err(Error::invalid(format!("{what}: x has {} columns; the model was fitted on {features}", x.ncols())))
}
