//! Normalizations that do not center: `RMSNormalization`, `scale x / sqrt(mean(x^2) + epsilon)` (Zhang & Sennrich
//! 2019), and `UnitNormalization`, `x / sqrt(sum(x^2))`.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::{epsilon, only, places, sizes};
use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single, single_shape};
use crate::config::{Config, axes_value, members};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::initializers::Initializer;
use crate::shape::Shape;
use crate::text::number;

/// Divides by the root of the mean square along some axes. Weights: `scale`, of the sizes of those axes.
#[derive(Debug, Clone, PartialEq)]
pub struct RMSNormalization {
    /// The axes; the batch axis is 0; -1 by default.
    pub axis: Vec<i64>,
    /// Added to the mean square; 1e-6 by default.
    pub epsilon: f64,
}

impl RMSNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self { axis: config.axes("axis", &[-1])?, epsilon: epsilon(config, 1e-6)? })
    }
}

impl Layer for RMSNormalization {
    fn class_name(&self) -> &'static str {
        "RMSNormalization"
    }

    fn config(&self) -> Value {
        members([("axis", axes_value(&self.axis)), ("epsilon", self.epsilon.into())])
    }

    fn arguments(&self) -> String {
        if self.epsilon == 1e-6 { String::new() } else { alloc::format!("epsilon={}", number(self.epsilon)) }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        Ok([WeightOptions::from(Initializer::ONES).spec("scale", sizes(&self.axis, input)?)?].into())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let axes = places(&self.axis, &shape.sample()).map_err(Error::invalid)?;
        let scale = graph.push(Reshape { shape: only(&shape, &axes) }, &[weights[0]])?;
        let squares = graph.map("x * x", &[("x", x)], &[])?;
        let mean = graph.push(Reduce { reduction: Reduction::Mean, axes }, &[squares])?;
        let y = graph.map(
            "x / sqrt(mean + e) * scale",
            &[("x", x), ("mean", mean), ("scale", scale)],
            &[("e", self.epsilon)],
        )?;
        Ok(y.into())
    }
}

/// Gives vectors along some axes the norm 1; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitNormalization {
    /// The axes; the batch axis is 0; -1 by default.
    pub axis: Vec<i64>,
}

impl UnitNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self { axis: config.axes("axis", &[-1])? })
    }
}

impl Layer for UnitNormalization {
    fn class_name(&self) -> &'static str {
        "UnitNormalization"
    }

    fn config(&self) -> Value {
        members([("axis", axes_value(&self.axis))])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        places(&self.axis, input).map(|_| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let axes = places(&self.axis, &graph.shape(x).sample()).map_err(Error::invalid)?;
        let squares = graph.map("x * x", &[("x", x)], &[])?;
        let sum = graph.push(Reduce { reduction: Reduction::Sum, axes }, &[squares])?;
        // Keras's smallest norm is 1e-12; this is its square, which 32-bit floats can hold.
        let y = graph.map("x / sqrt(max(sum, least))", &[("x", x), ("sum", sum)], &[("least", 1e-24)])?;
        Ok(y.into())
    }
}
