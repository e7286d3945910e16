//! `Flatten`: all axes but the batch as one, row-major.

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, single};
use crate::config::members;
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Reshape;

/// Makes each sample one vector; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flatten;

impl Layer for Flatten {
    fn class_name(&self) -> &'static str {
        "Flatten"
    }

    fn config(&self) -> Value {
        members([("data_format", "channels_last".into())])
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let shape = trace.graph.shape(x);
        let shape = [shape[0], shape.sample().size()].into();
        let y = trace.graph.push(Reshape { shape }, &[x])?;
        Ok(y.into())
    }
}
