//! `Softmax`: `exp(x) / sum(exp(x))` along one axis or several together.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::normalization::places;
use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec};
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
        if self.axis == [-1] { String::new() } else { format!("axis={}", axes_value(&self.axis)) }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let ([input] | [input, _]) = inputs else {
            return Err(format!("expected an input and perhaps a mask, got {} inputs", inputs.len()));
        };
        places(&self.axis, input).map(|_| Vec::new())
    }

    fn call_form(&self) -> CallForm {
        CallForm { places: &["inputs"], named: Some("mask"), masks: true, ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let (Some(&input), mask) = (inputs.first(), inputs.get(1)) else {
            return Err(Error::invalid("expected an input"));
        };
        if input.mask.is_some() {
            return Err(Error::invalid(
                "its input is masked, which fits no axis of the scores; give a mask instead",
            ));
        }
        let mut x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        if let Some(mask) = mask {
            x = graph.map("m > 0.5 ? x : 0 - low", &[("x", x), ("m", mask.node)], &[("low", 1e9)])?;
            if *graph.shape(x) != shape {
                let got = graph.shape(mask.node).sample();
                return Err(Error::invalid(format!(
                    "the mask {got} does not fit the input {}",
                    shape.sample()
                )));
            }
        }
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
        Ok(match mask {
            Some(mask) => graph.map("m > 0.5 ? y : 0", &[("y", y), ("m", mask.node)], &[])?,
            None => y,
        }
        .into())
    }
}
