//! `data_format="channels_first"`: the layer itself knows only channels that come last. Its inputs are turned around before
//! it, and its outputs after it. Keras stores the weights alike in both formats.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec};
use crate::config::Config;
use crate::error::Result;
use crate::graph::ops::View;
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// The option, and the value that this wrapper stands for.
const OPTION: [&str; 2] = ["data_format", "channels_first"];

/// A layer whose samples have their channels before the other axes. The weights are the layer's.
pub(super) struct ChannelsFirst {
    layer: Box<dyn Layer>,
    /// The axes before the channels, the batch axis included: 2 where the samples are sequences of pictures.
    before: usize,
}

impl ChannelsFirst {
    /// The layer itself, or a wrapped one if its options ask for `channels_first`.
    pub(super) fn wrap(layer: Box<dyn Layer>, config: &Config<'_>) -> Box<dyn Layer> {
        let asked = config.peek(OPTION[0]).and_then(Value::as_str) == Some(OPTION[1]);
        if !asked || layer.config().get(OPTION[0]).is_none() {
            return layer;
        }
        config.get(OPTION[0]);
        let before = 1 + usize::from(layer.class_name().starts_with("ConvLSTM"));
        Box::new(Self { layer, before })
    }

    /// Samples' shapes with their channels last. States have no axis of the steps.
    fn turned(&self, inputs: &[Shape]) -> Vec<Shape> {
        let axes = inputs.first().map_or(0, |input| input.len());
        let turn = |input: &Shape| {
            let mut dims = input.to_vec();
            let from = if dims.len() < axes { 0 } else { self.before - 1 };
            if let Some(rest) = dims.get_mut(from..).filter(|rest| !rest.is_empty()) {
                rest.rotate_left(1);
            }
            dims.into()
        };
        inputs.iter().map(turn).collect()
    }
}

/// `x` with the axis `from` moved to the place `to`.
fn moved(graph: &mut Graph, x: NodeId, from: usize, to: usize) -> Result<NodeId> {
    let mut order: Vec<usize> = (0..graph.shape(x).len()).collect();
    let axis = order.remove(from);
    order.insert(to, axis);
    graph.push(View::of(graph.shape(x)).permuted(&order), &[x])
}

impl Layer for ChannelsFirst {
    fn class_name(&self) -> &'static str {
        self.layer.class_name()
    }

    fn config(&self) -> Value {
        let mut config = self.layer.config();
        config[OPTION[0]] = OPTION[1].into();
        config
    }

    fn arguments(&self) -> String {
        let arguments = self.layer.arguments();
        let comma = if arguments.is_empty() { "" } else { ", " };
        format!("{arguments}{comma}{}=\"{}\"", OPTION[0], OPTION[1])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        self.layer.weights(&self.turned(inputs)).map_err(|message| {
            let from = inputs.first().cloned().unwrap_or_default();
            format!("{message}; these are samples of shape {from} with their channels moved to the end")
        })
    }

    fn call_form(&self) -> CallForm {
        self.layer.call_form()
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let mut turned = Vec::new();
        let axes = inputs.first().map_or(0, |input| trace.graph.shape(input.node).len());
        for input in inputs {
            let rank = trace.graph.shape(input.node).len();
            // Without the axis of the steps, the channels come right after the batch axis.
            let from = if rank < axes { 1 } else { self.before };
            // Samples without further axes are their own channels.
            let node = match rank > from + 1 {
                true => moved(trace.graph, input.node, from, rank - 1)?,
                false => input.node,
            };
            turned.push(Signal { node, ..*input });
        }
        let outputs = self.layer.trace(trace, &turned, weights)?;
        let mut back = Vec::new();
        for output in outputs.iter() {
            let rank = trace.graph.shape(output.node).len();
            let to = if rank < axes { 1 } else { self.before };
            let node =
                if rank > to + 1 { moved(trace.graph, output.node, rank - 1, to)? } else { output.node };
            back.push(Signal { node, ..*output });
        }
        Ok(back.into())
    }
}
