//! `GroupNormalization`: as `LayerNormalization`, over each group of channels and all positions (Wu & He 2018).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::{Affine, epsilon, moments, only, places};
use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::Reshape;
use crate::shape::Shape;

/// Normalises groups of the entries of one axis. Weights: `gamma`, `beta`, both `(n,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupNormalization {
    /// Number of groups; 32 by default, `None` (Keras's -1) for as many as the axis has entries.
    pub groups: Option<usize>,
    /// The axis that is split into groups; the batch axis is 0; -1 by default.
    pub axis: i64,
    /// Added to the variance; 1e-3 by default.
    pub epsilon: f64,
    /// `gamma` and `beta`.
    pub affine: Affine,
}

impl GroupNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let groups = if config.get("groups").and_then(Value::as_i64) == Some(-1) {
            None
        } else {
            Some(config.sizes(1, "groups", &[32])?[0])
        };
        Ok(Self {
            groups,
            axis: config.axis("axis", -1)?,
            epsilon: epsilon(config, 1e-3)?,
            affine: Affine::from_config(config)?,
        })
    }

    /// The index of the axis, the batch axis being 0, and the number of groups.
    fn groups(&self, input: &Shape) -> Result<(usize, usize), String> {
        let place = places(&[self.axis], input)?[0];
        let size = input[place - 1];
        let groups = self.groups.unwrap_or(size);
        if size.is_multiple_of(groups) {
            return Ok((place, groups));
        }
        Err(format!(
            "expected an axis whose size is a multiple of groups={groups}, got {size} of shape {input}"
        ))
    }
}

impl Layer for GroupNormalization {
    fn class_name(&self) -> &'static str {
        "GroupNormalization"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("groups", self.groups.map_or((-1).into(), Value::from)),
            ("axis", self.axis.into()),
            ("epsilon", self.epsilon.into()),
        ]);
        self.affine.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        self.affine.arguments(&[
            ("groups", self.groups.map_or(-1.0, |n| n as f64), 32.0),
            ("axis", self.axis as f64, -1.0),
            ("epsilon", self.epsilon, 1e-3),
        ])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let (place, _) = self.groups(input)?;
        self.affine.weights(&[input[place - 1]].into())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let (place, groups) = self.groups(&shape.sample()).map_err(Error::invalid)?;
        let mut dims = shape.to_vec();
        dims[place] /= groups;
        dims.insert(place, groups);
        let grouped = Shape::from(dims);
        let x = graph.push(Reshape { shape: grouped.clone() }, &[x])?;
        let axes: Vec<usize> = (1..grouped.len()).filter(|&axis| axis != place).collect();
        let statistics = moments(graph, x, &axes)?;
        let weights = (weights, &only(&grouped, &[place, place + 1]));
        let y = self.affine.normalize(graph, x, statistics, self.epsilon, weights)?;
        let y = graph.push(Reshape { shape }, &[y])?;
        Ok(input.carry(y))
    }
}
