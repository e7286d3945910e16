//! `Dropout`: in training, sets a random share of the values to zero and scales the others up. `SpatialDropout1D/2D/3D`
//! drop whole channels (Tompson et al. 2014). `AlphaDropout` keeps mean and variance of values that SELU made (Klambauer et
//! al. 2017).

use alloc::format;
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
#[derive(Debug, Clone, PartialEq)]
pub struct Dropout {
    /// The share of values dropped, in `[0, 1)`.
    pub rate: f32,
    /// 0 drops single values; 1 to 3 drop whole channels, which extend over that many axes before the last.
    pub axes: usize,
    /// True to set dropped values to SELU's limit instead of zero, and to scale and shift all.
    pub alpha: bool,
    /// The shape of the mask, the batch axis included: 1 for an axis along which all entries share a mask, `None` for the
    /// axis's own size. Empty for a mask of the input's shape.
    pub noise_shape: Vec<Option<usize>>,
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
    masked(trace, x, op, dims)
}

/// A mask of shape `dims`: 0 where entries are dropped, elsewhere the factor of the others.
pub(super) fn mask(trace: &mut Trace<'_>, op: DropoutOp, dims: Vec<usize>) -> Result<NodeId> {
    let ones = trace.graph.push(Fill { value: 1.0, shape: dims.into() }, &[])?;
    let key = trace.random_key()?;
    trace.graph.push(op, &[ones, key])
}

/// Drops entries of `x` with a mask of shape `dims`, which is repeated along axes of size 1.
fn masked(trace: &mut Trace<'_>, x: NodeId, op: DropoutOp, dims: Vec<usize>) -> Result<NodeId> {
    let mask = mask(trace, op, dims)?;
    trace.graph.map("x * mask", &[("x", x), ("mask", mask)], &[])
}

/// A rate as people write it, rounded to six decimals: as `f64`, a rate of 0.2 would read 0.20000000298.
pub(super) fn rate_text(rate: f32) -> String {
    number(libm::round(f64::from(rate) * 1e6) / 1e6)
}

impl Dropout {
    /// Dropout with this rate.
    pub fn new(rate: f32) -> Self {
        Self { rate, axes: 0, alpha: false, noise_shape: Vec::new() }
    }

    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        let size = |size: &Value| match size {
            Value::Null => Some(None),
            size => size.as_u64().filter(|&size| size > 0).map(|size| Some(size as usize)),
        };
        let noise_shape = match config.get("noise_shape").filter(|_| axes == 0) {
            None => Vec::new(),
            Some(value) => {
                let sizes = value.as_array().and_then(|sizes| sizes.iter().map(size).collect());
                let expected = "a list of sizes such as [null, 1, 8], or null";
                sizes.ok_or_else(|| config.wrong("noise_shape", value, expected))?
            }
        };
        Ok(Self { rate: rate(config)?, axes, alpha: false, noise_shape })
    }

    /// An `AlphaDropout`.
    pub(super) fn alpha_from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self { alpha: true, ..Self::from_config(0, config)? })
    }

    /// Sets dropped values to SELU's limit `p`; then `a y + b` gives all their first mean and variance back.
    fn alpha(&self, trace: &mut Trace<'_>, x: NodeId, op: DropoutOp, dims: Vec<usize>) -> Result<NodeId> {
        let mask = mask(trace, op, dims)?;
        let rate = f64::from(self.rate);
        let a = 1.0 / libm::sqrt((1.0 - rate) * (1.0 + rate * SELU_LIMIT * SELU_LIMIT));
        let constants = [("p", SELU_LIMIT), ("a", a), ("b", -a * SELU_LIMIT * rate)];
        trace.graph.map("a * (mask > 0 ? x : p) + b", &[("x", x), ("mask", mask)], &constants)
    }
}

/// Where SELU ends for very negative numbers: `-scale * alpha` (Klambauer et al. 2017).
const SELU_LIMIT: f64 = -1.050_700_987_355_480_5 * 1.673_263_242_354_377_2;

impl Layer for Dropout {
    fn class_name(&self) -> &'static str {
        if self.alpha {
            return "AlphaDropout";
        }
        ["Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"][self.axes]
    }

    fn config(&self) -> Value {
        let mut config = members([("rate", self.rate.into()), ("seed", Value::Null)]);
        match self.axes {
            0 if self.noise_shape.is_empty() => config["noise_shape"] = Value::Null,
            0 => config["noise_shape"] = self.noise_shape.iter().copied().map(Value::from).collect(),
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
        // The size of the batch axis is not known here.
        let mut sizes = self.noise_shape.iter().skip(1).zip(input.iter());
        let fits =
            |(noise, size): (&Option<usize>, &usize)| noise.is_none_or(|noise| noise == 1 || noise == *size);
        let first = self.noise_shape.first().is_none_or(|batch| matches!(batch, None | Some(1)));
        let axes = self.noise_shape.len();
        if !first || (axes > 0 && axes != input.len() + 1) || !sizes.all(fits) {
            return Err(format!(
                "option \"noise_shape\" does not fit samples of shape {input}: expected the input's sizes, 1 or null"
            ));
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
        if !self.noise_shape.is_empty() {
            let shape = trace.graph.shape(x);
            let sizes = self.noise_shape.iter().zip(shape.iter());
            let dims = sizes.map(|(noise, &size)| noise.unwrap_or(size)).collect();
            let y = if self.alpha { self.alpha(trace, x, op, dims)? } else { masked(trace, x, op, dims)? };
            return Ok(input.carry(y));
        }
        if self.alpha {
            let dims = trace.graph.shape(x).to_vec();
            return self.alpha(trace, x, op, dims).map(|y| input.carry(y));
        }
        if self.axes == 0 {
            let key = trace.random_key()?;
            return trace.graph.push(op, &[x, key]).map(|y| input.carry(y));
        }
        let y = along(trace, x, op, self.axes)?;
        Ok(input.carry(y))
    }
}
