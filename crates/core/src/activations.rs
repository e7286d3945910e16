//! Activations by their Keras names.

use crate::error::{Error, Result};
use crate::graph::ops::{Softmax, Unary};
use crate::graph::{Graph, NodeId};

/// An activation function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activation {
    /// `x`
    #[default]
    Linear,
    /// `max(x, 0)`
    Relu,
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// `exp(x) / sum(exp(x))` over the last axis.
    Softmax,
}

const TABLE: &[(&str, Activation)] = &[
    ("linear", Activation::Linear),
    ("relu", Activation::Relu),
    ("sigmoid", Activation::Sigmoid),
    ("tanh", Activation::Tanh),
    ("softmax", Activation::Softmax),
];

impl Activation {
    /// The activation of this Keras name.
    pub fn from_name(name: &str) -> Result<Self> {
        let found = TABLE.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found
            .map(|&(_, activation)| activation)
            .ok_or_else(|| Error::unsupported("activation", name, "linear, relu, sigmoid, tanh, softmax"))
    }

    /// The Keras name.
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|&&(_, activation)| activation == self).map_or("linear", |&(name, _)| name)
    }

    /// Applies the activation to `x`.
    pub fn trace(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        match self {
            Self::Linear => Ok(x),
            Self::Relu => graph.push(Unary::Relu, &[x]),
            Self::Sigmoid => graph.push(Unary::Sigmoid, &[x]),
            Self::Tanh => graph.push(Unary::Tanh, &[x]),
            Self::Softmax => graph.push(Softmax, &[x]),
        }
    }
}
