//! `Masking`: the layers after it skip steps whose features all equal one value.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::shape::Shape;
use crate::text::number;

/// Masks steps of samples `(steps, features)`, and sets them to zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Masking {
    /// The value; 0 by default.
    pub mask_value: f64,
}

impl Masking {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self { mask_value: config.number("mask_value", 0.0, "a finite number", f64::is_finite)? })
    }
}

impl Layer for Masking {
    fn class_name(&self) -> &'static str {
        "Masking"
    }

    fn config(&self) -> Value {
        members([("mask_value", self.mask_value.into())])
    }

    fn arguments(&self) -> String {
        format!("mask_value={}", number(self.mask_value))
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 1).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let differs = graph.map("1 - (x == v)", &[("x", x)], &[("v", self.mask_value)])?;
        let any = graph.push(Reduce { reduction: Reduction::Max, axes: alloc::vec![2] }, &[differs])?;
        let mask = Some(graph.push(Reshape { shape: [shape[0], shape[1]].into() }, &[any])?);
        let node = graph.map("x * m", &[("x", x), ("m", any)], &[])?;
        Ok(Signal { node, mask }.into())
    }
}
