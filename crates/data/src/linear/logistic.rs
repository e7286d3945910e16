//! Logistic regression with the objective and the defaults of scikit-learn.

use alloc::format;
use alloc::vec::Vec;

use ndarray::ArrayView2;

use super::objective::{Objective, probabilities, rows};
use super::solver::{LogisticFit, LogisticModel, Solver};
use super::{check, check_width};
use pupil_core::error::{Error, Result};
use pupil_core::text::number;

/// What is added to the loss to keep the weights small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// Half the sum of the squared weights, divided by `C`; the default.
    L2,
    /// Nothing.
    None,
}

/// Logistic regression: the weights that make `C * sum log loss + |w|^2 / 2` smallest. The intercept is not penalised.
/// Two classes have one row of weights, more classes one row each (multinomial).
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    /// L2 by default.
    pub penalty: Penalty,
    /// The inverse of the penalty's strength; 1 by default.
    pub c: f64,
    /// True if there are intercepts; true by default.
    pub fit_intercept: bool,
    /// L-BFGS by default.
    pub solver: Solver,
    /// The fit ends when every slope of the objective per sample, in standardised columns, is at most this. The default
    /// is `1e-9`. scikit-learn's is `1e-4`, with which its weights are right to two or three digits.
    pub tol: f64,
    /// The most iterations; 1000 by default, because the smaller tolerance needs more than scikit-learn's 100.
    pub max_iter: usize,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self {
            penalty: Penalty::L2,
            c: 1.0,
            fit_intercept: true,
            solver: Solver::Lbfgs,
            tol: 1e-9,
            max_iter: 1000,
        }
    }
}

impl Penalty {
    /// The penalty of this name in scikit-learn: `l2`, or `none`.
    ///
    /// # Errors
    /// For any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "l2" => Ok(Self::L2),
            "none" => Ok(Self::None),
            _ => Err(Error::unsupported("penalty of LogisticRegression", name, "l2, none")),
        }
    }
}

/// Refuses labels that cannot be learned: labels of classes that do not exist, or classes without a label.
pub(super) fn check_labels(what: &str, labels: &[usize], classes: usize) -> Result<()> {
    if classes < 2 {
        return Err(Error::invalid(format!("{what}: {classes} classes; expected at least 2")));
    }
    if let Some(sample) = labels.iter().position(|&label| label >= classes) {
        return Err(Error::Label { value: labels[sample] as f64, sample, last: classes - 1 });
    }
    match (0..classes).find(|class| !labels.contains(class)) {
        Some(class) => {
            Err(Error::invalid(format!("{what}: class {class} of {classes} has no row to learn from")))
        }
        None => Ok(()),
    }
}

impl LogisticRegression {
    /// The strength of the penalty, `1 / C`.
    pub(super) fn strength(&self) -> Result<f64> {
        if self.penalty == Penalty::None {
            return Ok(0.0);
        }
        if self.c > 0.0 && self.c.is_finite() {
            return Ok(1.0 / self.c);
        }
        Err(Error::invalid(format!("LogisticRegression: C is {}; expected a number above 0", number(self.c))))
    }

    /// Starts a fit that the caller continues step by step. `x` has n rows and p columns; `labels` has the n classes,
    /// from 0.
    ///
    /// # Errors
    /// When there are no rows, the numbers of rows and labels differ, a number is not finite, there are fewer than two
    /// classes, a label is not below `classes`, a class has no row, or `C` or `tol` is not above 0.
    pub fn start(&self, x: ArrayView2<'_, f64>, labels: &[usize], classes: usize) -> Result<LogisticFit> {
        const WHAT: &str = "LogisticRegression";
        check(WHAT, &x, labels.len())?;
        check_labels(WHAT, labels, classes)?;
        if !(self.tol > 0.0 && self.tol.is_finite()) {
            let tol = number(self.tol);
            return Err(Error::invalid(format!("{WHAT}: tol is {tol}; expected a number above 0")));
        }
        let objective = Objective::new(x, labels, classes, self.strength()?, self.fit_intercept, true);
        Ok(LogisticFit::new(objective, self.solver, self.tol, self.max_iter))
    }

    /// Fits to the end; see [`LogisticRegression::start`].
    ///
    /// # Errors
    /// As for [`LogisticRegression::start`].
    pub fn fit(&self, x: ArrayView2<'_, f64>, labels: &[usize], classes: usize) -> Result<LogisticModel> {
        let mut fit = self.start(x, labels, classes)?;
        while !fit.done() {
            fit.step();
        }
        Ok(fit.model())
    }
}

impl LogisticModel {
    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.coef.len().max(2)
    }

    /// The probability of each class, for each row.
    ///
    /// # Errors
    /// When the number of columns differs from the number of weights, or a number is not finite.
    pub fn predict_proba(&self, x: ArrayView2<'_, f64>) -> Result<Vec<Vec<f64>>> {
        let features = self.coef.first().map_or(0, Vec::len);
        check_width("predict_proba", &x, features)?;
        debug_assert_eq!(self.coef.len(), rows(self.classes()));
        let row = |row: ndarray::ArrayView1<'_, f64>| {
            let score = |(weights, intercept): (&Vec<f64>, &f64)| {
                intercept + row.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>()
            };
            let mut scores: Vec<f64> = self.coef.iter().zip(&self.intercept).map(score).collect();
            probabilities(&mut scores);
            if let [p] = scores[..] {
                scores.insert(0, 1.0 - p);
            }
            scores
        };
        Ok(x.rows().into_iter().map(row).collect())
    }

    /// The class of the largest probability, for each row; the first of equal ones.
    ///
    /// # Errors
    /// As for [`LogisticModel::predict_proba`].
    pub fn predict(&self, x: ArrayView2<'_, f64>) -> Result<Vec<usize>> {
        let largest = |row: &Vec<f64>| {
            (1..row.len()).fold(0, |best, class| if row[class] > row[best] { class } else { best })
        };
        Ok(self.predict_proba(x)?.iter().map(largest).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;
    use ndarray::{Array2, arr2};
    use pupil_core::random::Generator;

    fn clouds(classes: usize, seed: u64) -> (Array2<f64>, Vec<usize>) {
        let mut generator = Generator::new(seed);
        let labels: Vec<usize> = (0..90).map(|i| i % classes).collect();
        let x = Array2::from_shape_fn((90, 2), |(row, column)| {
            let centre = if labels[row] % 2 == column { 1.5 } else { labels[row] as f64 * 0.7 };
            (centre + f64::from(generator.normal())) * if column == 0 { 1.0 } else { 1e4 }
        });
        (x, labels)
    }

    #[test]
    fn both_solvers_find_one_minimum() {
        for classes in [2, 3, 5] {
            for penalty in [Penalty::L2, Penalty::None] {
                let (x, labels) = clouds(classes, classes as u64);
                let both = [Solver::Lbfgs, Solver::NewtonCholesky].map(|solver| {
                    let options = LogisticRegression { solver, penalty, ..Default::default() };
                    options.fit(x.view(), &labels, classes).unwrap()
                });
                assert!(both.iter().all(|model| model.converged), "{classes} {penalty:?}: {both:?}");
                assert!(both[1].iterations < 15);
                for (a, b) in both[0].coef.iter().zip(&both[1].coef) {
                    assert!((a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-9, "{both:?}");
                }
                let sums = both[1].predict_proba(x.view()).unwrap();
                assert!(sums.iter().all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
            }
        }
    }

    #[test]
    fn separable_classes_without_a_penalty_are_reported() {
        let x = arr2(&[[0.0], [1.0], [2.0], [3.0]]);
        for solver in [Solver::Lbfgs, Solver::NewtonCholesky] {
            let free = LogisticRegression { penalty: Penalty::None, solver, ..Default::default() };
            let model = free.fit(x.view(), &[0, 0, 1, 1], 2).unwrap();
            assert!(model.separated && model.coef[0][0] > 10.0, "{model:?}");
            let held = LogisticRegression { solver, ..Default::default() };
            assert!(!held.fit(x.view(), &[0, 0, 1, 1], 2).unwrap().separated);
        }
    }

    #[test]
    fn dependent_columns_share_the_weight_and_constant_ones_get_none() {
        let (x, labels) = clouds(2, 8);
        let both = Array2::from_shape_fn((90, 3), |(row, column)| [x[(row, 0)], x[(row, 0)], 7.0][column]);
        for solver in [Solver::Lbfgs, Solver::NewtonCholesky] {
            for penalty in [Penalty::L2, Penalty::None] {
                let options = LogisticRegression { solver, penalty, ..Default::default() };
                let model = options.fit(both.view(), &labels, 2).unwrap();
                assert!(model.converged, "{model:?}");
                assert!((model.coef[0][0] - model.coef[0][1]).abs() < 1e-6, "{model:?}");
            }
        }
    }

    #[test]
    fn a_fit_is_driven_step_by_step_and_only_gets_better() {
        let (x, labels) = clouds(3, 4);
        let mut fit = LogisticRegression::default().start(x.view(), &labels, 3).unwrap();
        assert!((fit.loss() - libm::log(3.0)).abs() < 1e-12);
        let mut losses = vec![fit.loss()];
        while !fit.done() {
            fit.step();
            losses.push(fit.loss());
        }
        assert!(losses.windows(2).all(|pair| pair[1] <= pair[0] + 1e-14), "{losses:?}");
        assert_eq!(fit.iterations() + 1, losses.len());
        let few = LogisticRegression { max_iter: 2, ..Default::default() };
        let model = few.fit(x.view(), &labels, 3).unwrap();
        assert_eq!((model.iterations, model.converged), (2, false));
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let x = arr2(&[[0.0], [1.0], [2.0]]);
        let fit = |options: LogisticRegression, labels: &[usize], classes| {
            options.fit(x.view(), labels, classes).unwrap_err().to_string()
        };
        let new = LogisticRegression::default;
        assert!(fit(new(), &[0, 0, 0], 1).contains("1 classes"));
        assert!(fit(new(), &[0, 0, 2], 2).contains("label 2 of sample 2"));
        assert!(fit(new(), &[0, 0, 0], 2).contains("class 1 of 2 has no row"));
        assert!(fit(new(), &[0, 1], 2).contains("3 rows but y has 2"));
        assert!(fit(LogisticRegression { c: 0.0, ..new() }, &[0, 1, 1], 2).contains("C is 0"));
        assert!(fit(LogisticRegression { tol: f64::NAN, ..new() }, &[0, 1, 1], 2).contains("tol is NaN"));
        assert!(Solver::from_name("sag").unwrap_err().to_string().contains("newton-cholesky"));
        assert!(Penalty::from_name("l1").is_err());
    }
}
