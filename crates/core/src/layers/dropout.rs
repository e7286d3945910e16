//! `Dropout`: in training, sets a random share of the values to zero and scales the others up.

use alloc::string::String;

use serde_json::Value;

use super::{Layer, Trace};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Dropout as DropoutOp;
use crate::text::number;

/// Inverted dropout; acts in training only; no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// The share of values dropped, in `[0, 1)`.
    pub rate: f32,
}

impl Dropout {
    /// Dropout of this share.
    pub fn new(rate: f32) -> Self {
        Self { rate }
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        if config.get("rate").is_none() {
            return Err(config.error("option \"rate\" is missing; expected a number in [0, 1)"));
        }
        let rate = config.number("rate", 0.0, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))?;
        Ok(Self { rate: rate as f32 })
    }
}

impl Layer for Dropout {
    fn class_name(&self) -> &'static str {
        "Dropout"
    }

    fn config(&self) -> Value {
        members([("rate", self.rate.into()), ("seed", Value::Null), ("noise_shape", Value::Null)])
    }

    fn arguments(&self) -> String {
        // As f64 the shortest text of 0.2 would be 0.20000000298; six decimals are more than people write.
        number(libm::round(f64::from(self.rate) * 1e6) / 1e6)
    }

    fn keeps_mask(&self) -> bool {
        true
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, _weights: &[NodeId]) -> Result<NodeId> {
        if !trace.training || self.rate == 0.0 {
            return Ok(x);
        }
        trace.graph.push(DropoutOp { rate: self.rate, salt: trace.salt }, &[x, trace.hyper])
    }
}
