//! `ActivityRegularization`: adds a penalty on its input to the loss, and returns the input unchanged.

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, single};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::regularizers::Regularizer;

/// Returns its input. The layer's [`Entry`](super::Entry) holds the penalty, like the activity regularizer of any
/// layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActivityRegularization;

impl ActivityRegularization {
    /// The options `l1` and `l2`, 0 by default.
    pub(super) fn regularizer(config: &Config<'_>) -> Result<Regularizer> {
        let factor = |key| config.number(key, 0.0, "a number, 0 or more", |v| v >= 0.0 && v.is_finite());
        Ok(Regularizer::l1_l2(factor("l1")?, factor("l2")?))
    }
}

impl Layer for ActivityRegularization {
    fn class_name(&self) -> &'static str {
        "ActivityRegularization"
    }

    fn config(&self) -> Value {
        members([])
    }

    fn trace(&self, _trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        Ok(input.carry(x))
    }
}
