//! What a layer is, and its entry in a model.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_json::{Map, Value};

use super::trace::{CallForm, Signal, Signals, Trace};
use super::weight::WeightSpec;
use crate::config::{Config, FLOAT32, base_name, batch_shape, dtype_policy, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::regularizers::Regularizer;
use crate::shape::{OpenShape, Shape};

/// What every layer states about itself.
pub trait Layer {
    /// The Keras class name.
    fn class_name(&self) -> &'static str;

    /// The options in Keras's form, without name, trainable and dtype.
    fn config(&self) -> Value;

    /// The arguments of the Keras constructor as Python would write them, defaults left out.
    fn arguments(&self) -> String {
        String::new()
    }

    /// The weights for inputs of these shapes (one sample's), in Keras order; or what is wrong with the shapes.
    fn weights(&self, _inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        Ok(Vec::new())
    }

    /// What keeps the layer from being trained although it can predict.
    fn untrainable(&self) -> Option<String> {
        None
    }

    /// True if Keras calls the layer with a list of tensors, not with one tensor.
    fn joins(&self) -> bool {
        false
    }

    /// What the layer can be called with besides the inputs at their places.
    fn call_form(&self) -> CallForm {
        CallForm::default()
    }

    /// The layers within this one, if it is a model.
    fn nested(&self) -> Option<&dyn Nested> {
        None
    }

    /// The layers within this one, mutable.
    fn nested_mut(&mut self) -> Option<&mut dyn Nested> {
        None
    }

    /// For recurrent layers: true if they run from the last step to the first. `None` for all other layers.
    fn goes_backwards(&self) -> Option<bool> {
        None
    }

    /// For an input of indices into a vocabulary: the vocabulary's size. `None` for other inputs.
    fn vocabulary(&self, _input: usize) -> Option<usize> {
        None
    }

    /// For an input of texts, which reach the layer as numbers: how many numbers stand for one text, `None` where one number
    /// stands for each text of a sample. `None` for all other inputs.
    fn texts(&self, _input: usize) -> Option<Option<usize>> {
        None
    }

    /// Adds the layer's operations to the graph and returns its outputs, each with its mask.
    ///
    /// # Errors
    /// When the layer cannot take these inputs.
    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals>;
}

/// What a model offers when it is a layer of another model.
pub trait Nested {
    /// The layers.
    fn entries(&self) -> &[Entry];

    /// The layer of this name. A layer of an inner model is named `model/layer`.
    ///
    /// # Errors
    /// When there is none; the message lists the names.
    fn layer(&self, name: &str) -> Result<&Entry>;

    /// Sets whether training changes the weights of a layer, or of all layers without a name.
    ///
    /// # Errors
    /// When there is no layer of this name.
    fn set_trainable(&mut self, layer: Option<&str>, trainable: bool) -> Result<()>;

    /// For each layer, whether training changes it. The layers of an inner model follow their model.
    fn trainable_flags(&self) -> Vec<bool>;

    /// Restores the flags that [`Nested::trainable_flags`] returned.
    ///
    /// # Errors
    /// Never, unless the layers no longer fit each other.
    fn take_trainable_flags(&mut self, flags: &mut dyn Iterator<Item = bool>) -> Result<()>;

    /// The layer that takes the texts of an input.
    fn text_layer(&self, input: usize) -> Option<&Entry>;

    /// A description of each layer as a JSON object, as
    /// [`Network::describe_layers`](crate::models::Network::describe_layers).
    fn describe_layers(&self) -> Vec<Value>;

    /// The Python expression that makes the model, with the argument `name` that names it. Statements that must come first
    /// are added to `before`.
    fn code_into(&self, before: &mut String, prefix: &str, name: &str) -> String;

    /// A config in Keras's serialised form.
    fn serialized(&self, config: Value) -> Value;
}

/// Makes a layer, or a model that is used as a layer, from its class and its options.
pub type ReadEntry = fn(&str, &Map<String, Value>) -> Result<Entry>;

/// A layer in a model, with what the model knows about it.
pub struct Entry {
    /// The name; empty until the model gives one.
    pub name: String,
    /// True if training changes the weights.
    pub trainable: bool,
    /// A penalty on the output; its mean over the samples is added to the loss.
    pub activity: Option<Regularizer>,
    /// The dtype policy that its config names, if that is not `float32`: `mixed_float16`, `bfloat16`, .. The layer
    /// computes in 32-bit floats all the same. The name is written back to the config.
    pub dtype: Option<String>,
    /// The layer.
    pub layer: Box<dyn Layer>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}({})", self.name, self.layer.class_name(), self.layer.arguments())
    }
}

impl<L: Layer + 'static> From<L> for Entry {
    fn from(layer: L) -> Self {
        Self { name: String::new(), trainable: true, activity: None, dtype: None, layer: Box::new(layer) }
    }
}

impl Entry {
    /// The same layer with this name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets whether training changes the weights; for a model, those of all its layers.
    ///
    /// # Errors
    /// Never, unless a model's layers no longer fit each other.
    pub fn set_trainable(&mut self, trainable: bool) -> Result<()> {
        self.trainable = trainable;
        self.layer.nested_mut().map_or(Ok(()), |nested| nested.set_trainable(None, trainable))
    }

    /// The number of layers: 1, or for a model all layers in it.
    pub(crate) fn layers(&self) -> usize {
        self.layer.nested().map_or(1, |nested| nested.entries().iter().map(Self::layers).sum())
    }

    /// True if `kind` holds for this layer or, where it is a model, for any layer in it.
    pub(super) fn has(&self, kind: &dyn Fn(&Self) -> bool) -> bool {
        let nested = self.layer.nested();
        kind(self) || nested.is_some_and(|nested| nested.entries().iter().any(|entry| entry.has(kind)))
    }

    /// Checks that the layer, or every layer of a model, can be trained.
    ///
    /// # Errors
    /// When it can only predict; the message names the layer.
    pub(crate) fn check_trainable(&self) -> Result<()> {
        if let Some(reason) = self.layer.untrainable() {
            return Err(self.error(reason));
        }
        let inner = self.layer.nested().map(Nested::entries).unwrap_or_default();
        inner.iter().try_for_each(Self::check_trainable)
    }

    /// The Keras serialised form, for inputs of this shape (one sample's).
    pub fn to_config(&self, input: &OpenShape) -> Value {
        let mut value = self.serialized();
        if let Value::Object(map) = &mut value {
            map.insert("build_config".into(), members([("input_shape", batch_shape(input))]));
        }
        value
    }

    pub(super) fn full_config(&self) -> Value {
        let mut config = self.layer.config();
        if let Value::Object(map) = &mut config {
            map.insert("name".into(), self.name.as_str().into());
            map.insert("trainable".into(), self.trainable.into());
            if self.layer.nested().is_none() {
                map.insert("dtype".into(), dtype_policy(self.dtype.as_deref().unwrap_or(FLOAT32)));
            }
            if let Some(activity) = &self.activity {
                if self.layer.class_name() == "ActivityRegularization" {
                    map.insert("l1".into(), activity.l1.into());
                    map.insert("l2".into(), activity.l2.into());
                } else {
                    map.insert("activity_regularizer".into(), Regularizer::to_config(Some(activity)));
                }
            }
        }
        config
    }

    /// The Keras serialised form of a layer within another.
    pub(crate) fn serialized(&self) -> Value {
        match self.layer.nested() {
            Some(nested) => nested.serialized(self.full_config()),
            None => serialized("keras.layers", self.layer.class_name(), self.full_config()),
        }
    }

    /// The weights; `prefix` and the layer's name come before their names.
    pub(super) fn wrapped_weights(&self, prefix: &str, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let specs = self.layer.weights(inputs)?;
        let named = |spec: WeightSpec| {
            let name = format!("{prefix}{}/{}", self.name, spec.name).into();
            WeightSpec { name, trainable: spec.trainable && self.trainable, ..spec }
        };
        Ok(specs.into_iter().map(named).collect())
    }

    /// The layer that a wrapper's option `key` holds in serialised form.
    ///
    /// # Errors
    /// When the option is missing, or the layer cannot be read.
    pub(super) fn wrapped(
        config: &Config<'_>,
        key: &str,
        read: ReadEntry,
        change: impl FnOnce(&mut Map<String, Value>),
    ) -> Result<Self> {
        let given = config.get(key);
        let (class, map) = given
            .and_then(object)
            .ok_or_else(|| config.error(format!("option \"{key}\" is missing; expected a layer")))?;
        let mut map = map.cloned().unwrap_or_default();
        change(&mut map);
        let mut entry = read(class, &map)?;
        if entry.name.is_empty() {
            entry.name = base_name(class);
        }
        Ok(entry)
    }

    /// Adds the layer to a graph.
    ///
    /// # Errors
    /// When the layer cannot take these inputs; the message names it.
    pub fn call(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let outer = (trace.path.len(), trace.salt, trace.frozen);
        if !trace.path.is_empty() {
            trace.path.push('/');
        }
        trace.path += &self.name;
        trace.graph.set_layer(&trace.path);
        trace.salt = trace.calls;
        trace.calls += 1;
        trace.frozen |= !self.trainable;
        let outputs = self.add(trace, inputs, weights).map_err(|error| match error {
            // An error from within a model names its layer already.
            _ if self.layer.nested().is_some() => error,
            Error::Layer { error, .. } => self.about(*error),
            Error::Invalid(_) => self.about(error),
            _ => error,
        });
        if let Ok(outputs) = &outputs {
            trace.outputs.push((trace.path.clone(), outputs.first().node));
        }
        trace.path.truncate(outer.0);
        (trace.salt, trace.frozen) = (outer.1, outer.2);
        trace.graph.set_layer(&trace.path);
        outputs
    }

    fn add(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let taken =
            !self.layer.call_form().masks && inputs.iter().any(|input| trace.taken.contains(&input.node));
        let outputs = self.layer.trace(trace, inputs, weights)?;
        if taken {
            trace.taken.extend(outputs.iter().map(|output| output.node));
        }
        if let Some(regularizer) = &self.activity {
            for output in outputs.iter() {
                let penalty = regularizer.trace(trace.graph, output.node)?;
                let samples = trace.graph.shape(output.node)[0] as f64;
                trace.penalties.push(trace.graph.map("p / n", &[("p", penalty)], &[("n", samples)])?);
            }
        }
        Ok(outputs)
    }

    /// An error about this layer.
    pub fn error(&self, message: impl Into<String>) -> Error {
        self.about(Error::invalid(message))
    }

    /// The same of an error that does not name the layer.
    #[inline(never)]
    pub(crate) fn about(&self, error: Error) -> Error {
        error.in_layer(&self.name, self.layer.class_name())
    }
}
