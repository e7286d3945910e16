//! The objective of logistic regression: `mean log loss + |w|^2 / (2 C n)`, which is scikit-learn's divided by `C n`.
//!
//! Two classes have one row of weights and a sigmoid; more classes have one row each and a softmax. The intercept is
//! not penalised.

use alloc::vec;
use alloc::vec::Vec;

use nalgebra::DMatrix;
use ndarray::{Array2, ArrayView2};

use super::least_squares::mean;

/// The objective over the parameters `theta`: for each row of weights, first the columns' weights, then the intercept.
///
/// Inside, the columns may be shifted and scaled. The minimum stays the same, and badly scaled columns do not slow the
/// solvers down. [`Objective::outside`] returns the parameters for the original columns.
pub(super) struct Objective {
    x: Array2<f64>,
    labels: Vec<usize>,
    pub classes: usize,
    /// What is subtracted from each column, and what the column is then divided by.
    shift: Vec<f64>,
    scale: Vec<f64>,
    /// `1 / (C n)` for the weights of each scaled column; 0 without a penalty.
    strength: Vec<f64>,
    intercept: bool,
}

/// The number of rows of weights for so many classes.
pub(super) const fn rows(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

impl Objective {
    /// `strength` is `1 / C`, 0 for no penalty.
    pub fn new(
        x: ArrayView2<'_, f64>,
        labels: &[usize],
        classes: usize,
        strength: f64,
        intercept: bool,
        standardize: bool,
    ) -> Self {
        let (n, p) = x.dim();
        let (mut shift, mut scale) = (vec![0.0; p], vec![1.0; p]);
        let mut x = x.to_owned();
        if standardize {
            for (at, mut column) in x.columns_mut().into_iter().enumerate() {
                // Without an intercept, nothing could make up for what is subtracted.
                if intercept {
                    shift[at] = mean(column.iter().copied());
                }
                let squares = mean(column.iter().map(|v| (v - shift[at]) * (v - shift[at])));
                let deviation = libm::sqrt(squares);
                if deviation.is_finite() && deviation > 1e-12 * shift[at].abs() && deviation > 0.0 {
                    scale[at] = deviation;
                }
                column.mapv_inplace(|v| (v - shift[at]) / scale[at]);
            }
        }
        let strength = scale.iter().map(|scale| strength / (n as f64 * scale * scale)).collect();
        Self { x, labels: labels.to_vec(), classes, shift, scale, strength, intercept }
    }

    fn features(&self) -> usize {
        self.x.ncols()
    }

    /// The number of parameters in one row of weights.
    fn width(&self) -> usize {
        self.features() + 1
    }

    /// The number of parameters.
    pub fn len(&self) -> usize {
        rows(self.classes) * self.width()
    }

    /// The scores of a row of `x`, one for each row of weights.
    fn scores(&self, row: &[f64], theta: &[f64], out: &mut [f64]) {
        for (score, weights) in out.iter_mut().zip(theta.chunks(self.width())) {
            let (intercept, weights) = weights.split_last().expect("an intercept is always there");
            *score = intercept + row.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
        }
    }

    fn row(&self, sample: usize) -> &[f64] {
        let p = self.features();
        &self.x.as_slice().expect("owned arrays are in standard order")[sample * p..(sample + 1) * p]
    }

    /// The value of the objective; writes its gradient to `gradient`.
    pub fn value(&self, theta: &[f64], gradient: &mut [f64]) -> f64 {
        let n = self.labels.len() as f64;
        let width = self.width();
        let mut scores = vec![0.0; rows(self.classes)];
        gradient.fill(0.0);
        let mut loss = 0.0;
        for (sample, &label) in self.labels.iter().enumerate() {
            let row = self.row(sample);
            self.scores(row, theta, &mut scores);
            loss += log_loss(&scores, label);
            probabilities(&mut scores);
            if let [p] = &mut scores[..] {
                *p -= label as f64;
            } else {
                scores[label] -= 1.0;
            }
            for (error, gradient) in scores.iter().zip(gradient.chunks_mut(width)) {
                for (slope, x) in gradient.iter_mut().zip(row) {
                    *slope += error * x;
                }
                gradient[width - 1] += error;
            }
        }
        let mut total = loss / n;
        for (slopes, weights) in gradient.chunks_mut(width).zip(theta.chunks(width)) {
            for slope in slopes.iter_mut() {
                *slope /= n;
            }
            for ((slope, w), strength) in slopes.iter_mut().zip(weights).zip(&self.strength) {
                *slope += strength * w;
                total += 0.5 * strength * w * w;
            }
            if !self.intercept {
                slopes[width - 1] = 0.0;
            }
        }
        total
    }

    /// The Hessian: the matrix of second derivatives.
    ///
    /// With more than two classes, adding one number to the same parameter of every class changes no probability. Where
    /// nothing is penalised, the Hessian is singular in that direction. The gradient is zero in it, so adding the
    /// direction to the Hessian makes it regular and changes no step.
    pub fn hessian(&self, theta: &[f64]) -> DMatrix<f64> {
        let (k, width, p) = (rows(self.classes), self.width(), self.features());
        let n = self.labels.len() as f64;
        let mut matrix = DMatrix::zeros(self.len(), self.len());
        let last = f64::from(u8::from(self.intercept));
        let mut scores = vec![0.0; k];
        for sample in 0..self.labels.len() {
            let row = self.row(sample);
            self.scores(row, theta, &mut scores);
            probabilities(&mut scores);
            let at = |index: usize| if index < p { row[index] } else { last };
            for a in 0..k {
                for b in 0..=a {
                    let same = if a == b { scores[a] } else { 0.0 };
                    let curve = (same - scores[a] * scores[b]) / n;
                    for i in 0..width {
                        let value = curve * at(i);
                        // In a block on the diagonal only the lower triangle is needed.
                        for j in 0..if a == b { i + 1 } else { width } {
                            matrix[(a * width + i, b * width + j)] += value * at(j);
                        }
                    }
                }
            }
        }
        for a in 0..k {
            for i in 0..width {
                let strength = if i < p { self.strength[i] } else { 1.0 - last };
                matrix[(a * width + i, a * width + i)] += strength;
                if k > 1 && strength == 0.0 {
                    for b in 0..=a {
                        matrix[(a * width + i, b * width + i)] += 1.0 / k as f64;
                    }
                }
            }
        }
        matrix.fill_upper_triangle_with_lower_triangle();
        matrix
    }

    /// Weights and intercepts for the original columns.
    pub fn outside(&self, theta: &[f64]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut coef = Vec::new();
        let mut intercepts = Vec::new();
        for weights in theta.chunks(self.width()) {
            let own: Vec<f64> = weights.iter().zip(&self.scale).map(|(w, scale)| w / scale).collect();
            let moved: f64 = own.iter().zip(&self.shift).map(|(w, shift)| w * shift).sum();
            coef.push(own);
            intercepts.push(weights[self.features()] - moved);
        }
        (coef, intercepts)
    }

    /// The smallest probability that any sample's own class has.
    pub fn least_certain(&self, theta: &[f64]) -> f64 {
        let mut scores = vec![0.0; rows(self.classes)];
        let losses = self.labels.iter().enumerate().map(|(sample, &label)| {
            self.scores(self.row(sample), theta, &mut scores);
            log_loss(&scores, label)
        });
        libm::exp(-losses.fold(0.0, f64::max))
    }
}

/// `-log p(label)`, without overflow: `log(1 + exp(..))` for a single score, or the log of the sum of exponentials.
fn log_loss(scores: &[f64], label: usize) -> f64 {
    if let &[score] = scores {
        let wrong = if label == 1 { -score } else { score };
        return wrong.max(0.0) + libm::log1p(libm::exp(-wrong.abs()));
    }
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|score| libm::exp(score - largest)).sum();
    largest + libm::log(sum) - scores[label]
}

/// Turns scores into probabilities: a sigmoid for one score, a softmax for several.
pub(super) fn probabilities(scores: &mut [f64]) {
    if let [score] = scores {
        let small = libm::exp(-score.abs());
        *score = if *score >= 0.0 { 1.0 } else { small } / (1.0 + small);
        return;
    }
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - largest);
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pupil_core::random::Generator;

    /// Every configuration, against differences of the value.
    #[test]
    fn gradient_and_hessian_match_differences_of_the_value() {
        for (classes, intercept, standardize, strength) in [
            (2, true, true, 1.0),
            (2, false, false, 0.0),
            (3, true, false, 0.5),
            (4, true, true, 0.0),
            (3, false, true, 2.0),
        ] {
            let mut generator = Generator::new(classes as u64);
            let x = Array2::from_shape_simple_fn((23, 2), || 3.0 + 2.0 * f64::from(generator.normal()));
            let labels: Vec<usize> = (0..23).map(|i| i % classes).collect();
            let objective = Objective::new(x.view(), &labels, classes, strength, intercept, standardize);
            let mut theta: Vec<f64> = (0..objective.len()).map(|_| f64::from(generator.normal())).collect();
            if !intercept {
                theta.chunks_mut(3).for_each(|row| row[2] = 0.0);
            }
            let mut gradient = vec![0.0; theta.len()];
            objective.value(&theta, &mut gradient);
            let hessian = objective.hessian(&theta);
            let h = 1e-5;
            for at in 0..theta.len() {
                if !intercept && at % 3 == 2 {
                    continue;
                }
                let probe = |step: f64| {
                    let mut moved = theta.clone();
                    moved[at] += step;
                    let mut slopes = vec![0.0; theta.len()];
                    (objective.value(&moved, &mut slopes), slopes)
                };
                let ((up, up_slopes), (down, down_slopes)) = (probe(h), probe(-h));
                assert!(((up - down) / (2.0 * h) - gradient[at]).abs() < 1e-7);
                for other in 0..theta.len() {
                    let mut expected = (up_slopes[other] - down_slopes[other]) / (2.0 * h);
                    let free = other % 3 == 2 || strength == 0.0;
                    if classes > 2 && free && at % 3 == other % 3 {
                        expected += 1.0 / classes as f64;
                    }
                    assert!((hessian[(other, at)] - expected).abs() < 1e-6, "{classes} {at} {other}");
                }
            }
        }
    }

    #[test]
    fn extreme_scores_stay_finite() {
        assert_eq!(log_loss(&[-1000.0], 1), 1000.0);
        assert_eq!(log_loss(&[1000.0], 1), 0.0);
        assert_eq!(log_loss(&[1000.0, 0.0, 0.0], 1), 1000.0);
        let mut scores = [-1000.0];
        probabilities(&mut scores);
        assert_eq!(scores, [0.0]);
    }
}
