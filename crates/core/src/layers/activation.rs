//! `Activation`: an activation function as a layer of its own.

use alloc::format;
use alloc::string::String;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, single};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;

/// Applies an activation; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ActivationLayer {
    /// The function.
    pub activation: Activation,
}

impl ActivationLayer {
    /// A layer of this activation.
    pub fn new(activation: Activation) -> Self {
        Self { activation }
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        if config.get("activation").is_none() {
            return Err(config.error("option \"activation\" is missing; expected the name of an activation"));
        }
        Ok(Self { activation: config.activation("activation")? })
    }
}

impl Layer for ActivationLayer {
    fn class_name(&self) -> &'static str {
        "Activation"
    }

    fn config(&self) -> Value {
        members([("activation", self.activation.name().into())])
    }

    fn arguments(&self) -> String {
        format!("\"{}\"", self.activation.name())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let y = self.activation.trace(trace.graph, x)?;
        Ok(input.carry(y))
    }
}
