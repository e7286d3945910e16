//! Random changes of brightness and contrast in training, different for each sample: `RandomBrightness`,
//! `RandomContrast`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::random_warp::{range, range_text};
use super::{Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reduce, Reduction};
use crate::shape::Shape;

/// Changes the values of each picture `(height, width, channels)` at random; acts in training only; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomColor {
    /// True for `RandomContrast`, which multiplies the difference from each channel's mean by `1 - low` to `1 + high`.
    /// `RandomBrightness` adds a share of the value range.
    contrast: bool,
    factor: [f64; 2],
    /// Results are clipped to this range; 0 to 255 by default.
    value_range: [f64; 2],
}

impl RandomColor {
    pub(super) fn from_config(contrast: bool, config: &Config<'_>) -> Result<Self> {
        let factor = range(config, "factor", [if contrast { 0.0 } else { -1.0 }, 1.0], true)?;
        let value_range = match config.get("value_range") {
            None => [0.0, 255.0],
            Some(value) if value.is_array() => range(config, "value_range", [f64::MIN, f64::MAX], false)?,
            Some(value) => {
                return Err(config.error(format!("option \"value_range\" is {value}; expected a pair")));
            }
        };
        Ok(Self { contrast, factor, value_range })
    }
}

impl Layer for RandomColor {
    fn class_name(&self) -> &'static str {
        if self.contrast { "RandomContrast" } else { "RandomBrightness" }
    }

    fn config(&self) -> Value {
        members([
            ("factor", self.factor.to_vec().into()),
            ("value_range", self.value_range.to_vec().into()),
            ("seed", Value::Null),
        ])
    }

    fn arguments(&self) -> String {
        format!("{}, value_range={}", range_text(self.factor), range_text(self.value_range))
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        if !trace.training {
            return Ok(x.into());
        }
        let batch = trace.graph.shape(x)[0];
        let u = trace.uniform(0, [batch, 1, 1, 1].into())?;
        let ([a, b], [low, high]) = (self.factor, self.value_range);
        let mut inputs = alloc::vec![("x", x), ("u", u)];
        let (from, to, formula) = if self.contrast {
            let mean = Reduce { reduction: Reduction::Mean, axes: [1, 2].into() };
            inputs.push(("mean", trace.graph.push(mean, &[x])?));
            (1.0 - a, 1.0 + b, "clip((x - mean) * (from + u * (to - from)) + mean, low, high)")
        } else {
            (a * (high - low), b * (high - low), "clip(x + from + u * (to - from), low, high)")
        };
        let y =
            trace.graph.map(formula, &inputs, &[("from", from), ("to", to), ("low", low), ("high", high)])?;
        Ok(y.into())
    }
}
