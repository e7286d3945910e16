//! Scores of predictions that are numbers or probabilities, over a whole list at once; scikit-learn's definitions.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Error, Result};

fn paired(what: &str, truth: usize, predicted: usize) -> Result<()> {
    if truth == predicted {
        return Ok(());
    }
    Err(Error::invalid(format!("{what}: {truth} targets but {predicted} predictions")))
}

fn squared_error(truth: &[f64], predicted: &[f64]) -> f64 {
    truth.iter().zip(predicted).map(|(y, p)| (y - p) * (y - p)).sum()
}

/// The share of the targets' variance that the predictions explain, `1 - sum (y - p)^2 / sum (y - mean)^2`: 1 is
/// perfect, 0 is as good as the mean. If all targets are equal, it is 1 where the predictions equal them, else 0. It is
/// NaN for fewer than two targets.
///
/// # Errors
/// When the lists differ in length.
pub fn r2_score(truth: &[f64], predicted: &[f64]) -> Result<f64> {
    paired("r2_score", truth.len(), predicted.len())?;
    if truth.len() < 2 {
        return Ok(f64::NAN);
    }
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let total: f64 = truth.iter().map(|y| (y - mean) * (y - mean)).sum();
    let left = squared_error(truth, predicted);
    Ok(if total > 0.0 { 1.0 - left / total } else { f64::from(u8::from(left == 0.0)) })
}

/// The root of the mean squared error, in the units of the targets; NaN for empty lists.
///
/// # Errors
/// When the lists differ in length.
pub fn root_mean_squared_error(truth: &[f64], predicted: &[f64]) -> Result<f64> {
    paired("root_mean_squared_error", truth.len(), predicted.len())?;
    Ok(libm::sqrt(squared_error(truth, predicted) / truth.len() as f64))
}

/// A receiver operating characteristic: for each threshold, the shares of the negatives and of the positives that score
/// at least the threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct RocCurve {
    /// False positive rates, ascending from 0 to 1.
    pub fpr: Vec<f64>,
    /// True positive rates, ascending from 0 to 1.
    pub tpr: Vec<f64>,
    /// The threshold of each point, descending from infinity, which no score reaches.
    pub thresholds: Vec<f64>,
}

impl RocCurve {
    /// The area under the curve, by trapezoids: the probability that a positive scores higher than a negative.
    pub fn auc(&self) -> f64 {
        let points = self.fpr.windows(2).zip(self.tpr.windows(2));
        points.map(|(x, y)| (x[1] - x[0]) * (y[0] + y[1]) / 2.0).sum()
    }
}

/// The curve over all distinct scores, without the points midway between their neighbours.
///
/// # Errors
/// When the lists differ in length, a score is not finite, or there are no positives or no negatives.
pub fn roc_curve(truth: &[bool], scores: &[f64]) -> Result<RocCurve> {
    paired("roc_curve", truth.len(), scores.len())?;
    if let Some(sample) = scores.iter().position(|score| !score.is_finite()) {
        return Err(Error::NotFinite { what: "scores".into(), value: scores[sample], sample, element: 0 });
    }
    let positives = truth.iter().filter(|&&positive| positive).count();
    let negatives = truth.len() - positives;
    if positives == 0 || negatives == 0 {
        return Err(Error::invalid(format!(
            "ROC curve: {positives} positives and {negatives} negatives; expected at least one of each"
        )));
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let mut all: Vec<(usize, usize, f64)> = Vec::new();
    let (mut hits, mut misses) = (0, 0);
    for (at, &sample) in order.iter().enumerate() {
        if truth[sample] {
            hits += 1;
        } else {
            misses += 1;
        }
        if order.get(at + 1).is_none_or(|&next| scores[next] != scores[sample]) {
            all.push((misses, hits, scores[sample]));
        }
    }
    let mut points = vec![(0, 0, f64::INFINITY)];
    for (at, &point) in all.iter().enumerate() {
        let between = at.checked_sub(1).and_then(|before| Some((all[before], all.get(at + 1)?)));
        let middle = between.is_some_and(|(a, b)| a.0 + b.0 == 2 * point.0 && a.1 + b.1 == 2 * point.1);
        if !middle {
            points.push(point);
        }
    }
    Ok(RocCurve {
        fpr: points.iter().map(|point| point.0 as f64 / negatives as f64).collect(),
        tpr: points.iter().map(|point| point.1 as f64 / positives as f64).collect(),
        thresholds: points.iter().map(|point| point.2).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn r2_and_rmse_are_their_formulas() {
        let (y, p) = ([3.0, -0.5, 2.0, 7.0], [2.5, 0.0, 2.0, 8.0]);
        assert!((r2_score(&y, &p).unwrap() - 0.948_608_137).abs() < 1e-9);
        assert!((root_mean_squared_error(&y, &p).unwrap() - 0.612_372_436).abs() < 1e-9);
        assert_eq!(r2_score(&[2.0, 2.0], &[2.0, 2.0]).unwrap(), 1.0);
        assert_eq!(r2_score(&[2.0, 2.0], &[2.0, 3.0]).unwrap(), 0.0);
        assert!(r2_score(&[2.0], &[2.0]).unwrap().is_nan());
        assert!(r2_score(&[2.0], &[]).unwrap_err().to_string().contains("1 targets but 0"));
    }

    #[test]
    fn roc_counts_by_threshold() {
        let curve = roc_curve(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]).unwrap();
        assert_eq!(curve.fpr, [0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!(curve.tpr, [0.0, 0.5, 0.5, 1.0, 1.0]);
        assert_eq!(curve.thresholds, [f64::INFINITY, 0.8, 0.4, 0.35, 0.1]);
        assert_eq!(curve.auc(), 0.75);
    }

    #[test]
    fn equal_scores_are_one_point_and_points_on_a_line_are_left_out() {
        let curve = roc_curve(&[true, false, true, false], &[0.5; 4]).unwrap();
        assert_eq!((curve.fpr.as_slice(), curve.auc()), ([0.0, 1.0].as_slice(), 0.5));
        let perfect = roc_curve(&[true, true, true, false, false], &[0.9, 0.8, 0.7, 0.2, 0.1]).unwrap();
        assert_eq!(perfect.tpr, [0.0, 1.0 / 3.0, 1.0, 1.0]);
        assert_eq!(perfect.auc(), 1.0);
    }

    #[test]
    fn one_class_alone_has_no_curve() {
        assert!(roc_curve(&[true], &[0.5]).unwrap_err().to_string().contains("0 negatives"));
        assert!(roc_curve(&[true, false], &[0.5, f64::NAN]).unwrap_err().to_string().contains("NaN"));
    }
}
