//! A network: layers, and the connections between them.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::{OnceCell, RefCell};

use serde_json::{Map, Value};

use super::names::{Names, name_layers};
use super::parts::{Built, Call, InputSource, Parts, Symbol, Values, Weight};
use crate::config::{batch_shape, members, serialized};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::layers::{Entry, Layer, ReadEntry, Signal, Trace};
use crate::memory::zeros;
use crate::random::Generator;
use crate::shape::{OpenShape, Shape};

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
    pub(super) built: OnceCell<Built>,
    /// For inputs of unknown sizes: shapes of inputs that were given, with the shapes of the outputs.
    pub(super) seen: RefCell<Vec<(Vec<Shape>, Vec<Shape>)>>,
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
            if let Some(shape) = source.shape.as_ref().filter(|shape| shape.contains(&Some(0))) {
                return Err(Error::shape(
                    "the model's input",
                    "with every axis at least 1",
                    &shape.filled(1),
                ));
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
            seen: RefCell::default(),
        };
        let mut taken = Names::default();
        if let Some(InputSource { name, .. }) =
            network.inputs.iter().find(|source| !taken.insert(&source.name))
        {
            return Err(Error::invalid(format!("two inputs are named \"{name}\"; names must be unique")));
        }
        name_layers(&mut network.layers)?;
        network.place_texts()?;
        if network.inputs.iter().all(|source| source.shape.is_some()) {
            network.built = OnceCell::from(network.build_stated()?);
        }
        Ok(network)
    }

    pub(super) fn built(&self) -> &Built {
        self.built.get().expect("a network that stands by itself knows its inputs")
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

    /// The same model with this name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the layers were put together.
    pub fn kind(&self) -> ModelKind {
        self.kind
    }

    /// The shape of one sample of the first input; for unknown sizes as [`Network::input_shapes`].
    pub fn input_shape(&self) -> &Shape {
        &self.built().inputs[0]
    }

    /// The shapes of one sample of each input. A number stands for each unknown size; see
    /// [`Network::open_input_shapes`].
    pub fn input_shapes(&self) -> &[Shape] {
        &self.built().inputs
    }

    /// The shapes of one sample of each input, with unknown sizes.
    pub fn open_input_shapes(&self) -> impl ExactSizeIterator<Item = OpenShape> {
        (0..self.inputs.len()).map(|input| self.symbol_shape(Symbol::Input(input)))
    }

    /// The names of the inputs.
    pub fn input_names(&self) -> impl ExactSizeIterator<Item = &str> {
        let keys = self.input_keys.as_ref();
        self.inputs.iter().enumerate().map(move |(index, source)| match keys {
            Some(keys) => keys[index].as_str(),
            None => source.name.as_str(),
        })
    }

    /// The shape of one sample of the first output; for unknown sizes as [`Network::output_shapes`].
    pub fn output_shape(&self) -> &Shape {
        &self.built().outputs[0]
    }

    /// The shapes of one sample of each output, for inputs of [`Network::input_shapes`].
    pub fn output_shapes(&self) -> &[Shape] {
        &self.built().outputs
    }

    /// The shapes of one sample of each output, with unknown sizes.
    pub fn open_output_shapes(&self) -> impl ExactSizeIterator<Item = OpenShape> {
        self.outputs.iter().map(|&symbol| self.symbol_shape(symbol))
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
    pub(super) fn symbol_shape(&self, symbol: Symbol) -> OpenShape {
        match symbol {
            Symbol::Input(input) => match &self.inputs[input].shape {
                Some(shape) => shape.clone(),
                None => self.built().inputs[input].clone().into(),
            },
            Symbol::Output { call, index } => self.built().calls[call][index].clone(),
        }
    }

    /// The layers with the shape of the first output of each (one sample's, at its last use).
    pub fn layers(&self) -> impl Iterator<Item = (&Entry, OpenShape)> {
        let mut last = vec![Symbol::Input(0); self.layers.len()];
        for (at, call) in self.calls.iter().enumerate() {
            last[call.layer] = Symbol::of(at);
        }
        self.layers.iter().zip(last).map(|(entry, last)| (entry, self.symbol_shape(last)))
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
                ("outputShape", batch_shape(&output)),
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
