//! `Dense`: `activation(x kernel + bias)` along the last axis.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{BiasActivation, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single, single_shape};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::MatMul;
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A fully connected layer. Weights: `kernel (in, units)`, `bias (units,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// Number of outputs.
    pub units: usize,
    /// Options of the kernel; Glorot uniform by default.
    pub kernel: WeightOptions,
    /// Bias and activation.
    pub bias_activation: BiasActivation,
}

impl Dense {
    /// A layer with `units` outputs; all else as Keras's defaults.
    pub fn new(units: usize) -> Self {
        Self { units, kernel: Initializer::GLOROT_UNIFORM.into(), bias_activation: BiasActivation::default() }
    }

    /// With this activation.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.bias_activation.activation = activation;
        self
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            units: config.count("units")?,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias_activation: BiasActivation::from_config(config)?,
        })
    }
}

impl Layer for Dense {
    fn class_name(&self) -> &'static str {
        "Dense"
    }

    fn config(&self) -> Value {
        let mut config = members([("units", self.units.into())]);
        self.kernel.write(&mut config, "kernel");
        self.bias_activation.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        format!("{}{}", self.units, self.bias_activation.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        if input.is_empty() {
            return Err("expected samples with at least one axis, got single numbers: shape ()".into());
        }
        let shape = [input.last_axis(), self.units];
        let mut weights = vec![self.kernel.spec("kernel", shape)?];
        weights.extend(self.bias_activation.weights(self.units)?);
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let y = trace.graph.push(MatMul::default(), &[x, weights[0]])?;
        let y = self.bias_activation.trace(trace.graph, y, weights.get(1))?;
        Ok(input.carry(y))
    }
}
