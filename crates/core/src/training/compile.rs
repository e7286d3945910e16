//! What a model is trained with.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
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
    /// What is shown beside the loss, each under its name.
    pub metrics: Vec<(Metric, String)>,
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
        let metrics = match &value["metrics"] {
            Value::Null => Vec::new(),
            Value::Array(items) => items.iter().map(Metric::from_config).collect::<Result<_>>()?,
            other => return Err(Error::invalid(format!("compile: metrics is {other}; expected a list"))),
        };
        Ok(Self { optimizer: Optimizer::from_config(&optimizer)?, loss: Loss::from_config(loss)?, metrics })
    }

    /// The form that [`Compile::from_config`] reads.
    pub fn to_config(&self) -> Value {
        let metrics: Vec<Value> = self.metrics.iter().map(|(metric, name)| metric.to_config(name)).collect();
        members([
            ("optimizer", self.optimizer.to_config()),
            ("loss", self.loss.to_config()),
            ("metrics", metrics.into()),
        ])
    }

    /// `loss` and the metrics' names, in the order their values come.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec!["loss".to_string()];
        names.extend(self.metrics.iter().map(|(_, name)| name.clone()));
        names
    }
}
