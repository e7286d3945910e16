//! Gradient descent on all rows at once; each call does one step.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use ndarray::{Array2, ArrayView2};

use super::LogisticRegression;
use super::check;
use super::logistic::check_labels;
use super::objective::Objective;
use pupil_core::error::{Error, Result};
use pupil_core::text::number;

/// Gradient descent from weights of 0, on the columns without scaling.
pub struct GradientDescent {
    goal: Goal,
    theta: Vec<f64>,
    gradient: Vec<f64>,
    loss: f64,
    steps: usize,
    /// A step multiplies the gradient by this.
    pub learning_rate: f64,
}

enum Goal {
    Squares { x: Array2<f64>, y: Vec<f64> },
    Logistic(Objective),
}

impl Goal {
    fn value(&self, theta: &[f64], gradient: &mut [f64]) -> f64 {
        let (x, y) = match self {
            Self::Logistic(objective) => return objective.value(theta, gradient),
            Self::Squares { x, y } => (x, y),
        };
        let n = y.len() as f64;
        let p = x.ncols();
        gradient.fill(0.0);
        let mut loss = 0.0;
        for (row, y) in x.rows().into_iter().zip(y) {
            let error = theta[p] + row.iter().zip(theta).map(|(x, w)| x * w).sum::<f64>() - y;
            loss += error * error;
            for (slope, x) in gradient.iter_mut().zip(row) {
                *slope += 2.0 * error * x / n;
            }
            gradient[p] += 2.0 * error / n;
        }
        loss / n
    }
}

impl GradientDescent {
    fn new(goal: Goal, parameters: usize, learning_rate: f64) -> Result<Self> {
        if !(learning_rate > 0.0 && learning_rate.is_finite()) {
            let rate = number(learning_rate);
            return Err(Error::invalid(format!(
                "GradientDescent: learning rate is {rate}; expected a number above 0"
            )));
        }
        let theta = vec![0.0; parameters];
        let mut gradient = vec![0.0; parameters];
        let loss = goal.value(&theta, &mut gradient);
        Ok(Self { goal, theta, gradient, loss, steps: 0, learning_rate })
    }

    /// Linear regression: the loss is the mean of the squared errors, Keras's `mse`.
    ///
    /// # Errors
    /// When there are no rows, the numbers of rows and targets differ, a number is not finite, or the learning rate is
    /// not above 0.
    pub fn linear(x: ArrayView2<'_, f64>, y: &[f64], learning_rate: f64) -> Result<Self> {
        check("GradientDescent", &x, y.len())?;
        if let Some(sample) = y.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { what: "y".into(), value: y[sample], sample, element: 0 });
        }
        Self::new(Goal::Squares { x: x.to_owned(), y: y.to_vec() }, x.ncols() + 1, learning_rate)
    }

    /// Logistic regression: the loss is the mean log loss plus the penalty divided by the number of rows.
    ///
    /// # Errors
    /// As for [`GradientDescent::linear`] and [`LogisticRegression::start`].
    pub fn logistic(
        x: ArrayView2<'_, f64>,
        labels: &[usize],
        classes: usize,
        options: &LogisticRegression,
        learning_rate: f64,
    ) -> Result<Self> {
        check("GradientDescent", &x, labels.len())?;
        check_labels("GradientDescent", labels, classes)?;
        let objective = Objective::new(x, labels, classes, options.strength()?, options.fit_intercept, false);
        let parameters = objective.len();
        Self::new(Goal::Logistic(objective), parameters, learning_rate)
    }

    /// The loss at the current weights.
    pub fn loss(&self) -> f64 {
        self.loss
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The length of the gradient; near 0 there is nothing left to learn.
    pub fn slope(&self) -> f64 {
        libm::sqrt(self.gradient.iter().map(|slope| slope * slope).sum())
    }

    /// Rows of weights and their intercepts; linear regression has one.
    pub fn weights(&self) -> (Vec<Vec<f64>>, Vec<f64>) {
        match &self.goal {
            Goal::Logistic(objective) => objective.outside(&self.theta),
            Goal::Squares { x, .. } => (vec![self.theta[..x.ncols()].to_vec()], vec![self.theta[x.ncols()]]),
        }
    }

    /// Does one step and returns the loss after it.
    ///
    /// # Errors
    /// When the loss is no longer finite; the weights stay as they were before that step.
    pub fn step(&mut self) -> Result<f64> {
        let rate = self.learning_rate;
        let theta: Vec<f64> =
            self.theta.iter().zip(&self.gradient).map(|(t, slope)| t - rate * slope).collect();
        let mut gradient = vec![0.0; theta.len()];
        let loss = self.goal.value(&theta, &mut gradient);
        if !loss.is_finite() || gradient.iter().any(|slope| !slope.is_finite()) {
            return Err(Error::invalid(format!(
                "gradient descent diverged at step {}: the loss is no longer finite. Lower the learning rate {} or \
                 standardize the columns",
                self.steps + 1,
                number(rate)
            )));
        }
        (self.theta, self.gradient, self.loss) = (theta, gradient, loss);
        self.steps += 1;
        Ok(loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::{LinearRegression, Solver};
    use alloc::string::ToString;
    use ndarray::Array2;

    fn table() -> (Array2<f64>, Vec<f64>, Vec<usize>) {
        let x = Array2::from_shape_fn((30, 2), |(row, column)| {
            ((row * (7 + column * 4)) % 30) as f64 / 15.0 - 1.0
        });
        let y: Vec<f64> =
            x.rows().into_iter().map(|r| 3.0 * r[0] - r[1] + 0.5 + 0.2 * (r[0] * 9.0).sin()).collect();
        let labels = y.iter().map(|&value| usize::from(value > 0.5) + usize::from(value > 2.0)).collect();
        (x, y, labels)
    }

    #[test]
    fn squared_error_goes_down_to_the_closed_form() {
        let (x, y, _) = table();
        let best = LinearRegression::default().fit(x.view(), &y).unwrap();
        let mut descent = GradientDescent::linear(x.view(), &y, 0.3).unwrap();
        let mut last = descent.loss();
        for _ in 0..2000 {
            let loss = descent.step().unwrap();
            assert!(loss <= last + 1e-15);
            last = loss;
        }
        let (coef, intercept) = descent.weights();
        assert!((coef[0][0] - best.coef[0]).abs() < 1e-9 && (intercept[0] - best.intercept).abs() < 1e-9);
        assert!(descent.slope() < 1e-9 && descent.steps() == 2000);
    }

    #[test]
    fn log_loss_goes_down_to_newtons_minimum() {
        let (x, _, labels) = table();
        let options = LogisticRegression { solver: Solver::NewtonCholesky, ..Default::default() };
        let best = options.fit(x.view(), &labels, 3).unwrap();
        let mut descent = GradientDescent::logistic(x.view(), &labels, 3, &options, 1.0).unwrap();
        for _ in 0..5000 {
            descent.step().unwrap();
        }
        let (coef, _) = descent.weights();
        for (ours, expected) in coef.concat().iter().zip(best.coef.concat()) {
            assert!((ours - expected).abs() < 1e-6, "{coef:?} {best:?}");
        }
    }

    #[test]
    fn a_learning_rate_that_is_too_high_is_an_error() {
        let (x, y, _) = table();
        let mut descent = GradientDescent::linear(x.view(), &y, 1e3).unwrap();
        let error = loop {
            if let Err(error) = descent.step() {
                break error.to_string();
            }
        };
        assert!(error.contains("diverged") && error.contains("1000"), "{error}");
        assert!(descent.loss().is_finite());
        assert!(GradientDescent::linear(x.view(), &y, 0.0).is_err());
    }
}
