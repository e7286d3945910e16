//! `ZeroPadding2D`: zeros around pictures.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Trace, WeightSpec, expect_image};
use crate::config::{Config, members, pair_value};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::View;
use crate::shape::Shape;

/// Adds rows and columns of zeros to `(height, width, channels)`; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZeroPadding2D {
    /// Rows above and below, columns left and right; 1 each by default.
    pub padding: [[usize; 2]; 2],
}

impl ZeroPadding2D {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        fn amount(value: &Value) -> Option<usize> {
            value.as_u64().map(|n| n as usize)
        }
        fn side(value: &Value) -> Option<[usize; 2]> {
            match value.as_array().map(Vec::as_slice) {
                Some([a, b]) => Some([amount(a)?, amount(b)?]),
                _ => amount(value).map(|n| [n, n]),
            }
        }
        let Some(given) = config.get("padding") else { return Ok(Self { padding: [[1, 1]; 2] }) };
        let padding = match given.as_array().map(Vec::as_slice) {
            Some([rows, columns]) => side(rows).zip(side(columns)).map(|(rows, columns)| [rows, columns]),
            _ => amount(given).map(|n| [[n, n]; 2]),
        };
        padding.map(|padding| Self { padding }).ok_or_else(|| {
            config.error(format!(
                "option \"padding\" is {given}; expected a whole number, a pair, or a pair of pairs"
            ))
        })
    }
}

impl Layer for ZeroPadding2D {
    fn class_name(&self) -> &'static str {
        "ZeroPadding2D"
    }

    fn config(&self) -> Value {
        let sides: Vec<Value> = self.padding.into_iter().map(pair_value).collect();
        members([("padding", sides.into()), ("data_format", "channels_last".into())])
    }

    fn arguments(&self) -> String {
        let [[top, bottom], [left, right]] = self.padding;
        format!("(({top}, {bottom}), ({left}, {right}))")
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        expect_image(input).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, _weights: &[NodeId]) -> Result<NodeId> {
        let [height, width] = self.padding;
        let padded = View::padding(trace.graph.shape(x), &[[0, 0], height, width, [0, 0]]);
        trace.graph.push(padded, &[x])
    }
}
