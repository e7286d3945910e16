//! The end of dense layers and convolutions: a bias, then an activation.

use alloc::string::String;

use serde_json::Value;

use super::{WeightOptions, WeightSpec};
use crate::activations::Activation;
use crate::config::Config;
use crate::error::Result;
use crate::graph::ops::BiasAdd;
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;

/// Bias and activation of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct BiasActivation {
    /// Applied to the result; linear by default.
    pub activation: Activation,
    /// True if a bias is added; true by default.
    pub use_bias: bool,
    /// Options of the bias; zeros by default.
    pub bias: WeightOptions,
}

impl Default for BiasActivation {
    fn default() -> Self {
        Self { activation: Activation::LINEAR, use_bias: true, bias: Initializer::ZEROS.into() }
    }
}

impl BiasActivation {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            activation: config.activation("activation")?,
            use_bias: config.flag("use_bias", true)?,
            bias: config.weight("bias", Initializer::ZEROS)?,
        })
    }

    pub(super) fn write(&self, config: &mut Value) {
        config["activation"] = self.activation.name().into();
        config["use_bias"] = self.use_bias.into();
        self.bias.write(config, "bias");
    }

    /// The arguments as Python writes them, to follow other arguments.
    pub(super) fn arguments(&self) -> String {
        let mut text = String::new();
        if self.activation != Activation::LINEAR {
            text += &alloc::format!(", activation=\"{}\"", self.activation.name());
        }
        if !self.use_bias {
            text += ", use_bias=False";
        }
        text
    }

    /// The bias for this many channels, if the layer has one.
    pub(super) fn weights(&self, channels: usize) -> Result<Option<WeightSpec>, String> {
        self.use_bias.then(|| self.bias.spec("bias", [channels])).transpose()
    }

    /// Adds the bias, if one is given, and applies the activation.
    pub(super) fn trace(&self, graph: &mut Graph, mut y: NodeId, bias: Option<&NodeId>) -> Result<NodeId> {
        if let Some(&bias) = bias {
            y = graph.push(BiasAdd, &[y, bias])?;
        }
        self.activation.trace(graph, y)
    }
}
