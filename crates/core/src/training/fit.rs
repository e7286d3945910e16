//! The training loop as a state machine: one call, one batch. Between calls the model is free for other use, so
//! whoever drives it can pause, look, predict, or stop.

use alloc::format;
use alloc::vec::Vec;

use serde_json::Value;

use super::evaluate::{Staging, Sums};
use super::{DEFAULT_BATCH_SIZE, History, Model};
use crate::config::Config;
use crate::data::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::random::Generator;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct FitOptions {
    /// Number of the epoch after the last; 1 by default.
    pub epochs: usize,
    /// Samples a step; 32 by default, or all when there are fewer.
    pub batch_size: Option<usize>,
    /// New order of the samples every epoch; on by default.
    pub shuffle: bool,
    /// The share of the samples, taken from the end before shuffling, that validates instead of training.
    pub validation_split: f64,
    /// Seed of the order.
    pub seed: u64,
    /// Number of the first epoch; 0 by default.
    pub initial_epoch: usize,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { epochs: 1, batch_size: None, shuffle: true, validation_split: 0.0, seed: 0, initial_epoch: 0 }
    }
}

impl FitOptions {
    /// From a JSON object with Keras's names (`batch_size` or `batchSize`, ..).
    ///
    /// # Errors
    /// When an option is unknown or out of range.
    pub fn from_config(value: &Value) -> Result<Self> {
        let config = Config::new("fit", "options", value.as_object());
        let default = Self::default();
        let whole = |key: &str, default: u64| -> Result<u64> {
            let valid = |v: f64| v >= 0.0 && libm::floor(v) == v && v < 9_007_199_254_740_992.0;
            Ok(config.number(key, default as f64, "a whole number, 0 or more", valid)? as u64)
        };
        let options = Self {
            epochs: whole("epochs", default.epochs as u64)? as usize,
            batch_size: config.get("batch_size").map(|_| config.count("batch_size")).transpose()?,
            shuffle: config.flag("shuffle", default.shuffle)?,
            validation_split: config
                .number("validation_split", 0.0, "a number from 0 to 1", |v| (0.0..1.0).contains(&v))?,
            seed: whole("seed", default.seed)?,
            initial_epoch: whole("initial_epoch", 0)? as usize,
        };
        config.finish()?;
        Ok(options)
    }
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Trained on a batch.
    Train,
    /// Evaluated a batch of the validation data.
    Validate,
}

/// A step of a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FitStep {
    /// What was done.
    pub phase: Phase,
    /// The epoch, from 0.
    pub epoch: usize,
    /// The batch within epoch and phase, from 0.
    pub step: usize,
    /// Batches in this phase.
    pub steps: usize,
    /// Samples in this batch.
    pub size: usize,
    /// True for the last step of an epoch; the history then has its values.
    pub epoch_end: bool,
}

/// A training run under way.
#[derive(Debug)]
pub struct Fit {
    options: FitOptions,
    train: Dataset,
    validation: Option<Dataset>,
    batch: usize,
    order: Vec<u32>,
    generator: Generator,
    epoch: usize,
    phase: Phase,
    next: usize,
    sums: Sums,
    validation_sums: Sums,
    staging: Staging,
    history: History,
}

impl Fit {
    /// Prepares to train `model`.
    ///
    /// # Errors
    /// When the model is not compiled or data or options do not fit it.
    pub fn new<D: Device>(
        model: &Model<D>,
        train: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<Self> {
        let (train, validation) = match validation {
            Some(given) => (train.clone(), Some(given.clone())),
            None if options.validation_split != 0.0 => {
                let (train, validation) = train.split(options.validation_split)?;
                (train, Some(validation))
            }
            None => (train.clone(), None),
        };
        model.check(&train, "fit")?;
        if let Some(validation) = &validation {
            model.check(validation, "fit: validation data")?;
        }
        let samples = train.len();
        let batch = match options.batch_size {
            None => DEFAULT_BATCH_SIZE.min(samples),
            Some(0) => return Err(Error::invalid("fit: batch size 0: expected at least 1")),
            Some(batch) if batch > samples => {
                return Err(Error::invalid(format!(
                    "fit: batch size {batch} is larger than the {samples} training samples"
                )));
            }
            Some(batch) => batch,
        };
        if options.epochs <= options.initial_epoch {
            return Err(Error::invalid(format!(
                "fit: epochs {} is not above initial_epoch {}; nothing would be trained",
                options.epochs, options.initial_epoch
            )));
        }
        let sums = model.sums()?;
        let mut fit = Self {
            order: (0..samples as u32).collect(),
            generator: Generator::new(options.seed),
            epoch: options.initial_epoch,
            phase: Phase::Train,
            next: 0,
            staging: Staging::new(&train, batch, sums.len()),
            validation_sums: sums.clone(),
            sums,
            history: History::default(),
            batch,
            train,
            validation,
            options,
        };
        fit.begin_epoch();
        Ok(fit)
    }

    fn begin_epoch(&mut self) {
        self.phase = Phase::Train;
        self.next = 0;
        self.sums.reset();
        self.validation_sums.reset();
        if self.options.shuffle {
            self.generator.shuffle(&mut self.order);
        }
    }

    /// Does one batch and says what it was; `None` when training is over.
    pub async fn step<D: Device>(&mut self, model: &mut Model<D>) -> Result<Option<FitStep>> {
        if self.epoch == self.options.epochs {
            return Ok(None);
        }
        let training = self.phase == Phase::Train;
        let data = match (&self.validation, training) {
            (Some(validation), false) => validation,
            _ => &self.train,
        };
        let samples = data.len();
        let size = self.batch.min(samples - self.next);
        let range = self.next..self.next + size;
        if training {
            let indices = self.order[range].iter().map(|&i| i as usize);
            let logs = self.staging.run(model, true, data, indices).await?;
            self.sums.add(logs, size);
        } else {
            let logs = self.staging.run(model, false, data, range).await?;
            self.validation_sums.add(logs, size);
        }
        let mut done = FitStep {
            phase: self.phase,
            epoch: self.epoch,
            step: self.next / self.batch,
            steps: samples.div_ceil(self.batch),
            size,
            epoch_end: false,
        };
        self.next += size;
        if self.next == samples {
            if training && self.validation.is_some() {
                self.phase = Phase::Validate;
                self.next = 0;
            } else {
                self.end_epoch();
                done.epoch_end = true;
                if self.epoch == self.options.epochs {
                    model.settle_average().await?;
                }
            }
        }
        Ok(Some(done))
    }

    fn end_epoch(&mut self) {
        self.history.epoch.push(self.epoch);
        let validated = self.validation.is_some();
        for ((name, value), (_, validation)) in self.sums.logs().zip(self.validation_sums.logs()) {
            self.history.push(name, value);
            if validated {
                self.history.push(&format!("val_{name}"), validation);
            }
        }
        self.epoch += 1;
        if self.epoch < self.options.epochs {
            self.begin_epoch();
        }
    }

    /// The training means of the epoch so far, under their names.
    pub fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        self.sums.logs()
    }

    /// The finished epochs.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The finished epochs, when training is over.
    pub fn into_history(self) -> History {
        self.history
    }
}
