//! Stochastic gradient descent.

use serde_json::Value;

use super::learning_rate;
use crate::config::{Config, members, serialized};
use crate::error::Result;
use crate::graph::ops::{Op, SgdUpdate};

/// Keras's `SGD`; see [`SgdUpdate`] for the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    /// Step size; 0.01 by default.
    pub learning_rate: f32,
    /// Share of the last movement kept, in `[0, 1]`; 0 by default.
    pub momentum: f32,
    /// Nesterov's form of momentum; off by default.
    pub nesterov: bool,
}

impl Default for Sgd {
    fn default() -> Self {
        Self { learning_rate: 0.01, momentum: 0.0, nesterov: false }
    }
}

impl Sgd {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let momentum =
            config.number("momentum", 0.0, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v))?;
        Ok(Self {
            learning_rate: learning_rate(config, 0.01)?,
            momentum: momentum as f32,
            nesterov: config.flag("nesterov", false)?,
        })
    }

    pub(super) fn to_config(self) -> Value {
        let Self { learning_rate, momentum, nesterov } = self;
        serialized(
            "keras.optimizers",
            "SGD",
            members([
                ("name", "SGD".into()),
                ("learning_rate", learning_rate.into()),
                ("momentum", momentum.into()),
                ("nesterov", nesterov.into()),
            ]),
        )
    }

    pub(super) fn update(&self) -> (Op, usize) {
        let op = SgdUpdate { momentum: self.momentum, nesterov: self.nesterov };
        (op.into(), usize::from(self.momentum != 0.0))
    }
}
