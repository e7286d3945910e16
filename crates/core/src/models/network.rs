//! A network: layers, and which of them takes whose output.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use serde_json::{Map, Value};

use crate::config::{members, object};
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Parameter};
use crate::graph::{Graph, NodeId};
use crate::layers::{self, Entry, Layer, Masks, Signal, Trace, WeightOptions, WeightSpec};
use crate::optimizers::hyper;
use crate::random::Generator;
use crate::shape::Shape;

/// One weight of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// `layer/name`, for example `conv2d/kernel`; within a model in the network `model/layer/name`.
    pub name: String,
    /// The shape.
    pub shape: Shape,
    /// First values; penalty and constraint, which hold while it is trainable.
    pub options: WeightOptions,
    /// Whether training changes it.
    pub trainable: bool,
    /// Index of its layer.
    pub layer: usize,
}

/// How the layers were put together, and so how the config is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One after the other.
    Sequential,
    /// In any way without a circle.
    Functional,
}

/// One use of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// Index of the layer; a layer that is used several times has one set of weights.
    pub(super) layer: usize,
    /// What it takes: 0 for the network's input, `k + 1` for what call `k` puts out.
    pub(super) inputs: Vec<usize>,
}

/// Weights and shapes, which follow from the shape of the input.
#[derive(Debug)]
struct Built {
    input: Shape,
    weights: Vec<Weight>,
    /// What each call puts out, one sample's.
    outputs: Vec<Shape>,
}

/// Layers and how they hang together: what a model is, without the numbers. One input, one output.
#[derive(Debug)]
pub struct Network {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) input: Option<Shape>,
    pub(super) input_name: String,
    pub(super) layers: Vec<Entry>,
    /// In an order in which every call comes after those it takes from.
    pub(super) calls: Vec<Call>,
    /// What the network puts out, counted as a call's inputs.
    pub(super) output: usize,
    pub(super) trainable: bool,
    built: OnceCell<Built>,
}

impl Network {
    pub(super) fn assemble(
        name: String,
        kind: Kind,
        (input, input_name): (Option<Shape>, String),
        (layers, calls, output): (Vec<Entry>, Vec<Call>, usize),
    ) -> Result<Self> {
        if layers.is_empty() {
            return Err(Error::invalid(format!("model \"{name}\" has no layers")));
        }
        if let Some(input) = input.as_ref().filter(|input| input.contains(&0)) {
            return Err(Error::shape("the model's input", "with every axis at least 1", input));
        }
        let mut network = Self {
            name,
            kind,
            input,
            input_name,
            layers,
            calls,
            output,
            trainable: true,
            built: OnceCell::new(),
        };
        network.name_layers()?;
        if let Some(input) = network.input.clone() {
            network.built = OnceCell::from(network.build(&input)?);
        }
        Ok(network)
    }

    /// Gives unnamed layers Keras's automatic names and refuses doubles.
    fn name_layers(&mut self) -> Result<()> {
        for index in 0..self.layers.len() {
            if self.layers[index].name.is_empty() {
                let base = layers::base_name(self.layers[index].layer.class_name());
                let mut name = base.clone();
                for count in 1.. {
                    if self.layers.iter().all(|entry| entry.name != name) {
                        break;
                    }
                    name = format!("{base}_{count}");
                }
                self.layers[index].name = name;
            }
            let name = &self.layers[index].name;
            if self.layers[..index].iter().any(|earlier| earlier.name == *name) {
                return Err(Error::invalid(format!("two layers are named \"{name}\"; names must be unique")));
            }
        }
        Ok(())
    }

    /// Works out weights and shapes for samples of this shape, by tracing every layer once.
    fn build(&self, input: &Shape) -> Result<Built> {
        let mut graph = Graph::new();
        let x = graph.leaf(Input, input.batched(1));
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut trace = Trace::new(&mut graph, false, hyper);
        let mut found: Vec<Option<(Vec<WeightSpec>, Vec<NodeId>)>> = vec![None; self.layers.len()];
        let mut signals = vec![Signal::from(x)];
        let mut outputs = Vec::new();
        for call in &self.calls {
            let entry = &self.layers[call.layer];
            let inputs: Vec<Signal> = call.inputs.iter().map(|&input| signals[input]).collect();
            let specs = match (entry.layer.merging(), inputs.first()) {
                (None, Some(input)) => {
                    let shape = trace.graph.shape(input.node).sample();
                    entry.layer.weights(&shape).map_err(|message| entry.error(message))?
                }
                _ => Vec::new(),
            };
            let shapes = |specs: &[WeightSpec]| {
                let shapes: Vec<String> = specs.iter().map(|spec| spec.shape.to_string()).collect();
                shapes.join(", ")
            };
            if let Some((earlier, _)) =
                found[call.layer].as_ref().filter(|(earlier, _)| shapes(earlier) != shapes(&specs))
            {
                return Err(entry.error(format!(
                    "is used twice, for inputs that need other weights: of shapes {} at first, now {}",
                    shapes(earlier),
                    shapes(&specs)
                )));
            }
            let (_, leaves) = found[call.layer].get_or_insert_with(|| {
                let leaves = specs
                    .iter()
                    .map(|spec| trace.graph.leaf(Parameter { index: 0 }, spec.shape.clone()))
                    .collect();
                (specs, leaves)
            });
            let signal = trace.call(entry, &inputs, leaves)?;
            outputs.push(trace.graph.shape(signal.node).sample());
            signals.push(signal);
        }
        let mut weights = Vec::new();
        for (layer, (entry, found)) in self.layers.iter().zip(found).enumerate() {
            for spec in found.into_iter().flat_map(|(specs, _)| specs) {
                weights.push(Weight {
                    name: format!("{}/{}", entry.name, spec.name),
                    shape: spec.shape,
                    options: spec.options,
                    trainable: entry.trainable && spec.trainable,
                    layer,
                });
            }
        }
        Ok(Built { input: input.clone(), weights, outputs })
    }

    fn built(&self) -> &Built {
        self.built.get().expect("a network that stands by itself knows its input")
    }

    /// What is known for inputs of this shape: found now at first use.
    fn built_for(&self, input: &Shape) -> Result<&Built> {
        if let Some(expected) = self.input.as_ref().filter(|expected| *expected != input) {
            return Err(Error::shape(format!("model \"{}\"", self.name), expected.to_string(), input));
        }
        if self.built.get().is_none() {
            // Nobody else can have set it meanwhile.
            let _ = self.built.set(self.build(input)?);
        }
        Ok(self.built())
    }

    /// Adds the network to a graph with these nodes for its weights; returns its output.
    ///
    /// # Errors
    /// When a layer cannot take what it gets.
    pub fn trace(&self, trace: &mut Trace<'_>, input: Signal, weights: &[NodeId]) -> Result<Signal> {
        let mut counts = vec![0; self.layers.len()];
        for weight in &self.built().weights {
            counts[weight.layer] += 1;
        }
        let mut rest = weights;
        let own: Vec<&[NodeId]> = counts
            .into_iter()
            .map(|count| {
                let (own, after) = rest.split_at(count);
                rest = after;
                own
            })
            .collect();
        let mut signals = vec![input];
        for call in &self.calls {
            let inputs: Vec<Signal> = call.inputs.iter().map(|&input| signals[input]).collect();
            signals.push(trace.call(&self.layers[call.layer], &inputs, own[call.layer])?);
        }
        Ok(signals[self.output])
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the layers were put together.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The shape of one input sample.
    pub fn input_shape(&self) -> &Shape {
        &self.built().input
    }

    /// The shape of one output sample.
    pub fn output_shape(&self) -> &Shape {
        match self.output {
            0 => self.input_shape(),
            output => &self.built().outputs[output - 1],
        }
    }

    /// What a call puts out, one sample's.
    pub(super) fn call_shape(&self, call: usize) -> &Shape {
        &self.built().outputs[call]
    }

    /// The layers with the shape of what each puts out (one sample's, at its last use).
    pub fn layers(&self) -> impl Iterator<Item = (&Entry, &Shape)> {
        self.layers.iter().enumerate().map(|(index, entry)| {
            let last = self.calls.iter().rposition(|call| call.layer == index);
            (entry, last.map_or(self.input_shape(), |call| &self.built().outputs[call]))
        })
    }

    /// The layers, whether or not their shapes are known yet.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.layers
    }

    /// The layer of this name; within a model in the network `model/layer`.
    ///
    /// # Errors
    /// When there is none; the message lists the names.
    pub fn layer(&self, name: &str) -> Result<&Entry> {
        self.position(name).map(|index| &self.layers[index]).or_else(|error| {
            let inner = name.split_once('/').and_then(|(outer, rest)| {
                let index = self.position(outer).ok()?;
                self.layers[index].layer.network()?.layer(rest).ok()
            });
            inner.ok_or(error)
        })
    }

    fn position(&self, name: &str) -> Result<usize> {
        let found = self.layers.iter().position(|entry| entry.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.layers.iter().map(|entry| entry.name.as_str()).collect();
            Error::invalid(format!(
                "model \"{}\" has no layer \"{name}\"; it has {}",
                self.name,
                names.join(", ")
            ))
        })
    }

    /// What people ask about layers, one JSON object each: `name`, `className`, `config`, `trainable`, `outputShape`
    /// (null for the number of samples) and the names of the `weights`. Layers of a model within are named
    /// `model/layer`.
    pub fn describe_layers(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for (index, (entry, output)) in self.layers().enumerate() {
            let weights = self.weights().iter().filter(|weight| weight.layer == index);
            let names: Vec<Value> = weights.map(|weight| weight.name.as_str().into()).collect();
            all.push(members([
                ("name", entry.name.as_str().into()),
                ("className", entry.layer.class_name().into()),
                ("config", entry.serialized()["config"].take()),
                ("trainable", entry.trainable.into()),
                ("outputShape", layers::batch_shape(output)),
                ("weights", names.into()),
            ]));
            let within = entry.layer.network().map(Self::describe_layers);
            for mut layer in within.into_iter().flatten() {
                let prefixed = |name: &Value| format!("{}/{}", entry.name, name.as_str().unwrap_or(""));
                layer["name"] = prefixed(&layer["name"]).into();
                let weights = layer["weights"].as_array().into_iter().flatten();
                layer["weights"] = weights.map(prefixed).map(Value::from).collect();
                all.push(layer);
            }
        }
        all
    }

    /// Lets training change the weights of a layer, or not, as Keras's `layer.trainable`: of a model within, all of
    /// its layers. A layer within a model is named `model/layer`.
    ///
    /// # Errors
    /// When there is no layer of this name.
    pub fn set_trainable(&mut self, layer: &str, trainable: bool) -> Result<()> {
        match self.position(layer) {
            Ok(index) => self.layers[index].set_trainable(trainable)?,
            Err(error) => {
                let within = layer.split_once('/').and_then(|(outer, rest)| {
                    let index = self.position(outer).ok()?;
                    Some((self.layers[index].layer.network_mut()?, rest))
                });
                let (network, rest) = within.ok_or(error)?;
                network.set_trainable(rest, trainable)?;
            }
        }
        self.rebuild()
    }

    /// The same of all layers.
    pub(crate) fn set_all_trainable(&mut self, trainable: bool) -> Result<()> {
        self.trainable = trainable;
        self.layers.iter_mut().try_for_each(|entry| entry.set_trainable(trainable))?;
        self.rebuild()
    }

    /// Works out the weights anew.
    fn rebuild(&mut self) -> Result<()> {
        let rebuilt = self.built.get().map(|built| self.build(&built.input)).transpose()?;
        self.built = rebuilt.map_or_else(OnceCell::new, OnceCell::from);
        Ok(())
    }

    /// The weights in Keras order.
    pub fn weights(&self) -> &[Weight] {
        &self.built().weights
    }

    /// First values of weight `index` for a model of this seed.
    pub fn initial_weight(&self, index: usize, seed: u64) -> Vec<f32> {
        let weight = &self.weights()[index];
        let mut values = vec![0.0; weight.shape.size()];
        weight.options.initializer.fill(
            &weight.shape,
            &mut Generator::stream(seed, index as u64),
            &mut values,
        );
        values
    }

    /// Whether this class of a config is a model.
    pub(crate) fn is_class(class: &str) -> bool {
        matches!(class, "Sequential" | "Functional" | "Model")
    }

    /// A model, or a model within one, from its class and the options in its config.
    pub(crate) fn read(class: &str, config: &Map<String, Value>) -> Result<Self> {
        let mut network = match class {
            "Sequential" => Self::read_sequential(config),
            _ => Self::read_functional(config),
        }?;
        if config.get("trainable").and_then(Value::as_bool) == Some(false) {
            network.set_all_trainable(false)?;
        }
        Ok(network)
    }

    /// The model as Keras's `to_json` writes it.
    pub fn to_config(&self) -> Value {
        self.serialized(self.config())
    }

    /// A model from its Keras 3 or tf.keras 2 config.
    ///
    /// # Errors
    /// When it is neither the config of a Sequential nor of a functional model, its input shape is not stated, or a
    /// layer or option is not supported.
    pub fn from_config(value: &Value) -> Result<Self> {
        let bad = |message: &str| Error::format("model config", message);
        let (class, config) =
            object(value).ok_or_else(|| bad("expected an object with class_name and config"))?;
        if !Self::is_class(class) {
            return Err(Error::unsupported("model class", class, "Sequential, Functional"));
        }
        // The first tf.keras wrote a Sequential as its list of layers alone.
        let list = value["config"].as_array().map(|list| members([("layers", list.clone().into())]));
        let config = list.as_ref().and_then(Value::as_object).or(config);
        let config = config.ok_or_else(|| bad("the model has no config"))?;
        let network = Self::read(class, config)?;
        match network.input {
            Some(_) => Ok(network),
            None => Err(bad(
                "the input shape is not stated; put an InputLayer first, or give the first layer an input shape",
            )),
        }
    }
}

impl Layer for Network {
    fn class_name(&self) -> &'static str {
        match self.kind {
            Kind::Sequential => "Sequential",
            Kind::Functional => "Functional",
        }
    }

    fn config(&self) -> Value {
        match self.kind {
            Kind::Sequential => self.sequential_config(),
            Kind::Functional => self.functional_config(),
        }
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        let built = self.built_for(input).map_err(|error| error.to_string())?;
        let spec = |weight: &Weight| WeightSpec {
            name: weight.name.clone().into(),
            shape: weight.shape.clone(),
            options: weight.options.clone(),
            trainable: weight.trainable,
        };
        Ok(built.weights.iter().map(spec).collect())
    }

    fn masks(&self) -> Masks {
        Masks::Keep
    }

    fn vocabulary(&self) -> Option<usize> {
        let first = self.calls.iter().filter(|call| call.inputs == [0]);
        first.filter_map(|call| self.layers[call.layer].layer.vocabulary()).min()
    }

    fn network(&self) -> Option<&Network> {
        Some(self)
    }

    fn network_mut(&mut self) -> Option<&mut Network> {
        Some(self)
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let input = Signal { node: x, mask: trace.mask };
        let output = Network::trace(self, trace, input, weights)?;
        trace.mask = output.mask;
        Ok(output.node)
    }
}
