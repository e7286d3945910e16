//! `Softmax`: `exp(x) / sum(exp(x))` along one axis or several together.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::places;
use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, axes_value, members};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::{Reshape, Softmax as SoftmaxOp, View};
use crate::shape::Shape;

/// The softmax as a layer of its own; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Softmax {
    /// The axes over which the values sum to 1; the batch axis is 0; -1 by default.
    pub axis: Vec<i64>,
}

impl Softmax {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self { axis: config.axes("axis", &[-1])? })
    }
}

impl Layer for Softmax {
    fn class_name(&self) -> &'static str {
        "Softmax"
    }

    fn config(&self) -> Value {
        members([("axis", axes_value(&self.axis))])
    }

    fn arguments(&self) -> String {
        if self.axis == [-1] { String::new() } else { alloc::format!("axis={}", axes_value(&self.axis)) }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        places(&self.axis, input).map(|_| Vec::new())
    }

    fn refuses_masks(&self) -> bool {
        true
    }

    fn call_form(&self) -> CallForm {
        CallForm { masks: true, ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let axes = places(&self.axis, &shape.sample()).map_err(Error::invalid)?;
        // The axes move to the end and become one axis.
        let mut order: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
        order.extend(&axes);
        let size: usize = axes.iter().map(|&axis| shape[axis]).product();
        let moved = graph.push(View::of(&shape).permuted(&order), &[x])?;
        let there = graph.shape(moved).clone();
        let rows = graph.push(Reshape { shape: [shape.size() / size, size].into() }, &[moved])?;
        let y = graph.push(SoftmaxOp, &[rows])?;
        let y = graph.push(Reshape { shape: there.clone() }, &[y])?;
        let back: Vec<usize> =
            (0..order.len()).filter_map(|axis| order.iter().position(|&from| from == axis)).collect();
        let y = graph.push(View::of(&there).permuted(&back), &[y])?;
        Ok(y.into())
    }
}
