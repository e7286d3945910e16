//! A network as a layer of another one.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::network::{ModelKind, Network};
use super::parts::{Symbol, Weight};
use crate::error::Result;
use crate::graph::NodeId;
use crate::layers::{Entry, Layer, Nested, Signal, Signals, Trace, WeightSpec};
use crate::shape::Shape;

impl Layer for Network {
    fn class_name(&self) -> &'static str {
        match self.kind {
            ModelKind::Sequential => "Sequential",
            ModelKind::Functional => "Functional",
        }
    }

    fn config(&self) -> Value {
        match self.kind {
            ModelKind::Sequential => self.sequential_config(),
            ModelKind::Functional => self.functional_config(),
        }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let weights = self.weights_for(inputs).map_err(|error| error.to_string())?;
        let spec = |weight: &Weight| WeightSpec {
            name: weight.name.clone().into(),
            shape: weight.shape.clone(),
            options: weight.options.clone(),
            trainable: weight.trainable,
        };
        Ok(weights.iter().map(spec).collect())
    }

    fn joins(&self) -> bool {
        self.inputs.len() > 1
    }

    fn vocabulary(&self, input: usize) -> Option<usize> {
        let uses = self.calls.iter().flat_map(|call| {
            let places = call.inputs.iter().enumerate();
            let own = places.filter(|&(_, &symbol)| symbol == Symbol::Input(input));
            // Turned around, a layer of embeddings takes vectors.
            let own = own.filter(|_| !call.arguments.reverse);
            own.filter_map(|(place, _)| self.layers[call.layer].layer.vocabulary(place))
        });
        uses.min()
    }

    fn texts(&self, input: usize) -> Option<Option<usize>> {
        self.texts_of(input)
    }

    fn nested(&self) -> Option<&dyn Nested> {
        Some(self)
    }

    fn nested_mut(&mut self) -> Option<&mut dyn Nested> {
        Some(self)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        Network::trace(self, trace, inputs, weights).map(Signals::from)
    }
}

impl Nested for Network {
    fn entries(&self) -> &[Entry] {
        &self.layers
    }

    fn layer(&self, name: &str) -> Result<&Entry> {
        Network::layer(self, name)
    }

    fn set_trainable(&mut self, layer: Option<&str>, trainable: bool) -> Result<()> {
        match layer {
            Some(layer) => Network::set_trainable(self, layer, trainable),
            None => self.set_all_trainable(trainable),
        }
    }

    fn trainable_flags(&self) -> Vec<bool> {
        Network::trainable_flags(self)
    }

    fn take_trainable_flags(&mut self, flags: &mut dyn Iterator<Item = bool>) -> Result<()> {
        Network::take_trainable_flags(self, flags)
    }

    fn text_layer(&self, input: usize) -> Option<&Entry> {
        self.text_layer(input)
    }

    fn describe_layers(&self) -> Vec<Value> {
        Network::describe_layers(self)
    }

    fn code_into(&self, before: &mut String, prefix: &str, name: &str) -> String {
        Network::code_into(self, before, prefix, name)
    }

    fn serialized(&self, config: Value) -> Value {
        self.kind.serialized(config)
    }
}
