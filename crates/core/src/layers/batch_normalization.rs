//! `BatchNormalization` over the last axis: `gamma (x - mean) / sqrt(variance + epsilon) + beta` (Ioffe & Szegedy
//! 2015). In training mean and variance are the batch's own (the variance divided by n), and the moving ones
//! follow: `moving = momentum moving + (1 - momentum) batch`; else, and in a frozen layer, the moving ones serve.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Trace, WeightSpec};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::initializers::Initializer;
use crate::shape::Shape;
use crate::text::number;

/// Normalises each channel. Weights: `gamma`, `beta`, `moving_mean`, `moving_variance`, all `(n,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchNormalization {
    /// Share of the moving statistics kept in a step; 0.99 by default.
    pub momentum: f64,
    /// Added to the variance; 1e-3 by default.
    pub epsilon: f64,
    /// Whether `beta` is added; true by default.
    pub center: bool,
    /// Whether `gamma` is multiplied; true by default.
    pub scale: bool,
}

/// Weights with their first values.
const WEIGHTS: [(&str, Initializer); 4] = [
    ("gamma", Initializer::Ones),
    ("beta", Initializer::Zeros),
    ("moving_mean", Initializer::Zeros),
    ("moving_variance", Initializer::Ones),
];

impl BatchNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        config.expect_last_axis()?;
        for (weight, initializer) in WEIGHTS {
            let key = format!("{weight}_initializer");
            if config.initializer(&key, initializer)? != initializer {
                return Err(config.error(format!("option \"{key}\" is supported in its default only")));
            }
        }
        for key in ["synchronized", "renorm"] {
            if config.flag(key, false)? {
                return Err(config.error(format!("option \"{key}\" is true; only false is supported")));
            }
        }
        // Without renorm these say nothing.
        for ignored in ["renorm_momentum", "renorm_clipping"] {
            config.get(ignored);
        }
        Ok(Self {
            momentum: config
                .number("momentum", 0.99, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v))?,
            epsilon: config.number("epsilon", 1e-3, "a number above 0", |v| v > 0.0)?,
            center: config.flag("center", true)?,
            scale: config.flag("scale", true)?,
        })
    }

    fn has(&self, weight: &str) -> bool {
        match weight {
            "gamma" => self.scale,
            "beta" => self.center,
            _ => true,
        }
    }
}

impl Layer for BatchNormalization {
    fn class_name(&self) -> &'static str {
        "BatchNormalization"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("axis", (-1).into()),
            ("momentum", self.momentum.into()),
            ("epsilon", self.epsilon.into()),
            ("center", self.center.into()),
            ("scale", self.scale.into()),
        ]);
        for (weight, initializer) in WEIGHTS {
            config[format!("{weight}_initializer").as_str()] = initializer.to_config();
        }
        config
    }

    fn arguments(&self) -> String {
        let numbers = [("momentum", self.momentum, 0.99), ("epsilon", self.epsilon, 1e-3)];
        let mut parts: Vec<String> = numbers
            .into_iter()
            .filter(|&(_, value, default)| value != default)
            .map(|(key, value, _)| format!("{key}={}", number(value)))
            .collect();
        let flags = [("center", self.center), ("scale", self.scale)];
        parts.extend(flags.into_iter().filter(|(_, on)| !on).map(|(key, _)| format!("{key}=False")));
        parts.join(", ")
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        let kept = WEIGHTS.into_iter().filter(|(name, _)| self.has(name));
        Ok(kept
            .map(|(name, initializer)| WeightSpec {
                trainable: !name.starts_with("moving"),
                ..WeightSpec::new(name, [input.last_axis()], initializer, None)
            })
            .collect())
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let graph = &mut *trace.graph;
        let named = |wanted: &str| {
            let mut kept = WEIGHTS.iter().filter(|(name, _)| self.has(name));
            kept.position(|(name, _)| *name == wanted).map(|at| weights[at])
        };
        let count = weights.len();
        let (moving_mean, moving_variance) = (weights[count - 2], weights[count - 1]);
        let (mean, variance) = if trace.training && !trace.frozen {
            let shape = graph.shape(moving_mean).clone();
            let axes: Vec<usize> = (0..graph.shape(x).len() - 1).collect();
            let channels = |graph: &mut crate::graph::Graph, value: NodeId| -> Result<NodeId> {
                let mean = graph.push(Reduce { reduction: Reduction::Mean, axes: axes.clone() }, &[value])?;
                graph.push(Reshape { shape: shape.clone() }, &[mean])
            };
            let mean = channels(graph, x)?;
            let square = graph.map("square(x - mean)", &[("x", x), ("mean", mean)], &[])?;
            let variance = channels(graph, square)?;
            for (moving, batch) in [(moving_mean, mean), (moving_variance, variance)] {
                let next = graph.map(
                    "moving * m + batch * (1 - m)",
                    &[("moving", moving), ("batch", batch)],
                    &[("m", self.momentum)],
                )?;
                trace.assigns.push((moving, next));
            }
            (mean, variance)
        } else {
            (moving_mean, moving_variance)
        };
        let mut inputs = alloc::vec![("x", x), ("mean", mean), ("variance", variance)];
        let mut formula = String::from("(x - mean) / sqrt(variance + e)");
        if let Some(gamma) = named("gamma") {
            inputs.push(("gamma", gamma));
            formula += " * gamma";
        }
        if let Some(beta) = named("beta") {
            inputs.push(("beta", beta));
            formula += " + beta";
        }
        graph.map(&formula, &inputs, &[("e", self.epsilon)])
    }
}
