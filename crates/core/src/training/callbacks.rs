//! Callbacks under their Keras names, and the trait for custom callbacks.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::criteria::Criteria;
use crate::config::{Config, object};
use crate::error::{Error, Result};

/// Loss and metrics of an epoch so far, under their names.
pub type Logs = [(String, f64)];

/// What a callback can read about the training, and ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The learning rate of the next step.
    pub learning_rate: f64,
    pub(super) rate: Option<f64>,
    pub(super) shows_rate: bool,
    pub(super) stop: bool,
    pub(super) keep: bool,
    pub(super) restore: bool,
    pub(super) checkpoint: bool,
}

impl Control {
    pub(super) fn new(learning_rate: f64) -> Self {
        let (rate, no) = (None, false);
        Self { learning_rate, rate, shows_rate: no, stop: no, keep: no, restore: no, checkpoint: no }
    }

    /// Ends the training: after the epoch, or after the batch when called from there. The epoch is still validated.
    pub fn stop(&mut self) {
        self.stop = true;
    }

    /// Sets the learning rate from the next step on.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.rate = Some(rate);
        self.learning_rate = rate;
    }

    /// Adds the learning rate to the epoch's history, as `learning_rate`.
    pub fn show_learning_rate(&mut self) {
        self.shows_rate = true;
    }

    /// Keeps a copy of the current weights, instead of the copy that this callback kept before.
    pub fn keep_weights(&mut self) {
        self.keep = true;
    }

    /// Restores the weights that this callback kept last; without such a copy, the model's weights stay.
    pub fn restore_weights(&mut self) {
        self.restore = true;
    }

    /// Asks the caller that drives the training to save the model as it is now.
    pub fn checkpoint(&mut self) {
        self.checkpoint = true;
    }
}

/// Watches a training. Every function does nothing by default.
pub trait Callback {
    /// Before the first step.
    fn on_train_begin(&mut self, _control: &mut Control) {}

    /// Before the first step of an epoch; epochs count from 0.
    fn on_epoch_begin(&mut self, _epoch: usize, _control: &mut Control) {}

    /// True if [`Callback::on_batch_end`] does anything. Training then waits for the results of every batch.
    fn watches_batches(&self) -> bool {
        false
    }

    /// After a training step, with the means of the epoch so far.
    fn on_batch_end(&mut self, _step: usize, _logs: &Logs, _control: &mut Control) {}

    /// After an epoch and its validation.
    ///
    /// # Errors
    /// Ends the training with this error; the model keeps what it learned.
    fn on_epoch_end(&mut self, _epoch: usize, _logs: &Logs, _control: &mut Control) -> Result<()> {
        Ok(())
    }

    /// After the last step, also when a callback ended the training.
    fn on_train_end(&mut self, _control: &mut Control) {}
}

/// The value that a callback watches, and which direction is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitor {
    /// `loss`, a metric, or one of these with `val_` before it; `val_loss` by default.
    pub name: String,
    /// `Some(true)` if larger is better, `Some(false)` if smaller; by default the metric decides.
    pub grows: Option<bool>,
    /// A change up to this size is no improvement.
    pub min_delta: f64,
}

impl Monitor {
    fn from_config(config: &Config<'_>, min_delta: f64) -> Result<Self> {
        let name = match config.get("monitor") {
            None => "val_loss".into(),
            Some(Value::String(name)) => name.clone(),
            Some(other) => {
                return Err(config.error(format!("option \"monitor\" is {other}; expected a name")));
            }
        };
        let grows = [None, Some(false), Some(true)][config.choice("mode", 0, &["auto", "min", "max"])?];
        let min_delta = config.number("min_delta", min_delta, "a finite number", f64::is_finite)?;
        Ok(Self { name, grows, min_delta: libm::fabs(min_delta) })
    }

    /// True if larger values are better: as the config says, or else as the criteria know.
    pub(super) fn direction(&self, criteria: &Criteria) -> Option<bool> {
        self.grows.or_else(|| criteria.grows(self.name.strip_prefix("val_").unwrap_or(&self.name)))
    }

    /// Finds which direction is better, where the config does not say.
    ///
    /// # Errors
    /// When the metric has no direction, or the value is of a validation and there is no validation.
    fn find_direction(&mut self, class: &str, criteria: &Criteria, validates: bool) -> Result<()> {
        if self.name.starts_with("val_") && !validates {
            return Err(Error::invalid(format!(
                "{class} watches \"{}\", but there are no validation data; give some or option \
                 \"validation_split\", or watch \"loss\"",
                self.name
            )));
        }
        self.grows = self.direction(criteria);
        self.grows.map(|_| ()).ok_or_else(|| {
            Error::invalid(format!(
                "{class}: monitor \"{}\" is neither the loss nor a metric of the model of which it is known which \
                 way is better; set mode to \"min\" or \"max\"",
                self.name
            ))
        })
    }

    /// The watched value; `None` where it is of a validation that this epoch did not have.
    ///
    /// # Errors
    /// When there is no such value; the message lists the values there are.
    fn value(&self, class: &str, logs: &Logs) -> Result<Option<f64>> {
        let found = logs.iter().find(|(name, _)| *name == self.name);
        if found.is_some() || self.name.starts_with("val_") {
            return Ok(found.map(|&(_, value)| value));
        }
        let names: Vec<&str> = logs.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        Err(Error::invalid(format!("{class}: there is no \"{}\" to watch; there are {names}", self.name)))
    }

    fn improves(&self, value: f64, reference: Option<f64>) -> bool {
        let Some(reference) = reference else { return true };
        match self.grows {
            Some(true) => value - self.min_delta > reference,
            _ => value + self.min_delta < reference,
        }
    }
}

/// A Keras callback with its options.
#[derive(Debug, Clone, PartialEq)]
pub enum CallbackConfig {
    /// Ends the training when a value has not improved for a while.
    EarlyStopping {
        /// What is watched; `min_delta` is 0 by default.
        monitor: Monitor,
        /// Epochs without improvement after which the training ends; 0 by default.
        patience: usize,
        /// An improvement resets the wait only if it also beats this value; none by default.
        baseline: Option<f64>,
        /// True to restore the weights of the best epoch at the end; false by default.
        restore_best_weights: bool,
        /// The first epoch that counts; 0 by default.
        start_from_epoch: usize,
    },
    /// Lowers the learning rate when a value has not improved for a while.
    ReduceLROnPlateau {
        /// What is watched; `min_delta` is 1e-4 by default.
        monitor: Monitor,
        /// What the rate is multiplied by; 0.1 by default.
        factor: f64,
        /// Epochs without improvement; 10 by default.
        patience: usize,
        /// Epochs after a reduction that do not count as waiting; 0 by default.
        cooldown: usize,
        /// The lowest rate; 0 by default.
        min_lr: f64,
    },
    /// Sets the learning rate of every epoch.
    LearningRateScheduler {
        /// The rate of each epoch, from epoch 0 on; the last one stays.
        rates: Vec<f64>,
    },
    /// Asks for the model to be saved ([`FitStep::checkpoint`](super::FitStep)).
    ModelCheckpoint {
        /// What is watched.
        monitor: Monitor,
        /// True to save only when the value is the best so far; false by default, which saves after every epoch.
        save_best_only: bool,
        /// A value that the first one must beat; none by default.
        initial_value_threshold: Option<f64>,
    },
    /// Ends the training when the loss is no finite number.
    TerminateOnNaN,
}

const CLASSES: &str =
    "EarlyStopping, ReduceLROnPlateau, LearningRateScheduler, ModelCheckpoint, TerminateOnNaN";

impl CallbackConfig {
    /// From `{class_name, config}` with the arguments of Keras's constructor; `LearningRateScheduler` has `rates`.
    ///
    /// # Errors
    /// When the class or an option is unknown or out of range.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported = |name: &str| Error::unsupported("callback", name, CLASSES);
        let (class, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        let config = Config::object(class, "callback", map);
        let whole = |key: &str, default: f64| -> Result<usize> {
            let valid = |v: f64| v >= 0.0 && libm::floor(v) == v;
            Ok(config.number(key, default, "a whole number, 0 or more", valid)? as usize)
        };
        let optional = |key: &str| match config.get(key) {
            None => Ok(None),
            Some(_) => config.number(key, 0.0, "a finite number", f64::is_finite).map(Some),
        };
        let callback = match class {
            "EarlyStopping" => Self::EarlyStopping {
                monitor: Monitor::from_config(&config, 0.0)?,
                patience: whole("patience", 0.0)?,
                baseline: optional("baseline")?,
                restore_best_weights: config.flag("restore_best_weights", false)?,
                start_from_epoch: whole("start_from_epoch", 0.0)?,
            },
            "ReduceLROnPlateau" => Self::ReduceLROnPlateau {
                monitor: Monitor::from_config(&config, 1e-4)?,
                factor: config
                    .number("factor", 0.1, "a number from 0 to below 1", |v| (0.0..1.0).contains(&v))?,
                patience: whole("patience", 10.0)?,
                cooldown: whole("cooldown", 0.0)?,
                min_lr: config.number("min_lr", 0.0, "a number, 0 or more", |v| v >= 0.0)?,
            },
            "LearningRateScheduler" => {
                let rates = config.numbers("rates", "a list of numbers, one for each epoch")?;
                if rates.is_empty() || rates.iter().any(|rate| !rate.is_finite() || *rate < 0.0) {
                    return Err(config.error(
                        "option \"rates\" must be a list of finite numbers, 0 or more, one for each epoch",
                    ));
                }
                Self::LearningRateScheduler { rates }
            }
            "ModelCheckpoint" => {
                // The caller that drives the training decides where the model is saved.
                for ignored in ["filepath", "save_weights_only"] {
                    config.get(ignored);
                }
                if config.get("save_freq").is_some_and(|value| value != "epoch") {
                    return Err(config.error("option \"save_freq\" is set; only \"epoch\" is supported"));
                }
                Self::ModelCheckpoint {
                    monitor: Monitor::from_config(&config, 0.0)?,
                    save_best_only: config.flag("save_best_only", false)?,
                    initial_value_threshold: optional("initial_value_threshold")?,
                }
            }
            "TerminateOnNaN" => Self::TerminateOnNaN,
            _ => return Err(unsupported(class)),
        };
        config.get("verbose");
        config.finish()?;
        Ok(callback)
    }

    /// What the callback watches.
    pub(super) fn monitor(&self) -> Option<&Monitor> {
        match self {
            Self::EarlyStopping { monitor, .. }
            | Self::ReduceLROnPlateau { monitor, .. }
            | Self::ModelCheckpoint { monitor, .. } => Some(monitor),
            _ => None,
        }
    }

    /// The callback for one training of a model compiled like this.
    pub(super) fn start(&self, criteria: &Criteria, validates: bool) -> Result<Box<dyn Callback>> {
        Ok(match self.clone() {
            Self::EarlyStopping {
                mut monitor,
                patience,
                baseline,
                restore_best_weights,
                start_from_epoch,
            } => {
                monitor.find_direction(EarlyStopping::CLASS, criteria, validates)?;
                let (wait, best, kept, restore) = (0, None, false, restore_best_weights);
                let options = (patience, baseline, restore, start_from_epoch);
                Box::new(EarlyStopping { monitor, options, wait, best, kept })
            }
            Self::ReduceLROnPlateau { mut monitor, factor, patience, cooldown, min_lr } => {
                monitor.find_direction(ReduceLROnPlateau::CLASS, criteria, validates)?;
                let options = (factor, patience, cooldown, min_lr);
                Box::new(ReduceLROnPlateau { monitor, options, wait: 0, cooling: 0, best: None })
            }
            Self::LearningRateScheduler { rates } => {
                let of = move |epoch, rate| *rates.get(epoch).or(rates.last()).unwrap_or(&rate);
                Box::new(LearningRateScheduler(of))
            }
            Self::ModelCheckpoint { mut monitor, save_best_only, initial_value_threshold } => {
                if save_best_only {
                    monitor.find_direction(ModelCheckpoint::CLASS, criteria, validates)?;
                }
                Box::new(ModelCheckpoint { monitor, save_best_only, best: initial_value_threshold })
            }
            Self::TerminateOnNaN => Box::new(TerminateOnNaN),
        })
    }
}

struct EarlyStopping {
    monitor: Monitor,
    /// Patience, baseline, whether to restore, first epoch.
    options: (usize, Option<f64>, bool, usize),
    wait: usize,
    best: Option<f64>,
    kept: bool,
}

impl EarlyStopping {
    const CLASS: &'static str = "EarlyStopping";
}

impl Callback for EarlyStopping {
    fn on_epoch_end(&mut self, epoch: usize, logs: &Logs, control: &mut Control) -> Result<()> {
        let (patience, baseline, restore, first) = self.options;
        let Some(value) = self.monitor.value(Self::CLASS, logs)? else { return Ok(()) };
        if epoch < first {
            return Ok(());
        }
        if restore && !self.kept {
            control.keep_weights();
            self.kept = true;
        }
        self.wait += 1;
        if self.monitor.improves(value, self.best) {
            self.best = Some(value);
            if restore {
                control.keep_weights();
            }
            if baseline.is_none_or(|baseline| self.monitor.improves(value, Some(baseline))) {
                self.wait = 0;
            }
        } else if self.wait >= patience && epoch > 0 {
            control.stop();
        }
        Ok(())
    }

    fn on_train_end(&mut self, control: &mut Control) {
        if self.kept {
            control.restore_weights();
        }
    }
}

struct ReduceLROnPlateau {
    monitor: Monitor,
    /// Factor, patience, cooldown, lowest rate.
    options: (f64, usize, usize, f64),
    wait: usize,
    cooling: usize,
    best: Option<f64>,
}

impl ReduceLROnPlateau {
    const CLASS: &'static str = "ReduceLROnPlateau";
}

impl Callback for ReduceLROnPlateau {
    fn on_epoch_end(&mut self, _epoch: usize, logs: &Logs, control: &mut Control) -> Result<()> {
        control.show_learning_rate();
        let Some(value) = self.monitor.value(Self::CLASS, logs)? else { return Ok(()) };
        let (factor, patience, cooldown, lowest) = self.options;
        if self.cooling > 0 {
            self.cooling -= 1;
            self.wait = 0;
        }
        if self.monitor.improves(value, self.best) {
            self.best = Some(value);
            self.wait = 0;
        } else if self.cooling == 0 {
            self.wait += 1;
            if self.wait >= patience && control.learning_rate > lowest {
                control.set_learning_rate((control.learning_rate * factor).max(lowest));
                self.cooling = cooldown;
                self.wait = 0;
            }
        }
        Ok(())
    }
}

/// Sets the learning rate of every epoch by a function of the epoch, from 0, and the rate before it. A rate that is
/// negative or not finite ends the training with an error, and so does an optimizer whose rate is a schedule.
///
/// Give it to [`Fit::watch`](super::Fit::watch). [`CallbackConfig::LearningRateScheduler`] takes a list instead.
#[derive(Debug, Clone)]
pub struct LearningRateScheduler<F>(pub F);

impl<F: FnMut(usize, f64) -> f64> Callback for LearningRateScheduler<F> {
    fn on_epoch_begin(&mut self, epoch: usize, control: &mut Control) {
        control.set_learning_rate((self.0)(epoch, control.learning_rate));
    }

    fn on_epoch_end(&mut self, _epoch: usize, _logs: &Logs, control: &mut Control) -> Result<()> {
        control.show_learning_rate();
        Ok(())
    }
}

struct ModelCheckpoint {
    monitor: Monitor,
    save_best_only: bool,
    best: Option<f64>,
}

impl ModelCheckpoint {
    const CLASS: &'static str = "ModelCheckpoint";
}

impl Callback for ModelCheckpoint {
    fn on_epoch_end(&mut self, _epoch: usize, logs: &Logs, control: &mut Control) -> Result<()> {
        if self.save_best_only {
            let value = self.monitor.value(Self::CLASS, logs)?;
            let Some(value) = value.filter(|&value| self.monitor.improves(value, self.best)) else {
                return Ok(());
            };
            self.best = Some(value);
        }
        control.checkpoint();
        Ok(())
    }
}

struct TerminateOnNaN;

impl Callback for TerminateOnNaN {
    fn watches_batches(&self) -> bool {
        true
    }

    fn on_batch_end(&mut self, _step: usize, logs: &Logs, control: &mut Control) {
        if logs.iter().any(|(name, value)| name == "loss" && !value.is_finite()) {
            control.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::Dense;
    use crate::models::Network;
    use crate::training::Compile;
    use alloc::vec;
    use serde_json::json;

    fn criteria(metrics: &[&str]) -> Criteria {
        let network = Network::sequential([1], [Dense::new(1).into()]).unwrap();
        Criteria::new(&Compile::new("sgd", "mse", metrics).unwrap(), &network).unwrap()
    }

    #[test]
    fn unknown_classes_and_wrong_options_are_named() {
        let error = |value: Value| CallbackConfig::from_config(&value).unwrap_err().to_string();
        assert!(error(json!({"class_name": "TensorBoard"})).contains("\"TensorBoard\" is not supported"));
        let plateau = json!({"class_name": "ReduceLROnPlateau", "config": {"factor": 1.0}});
        assert!(error(plateau).contains("\"factor\" is 1.0; expected a number from 0 to below 1"));
        let stop = json!({"class_name": "EarlyStopping", "config": {"patiense": 2}});
        assert!(error(stop).contains("\"patiense\" (here 2) is not known"));
        let criteria = criteria(&["mae"]);
        let unknown = json!({"class_name": "EarlyStopping", "config": {"monitor": "val_auc"}});
        let started = CallbackConfig::from_config(&unknown).unwrap().start(&criteria, true);
        assert!(started.err().unwrap().to_string().contains("set mode to \"min\" or \"max\""));
    }

    #[test]
    fn a_monitor_takes_its_direction_from_the_metric() {
        let criteria = criteria(&["accuracy", "rmse"]);
        for (name, grows) in [("loss", false), ("val_loss", false), ("val_accuracy", true), ("rmse", false)] {
            let mut monitor = Monitor { name: name.into(), grows: None, min_delta: 0.0 };
            monitor.find_direction("EarlyStopping", &criteria, true).unwrap();
            assert_eq!(monitor.grows, Some(grows), "{name}");
        }
        let logs = vec![("loss".to_string(), 1.0)];
        let mut monitor = Monitor { name: "mae".into(), grows: Some(false), min_delta: 0.0 };
        let error = monitor.value("EarlyStopping", &logs).unwrap_err().to_string();
        assert_eq!(error, "EarlyStopping: there is no \"mae\" to watch; there are loss");
        monitor.name = "val_loss".into();
        let error = monitor.find_direction("EarlyStopping", &criteria, false).unwrap_err().to_string();
        assert!(error.contains("but there are no validation data"), "{error}");
        // With validation data, an epoch may still have no validation.
        assert_eq!(monitor.value("EarlyStopping", &logs), Ok(None));
    }
}
