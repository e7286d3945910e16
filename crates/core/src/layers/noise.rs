//! Noise in training: `GaussianNoise` adds it, `GaussianDropout` multiplies with it (Srivastava et al. 2014).

use alloc::format;
use alloc::string::String;

use serde_json::Value;

use super::dropout::{rate, rate_text};
use super::{Layer, Signal, Signals, Trace, single};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;

/// Normal noise; acts in training only; no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// True for `GaussianDropout`: noise with mean 1 is multiplied.
    multiplied: bool,
    /// The standard deviation; for `GaussianDropout` the rate, which gives the deviation `sqrt(rate / (1 - rate))`.
    amount: f32,
}

impl Noise {
    pub(super) fn from_config(multiplied: bool, config: &Config<'_>) -> Result<Self> {
        if multiplied {
            return Ok(Self { multiplied, amount: rate(config)? });
        }
        if config.get("stddev").is_none() {
            return Err(config.error("option \"stddev\" is missing; expected a number, 0 or more"));
        }
        let amount = config.number("stddev", 0.0, "a number, 0 or more", |v| v >= 0.0)?;
        Ok(Self { multiplied, amount: amount as f32 })
    }
}

impl Layer for Noise {
    fn class_name(&self) -> &'static str {
        if self.multiplied { "GaussianDropout" } else { "GaussianNoise" }
    }

    fn config(&self) -> Value {
        let key = if self.multiplied { "rate" } else { "stddev" };
        members([(key, self.amount.into()), ("seed", Value::Null)])
    }

    fn arguments(&self) -> String {
        rate_text(self.amount)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        if !trace.training || self.amount == 0.0 {
            return Ok(input.carry(x));
        }
        let shape = trace.graph.shape(x).clone();
        let u = trace.uniform(0, shape.clone())?;
        let v = trace.uniform(1, shape)?;
        let amount = f64::from(self.amount);
        let deviation = if self.multiplied { libm::sqrt(amount / (1.0 - amount)) } else { amount };
        // A normal number from two uniform ones (Box & Muller 1958).
        let normal = "deviation * sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v)";
        let formula = if self.multiplied { format!("x * (1 + {normal})") } else { format!("x + {normal}") };
        let y = trace.graph.map(&formula, &[("x", x), ("u", u), ("v", v)], &[("deviation", deviation)])?;
        Ok(input.carry(y))
    }
}
