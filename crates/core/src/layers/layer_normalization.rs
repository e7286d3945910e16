//! `LayerNormalization`: `gamma (x - mean) / sqrt(variance + epsilon) + beta`, with mean and variance of each sample
//! over some axes (Ba, Kiros & Hinton 2016).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::{Affine, epsilon, moments, only, places, sizes};
use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, axes_value, members};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::shape::Shape;

/// Normalises along some axes. Weights: `gamma`, `beta`, of the sizes of those axes.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormalization {
    /// The axes; the batch axis is 0; -1 by default.
    pub axis: Vec<i64>,
    /// Added to the variance; 1e-3 by default.
    pub epsilon: f64,
    /// `gamma` and `beta`.
    pub affine: Affine,
}

impl LayerNormalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        if config.flag("rms_scaling", false)? {
            return Err(config.error("option \"rms_scaling\" is true; Keras 3 has RMSNormalization for it"));
        }
        Ok(Self {
            axis: config.axes("axis", &[-1])?,
            epsilon: epsilon(config, 1e-3)?,
            affine: Affine::from_config(config)?,
        })
    }
}

impl Layer for LayerNormalization {
    fn class_name(&self) -> &'static str {
        "LayerNormalization"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("axis", axes_value(&self.axis)),
            ("epsilon", self.epsilon.into()),
            ("rms_scaling", false.into()),
        ]);
        self.affine.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        self.affine.arguments(&[("epsilon", self.epsilon, 1e-3)])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        self.affine.weights(&sizes(&self.axis, input)?)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let shape = trace.graph.shape(x).clone();
        let axes = places(&self.axis, &shape.sample()).map_err(Error::invalid)?;
        let statistics = moments(trace.graph, x, &axes)?;
        let weights = (weights, &only(&shape, &axes));
        let y = self.affine.normalize(trace.graph, x, statistics, self.epsilon, weights)?;
        Ok(input.carry(y))
    }
}
