//! `MaxPooling2D`: the largest value of each window.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{
    Layer, Padding, Signal, Signals, Trace, WeightSpec, expect_axes, python_sizes, single, single_shape,
};
use crate::config::{Config, members, pair_value};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::MaxPool2d;
use crate::shape::Shape;

/// Max pooling of `(height, width, channels)`; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct MaxPooling2D {
    /// The window; 2 by 2 by default.
    pub pool_size: [usize; 2],
    /// Steps between windows; the window's size by default.
    pub strides: [usize; 2],
    /// `valid` by default; padding is never the largest value.
    pub padding: Padding,
}

impl MaxPooling2D {
    /// Square windows that do not overlap.
    pub fn new(pool_size: usize) -> Self {
        Self { pool_size: [pool_size; 2], strides: [pool_size; 2], padding: Padding::Valid }
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let pool_size = config.pair("pool_size", Some([2; 2]))?;
        Ok(Self {
            pool_size,
            strides: config.pair("strides", Some(pool_size))?,
            padding: Padding::from_config(config, false)?,
        })
    }
}

impl Layer for MaxPooling2D {
    fn class_name(&self) -> &'static str {
        "MaxPooling2D"
    }

    fn config(&self) -> Value {
        members([
            ("pool_size", pair_value(self.pool_size)),
            ("padding", self.padding.name().into()),
            ("strides", pair_value(self.strides)),
            ("data_format", "channels_last".into()),
        ])
    }

    fn arguments(&self) -> String {
        let mut text = python_sizes(&self.pool_size);
        if self.strides != self.pool_size {
            text += &format!(", strides={}", python_sizes(&self.strides));
        }
        if self.padding != Padding::Valid {
            text += &format!(", padding=\"{}\"", self.padding.name());
        }
        text
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let shape = trace.graph.shape(x);
        let [height, width] = [0, 1]
            .map(|axis| self.padding.amounts(shape[axis + 1], self.pool_size[axis], self.strides[axis], 1));
        let op = MaxPool2d { pool: self.pool_size, strides: self.strides, height, width };
        let y = trace.graph.push(op, &[x])?;
        Ok(y.into())
    }
}
