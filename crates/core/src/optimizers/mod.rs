//! Optimizers by their Keras names.

mod adam;
mod sgd;

pub use adam::Adam;
pub use sgd::Sgd;

use alloc::string::ToString;

use serde_json::Value;

use crate::config::{Config, object};
use crate::error::{Error, Result};
use crate::graph::ops::Op;

/// What the `hyper` feed holds, one float each: numbers that change from step to step.
pub mod hyper {
    /// The learning rate, with the optimizer's corrections for this step.
    pub const RATE: usize = 0;
    /// Two whole numbers below 2^24, the key of this step's random masks.
    pub const KEYS: core::ops::Range<usize> = 1..3;
    /// Length of the feed.
    pub const LEN: usize = 4;
}

/// An optimizer and its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Optimizer {
    /// Stochastic gradient descent.
    Sgd(Sgd),
    /// Adaptive moments.
    Adam(Adam),
}

impl From<Sgd> for Optimizer {
    fn from(sgd: Sgd) -> Self {
        Self::Sgd(sgd)
    }
}

impl From<Adam> for Optimizer {
    fn from(adam: Adam) -> Self {
        Self::Adam(adam)
    }
}

impl Optimizer {
    /// The optimizer of this Keras name (`adam`, `sgd`) with Keras's defaults.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::from_config(&Value::from(name))
    }

    /// The optimizer of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported = |name: &str| Error::unsupported("optimizer", name, "adam, sgd");
        let (class, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        let config = Config::new(class, "optimizer", map);
        let optimizer = match class.to_ascii_lowercase().as_str() {
            "sgd" => Self::Sgd(Sgd::from_config(&config)?),
            "adam" => Self::Adam(Adam::from_config(&config)?),
            _ => return Err(unsupported(class)),
        };
        // Options of Keras's base class, accepted in their neutral setting.
        config.choice("loss_scale_factor", 0, &[])?;
        for key in ["weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "gradient_accumulation_steps"]
        {
            config.number(key, 0.0, "null, the only supported value", |_| false)?;
        }
        if config.flag("use_ema", false)? {
            return Err(config.error("option \"use_ema\" is true; only false is supported"));
        }
        for ignored in ["ema_momentum", "ema_overwrite_frequency", "jit_compile", "is_legacy_optimizer"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok(optimizer)
    }

    /// The Keras serialised form.
    pub fn to_config(&self) -> Value {
        match self {
            Self::Sgd(sgd) => sgd.to_config(),
            Self::Adam(adam) => adam.to_config(),
        }
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f32 {
        match self {
            Self::Sgd(sgd) => sgd.learning_rate,
            Self::Adam(adam) => adam.learning_rate,
        }
    }

    /// Changes the learning rate from the next step on.
    pub fn set_learning_rate(&mut self, rate: f32) -> Result<()> {
        if !rate.is_finite() || rate < 0.0 {
            return Err(Error::invalid(alloc::format!(
                "learning rate {}: expected a finite number, 0 or more",
                crate::text::number(rate.into())
            )));
        }
        match self {
            Self::Sgd(sgd) => sgd.learning_rate = rate,
            Self::Adam(adam) => adam.learning_rate = rate,
        }
        Ok(())
    }

    /// The operation of one step and how many floats of state it keeps for each weight.
    pub fn update(&self) -> (Op, usize) {
        match self {
            Self::Sgd(sgd) => sgd.update(),
            Self::Adam(adam) => adam.update(),
        }
    }

    /// The rate fed for step `t`, counted from 1.
    pub fn rate(&self, t: u64) -> f32 {
        match self {
            Self::Sgd(sgd) => sgd.learning_rate,
            Self::Adam(adam) => adam.rate(t),
        }
    }
}

/// Reads a learning rate.
fn learning_rate(config: &Config<'_>, default: f64) -> Result<f32> {
    let rate =
        config.number("learning_rate", default, "a number, 0 or more", |v| v >= 0.0 && v.is_finite())?;
    Ok(rate as f32)
}
