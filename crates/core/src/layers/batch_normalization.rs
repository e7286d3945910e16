//! `BatchNormalization`: `gamma (x - mean) / sqrt(variance + epsilon) + beta` (Ioffe & Szegedy 2015). In training, mean
//! and variance are the batch's own (the variance divided by n), and the moving statistics are updated: `moving =
//! momentum moving + (1 - momentum) batch`. Otherwise, and in a frozen layer, the moving statistics are used.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::{Affine, epsilon, moments, only, places, sizes};
use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// Normalises each entry of one axis by itself. Weights: `gamma`, `beta`, `moving_mean`, `moving_variance`, all `(n,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchNormalization {
    /// The axis whose entries are normalised separately; the batch axis is 0; -1 by default.
    pub axis: i64,
    /// Share of the moving statistics kept in a step; 0.99 by default.
    pub momentum: f64,
    /// Added to the variance; 1e-3 by default.
    pub epsilon: f64,
    /// `gamma` and `beta`.
    pub affine: Affine,
    /// First values of the moving mean and variance; zeros and ones by default.
    pub moving: [Initializer; 2],
}

const MOVING: [(&str, &str); 2] =
    [("moving_mean", "moving_mean_initializer"), ("moving_variance", "moving_variance_initializer")];

impl Default for BatchNormalization {
    /// Keras's defaults.
    fn default() -> Self {
        Self {
            axis: -1,
            momentum: 0.99,
            epsilon: 1e-3,
            affine: Affine::default(),
            moving: [Initializer::ZEROS, Initializer::ONES],
        }
    }
}

impl BatchNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        for key in ["synchronized", "renorm"] {
            if config.flag(key, false)? {
                return Err(config.error(format!("option \"{key}\" is true; only false is supported")));
            }
        }
        // These have no effect without `renorm`.
        for ignored in ["renorm_momentum", "renorm_clipping"] {
            config.get(ignored);
        }
        let [(_, mean), (_, variance)] = MOVING;
        Ok(Self {
            axis: config.axis("axis", -1)?,
            momentum: config
                .number("momentum", 0.99, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v))?,
            epsilon: epsilon(config, 1e-3)?,
            affine: Affine::from_config(config)?,
            moving: [
                config.initializer(mean, Initializer::ZEROS)?,
                config.initializer(variance, Initializer::ONES)?,
            ],
        })
    }
}

/// Mean and variance of the steps that count, over `axes`, which stay with size 1.
fn masked_moments(graph: &mut Graph, x: NodeId, mask: NodeId, axes: &[usize]) -> Result<[NodeId; 2]> {
    let (shape, steps) = (graph.shape(x).clone(), graph.shape(mask).clone());
    if steps.len() + 1 != shape.len() {
        return Err(Error::invalid(format!("its mask has the shape {steps}, its input {shape}")));
    }
    let mask = graph.with_axis(mask, steps.len())?;
    let sides = |other| [("m", mask), ("x", x), ("o", other)];
    let sum = Reduce { reduction: Reduction::Sum, axes: axes.to_vec() };
    let counts = graph.map("m + 0 * x", &sides(x)[..2], &[])?;
    let count = graph.push(sum.clone(), &[counts])?;
    // Keras's epsilon.
    let mean = |graph: &mut Graph, values: NodeId| {
        let total = graph.push(sum.clone(), &[values])?;
        graph.map("t / (n + e)", &[("t", total), ("n", count)], &[("e", 1e-7)])
    };
    let kept = graph.map("m > 0 ? x : 0", &sides(x)[..2], &[])?;
    let center = mean(graph, kept)?;
    let square = graph.map("m > 0 ? square(x - o) : 0", &sides(center), &[])?;
    Ok([center, mean(graph, square)?])
}

impl Layer for BatchNormalization {
    fn class_name(&self) -> &'static str {
        "BatchNormalization"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("axis", self.axis.into()),
            ("momentum", self.momentum.into()),
            ("epsilon", self.epsilon.into()),
        ]);
        self.affine.write(&mut config);
        for ((_, key), initializer) in MOVING.into_iter().zip(self.moving) {
            config[key] = initializer.to_config();
        }
        config
    }

    fn arguments(&self) -> String {
        self.affine.arguments(&[
            ("axis", self.axis as f64, -1.0),
            ("momentum", self.momentum, 0.99),
            ("epsilon", self.epsilon, 1e-3),
        ])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let shape = sizes(&[self.axis], input)?;
        let mut weights = self.affine.weights(&shape)?;
        for ((name, _), initializer) in MOVING.into_iter().zip(self.moving) {
            weights.push(WeightSpec::state(name, shape.clone(), initializer));
        }
        Ok(weights)
    }

    fn call_form(&self) -> CallForm {
        CallForm { masks: true, ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let kept = places(&[self.axis], &shape.sample()).map_err(Error::invalid)?;
        let like = only(&shape, &kept);
        let (affine, moving) = weights.split_at(weights.len() - 2);
        let statistics = if trace.training && !trace.frozen {
            let axes: Vec<usize> = (0..shape.len()).filter(|axis| !kept.contains(axis)).collect();
            let statistics = match input.mask {
                Some(mask) => masked_moments(graph, x, mask, &axes)?,
                None => moments(graph, x, &axes)?,
            };
            for (&moving, batch) in moving.iter().zip(statistics) {
                let before = trace.current(moving);
                let graph = &mut *trace.graph;
                let batch = graph.push(Reshape { shape: graph.shape(moving).clone() }, &[batch])?;
                let next = graph.map(
                    "moving * m + batch * (1 - m)",
                    &[("moving", before), ("batch", batch)],
                    &[("m", self.momentum)],
                )?;
                trace.assign(moving, next);
            }
            statistics
        } else {
            let mean = graph.push(Reshape { shape: like.clone() }, &[moving[0]])?;
            [mean, graph.push(Reshape { shape: like.clone() }, &[moving[1]])?]
        };
        let y = self.affine.normalize(trace.graph, x, statistics, self.epsilon, (affine, &like))?;
        Ok(input.carry(y))
    }
}
