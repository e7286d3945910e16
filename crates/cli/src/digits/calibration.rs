//! How sure a digits model may be: a temperature, and a detector of drawings that are no digits. They are stored in the
//! model's file, and the page computes with them what [`Calibration::shown`] computes here.

use anyhow::{Context, Result, bail};
use pupil_core::metrics::roc_curve;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::largest;
use crate::training::Metadata;

/// The name of the text in a model's metadata.
const KEY: &str = "calibration";

/// What is stored with a model.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Calibration {
    /// The logits are divided by this (temperature scaling, Guo et al. 2017, "On Calibration of Modern Neural Networks").
    pub temperature: f64,
    /// The layer whose output the detector reads.
    pub layer: String,
    /// Tells digits from other drawings.
    pub detector: Detector,
    /// A drawing with a lower score looks like nothing that the model was trained on.
    pub threshold: f64,
    /// What was measured, and on what.
    pub measured: Value,
}

/// A network with one hidden layer (relu) and one output, the logit of "this is a digit". It was trained on digits and on
/// scribbles (outlier exposure, Hendrycks et al. 2019, "Deep Anomaly Detection with Outlier Exposure").
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Detector {
    /// For each unit of the hidden layer its weights, as whole numbers from -127 to 127.
    pub kernel: Vec<Vec<i8>>,
    /// The factor of each unit's weights.
    pub scale: Vec<f32>,
    /// The bias of each unit.
    pub bias: Vec<f32>,
    /// The weight of each unit in the logit.
    pub output: Vec<f32>,
    /// The bias of the logit.
    pub output_bias: f32,
}

/// What a visitor sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub probabilities: Vec<f64>,
    /// True if the drawing looks like nothing that the model was trained on.
    pub strange: bool,
}

impl Detector {
    /// The logit of "this is a digit".
    pub fn score(&self, features: &[f32]) -> f64 {
        let units = self.kernel.iter().zip(&self.scale).zip(&self.bias).zip(&self.output);
        let unit = |(((kernel, scale), bias), output): (((&Vec<i8>, &f32), &f32), &f32)| {
            let sum: f64 = kernel.iter().zip(features).map(|(k, x)| f64::from(*k) * f64::from(*x)).sum();
            f64::from(*output) * (sum * f64::from(*scale) + f64::from(*bias)).max(0.0)
        };
        units.map(unit).sum::<f64>() + f64::from(self.output_bias)
    }
}

impl Calibration {
    /// The calibration of a model with these texts, if it has one.
    pub fn of(metadata: &Metadata) -> Result<Option<Self>> {
        let found = metadata.iter().find(|(name, _)| name == KEY);
        found.map(|(_, text)| serde_json::from_str(text).context("the model's calibration")).transpose()
    }

    /// Stores it among a model's texts, in the place of an earlier one.
    pub fn store(&self, metadata: &mut Metadata) -> Result<()> {
        if self.detector.kernel.iter().any(|unit| unit.len() != self.detector.kernel[0].len()) {
            bail!("the units of the detector differ in their number of weights");
        }
        metadata.retain(|(name, _)| name != KEY);
        metadata.push((KEY.into(), serde_json::to_string(self)?));
        Ok(())
    }

    /// What to show for the model's probabilities and the output of `layer`. If the drawing is a digit, with probability
    /// r, the tempered probabilities hold; otherwise all classes are as likely. By the law of total probability this is
    /// `r * tempered + (1 - r) / classes` (Bitterwolf et al. 2022, "Breaking Down Out-of-Distribution Detection").
    pub fn shown(&self, features: &[f32], probabilities: &[f32]) -> Shown {
        let score = self.detector.score(features);
        let digit = 1.0 / (1.0 + (-score).exp());
        let other = (1.0 - digit) / probabilities.len() as f64;
        let probabilities = tempered(probabilities, self.temperature);
        Shown {
            probabilities: probabilities.into_iter().map(|p| digit * p + other).collect(),
            strange: score < self.threshold,
        }
    }
}

/// The softmax of the logits divided by `temperature`. The logarithm of a probability is its logit minus a constant, and
/// softmax ignores constants.
pub fn tempered(probabilities: &[f32], temperature: f64) -> Vec<f64> {
    let scaled = |p: &f32| f64::from(p.max(f32::MIN_POSITIVE)).ln() / temperature;
    let most = probabilities.iter().map(scaled).fold(f64::MIN, f64::max);
    let powers: Vec<f64> = probabilities.iter().map(|p| (scaled(p) - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The temperature with the least mean negative log likelihood of the labels. The loss is convex in the inverse of the
/// temperature, so a search between 0.1 and 10 finds it.
pub fn temperature(probabilities: &[f32], labels: &[usize]) -> f64 {
    let classes = probabilities.len() / labels.len();
    let loss = |inverse: f64| -> f64 {
        let samples = probabilities.chunks_exact(classes).zip(labels);
        samples.map(|(sample, &label)| -tempered(sample, 1.0 / inverse)[label].max(1e-300).ln()).sum()
    };
    let (mut low, mut high) = (0.1, 10.0);
    while high - low > 1e-3 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if loss(a) < loss(b) { high = b } else { low = a }
    }
    2.0 / (low + high)
}

/// Expected calibration error: over 15 bins of equal width, the mean difference between confidence and accuracy, weighted
/// by the samples in each bin (Guo et al. 2017).
pub fn calibration_error<'l>(samples: impl Iterator<Item = (&'l [f64], usize)>) -> f64 {
    const BINS: usize = 15;
    let mut bins = [(0.0, 0.0); BINS];
    let mut count = 0.0;
    for (probabilities, label) in samples {
        let best = largest(probabilities);
        let bin = &mut bins[((probabilities[best] * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + probabilities[best], bin.1 + f64::from(u8::from(best == label)));
        count += 1.0;
    }
    bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f64>() / count
}

/// The area under the ROC curve: how often a digit has a higher score than another drawing.
pub fn area(digits: &[f64], others: &[f64]) -> Result<f64> {
    let truth = [vec![true; digits.len()], vec![false; others.len()]].concat();
    Ok(roc_curve(&truth, &[digits, others].concat())?.auc())
}

/// The share of scores below a threshold.
pub fn share_below(scores: &[f64], threshold: f64) -> f64 {
    scores.iter().filter(|score| **score < threshold).count() as f64 / scores.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calibration() -> Calibration {
        let detector = Detector {
            kernel: vec![vec![100, 0], vec![0, -50]],
            scale: vec![0.01, 0.02],
            bias: vec![0.5, 1.0],
            output: vec![2.0, -1.0],
            output_bias: -1.0,
        };
        let (layer, measured) = ("dense".to_owned(), Value::Null);
        Calibration { temperature: 2.0, layer, detector, threshold: 0.0, measured }
    }

    #[test]
    fn a_drawing_that_is_no_digit_gets_equal_probabilities() {
        let calibration = calibration();
        // Hidden units: 3 + 0.5 and max(0, 1 - 2); the logit is 2 * 3.5 - 1.
        assert!((calibration.detector.score(&[3.0, 2.0]) - 6.0).abs() < 1e-6);
        let shown = calibration.shown(&[3.0, 2.0], &[0.9, 0.1]);
        let digit = 1.0 / (1.0 + (-6.0f64).exp());
        // Half the logits' difference: odds of 9 become odds of 3.
        assert!((shown.probabilities[0] - (digit * 0.75 + (1.0 - digit) / 2.0)).abs() < 1e-6);
        assert!(!shown.strange);
        let shown = calibration.shown(&[-40.0, -20.0], &[0.9, 0.1]);
        assert!(shown.strange && (shown.probabilities[0] - 0.5).abs() < 1e-6, "{shown:?}");
        assert!((shown.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn it_is_stored_once_and_read_again() {
        let mut metadata = vec![("classes".to_owned(), "[]".to_owned())];
        assert!(Calibration::of(&metadata).unwrap().is_none());
        calibration().store(&mut metadata).unwrap();
        calibration().store(&mut metadata).unwrap();
        assert_eq!(metadata.len(), 2);
        let read = Calibration::of(&metadata).unwrap().unwrap();
        assert_eq!(read.shown(&[1.0, 2.0], &[0.3, 0.7]), calibration().shown(&[1.0, 2.0], &[0.3, 0.7]));
        metadata[1].1 = "{}".into();
        assert!(Calibration::of(&metadata).is_err());
    }

    #[test]
    fn the_temperature_undoes_what_made_a_model_too_sure() {
        // Of 10 samples with these odds 7 are right, so the best probability is 0.7, from any first temperature.
        let labels: Vec<usize> = (0..10).map(|i| usize::from(i >= 7)).collect();
        for logit in [0.4f32, 3.0, 6.0] {
            let first = 1.0 / (1.0 + (-logit).exp());
            let probabilities = [first, 1.0 - first].repeat(10);
            let found = temperature(&probabilities, &labels);
            let expected = f64::from(logit) / (0.7f64 / 0.3).ln();
            assert!((found / expected - 1.0).abs() < 0.02, "{found}, expected {expected}");
        }
    }

    #[test]
    fn errors_and_areas_are_counted() {
        let samples = [([0.9, 0.1], 0), ([0.9, 0.1], 1), ([0.6, 0.4], 0), ([0.4, 0.6], 1)];
        let error = calibration_error(samples.iter().map(|(p, label)| (&p[..], *label)));
        assert!((error - (2.0 * 0.4 + 2.0 * 0.4) / 4.0).abs() < 1e-9, "{error}");
        assert_eq!(area(&[2.0, 3.0], &[0.0, 1.0]).unwrap(), 1.0);
        assert_eq!(area(&[1.0, 1.0], &[1.0]).unwrap(), 0.5);
        assert_eq!(area(&[0.0], &[1.0, 2.0, -1.0, -2.0]).unwrap(), 0.5);
        assert_eq!(share_below(&[1.0, 2.0, 3.0, 4.0], 3.0), 0.5);
    }
}
