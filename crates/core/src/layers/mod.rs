//! Layers under their Keras names, one file each.

mod activation;
mod activity_regularization;
mod batch_normalization;
mod bidirectional;
mod borders;
mod conv_transpose;
mod convolution;
mod dense;
mod depthwise;
mod dropout;
mod embedding;
mod ending;
mod flatten;
mod formula;
mod group_normalization;
mod layer_normalization;
mod masking;
mod max_pooling2d;
mod merge;
mod noise;
mod normalization;
mod permute;
mod pooling;
mod prelu;
mod random_color;
mod random_warp;
mod recurrent;
mod registry;
mod reshape;
mod rms_normalization;
mod softmax;
mod time_distributed;
mod trace;
mod up_sampling;
mod weight;
mod window;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

pub use activation::ActivationLayer;
pub use activity_regularization::ActivityRegularization;
pub use batch_normalization::BatchNormalization;
pub use bidirectional::Bidirectional;
pub use borders::Borders;
pub use conv_transpose::ConvTranspose;
pub use convolution::{Convolution, Convolution as Conv2D};
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use dropout::Dropout;
pub use embedding::Embedding;
pub use ending::Ending;
pub use flatten::Flatten;
pub use formula::Formula;
pub use group_normalization::GroupNormalization;
pub use layer_normalization::LayerNormalization;
pub use masking::Masking;
pub use max_pooling2d::MaxPooling2D;
pub use merge::Merge;
pub use noise::Noise;
pub use normalization::Affine;
pub use permute::Permute;
pub use pooling::Pooling;
pub use prelu::PReLU;
pub use random_color::RandomColor;
pub use random_warp::RandomWarp;
pub use recurrent::Recurrent;
pub use registry::{classes, example};
pub use reshape::Reshape;
pub use rms_normalization::{RMSNormalization, UnitNormalization};
pub use softmax::Softmax;
pub use time_distributed::TimeDistributed;
pub use trace::{Signal, Signals, Trace, single, single_shape};
pub use up_sampling::{RepeatVector, UpSampling};
pub use weight::{WeightOptions, WeightSpec};
pub use window::{Padding, Window};

use serde_json::{Map, Value};

use crate::config::{Config, float32_policy, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::models::Network;
use crate::regularizers::Regularizer;
use crate::shape::Shape;

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

    /// True if Keras would treat masked steps in a way of its own that this layer does not know: masked inputs are an
    /// error.
    fn refuses_masks(&self) -> bool {
        false
    }

    /// True if Keras calls the layer with a list of tensors, not with one tensor.
    fn joins(&self) -> bool {
        false
    }

    /// For models within a model: the model.
    fn network(&self) -> Option<&Network> {
        None
    }

    /// The same, to be changed.
    fn network_mut(&mut self) -> Option<&mut Network> {
        None
    }

    /// For layers that run along the steps of a sample: whether they start at the last one.
    fn goes_backwards(&self) -> Option<bool> {
        None
    }

    /// For an input that holds indices into a vocabulary: the vocabulary's size.
    fn vocabulary(&self, _input: usize) -> Option<usize> {
        None
    }

    /// Adds the layer's operations to the graph and returns its outputs, each with the mask that holds for it.
    ///
    /// # Errors
    /// When the layer cannot take these inputs.
    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals>;
}

/// A layer in a model: its name and whether it learns.
pub struct Entry {
    /// The name; empty until the model gives one.
    pub name: String,
    /// Whether training changes the weights.
    pub trainable: bool,
    /// A penalty on the output, a sample's mean of which is added to the loss.
    pub activity: Option<Regularizer>,
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
        Self { name: String::new(), trainable: true, activity: None, layer: Box::new(layer) }
    }
}

impl Entry {
    /// The same under this name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// A layer from its class name and Keras config.
    ///
    /// # Errors
    /// When the class or an option is unknown or out of range; the message names both.
    pub fn from_config(class: &str, map: &Map<String, Value>) -> Result<Self> {
        let name = map.get("name").and_then(Value::as_str).unwrap_or_default();
        if Network::is_class(class) {
            let network = Network::read(class, map)?;
            let trainable = map.get("trainable").is_none_or(|value| value.as_bool() != Some(false));
            return Ok(Self { name: name.into(), trainable, activity: None, layer: Box::new(network) });
        }
        let config = Config::layer(class, name, Some(map));
        let layer = registry::read(class, &config)?;
        let trainable = config.flag("trainable", true)?;
        let activity = if class == "ActivityRegularization" {
            Some(ActivityRegularization::regularizer(&config)?)
        } else {
            let given = config.get("activity_regularizer");
            given.map(Regularizer::from_config).transpose().map_err(|e| config.error(e.to_string()))?
        };
        config.finish()?;
        Ok(Self { name: name.into(), trainable, activity, layer })
    }

    /// Lets training change the weights, or not; of a model, those of all its layers.
    ///
    /// # Errors
    /// Never, unless a model's layers no longer fit each other.
    pub fn set_trainable(&mut self, trainable: bool) -> Result<()> {
        self.trainable = trainable;
        self.layer.network_mut().map_or(Ok(()), |network| network.set_all_trainable(trainable))
    }

    /// How many layers this is: of a model all of them.
    pub(crate) fn layers(&self) -> usize {
        let network = self.layer.network();
        network.map_or(1, |network| network.entries().iter().map(Self::layers).sum())
    }

    /// Whether this layer, or one within the model that it is, is of a kind.
    fn has(&self, kind: &dyn Fn(&Self) -> bool) -> bool {
        kind(self)
            || self
                .layer
                .network()
                .is_some_and(|network| network.entries().iter().any(|entry| entry.has(kind)))
    }

    /// The Keras serialised form, for inputs of this shape (one sample's).
    pub fn to_config(&self, input: &Shape) -> Value {
        let mut value = self.serialized();
        if let Value::Object(map) = &mut value {
            map.insert("build_config".into(), members([("input_shape", batch_shape(input))]));
        }
        value
    }

    fn full_config(&self) -> Value {
        let mut config = self.layer.config();
        if let Value::Object(map) = &mut config {
            map.insert("name".into(), self.name.as_str().into());
            map.insert("trainable".into(), self.trainable.into());
            if self.layer.network().is_none() {
                map.insert("dtype".into(), float32_policy());
            }
            if let Some(activity) = self.activity {
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

    /// The layer of a serialised config, as wrappers hold one.
    fn wrapped(config: &Config<'_>, key: &str, change: impl FnOnce(&mut Map<String, Value>)) -> Result<Self> {
        let given = config.get(key);
        let (class, map) = given
            .and_then(object)
            .ok_or_else(|| config.error(format!("option \"{key}\" is missing; expected a layer")))?;
        let mut map = map.cloned().unwrap_or_default();
        change(&mut map);
        let mut entry = Self::from_config(class, &map)?;
        if entry.name.is_empty() {
            entry.name = base_name(class);
        }
        Ok(entry)
    }

    /// The Keras serialised form of a layer within another.
    pub(crate) fn serialized(&self) -> Value {
        match self.layer.network() {
            Some(network) => network.serialized(self.full_config()),
            None => serialized("keras.layers", self.layer.class_name(), self.full_config()),
        }
    }

    /// The weights with `prefix` and the layer's name before theirs.
    fn wrapped_weights(&self, prefix: &str, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let specs = self.layer.weights(inputs)?;
        let named = |spec: WeightSpec| {
            let name = format!("{prefix}{}/{}", self.name, spec.name).into();
            WeightSpec { name, trainable: spec.trainable && self.trainable, ..spec }
        };
        Ok(specs.into_iter().map(named).collect())
    }

    /// An error about this layer.
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::Layer {
            name: self.name.clone(),
            class: self.layer.class_name().to_string(),
            message: message.into(),
        }
    }
}

/// A sample's shape as Keras writes it, the batch axis open.
pub fn batch_shape(sample: &Shape) -> Value {
    core::iter::once(Value::Null).chain(sample.iter().map(|&n| Value::from(n))).collect()
}

/// The Keras form of an input layer for samples of this shape.
pub fn input_layer(name: &str, shape: &Shape) -> Value {
    serialized(
        "keras.layers",
        "InputLayer",
        members([
            ("batch_shape", batch_shape(shape)),
            ("dtype", "float32".into()),
            ("sparse", false.into()),
            ("ragged", false.into()),
            ("name", name.into()),
        ]),
    )
}

/// For each class its full config with every default, options that must be given being null. Lets another
/// language build complete configs without a second table of defaults.
///
/// # Errors
/// When a class of [`classes`] cannot be built from its required options: the tables disagree.
pub fn defaults() -> Result<Value> {
    let mut all = Map::new();
    for class in classes().filter(|class| *class != registry::INPUT) {
        let options = example(class)?;
        let mut config = Entry::from_config(class, &options)?.full_config();
        for option in options.keys() {
            config[option.as_str()] = Value::Null;
        }
        all.insert(class.into(), config);
    }
    all.insert(registry::INPUT.into(), input_layer("", &Shape::default())["config"].clone());
    Ok(Value::Object(all))
}

/// Keras's automatic name for a class: `Conv2D` gives `conv2d`, `MaxPooling2D` gives `max_pooling2d`, `PReLU` gives
/// `p_re_lu`.
pub fn base_name(class: &str) -> String {
    let mut out = String::new();
    let mut previous: Option<char> = None;
    let mut rest = class.chars().peekable();
    while let Some(c) = rest.next() {
        let starts = rest.peek().is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && previous.is_some_and(|p| starts || p.is_ascii_lowercase()) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        previous = Some(c);
    }
    out
}

/// Sizes as Python writes them: a number, or a tuple.
fn python_sizes(sizes: &[usize]) -> String {
    match sizes {
        [n] => n.to_string(),
        sizes => Shape::from(sizes).to_string(),
    }
}

/// Refuses inputs that are not sequences (one axis before the channels) or pictures (two).
fn expect_axes(input: &Shape, axes: usize) -> Result<(), String> {
    if input.len() == axes + 1 {
        return Ok(());
    }
    let expected = if axes == 1 { "(steps, features)" } else { "(height, width, channels)" };
    Err(format!("expected samples of shape {expected}, got {input}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_keras() {
        for (class, name) in [
            ("Conv2D", "conv2d"),
            ("MaxPooling2D", "max_pooling2d"),
            ("Dense", "dense"),
            ("InputLayer", "input_layer"),
            ("Conv2DTranspose", "conv2d_transpose"),
            ("LeakyReLU", "leaky_re_lu"),
            ("PReLU", "p_re_lu"),
            ("ELU", "elu"),
            ("RMSNormalization", "rms_normalization"),
            ("SimpleRNN", "simple_rnn"),
            ("UpSampling1D", "up_sampling1d"),
        ] {
            assert_eq!(base_name(class), name);
        }
    }

    #[test]
    fn every_default_config_names_its_required_options() {
        let all = defaults().unwrap();
        assert!(all["Conv2D"]["filters"].is_null() && all["Conv2D"]["padding"] == "valid");
        assert_eq!(all["Dense"]["kernel_initializer"]["class_name"], "GlorotUniform");
        assert_eq!(all.as_object().unwrap().len(), classes().count());
    }
}
