//! A network: layers, and the connections between them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use serde_json::{Map, Value};

use super::names::{Names, name_layers};
use crate::config::{batch_shape, members, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Parameter};
use crate::graph::{Graph, NodeId};
use crate::layers::{Arguments, Entry, Layer, ReadEntry, Signal, Signals, Trace, WeightOptions, WeightSpec};
use crate::memory::{check_shape, zeros};
use crate::optimizers::hyper;
use crate::random::Generator;
use crate::shape::Shape;

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

/// How the layers were put together. The config is written accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// One after the other.
    Sequential,
    /// In any way without a cycle.
    Functional,
}

impl ModelKind {
    /// A model's config in Keras's serialised form.
    pub(super) fn serialized(self, config: Value) -> Value {
        match self {
            Self::Sequential => serialized("keras", "Sequential", config),
            Self::Functional => {
                let mut value = serialized("keras.src.models.functional", "Functional", config);
                value["registered_name"] = "Functional".into();
                value
            }
        }
    }
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
    fn trace(
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
    /// One sample's shape; a Sequential within another model may leave it open.
    pub(super) shape: Option<Shape>,
    /// For an input of texts: the shape of a sample's texts.
    pub(super) texts: Option<Shape>,
}

impl InputSource {
    pub(super) fn new(name: impl Into<String>, shape: Option<Shape>) -> Self {
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
    inputs: Vec<Shape>,
    pub(super) weights: Vec<Weight>,
    /// For each use of a layer the shapes of its outputs, one sample's.
    calls: Vec<Vec<Shape>>,
    /// Shapes of the network's outputs, one sample's.
    outputs: Vec<Shape>,
}

/// Layers and their connections: a model without the values of its weights.
#[derive(Debug)]
pub struct Network {
    pub(super) name: String,
    pub(super) kind: ModelKind,
    pub(super) inputs: Vec<InputSource>,
    pub(super) layers: Vec<Entry>,
    pub(super) calls: Vec<Call>,
    pub(super) outputs: Vec<Symbol>,
    /// The keys of a dict of inputs, in place of the names of the input layers.
    pub(super) input_keys: Option<Vec<String>>,
    /// The keys of a dict of outputs, in place of the layers' names.
    pub(super) output_keys: Option<Vec<String>>,
    pub(super) trainable: bool,
    built: OnceCell<Built>,
}

/// The most layers that a model may have, counting those of inner models. The largest of Keras's own models have about
/// 1,000.
const MOST_LAYERS: usize = 5_000;

impl Network {
    pub(super) fn assemble(
        name: String,
        kind: ModelKind,
        inputs: Vec<InputSource>,
        parts: Parts,
    ) -> Result<Self> {
        let Parts { layers, calls, outputs } = parts;
        if layers.is_empty() {
            return Err(Error::invalid(format!("model \"{name}\" has no layers")));
        }
        let count: usize = layers.iter().map(Entry::layers).sum();
        if count > MOST_LAYERS {
            return Err(Error::invalid(format!(
                "model \"{name}\" has {count} layers; expected at most {MOST_LAYERS}"
            )));
        }
        for source in &inputs {
            if let Some(shape) = source.shape.as_ref().filter(|shape| shape.contains(&0)) {
                return Err(Error::shape("the model's input", "with every axis at least 1", shape));
            }
        }
        if outputs.is_empty() {
            return Err(Error::invalid(format!("model \"{name}\" has no outputs")));
        }
        let mut network = Self {
            name,
            kind,
            inputs,
            layers,
            calls,
            outputs,
            input_keys: None,
            output_keys: None,
            trainable: true,
            built: OnceCell::new(),
        };
        let mut taken = Names::default();
        if let Some(InputSource { name, .. }) =
            network.inputs.iter().find(|source| !taken.insert(&source.name))
        {
            return Err(Error::invalid(format!("two inputs are named \"{name}\"; names must be unique")));
        }
        name_layers(&mut network.layers)?;
        network.place_texts()?;
        let known: Option<Vec<Shape>> = network.inputs.iter().map(|source| source.shape.clone()).collect();
        if let Some(shapes) = known {
            network.built = OnceCell::from(network.build(&shapes)?);
        }
        Ok(network)
    }

    /// Works out weights and shapes for samples of these shapes, by tracing every layer once.
    fn build(&self, inputs: &[Shape]) -> Result<Built> {
        let mut graph = Graph::new();
        let leaves: Vec<NodeId> = inputs.iter().map(|shape| graph.leaf(Input, shape.batched(1))).collect();
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut trace = Trace::new(&mut graph, false, hyper);
        let mut found: Vec<Option<(Vec<WeightSpec>, Vec<NodeId>)>> = vec![None; self.layers.len()];
        let mut values = Values::new(leaves.into_iter().map(Signal::from));
        let mut calls = Vec::new();
        let shapes_of = |graph: &Graph, signals: &[Signal]| -> Vec<Shape> {
            signals.iter().map(|signal| graph.shape(signal.node).sample()).collect()
        };
        for call in &self.calls {
            let entry = &self.layers[call.layer];
            let given = values.take(&call.inputs, entry)?;
            let specs = entry
                .layer
                .weights(&shapes_of(trace.graph, &given))
                .map_err(|message| entry.error(message))?;
            for spec in &specs {
                let error = |message| Error::Memory(format!("weight \"{}\": {message}", spec.name));
                check_shape(&spec.shape).map_err(|message| entry.about(error(message)))?;
            }
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
            let signals = call.trace(entry, &mut trace, &given, leaves)?;
            calls.push(shapes_of(trace.graph, &signals));
            values.push(signals);
        }
        let outputs = shapes_of(trace.graph, &values.outputs(&self.outputs)?);
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
        Ok(Built { inputs: inputs.to_vec(), weights, calls, outputs })
    }

    fn built(&self) -> &Built {
        self.built.get().expect("a network that stands by itself knows its inputs")
    }

    /// The weights and shapes for inputs of these shapes; computed at first use.
    pub(super) fn built_for(&self, inputs: &[Shape]) -> Result<&Built> {
        if inputs.len() != self.inputs.len() {
            return Err(Error::invalid(format!(
                "model \"{}\": expected {} inputs, got {}",
                self.name,
                self.inputs.len(),
                inputs.len()
            )));
        }
        for (source, input) in self.inputs.iter().zip(inputs) {
            if let Some(expected) = source.shape.as_ref().filter(|expected| *expected != input) {
                return Err(Error::shape(format!("model \"{}\"", self.name), expected.to_string(), input));
            }
        }
        if self.built.get().is_none() {
            // Nothing else can have set it since the check.
            let _ = self.built.set(self.build(inputs)?);
        }
        Ok(self.built())
    }

    /// Adds the network to a graph with these nodes for its weights; returns its outputs.
    ///
    /// # Errors
    /// When a layer cannot take its inputs.
    pub fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Vec<Signal>> {
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
        if cfg!(feature = "steps") && trace.is_outermost() {
            let names = self.built().weights.iter().map(|weight| weight.name.clone());
            trace.named = Some(names.zip(weights.iter().copied()).collect());
        }
        let mut values = Values::new(inputs.iter().copied());
        for call in &self.calls {
            let entry = &self.layers[call.layer];
            let given = values.take(&call.inputs, entry)?;
            values.push(call.trace(entry, trace, &given, own[call.layer])?);
        }
        values.outputs(&self.outputs)
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the layers were put together.
    pub fn kind(&self) -> ModelKind {
        self.kind
    }

    /// The shape of one sample of the first input.
    pub fn input_shape(&self) -> &Shape {
        &self.built().inputs[0]
    }

    /// The shapes of one sample of each input.
    pub fn input_shapes(&self) -> &[Shape] {
        &self.built().inputs
    }

    /// The names of the inputs.
    pub fn input_names(&self) -> impl ExactSizeIterator<Item = &str> {
        let keys = self.input_keys.as_ref();
        self.inputs.iter().enumerate().map(move |(index, source)| match keys {
            Some(keys) => keys[index].as_str(),
            None => source.name.as_str(),
        })
    }

    /// The shape of one sample of the first output.
    pub fn output_shape(&self) -> &Shape {
        &self.built().outputs[0]
    }

    /// The shapes of one sample of each output.
    pub fn output_shapes(&self) -> &[Shape] {
        &self.built().outputs
    }

    /// The names of the outputs, as in Keras: the names of the layers that compute them, or the keys of a dict.
    pub fn output_names(&self) -> impl ExactSizeIterator<Item = &str> {
        let keys = self.output_keys.as_ref();
        self.outputs.iter().enumerate().map(move |(index, &symbol)| match (keys, symbol) {
            (Some(keys), _) => keys[index].as_str(),
            (None, Symbol::Input(input)) => self.inputs[input].name.as_str(),
            (None, Symbol::Output { call, .. }) => self.layers[self.calls[call].layer].name.as_str(),
        })
    }

    /// How many outputs a use of a layer has; uses are counted in the order in which they are computed.
    pub fn call_outputs(&self, call: usize) -> usize {
        self.built().calls[call].len()
    }

    /// The shape of a value, one sample's.
    pub(super) fn symbol_shape(&self, symbol: Symbol) -> &Shape {
        match symbol {
            Symbol::Input(input) => &self.built().inputs[input],
            Symbol::Output { call, index } => &self.built().calls[call][index],
        }
    }

    /// The layers with the shape of the first output of each (one sample's, at its last use).
    pub fn layers(&self) -> impl Iterator<Item = (&Entry, &Shape)> {
        let mut last = vec![None; self.layers.len()];
        for (at, call) in self.calls.iter().enumerate() {
            last[call.layer] = Some(at);
        }
        let shape =
            move |at: Option<usize>| at.map_or(self.input_shape(), |call| &self.built().calls[call][0]);
        self.layers.iter().zip(last).map(move |(entry, last)| (entry, shape(last)))
    }

    /// For each layer its weights.
    pub(super) fn weights_by_layer(&self) -> impl Iterator<Item = &[Weight]> {
        // The weights are in the order of their layers.
        let mut rest = self.weights();
        (0..self.layers.len()).map(move |layer| {
            let (own, after) = rest.split_at(rest.partition_point(|weight| weight.layer <= layer));
            rest = after;
            own
        })
    }

    /// The layer of this name. A layer of an inner model is named `model/layer`.
    ///
    /// # Errors
    /// When there is none; the message lists the names.
    pub fn layer(&self, name: &str) -> Result<&Entry> {
        self.position(name).map(|index| &self.layers[index]).or_else(|error| {
            let inner = name.split_once('/').and_then(|(outer, rest)| {
                let index = self.position(outer).ok()?;
                self.layers[index].layer.nested()?.layer(rest).ok()
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

    /// A description of each layer as a JSON object: `name`, `className`, `config`, `trainable`, `outputShape` (null
    /// for the number of samples) and the names of the `weights`. Layers of an inner model are named `model/layer`.
    pub fn describe_layers(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for ((entry, output), weights) in self.layers().zip(self.weights_by_layer()) {
            let names: Vec<Value> = weights.iter().map(|weight| weight.name.as_str().into()).collect();
            all.push(members([
                ("name", entry.name.as_str().into()),
                ("className", entry.layer.class_name().into()),
                ("config", entry.serialized()["config"].take()),
                ("trainable", entry.trainable.into()),
                ("outputShape", batch_shape(output)),
                ("weights", names.into()),
            ]));
            let within = entry.layer.nested().map(|nested| nested.describe_layers());
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

    /// Sets whether training changes the weights of a layer, as Keras's `layer.trainable`; for an inner model, the
    /// weights of all its layers. A layer of an inner model is named `model/layer`.
    ///
    /// # Errors
    /// When there is no layer of this name.
    pub fn set_trainable(&mut self, layer: &str, trainable: bool) -> Result<()> {
        match self.position(layer) {
            Ok(index) => self.layers[index].set_trainable(trainable)?,
            Err(error) => {
                let within = layer.split_once('/').and_then(|(outer, rest)| {
                    let index = self.position(outer).ok()?;
                    Some((self.layers[index].layer.nested_mut()?, rest))
                });
                let (network, rest) = within.ok_or(error)?;
                network.set_trainable(Some(rest), trainable)?;
            }
        }
        self.rebuild()
    }

    /// Sets the same for all layers.
    pub(crate) fn set_all_trainable(&mut self, trainable: bool) -> Result<()> {
        self.trainable = trainable;
        self.layers.iter_mut().try_for_each(|entry| entry.set_trainable(trainable))?;
        self.rebuild()
    }

    /// The model's own flag, then for each layer whether training changes it. The flags of an inner model follow its
    /// layer's.
    pub(crate) fn trainable_flags(&self) -> Vec<bool> {
        let mut flags = vec![self.trainable];
        for entry in &self.layers {
            flags.push(entry.trainable);
            flags.extend(entry.layer.nested().into_iter().flat_map(|nested| nested.trainable_flags()));
        }
        flags
    }

    /// Restores the flags that [`Network::trainable_flags`] returned.
    pub(crate) fn set_trainable_flags(&mut self, flags: &[bool]) -> Result<()> {
        self.take_trainable_flags(&mut flags.iter().copied())
    }

    pub(super) fn take_trainable_flags(&mut self, flags: &mut dyn Iterator<Item = bool>) -> Result<()> {
        self.trainable = flags.next().unwrap_or(self.trainable);
        for entry in &mut self.layers {
            entry.trainable = flags.next().unwrap_or(entry.trainable);
            if let Some(nested) = entry.layer.nested_mut() {
                nested.take_trainable_flags(flags)?;
            }
        }
        self.rebuild()
    }

    /// Computes weights and shapes again.
    fn rebuild(&mut self) -> Result<()> {
        let rebuilt = self.built.get().map(|built| self.build(&built.inputs)).transpose()?;
        self.built = rebuilt.map_or_else(OnceCell::new, OnceCell::from);
        Ok(())
    }

    /// Checks that every layer can be trained.
    ///
    /// # Errors
    /// When a layer can only predict; the message names it.
    pub(crate) fn check_trainable(&self) -> Result<()> {
        self.layers.iter().try_for_each(Entry::check_trainable)
    }

    /// The weights in Keras order.
    pub fn weights(&self) -> &[Weight] {
        &self.built().weights
    }

    /// Initial values of weight `index`, for a model with this seed.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub fn initial_weight(&self, index: usize, seed: u64) -> Result<Vec<f32>> {
        let weight = &self.weights()[index];
        let mut values = zeros(&weight.name, weight.shape.size())?;
        let mut generator = Generator::stream(seed, index as u64);
        weight.options.initializer.fill(&weight.shape, &mut generator, &mut values)?;
        Ok(values)
    }

    /// True if the shapes are known. A Sequential without an input shape gets its shapes from the model that it is part
    /// of.
    pub(crate) fn is_built(&self) -> bool {
        self.built.get().is_some()
    }

    /// True if this class of a config is a model.
    pub(crate) fn is_class(class: &str) -> bool {
        matches!(class, "Sequential" | "Functional" | "Model")
    }

    /// Reads a model, or an inner model, from its class and the options in its config.
    pub(crate) fn read(class: &str, config: &Map<String, Value>, read: ReadEntry) -> Result<Self> {
        let mut network = match class {
            "Sequential" => Self::read_sequential(config, read),
            _ => Self::read_functional(config, read),
        }?;
        if config.get("trainable").and_then(Value::as_bool) == Some(false) {
            network.set_all_trainable(false)?;
        }
        Ok(network)
    }

    /// The model as Keras's `to_json` writes it.
    pub fn to_config(&self) -> Value {
        self.kind.serialized(self.config())
    }
}

/// The signals of a network's inputs and of the uses of its layers so far.
struct Values {
    inputs: Vec<Signal>,
    calls: Vec<Signals>,
}

impl Values {
    fn new(inputs: impl Iterator<Item = Signal>) -> Self {
        Self { inputs: inputs.collect(), calls: Vec::new() }
    }

    fn push(&mut self, signals: Signals) {
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
    fn take(&self, symbols: &[Symbol], entry: &Entry) -> Result<Vec<Signal>> {
        symbols.iter().map(|&symbol| self.get(symbol).map_err(|message| entry.error(message))).collect()
    }

    /// The outputs of a network.
    fn outputs(&self, symbols: &[Symbol]) -> Result<Vec<Signal>> {
        let named = |message| Error::invalid(format!("the model's output {message}"));
        symbols.iter().map(|&symbol| self.get(symbol).map_err(named)).collect()
    }
}
