//! `Bidirectional`: a recurrent layer run in both directions (Schuster & Paliwal 1997).

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Entry, Layer, ReadEntry, Signal, Signals, Trace, WeightSpec};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::{Concat, View};
use crate::shape::Shape;

const MODES: [&str; 4] = ["concat", "sum", "ave", "mul"];

/// One recurrent layer forwards and one backwards, whose outputs are merged. Weights: first the forward layer's, then
/// the backward layer's.
#[derive(Debug)]
pub struct Bidirectional {
    forward: Entry,
    backward: Entry,
    /// Index into [`MODES`].
    merge_mode: usize,
}

impl Bidirectional {
    pub(super) fn from_config(config: &Config<'_>, read: ReadEntry) -> Result<Self> {
        let merge_mode = config.choice("merge_mode", 0, &MODES)?;
        let forward = Entry::wrapped(config, "layer", read, |map| {
            // As in Keras's `Bidirectional`, masked steps output zeros.
            map.insert("zero_output_for_mask".into(), true.into());
        })?;
        let recurrent = |entry: &Entry| {
            let class = entry.layer.class_name();
            entry
                .layer
                .goes_backwards()
                .ok_or_else(|| config.error(format!("layer is a {class}; expected LSTM, GRU or SimpleRNN")))
        };
        let direction = recurrent(&forward)?;
        let key = if config.get("backward_layer").is_some() { "backward_layer" } else { "layer" };
        let backward = Entry::wrapped(config, key, read, |map| {
            if key == "layer" {
                map.insert("go_backwards".into(), (!direction).into());
            }
            map.insert("zero_output_for_mask".into(), true.into());
        })?;
        if recurrent(&backward)? == direction {
            return Err(
                config.error("option \"layer\" and option \"backward_layer\" go in the same direction")
            );
        }
        Ok(Self { forward, backward, merge_mode })
    }
}

/// The inputs of the layers forwards and backwards: each has the sequences, and half of the states.
fn halves<T: Clone>(inputs: &[T]) -> (Vec<T>, Vec<T>) {
    let Some((sequences, states)) = inputs.split_first() else { return (Vec::new(), Vec::new()) };
    let (first, second) = states.split_at(states.len() / 2);
    let with = |states: &[T]| [core::slice::from_ref(sequences), states].concat();
    (with(first), with(second))
}

impl Layer for Bidirectional {
    fn class_name(&self) -> &'static str {
        "Bidirectional"
    }

    fn config(&self) -> Value {
        members([
            ("layer", self.forward.serialized()),
            ("backward_layer", self.backward.serialized()),
            ("merge_mode", MODES[self.merge_mode].into()),
        ])
    }

    fn arguments(&self) -> String {
        let layer = &self.forward.layer;
        let mode = match self.merge_mode {
            0 => String::new(),
            mode => format!(", merge_mode=\"{}\"", MODES[mode]),
        };
        format!("layers.{}({}){mode}", layer.class_name(), layer.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        // In Keras's own configs the layers' names have this prefix already.
        let prefix = |entry: &Entry, prefix: &'static str| {
            if entry.name.starts_with(prefix) { "" } else { prefix }
        };
        let (forward, backward) = halves(inputs);
        let mut weights = self.forward.wrapped_weights(prefix(&self.forward, "forward_"), &forward)?;
        weights.extend(self.backward.wrapped_weights(prefix(&self.backward, "backward_"), &backward)?);
        Ok(weights)
    }

    fn call_form(&self) -> CallForm {
        self.forward.layer.call_form()
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let shapes: Vec<Shape> = inputs.iter().map(|input| trace.graph.shape(input.node).sample()).collect();
        let of_forward = self.forward.layer.weights(&halves(&shapes).0).map_or(0, |weights| weights.len());
        let (first, second) = weights.split_at(of_forward);
        let (inputs, reversed) = halves(inputs);
        let forward = self.forward.call(trace, &inputs, first)?;
        let backward = self.backward.call(trace, &reversed, second)?;
        let (a, mut b) = (forward.first().node, backward.first().node);
        let graph = &mut *trace.graph;
        let shape = graph.shape(b).clone();
        if *graph.shape(a) != shape && (graph.shape(a).len() != shape.len() || self.merge_mode > 0) {
            return Err(Error::invalid(format!(
                "its layers have outputs of different shapes: {} forwards, {} backwards",
                graph.shape(a).sample(),
                shape.sample()
            )));
        }
        if shape.len() == 3 {
            b = graph.push(View::of(&shape).reversed(1), &[b])?;
        }
        let sides = [("a", a), ("b", b)];
        let joined = match self.merge_mode {
            0 => Concat::join(graph, &[a, b], shape.len() - 1)?,
            1 => graph.map("a + b", &sides, &[])?,
            2 => graph.map("(a + b) / 2", &sides, &[])?,
            _ => graph.map("a * b", &sides, &[])?,
        };
        let mut outputs = vec![Signal { node: joined, ..forward.first() }];
        outputs.extend(forward.iter().skip(1));
        outputs.extend(backward.iter().skip(1));
        Ok(outputs.into())
    }
}
