//! `Dense`: `activation(x kernel + bias)` along the last axis.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Trace, WeightOptions, WeightSpec};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{BiasAdd, MatMul};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A fully connected layer. Weights: `kernel (in, units)`, `bias (units,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// Number of outputs.
    pub units: usize,
    /// Applied to the result; linear by default.
    pub activation: Activation,
    /// Whether a bias is added; true by default.
    pub use_bias: bool,
    /// Options of the kernel; Glorot uniform by default.
    pub kernel: WeightOptions,
    /// Options of the bias; zeros by default.
    pub bias: WeightOptions,
}

impl Dense {
    /// A layer of this many outputs, the rest as Keras's defaults.
    pub fn new(units: usize) -> Self {
        Self {
            units,
            activation: Activation::LINEAR,
            use_bias: true,
            kernel: Initializer::GLOROT_UNIFORM.into(),
            bias: Initializer::ZEROS.into(),
        }
    }

    /// With this activation.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            units: config.count("units")?,
            activation: config.activation("activation")?,
            use_bias: config.flag("use_bias", true)?,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias: config.weight("bias", Initializer::ZEROS)?,
        })
    }
}

impl Layer for Dense {
    fn class_name(&self) -> &'static str {
        "Dense"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("units", self.units.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.kernel.write(&mut config, "kernel");
        self.bias.write(&mut config, "bias");
        config
    }

    fn arguments(&self) -> String {
        let mut text = format!("{}", self.units);
        if self.activation != Activation::LINEAR {
            text += &format!(", activation=\"{}\"", self.activation.name());
        }
        if !self.use_bias {
            text += ", use_bias=False";
        }
        text
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        if input.is_empty() {
            return Err("expected samples with at least one axis, got single numbers: shape ()".into());
        }
        let shape = [input.last_axis(), self.units];
        let mut weights = vec![self.kernel.spec("kernel", shape)?];
        if self.use_bias {
            weights.push(self.bias.spec("bias", [self.units])?);
        }
        Ok(weights)
    }

    fn keeps_mask(&self) -> bool {
        true
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let mut y = trace.graph.push(MatMul::default(), &[x, weights[0]])?;
        if let Some(&bias) = weights.get(1) {
            y = trace.graph.push(BiasAdd, &[y, bias])?;
        }
        self.activation.trace(trace.graph, y)
    }
}
