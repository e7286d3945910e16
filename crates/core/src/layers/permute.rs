//! `Permute`: the axes of each sample in another order.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::View;
use crate::shape::Shape;

/// Puts the axes of samples into another order; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permute {
    /// For each new axis the old one, counted from 1.
    pub dims: Vec<usize>,
}

impl Permute {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let items = config.get("dims").and_then(Value::as_array);
        let dims: Option<Vec<usize>> = items.and_then(|items| {
            items.iter().map(|item| item.as_u64().and_then(|n| usize::try_from(n).ok())).collect()
        });
        let dims = dims.filter(|dims| (1..=dims.len()).all(|axis| dims.contains(&axis)));
        dims.map(|dims| Self { dims }).ok_or_else(|| {
            config.error("option \"dims\" is missing or not a list of the axes from 1, each once")
        })
    }
}

impl Layer for Permute {
    fn class_name(&self) -> &'static str {
        "Permute"
    }

    fn config(&self) -> Value {
        members([("dims", self.dims.clone().into())])
    }

    fn arguments(&self) -> String {
        format!("{}", Shape::from(self.dims.as_slice()))
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        if input.len() == self.dims.len() {
            return Ok(Vec::new());
        }
        Err(format!("expected samples of {} axes, got shape {input}", self.dims.len()))
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let mut order = vec![0];
        order.extend(&self.dims);
        let view = View::of(trace.graph.shape(x)).permuted(&order);
        let y = trace.graph.push(view, &[x])?;
        Ok(y.into())
    }
}
