//! `TimeDistributed`: a layer applied to each step by itself.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Entry, Layer, ReadEntry, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, base_name, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Reshape;
use crate::shape::Shape;

/// Takes samples `(steps, ..)` and passes each step through the layer as if it were a sample. The weights are the
/// layer's.
#[derive(Debug)]
pub struct TimeDistributed(Entry);

impl TimeDistributed {
    /// Wraps a layer.
    pub fn new(layer: impl Into<Entry>) -> Self {
        let mut entry: Entry = layer.into();
        entry.name = base_name(entry.layer.class_name());
        Self(entry)
    }

    pub(super) fn from_config(config: &Config<'_>, read: ReadEntry) -> Result<Self> {
        let entry = Entry::wrapped(config, "layer", read, |_| {})?;
        // Keras calls the layer once for each step. These layers would see one step at a time there, but see all steps
        // here.
        let refused = [
            ("that joins inputs", entry.layer.joins()),
            ("with an activity_regularizer", entry.has(&|entry| entry.activity.is_some())),
            (
                "that is or holds a BatchNormalization",
                entry.has(&|entry| entry.layer.class_name() == "BatchNormalization"),
            ),
            ("that is a SpectralNormalization", entry.layer.class_name() == "SpectralNormalization"),
        ];
        if let Some((what, _)) = refused.iter().find(|(_, found)| *found) {
            let class = entry.layer.class_name();
            return Err(config.error(format!("option \"layer\" is a {class} {what}, which is not supported")));
        }
        Ok(Self(entry))
    }
}

impl Layer for TimeDistributed {
    fn class_name(&self) -> &'static str {
        "TimeDistributed"
    }

    fn config(&self) -> Value {
        members([("layer", self.0.serialized())])
    }

    fn arguments(&self) -> String {
        format!("layers.{}({})", self.0.layer.class_name(), self.0.layer.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        match **input {
            [] => Err(format!("expected samples of shape (steps, ..), got {input}")),
            _ => self.0.wrapped_weights("", &[input.sample()]),
        }
    }

    fn untrainable(&self) -> Option<String> {
        self.0.check_trainable().err().map(|error| error.to_string())
    }

    fn call_form(&self) -> CallForm {
        CallForm { masks: true, ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let shape = trace.graph.shape(input.node).clone();
        let (batch, steps) = (shape[0], shape[1]);
        let rows = shape.sample().sample().batched(batch * steps);
        let x = trace.graph.push(Reshape { shape: rows }, &[input.node])?;
        let y = self.0.call(trace, &[x.into()], weights)?.first().node;
        let shape = trace.graph.shape(y).sample().batched(steps).batched(batch);
        Ok(input.carry(trace.graph.push(Reshape { shape }, &[y])?))
    }
}
