//! Layers that repeat: `UpSampling1D/2D/3D` every step, pixel or voxel several times, `RepeatVector` a whole sample.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, expect_axes, python_sizes, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reshape, View};
use crate::shape::Shape;

/// Repeats the steps of `(steps, features)`, the rows and columns of `(height, width, channels)`, or the places of `(depth,
/// height, width, channels)`; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpSampling {
    /// How many times, along each axis; 2 by default.
    size: Vec<usize>,
}

impl UpSampling {
    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        if axes == 2 {
            config.choice("interpolation", 0, &["nearest"])?;
        }
        Ok(Self { size: config.sizes(axes, "size", &[2; 3][..axes])? })
    }
}

impl Layer for UpSampling {
    fn class_name(&self) -> &'static str {
        ["UpSampling1D", "UpSampling2D", "UpSampling3D"][self.size.len() - 1]
    }

    fn config(&self) -> Value {
        let mut config = members([("size", self.size.clone().into())]);
        match *self.size {
            [size] => config["size"] = size.into(),
            _ => config["data_format"] = "channels_last".into(),
        }
        if self.size.len() == 2 {
            config["interpolation"] = "nearest".into();
        }
        config
    }

    fn arguments(&self) -> String {
        python_sizes(&self.size)
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, self.size.len()).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let mut shape = trace.graph.shape(x).to_vec();
        let mut view = View::of(trace.graph.shape(x));
        for (axis, &times) in self.size.iter().enumerate().rev() {
            view = view.repeated(axis + 1, times);
            shape[axis + 1] = shape[axis + 1].saturating_mul(times);
        }
        let y = trace.graph.push(view, &[x])?;
        let y = trace.graph.push(Reshape { shape: shape.into() }, &[y])?;
        Ok(y.into())
    }
}

/// Makes samples `(features,)` into `(n, features)`; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatVector {
    /// How many times.
    pub n: usize,
}

impl RepeatVector {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        config.count("n").map(|n| Self { n })
    }
}

impl Layer for RepeatVector {
    fn class_name(&self) -> &'static str {
        "RepeatVector"
    }

    fn config(&self) -> Value {
        members([("n", self.n.into())])
    }

    fn arguments(&self) -> String {
        python_sizes(&[self.n])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        if input.len() == 1 {
            return Ok(Vec::new());
        }
        Err(alloc::format!("expected samples of shape (features,), got {input}"))
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let view = View::of(trace.graph.shape(x)).repeated(0, self.n);
        let y = trace.graph.push(view, &[x])?;
        Ok(y.into())
    }
}
