//! How to train.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::callbacks::CallbackConfig;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::text::number;

/// After which epochs a model is validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValidationFrequency {
    /// After every n-th epoch.
    Every(usize),
    /// After the epochs with these numbers, counted from 1.
    Epochs(Vec<usize>),
}

impl ValidationFrequency {
    /// True if a validation follows epoch `epoch`, counted from 0.
    pub fn is_due(&self, epoch: usize) -> bool {
        match self {
            Self::Every(epochs) => (epoch + 1).is_multiple_of(*epochs),
            Self::Epochs(epochs) => epochs.contains(&(epoch + 1)),
        }
    }
}

/// How to train; the names and defaults are those of Keras's `fit`.
#[derive(Debug, Clone, PartialEq)]
pub struct FitOptions {
    /// The epoch to stop before, counted from 0; 1 by default.
    pub epochs: usize,
    /// Samples in a step; 32 by default, or all when there are fewer.
    pub batch_size: Option<usize>,
    /// True to shuffle the samples for every epoch; true by default.
    pub shuffle: bool,
    /// The share of the samples, taken from the end before shuffling, that validates instead of training.
    pub validation_split: f64,
    /// Seed of the order.
    pub seed: u64,
    /// The first epoch, counted from 0; 0 by default.
    pub initial_epoch: usize,
    /// Training steps in an epoch; the next epoch continues where the last one stopped. By default an epoch has all
    /// samples.
    pub steps_per_epoch: Option<usize>,
    /// After which epochs to validate; after every one by default.
    pub validation_freq: ValidationFrequency,
    /// Batches in a validation; all by default.
    pub validation_steps: Option<usize>,
    /// Samples in a batch of a validation; by default `batch_size`, or 32 where that is not set.
    pub validation_batch_size: Option<usize>,
    /// Weights of classes, which count only in training; a class that is not named weighs 1.
    pub class_weight: Vec<(usize, f64)>,
    /// Callbacks, in the order in which they are called.
    pub callbacks: Vec<CallbackConfig>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            epochs: 1,
            batch_size: None,
            shuffle: true,
            validation_split: 0.0,
            seed: 0,
            initial_epoch: 0,
            steps_per_epoch: None,
            validation_freq: ValidationFrequency::Every(1),
            validation_steps: None,
            validation_batch_size: None,
            class_weight: Vec::new(),
            callbacks: Vec::new(),
        }
    }
}

impl FitOptions {
    /// Refuses counts of 0. A config cannot have them, but a caller in Rust can.
    pub(super) fn check(&self) -> Result<()> {
        for (name, count) in [
            ("batch size", self.batch_size),
            ("steps_per_epoch", self.steps_per_epoch),
            ("validation_steps", self.validation_steps),
            ("validation_batch_size", self.validation_batch_size),
        ] {
            if count == Some(0) {
                return Err(Error::invalid(format!("fit: {name} 0: expected at least 1")));
            }
        }
        Ok(())
    }

    /// From a JSON object with Keras's names (`batch_size` or `batchSize`, ..).
    ///
    /// # Errors
    /// When an option is unknown or out of range.
    pub fn from_config(value: &Value) -> Result<Self> {
        let config = Config::call("fit", value.as_object());
        let default = Self::default();
        let whole = |key: &str, default: u64| -> Result<u64> {
            let valid = |v: f64| v >= 0.0 && libm::floor(v) == v && v < 9_007_199_254_740_992.0;
            Ok(config.number(key, default as f64, "a whole number, 0 or more", valid)? as u64)
        };
        let count = |key: &str| config.get(key).map(|_| config.count(key)).transpose();
        let options = Self {
            epochs: whole("epochs", default.epochs as u64)? as usize,
            batch_size: count("batch_size")?,
            shuffle: config.flag("shuffle", default.shuffle)?,
            validation_split: config
                .number("validation_split", 0.0, "a number from 0 to below 1", |v| (0.0..1.0).contains(&v))?,
            seed: whole("seed", default.seed)?,
            initial_epoch: whole("initial_epoch", 0)? as usize,
            steps_per_epoch: count("steps_per_epoch")?,
            validation_freq: match config.get("validation_freq") {
                Some(Value::Array(_)) => {
                    let epochs =
                        config.numbers("validation_freq", "a number of epochs or a list of epochs")?;
                    let valid = |epoch: f64| {
                        epoch >= 1.0 && libm::floor(epoch) == epoch && epoch < 9_007_199_254_740_992.0
                    };
                    if let Some(&wrong) = epochs.iter().find(|&&epoch| !valid(epoch)) {
                        return Err(config.error(format!(
                            "option \"validation_freq\" names an epoch {}; expected whole numbers, 1 or more",
                            number(wrong)
                        )));
                    }
                    ValidationFrequency::Epochs(epochs.into_iter().map(|epoch| epoch as usize).collect())
                }
                Some(_) => ValidationFrequency::Every(config.count("validation_freq")?),
                None => default.validation_freq,
            },
            validation_steps: count("validation_steps")?,
            validation_batch_size: count("validation_batch_size")?,
            class_weight: class_weight(config.get("class_weight"))?,
            callbacks: match config.get("callbacks") {
                None => Vec::new(),
                Some(Value::Array(list)) => {
                    list.iter().map(CallbackConfig::from_config).collect::<Result<_>>()?
                }
                Some(other) => {
                    return Err(config.error(format!("option \"callbacks\" is {other}; expected a list")));
                }
            },
        };
        config.finish()?;
        Ok(options)
    }
}

/// Weights by class, as `{"0": 0.5, "1": 2}`.
fn class_weight(value: Option<&Value>) -> Result<Vec<(usize, f64)>> {
    let bad = |what: String| {
        Error::invalid(format!(
            "fit: option \"class_weight\" {what}; expected weights by class, such as {{\"0\": 0.5}}"
        ))
    };
    let Some(value) = value else { return Ok(Vec::new()) };
    let map = value.as_object().ok_or_else(|| bad(format!("is {value}")))?;
    map.iter()
        .map(|(class, weight)| {
            let number = class.parse().map_err(|_| bad(format!("names a class \"{class}\"")))?;
            let valid = weight.as_f64().filter(|weight| weight.is_finite() && *weight >= 0.0);
            Ok((number, valid.ok_or_else(|| bad(format!("of class {class} is {weight}")))?))
        })
        .collect()
}
