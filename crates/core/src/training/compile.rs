//! What a model is trained with.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::members;
use crate::error::{Error, Result};
use crate::losses::Loss;
use crate::metrics::Metric;
use crate::optimizers::Optimizer;

/// Optimizer, loss and metrics, as in Keras's `compile`.
#[derive(Debug, Clone, PartialEq)]
pub struct Compile {
    /// Changes the weights.
    pub optimizer: Optimizer,
    /// What is made small.
    pub loss: Loss,
    /// What is shown beside the loss, each under its name; weights of samples do not count in them.
    pub metrics: Vec<(Metric, String)>,
    /// The same of metrics that weights of samples count in.
    pub weighted_metrics: Vec<(Metric, String)>,
}

/// A metric as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<'c> {
    /// The metric.
    pub metric: &'c Metric,
    /// Its name, told apart from those before.
    pub name: String,
    /// Whether weights of samples count.
    pub weighted: bool,
}

impl Compile {
    /// By Keras names: `Compile::new("adam", "mse", &["mae"])`.
    ///
    /// # Errors
    /// When a name is unknown; the message lists the known ones.
    pub fn new(optimizer: &str, loss: &str, metrics: &[&str]) -> Result<Self> {
        Ok(Self {
            optimizer: Optimizer::from_name(optimizer)?,
            loss: Loss::from_name(loss)?,
            metrics: metrics.iter().map(|name| Metric::from_name(name)).collect::<Result<_>>()?,
            weighted_metrics: Vec::new(),
        })
    }

    /// With this optimizer.
    pub fn optimizer(mut self, optimizer: impl Into<Optimizer>) -> Self {
        self.optimizer = optimizer.into();
        self
    }

    /// From `{"optimizer": .., "loss": .., "metrics": [..]}`, each a name or in Keras's serialised form.
    pub fn from_config(value: &Value) -> Result<Self> {
        let missing = |key: &str| Error::invalid(format!("compile: option \"{key}\" is missing"));
        let optimizer = match &value["optimizer"] {
            Value::Null => Value::from("rmsprop"),
            given => given.clone(),
        };
        let loss = Some(&value["loss"]).filter(|v| !v.is_null()).ok_or_else(|| missing("loss"))?;
        let metrics = |key: &str| match &value[key] {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => items.iter().map(Metric::from_config).collect::<Result<_>>(),
            other => Err(Error::invalid(format!("compile: option \"{key}\" is {other}; expected a list"))),
        };
        Ok(Self {
            optimizer: Optimizer::from_config(&optimizer)?,
            loss: Loss::from_config(loss)?,
            metrics: metrics("metrics")?,
            weighted_metrics: metrics("weighted_metrics")?,
        })
    }

    /// The form that [`Compile::from_config`] reads.
    pub fn to_config(&self) -> Value {
        let configs = |metrics: &[(Metric, String)]| -> Value {
            metrics.iter().map(|(metric, name)| metric.to_config(name)).collect()
        };
        members([
            ("optimizer", self.optimizer.to_config()),
            ("loss", self.loss.to_config()),
            ("metrics", configs(&self.metrics)),
            ("weighted_metrics", configs(&self.weighted_metrics)),
        ])
    }

    /// All metrics in the order their values come, under the names that Keras shows them by: one that is there
    /// already gets a number, or `weighted_` before it.
    pub fn shown(&self) -> Vec<Shown<'_>> {
        let mut all: Vec<Shown<'_>> = Vec::new();
        for (metrics, weighted) in [(&self.metrics, false), (&self.weighted_metrics, true)] {
            for (metric, given) in metrics {
                let taken = |name: &str| all.iter().any(|shown| shown.name == name);
                let mut base = given.clone();
                if weighted && taken(&base) {
                    base = format!("weighted_{given}");
                }
                let mut name = base.clone();
                for number in 1.. {
                    if !taken(&name) {
                        break;
                    }
                    name = format!("{base}_{number}");
                }
                all.push(Shown { metric, name, weighted });
            }
        }
        all
    }
}
