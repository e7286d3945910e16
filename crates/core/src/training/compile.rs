//! The options of `compile`: optimizer, losses and metrics.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::config::{members, object};
use crate::error::{Error, Result};
use crate::losses::Loss;
use crate::metrics::Metric;
use crate::optimizers::Optimizer;

/// Metrics, each with the name that it is shown under.
pub type Metrics = Vec<(Metric, String)>;

/// An option of `compile` that may have a different value for each output of a model.
#[derive(Debug, Clone, PartialEq)]
pub enum PerOutput<T> {
    /// One value. With several outputs, the option decides what it means.
    One(T),
    /// A value for each output, in the model's order.
    Each(Vec<Option<T>>),
    /// Values by the outputs' names.
    Named(Vec<(String, Option<T>)>),
}

impl<T> From<T> for PerOutput<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T: Clone> PerOutput<T> {
    /// The value for each output; `share` says what one value means for several outputs.
    pub(super) fn resolve(
        &self,
        option: &str,
        outputs: &[&str],
        share: impl Fn(&T) -> Result<Vec<Option<T>>>,
    ) -> Result<Vec<Option<T>>> {
        match self {
            Self::One(value) if outputs.len() == 1 => Ok(vec![Some(value.clone())]),
            Self::One(value) => share(value),
            Self::Each(values) if values.len() == outputs.len() => Ok(values.clone()),
            Self::Each(values) => Err(Error::invalid(format!(
                "compile: option \"{option}\" has {} entries for {} outputs ({})",
                values.len(),
                outputs.len(),
                outputs.join(", ")
            ))),
            Self::Named(values) => {
                if let Some((name, _)) = values.iter().find(|(name, _)| !outputs.contains(&name.as_str())) {
                    return Err(Error::invalid(format!(
                        "compile: option \"{option}\" names an output \"{name}\"; the model has {}",
                        outputs.join(", ")
                    )));
                }
                let find = |output: &&str| {
                    values.iter().find(|(name, _)| name == output).and_then(|(_, value)| value.clone())
                };
                Ok(outputs.iter().map(find).collect())
            }
        }
    }

    /// Reads an option: one value, a list with an entry for each output, or an object with the outputs' names.
    fn read(
        value: &Value,
        is_list: impl Fn(&[Value]) -> bool,
        read: impl Fn(&Value) -> Result<T>,
    ) -> Result<Self> {
        let entry = |value: &Value| match value {
            Value::Null => Ok(None),
            value => read(value).map(Some),
        };
        match value {
            Value::Array(list) if is_list(list) => {
                list.iter().map(entry).collect::<Result<_>>().map(Self::Each)
            }
            Value::Object(map) if object(value).is_none() => map
                .iter()
                .map(|(name, value)| Ok((name.clone(), entry(value)?)))
                .collect::<Result<_>>()
                .map(Self::Named),
            value => read(value).map(Self::One),
        }
    }

    /// The form that [`PerOutput::read`] reads.
    fn write(&self, write: impl Fn(&T) -> Value) -> Value {
        let entry = |value: &Option<T>| value.as_ref().map_or(Value::Null, &write);
        match self {
            Self::One(value) => write(value),
            Self::Each(values) => values.iter().map(entry).collect(),
            Self::Named(values) => {
                let mut map = Map::new();
                map.extend(values.iter().map(|(name, value)| (name.clone(), entry(value))));
                map.into()
            }
        }
    }
}

/// Optimizer, losses and metrics, as in Keras's `compile`.
#[derive(Debug, Clone, PartialEq)]
pub struct Compile {
    /// Changes the weights.
    pub optimizer: Optimizer,
    /// What is minimized. A single loss applies to every output. An output without a loss is not trained on.
    pub loss: PerOutput<Loss>,
    /// The factors of the outputs' losses in their sum; 1 by default.
    pub loss_weights: PerOutput<f64>,
    /// What is shown beside the loss; sample weights do not count in these metrics.
    pub metrics: PerOutput<Metrics>,
    /// Metrics in which sample weights count.
    pub weighted_metrics: PerOutput<Metrics>,
}

impl Compile {
    /// By Keras names: `Compile::new("adam", "mse", &["mae"])`.
    ///
    /// # Errors
    /// When a name is unknown; the message lists the known ones.
    pub fn new(optimizer: &str, loss: &str, metrics: &[&str]) -> Result<Self> {
        let metrics = metrics.iter().map(|name| Metric::from_name(name)).collect::<Result<Metrics>>()?;
        Ok(Self {
            optimizer: Optimizer::from_name(optimizer)?,
            loss: Loss::from_name(loss)?.into(),
            loss_weights: PerOutput::Each(Vec::new()),
            metrics: metrics.into(),
            weighted_metrics: Metrics::new().into(),
        })
    }

    /// With this optimizer.
    pub fn optimizer(mut self, optimizer: impl Into<Optimizer>) -> Self {
        self.optimizer = optimizer.into();
        self
    }

    /// From `{"optimizer": .., "loss": .., "loss_weights": .., "metrics": [..], "weighted_metrics": [..]}`, each a name or
    /// in Keras's serialised form; for several outputs a list or an object with their names.
    ///
    /// # Errors
    /// When the loss is missing, or a name or value is not known.
    pub fn from_config(value: &Value) -> Result<Self> {
        let missing = |key: &str| Error::invalid(format!("compile: option \"{key}\" is missing"));
        let optimizer = match &value["optimizer"] {
            Value::Null => Value::from("rmsprop"),
            given => given.clone(),
        };
        let loss = Some(&value["loss"]).filter(|v| !v.is_null()).ok_or_else(|| missing("loss"))?;
        let any = |_: &[Value]| true;
        let metrics = |key: &str| -> Result<PerOutput<Metrics>> {
            let metric = |value: &Value| match value {
                Value::Array(items) => items.iter().map(Metric::from_config).collect(),
                value @ (Value::String(_) | Value::Object(_)) => Ok(vec![Metric::from_config(value)?]),
                other => {
                    Err(Error::invalid(format!("compile: option \"{key}\" is {other}; expected a list")))
                }
            };
            match &value[key] {
                Value::Null => Ok(Metrics::new().into()),
                // Until the model is known, a plain list of metrics counts as that of the only output.
                given => PerOutput::read(
                    given,
                    |list| list.iter().any(|item| item.is_array() || item.is_null()),
                    metric,
                ),
            }
        };
        let factor = |value: &Value| {
            let expected = "expected a number, a list of numbers, or an object of numbers";
            value.as_f64().filter(|factor| factor.is_finite()).ok_or_else(|| {
                Error::invalid(format!("compile: option \"loss_weights\" holds {value}; {expected}"))
            })
        };
        Ok(Self {
            optimizer: Optimizer::from_config(&optimizer)?,
            loss: PerOutput::read(loss, any, Loss::from_config)?,
            loss_weights: match &value["loss_weights"] {
                Value::Null => PerOutput::Each(Vec::new()),
                given => PerOutput::read(given, any, factor)?,
            },
            metrics: metrics("metrics")?,
            weighted_metrics: metrics("weighted_metrics")?,
        })
    }

    /// The form that [`Compile::from_config`] reads.
    pub fn to_config(&self) -> Value {
        let configs = |metrics: &Metrics| -> Value {
            metrics.iter().map(|(metric, name)| metric.to_config(name)).collect()
        };
        let loss_weights = match &self.loss_weights {
            PerOutput::Each(values) if values.is_empty() => Value::Null,
            given => given.write(|&factor| factor.into()),
        };
        members([
            ("optimizer", self.optimizer.to_config()),
            ("loss", self.loss.write(Loss::to_config)),
            ("loss_weights", loss_weights),
            ("metrics", self.metrics.write(configs)),
            ("weighted_metrics", self.weighted_metrics.write(configs)),
        ])
    }
}
