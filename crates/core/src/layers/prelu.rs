//! `PReLU`: `x` above 0, `alpha x` below, with trainable slopes (He et al. 2015).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::places;
use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A rectifier with weights: `alpha`, of a sample's shape with 1 for the shared axes.
#[derive(Debug, Clone, PartialEq)]
pub struct PReLU {
    /// Axes along which all positions share one slope; the batch axis is 0; none by default.
    pub shared_axes: Vec<i64>,
    /// Options of the slopes; zeros by default.
    pub alpha: WeightOptions,
}

impl PReLU {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            shared_axes: config.axes("shared_axes", &[])?,
            alpha: config.weight("alpha", Initializer::ZEROS)?,
        })
    }
}

impl Layer for PReLU {
    fn class_name(&self) -> &'static str {
        "PReLU"
    }

    fn config(&self) -> Value {
        let shared = if self.shared_axes.is_empty() { Value::Null } else { self.shared_axes.clone().into() };
        let mut config = members([("shared_axes", shared)]);
        self.alpha.write(&mut config, "alpha");
        config
    }

    fn arguments(&self) -> String {
        match self.shared_axes.as_slice() {
            [] => String::new(),
            axes => alloc::format!("shared_axes={}", Value::from(axes.to_vec())),
        }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let mut dims = input.to_vec();
        for place in places(&self.shared_axes, input)? {
            dims[place - 1] = 1;
        }
        Ok([self.alpha.spec("alpha", dims)?].into())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        // Written as in Keras, so that the slope at 0 is 0.
        let formula = "(x > 0 ? x : 0) + alpha * (x < 0 ? x : 0)";
        let y = trace.graph.map(formula, &[("x", x), ("alpha", weights[0])], &[])?;
        Ok(input.carry(y))
    }
}
