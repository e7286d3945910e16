//! `Dropout`: in training, sets a random share of the values to zero and scales the others up. `SpatialDropout1D/2D`
//! drop whole channels (Tompson et al. 2014).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Dropout as DropoutOp, Fill};
use crate::shape::Shape;
use crate::text::number;

/// Inverted dropout; acts in training only; no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// The share of values dropped, in `[0, 1)`.
    pub rate: f32,
    /// 0 drops single values; 1 or 2 drop whole channels, which extend over that many axes before the last.
    pub axes: usize,
}

/// The option `rate`: the share dropped, which must be given.
pub(super) fn rate(config: &Config<'_>) -> Result<f32> {
    if config.get("rate").is_none() {
        return Err(config.error("option \"rate\" is missing; expected a number in [0, 1)"));
    }
    config
        .number("rate", 0.0, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))
        .map(|rate| rate as f32)
}

/// Drops entries of `x` with one mask for all positions along the `axes` axes after the batch axis.
pub(super) fn along(trace: &mut Trace<'_>, x: NodeId, op: DropoutOp, axes: usize) -> Result<NodeId> {
    let mut dims = trace.graph.shape(x).to_vec();
    dims[1..=axes].fill(1);
    let ones = trace.graph.push(Fill { value: 1.0, shape: dims.into() }, &[])?;
    let mask = trace.graph.push(op, &[ones, trace.hyper])?;
    trace.graph.map("x * mask", &[("x", x), ("mask", mask)], &[])
}

/// A rate as people write it, rounded to six decimals: as `f64`, a rate of 0.2 would read 0.20000000298.
pub(super) fn rate_text(rate: f32) -> String {
    number(libm::round(f64::from(rate) * 1e6) / 1e6)
}

impl Dropout {
    /// Dropout with this rate.
    pub fn new(rate: f32) -> Self {
        Self { rate, axes: 0 }
    }

    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        Ok(Self { rate: rate(config)?, axes })
    }
}

impl Layer for Dropout {
    fn class_name(&self) -> &'static str {
        ["Dropout", "SpatialDropout1D", "SpatialDropout2D"][self.axes]
    }

    fn config(&self) -> Value {
        let mut config = members([("rate", self.rate.into()), ("seed", Value::Null)]);
        match self.axes {
            0 => config["noise_shape"] = Value::Null,
            1 => {}
            _ => config["data_format"] = "channels_last".into(),
        }
        config
    }

    fn arguments(&self) -> String {
        rate_text(self.rate)
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        if self.axes > 0 {
            expect_axes(input, self.axes)?;
        }
        Ok(Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        if !trace.training || self.rate == 0.0 {
            return Ok(input.carry(x));
        }
        let op = DropoutOp { rate: self.rate, salt: trace.salt };
        if self.axes == 0 {
            return trace.graph.push(op, &[x, trace.hyper]).map(|y| input.carry(y));
        }
        let y = along(trace, x, op, self.axes)?;
        Ok(input.carry(y))
    }
}
