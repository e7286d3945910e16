//! What a network consists of: inputs, uses of layers and the values between them, weights and shapes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::layers::{Arguments, Entry, Layer, Signal, Signals, Trace, WeightOptions};
use crate::shape::{OpenShape, Shape};

/// One weight of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// `layer/name`, for example `conv2d/kernel`; for a layer of an inner model `model/layer/name`.
    pub name: String,
    /// The shape.
    pub shape: Shape,
    /// Initial values; penalty and constraint, which apply while the weight is trainable.
    pub options: WeightOptions,
    /// True if training changes it.
    pub trainable: bool,
    /// Index of its layer.
    pub layer: usize,
}

/// A value in a network: one of its inputs, or an output of a use of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// An input of the network, by its index.
    Input(usize),
    /// An output of a use of a layer.
    Output {
        /// The use, by its index among all uses.
        call: usize,
        /// Which of its outputs.
        index: usize,
    },
}

impl Symbol {
    /// The first output of a use of a layer.
    pub(super) fn of(call: usize) -> Self {
        Self::Output { call, index: 0 }
    }

    /// The use of a layer that computes this value; `None` for an input of the network.
    pub(super) fn call(self) -> Option<usize> {
        match self {
            Self::Input(_) => None,
            Self::Output { call, .. } => Some(call),
        }
    }

    /// Another output of the same use of a layer; an input of the network stays the same.
    pub fn output(self, index: usize) -> Self {
        match self {
            Self::Output { call, .. } => Self::Output { call, index },
            input => input,
        }
    }
}

/// One use of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// Index of the layer; a layer that is used several times has one set of weights.
    pub(super) layer: usize,
    /// The values it takes.
    pub(super) inputs: Vec<Symbol>,
    /// What the layer is told besides.
    pub(super) arguments: Arguments,
}

impl Call {
    /// The inputs at their places, and those that are given by name, with that name.
    pub(super) fn parts(&self, layer: &dyn Layer) -> (&[Symbol], Option<(&'static str, &[Symbol])>) {
        let form = layer.call_form();
        match form.named {
            Some(name) if self.inputs.len() > form.places.len() => {
                let (placed, named) = self.inputs.split_at(form.places.len());
                (placed, Some((name, named)))
            }
            _ => (&self.inputs, None),
        }
    }

    /// Adds this use of `entry`, its layer, to a graph.
    pub(super) fn trace(
        &self,
        entry: &Entry,
        trace: &mut Trace<'_>,
        inputs: &[Signal],
        weights: &[NodeId],
    ) -> Result<Signals> {
        let outer = (trace.training, trace.arguments);
        trace.training = self.arguments.training.unwrap_or(outer.0);
        trace.arguments = self.arguments;
        let outputs = entry.call(trace, inputs, weights);
        (trace.training, trace.arguments) = outer;
        outputs
    }
}

/// An input of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InputSource {
    pub(super) name: String,
    /// One sample's shape; a Sequential within another model may have none of its own.
    pub(super) shape: Option<OpenShape>,
    /// For an input of texts: the shape of a sample's texts.
    pub(super) texts: Option<OpenShape>,
}

impl InputSource {
    pub(super) fn new(name: impl Into<String>, shape: Option<OpenShape>) -> Self {
        Self { name: name.into(), shape, texts: None }
    }
}

/// Layers and their uses, each use after the uses that compute its inputs, and the outputs.
pub(super) struct Parts {
    pub(super) layers: Vec<Entry>,
    pub(super) calls: Vec<Call>,
    pub(super) outputs: Vec<Symbol>,
}

/// Weights and shapes, which follow from the shapes of the inputs.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) inputs: Vec<Shape>,
    pub(super) weights: Vec<Weight>,
    /// For each use of a layer the shapes of its outputs, one sample's. A size that depends on an unknown size of an input
    /// is unknown.
    pub(super) calls: Vec<Vec<OpenShape>>,
    /// Shapes of the network's outputs, one sample's.
    pub(super) outputs: Vec<Shape>,
}

/// The signals of a network's inputs and of the uses of its layers so far.
pub(super) struct Values {
    inputs: Vec<Signal>,
    calls: Vec<Signals>,
}

impl Values {
    pub(super) fn new(inputs: impl Iterator<Item = Signal>) -> Self {
        Self { inputs: inputs.collect(), calls: Vec::new() }
    }

    pub(super) fn push(&mut self, signals: Signals) {
        self.calls.push(signals);
    }

    fn get(&self, symbol: Symbol) -> Result<Signal, String> {
        let found = match symbol {
            Symbol::Input(input) => self.inputs.get(input),
            Symbol::Output { call, index } => self.calls.get(call).and_then(|signals| signals.get(index)),
        };
        found.copied().ok_or_else(|| match symbol {
            Symbol::Output { index, .. } => {
                format!("takes output {index} of a layer that has no such output")
            }
            Symbol::Input(input) => format!("takes input {input} of a model that has no such input"),
        })
    }

    /// The inputs of a layer.
    pub(super) fn take(&self, symbols: &[Symbol], entry: &Entry) -> Result<Vec<Signal>> {
        symbols.iter().map(|&symbol| self.get(symbol).map_err(|message| entry.error(message))).collect()
    }

    /// The outputs of a network.
    pub(super) fn outputs(&self, symbols: &[Symbol]) -> Result<Vec<Signal>> {
        let named = |message| Error::invalid(format!("the model's output {message}"));
        symbols.iter().map(|&symbol| self.get(symbol).map_err(named)).collect()
    }
}
