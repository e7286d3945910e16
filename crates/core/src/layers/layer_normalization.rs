//! `LayerNormalization` over the last axis: `gamma (x - mean) / sqrt(variance + epsilon) + beta`, mean and
//! variance being each row's own (Ba, Kiros & Hinton 2016).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Trace, WeightSpec};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reduce, Reduction};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// Normalises each row. Weights: `gamma (n,)`, `beta (n,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormalization {
    /// Added to the variance; 1e-3 by default.
    pub epsilon: f64,
    /// Whether `beta` is added; true by default.
    pub center: bool,
    /// Whether `gamma` is multiplied; true by default.
    pub scale: bool,
}

impl LayerNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        config.expect_last_axis()?;
        if config.flag("rms_scaling", false)? {
            return Err(config.error("option \"rms_scaling\" is true; only false is supported"));
        }
        config.initializer("gamma_initializer", Initializer::Ones)?;
        config.initializer("beta_initializer", Initializer::Zeros)?;
        Ok(Self {
            epsilon: config.number("epsilon", 1e-3, "a number above 0", |v| v > 0.0)?,
            center: config.flag("center", true)?,
            scale: config.flag("scale", true)?,
        })
    }
}

impl Layer for LayerNormalization {
    fn class_name(&self) -> &'static str {
        "LayerNormalization"
    }

    fn config(&self) -> Value {
        members([
            ("axis", (-1).into()),
            ("epsilon", self.epsilon.into()),
            ("center", self.center.into()),
            ("scale", self.scale.into()),
            ("rms_scaling", false.into()),
            ("gamma_initializer", Initializer::Ones.to_config()),
            ("beta_initializer", Initializer::Zeros.to_config()),
        ])
    }

    fn arguments(&self) -> String {
        if self.epsilon == 1e-3 {
            String::new()
        } else {
            alloc::format!("epsilon={}", crate::text::number(self.epsilon))
        }
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        let mut weights = Vec::new();
        let all = [("gamma", self.scale, Initializer::Ones), ("beta", self.center, Initializer::Zeros)];
        for (name, _, initializer) in all.into_iter().filter(|(_, wanted, _)| *wanted) {
            weights.push(WeightSpec::new(name, [input.last_axis()], initializer, None));
        }
        Ok(weights)
    }

    fn keeps_mask(&self) -> bool {
        true
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let graph = &mut *trace.graph;
        let mean = Reduce::last(Reduction::Mean, graph, x)?;
        let square = graph.map("square(x - mean)", &[("x", x), ("mean", mean)], &[])?;
        let variance = Reduce::last(Reduction::Mean, graph, square)?;
        let mut y = graph.map(
            "(x - mean) / sqrt(variance + e)",
            &[("x", x), ("mean", mean), ("variance", variance)],
            &[("e", self.epsilon)],
        )?;
        let mut rest = weights;
        if let (true, [gamma, after @ ..]) = (self.scale, rest) {
            y = graph.map("y * gamma", &[("y", y), ("gamma", *gamma)], &[])?;
            rest = after;
        }
        match rest {
            [beta] => graph.map("y + beta", &[("y", y), ("beta", *beta)], &[]),
            _ => Ok(y),
        }
    }
}
