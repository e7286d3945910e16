//! `UpSampling2D`: every pixel several times.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Trace, WeightSpec, expect_image, python_pair};
use crate::config::{Config, members, pair_value};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Reshape, View};
use crate::shape::Shape;

/// Repeats the rows and columns of `(height, width, channels)`; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpSampling2D {
    /// How often each row and each column; 2 by default.
    pub size: [usize; 2],
}

impl UpSampling2D {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        config.choice("interpolation", 0, &["nearest"])?;
        Ok(Self { size: config.pair("size", Some([2; 2]))? })
    }
}

impl Layer for UpSampling2D {
    fn class_name(&self) -> &'static str {
        "UpSampling2D"
    }

    fn config(&self) -> Value {
        members([
            ("size", pair_value(self.size)),
            ("data_format", "channels_last".into()),
            ("interpolation", "nearest".into()),
        ])
    }

    fn arguments(&self) -> String {
        python_pair(self.size)
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        expect_image(input).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, _weights: &[NodeId]) -> Result<NodeId> {
        let shape = trace.graph.shape(x).clone();
        let [rows, columns] = self.size;
        let view = View::of(&shape).repeated(2, columns).repeated(1, rows);
        let y = trace.graph.push(view, &[x])?;
        let shape = [shape[0], shape[1] * rows, shape[2] * columns, shape[3]].into();
        trace.graph.push(Reshape { shape }, &[y])
    }
}
