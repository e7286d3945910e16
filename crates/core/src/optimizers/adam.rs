//! Adaptive moments.

use serde_json::Value;

use super::learning_rate;
use crate::config::{Config, members, serialized};
use crate::error::Result;
use crate::graph::ops::{AdamUpdate, Op};

/// Keras's `Adam`; see [`AdamUpdate`] for the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// Step size; 0.001 by default.
    pub learning_rate: f32,
    /// Decay of the mean of gradients; 0.9 by default.
    pub beta_1: f32,
    /// Decay of the mean of squared gradients; 0.999 by default.
    pub beta_2: f32,
    /// Added to the root; 1e-7 by default.
    pub epsilon: f32,
}

impl Default for Adam {
    fn default() -> Self {
        Self { learning_rate: 1e-3, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }
}

impl Adam {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let beta =
            |key, default| config.number(key, default, "a number in [0, 1)", |v| (0.0..1.0).contains(&v));
        if config.flag("amsgrad", false)? {
            return Err(config.error("option \"amsgrad\" is true; only false is supported"));
        }
        Ok(Self {
            learning_rate: learning_rate(config, 1e-3)?,
            beta_1: beta("beta_1", 0.9)? as f32,
            beta_2: beta("beta_2", 0.999)? as f32,
            epsilon: config.number("epsilon", 1e-7, "a number, 0 or more", |v| v >= 0.0)? as f32,
        })
    }

    pub(super) fn to_config(self) -> Value {
        let Self { learning_rate, beta_1, beta_2, epsilon } = self;
        serialized(
            "keras.optimizers",
            "Adam",
            members([
                ("name", "adam".into()),
                ("learning_rate", learning_rate.into()),
                ("beta_1", beta_1.into()),
                ("beta_2", beta_2.into()),
                ("epsilon", epsilon.into()),
                ("amsgrad", false.into()),
            ]),
        )
    }

    pub(super) fn update(&self) -> (Op, usize) {
        (AdamUpdate { beta_1: self.beta_1, beta_2: self.beta_2, epsilon: self.epsilon }.into(), 2)
    }

    pub(super) fn rate(&self, t: u64) -> f32 {
        let decay = |beta: f32| 1.0 - power(f64::from(beta), t);
        (f64::from(self.learning_rate) * libm::sqrt(decay(self.beta_2)) / decay(self.beta_1)) as f32
    }
}

/// `base^exponent` by squaring.
fn power(mut base: f64, mut exponent: u64) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_corrected_as_in_the_paper() {
        let adam = Adam::default();
        for t in [1u64, 2, 10, 1000, 100_000] {
            let exact = 1e-3 * (1.0 - 0.999f64.powf(t as f64)).sqrt() / (1.0 - 0.9f64.powf(t as f64));
            assert!((f64::from(adam.rate(t)) / exact - 1.0).abs() < 1e-4, "step {t}");
        }
    }
}
