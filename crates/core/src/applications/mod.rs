//! Known networks, with Keras's names of layers, so that weights from files fit them.

mod efficient_net;
mod generative;
mod mobile_net;
mod residual;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::layers::Entry;
use crate::models::{Functional, Network, Symbol};
use crate::shape::OpenShape;

/// The networks: their names, and what builds them from the options of a call.
type Row = (&'static str, fn(&Config<'_>) -> Result<Network>);

const NETWORKS: &[Row] = &[
    ("EfficientNetB0", efficient_net::b0),
    ("GPT", generative::gpt),
    ("MobileNet", mobile_net::one),
    ("MobileNetV2", mobile_net::two),
    ("ResNet20", |config| residual::cifar(config, 3)),
    ("ResNet8", |config| residual::cifar(config, 1)),
];

/// The networks that [`network`] knows.
pub fn names() -> impl Iterator<Item = &'static str> {
    NETWORKS.iter().map(|(name, _)| *name)
}

/// A network by its name, with the options that Keras's function of this name has: `input_shape` (with null for unknown
/// sizes), `alpha`, `include_top`, `pooling`, `classes`, `classifier_activation`, `name`, .. Its weights are random.
///
/// - `MobileNet` (Howard et al. 2017), `MobileNetV2` (Sandler et al. 2018) and `EfficientNetB0` (Tan & Le 2019) are those of
///   `keras.applications`.
/// - `ResNet8` and `ResNet20` (He et al. 2016, section 4.2) are for pictures of 32 by 32, with a convolution in each
///   shortcut that changes the size.
/// - `GPT` is a decoder that predicts the next token: options `vocabulary`, `blocks` (4), `heads` (4), `width` (128),
///   `positions` (64) and `dropout` (0). Its inputs are the tokens and their positions, both of shape `(positions,)`.
///
/// # Errors
/// When there is no such network, or an option is not known or has a value that is not allowed.
pub fn network(name: &str, options: &Map<String, Value>) -> Result<Network> {
    let found = NETWORKS.iter().find(|(known, _)| *known == name);
    let (name, build) = found.ok_or_else(|| {
        let known: Vec<&str> = names().collect();
        Error::unsupported("network", name, known.join(", "))
    })?;
    let config = Config::call(name, Some(options));
    let network = build(&config)?;
    config.finish()?;
    Ok(network)
}

/// The value of a layer's option. A list of these takes half the code that JSON takes.
enum Setting {
    Flag(bool),
    Number(f64),
    Whole(usize),
    Text(&'static str),
    Other(Value),
}

macro_rules! setting {
    ($($from:ty => $kind:ident),+) => {
        $(impl From<$from> for Setting {
            fn from(value: $from) -> Self {
                Self::$kind(value)
            }
        })+
    };
}

setting!(bool => Flag, f64 => Number, usize => Whole, &'static str => Text, Value => Other);

/// The options of a layer.
type Settings = Vec<(&'static str, Setting)>;

/// The options of a layer: `settings!("filters": 16, "padding": "same")`.
macro_rules! settings {
    ($($key:literal: $value:expr),* $(,)?) => {
        alloc::vec![$(($key, $crate::applications::Setting::from($value))),*]
    };
}
use settings;

/// An object of Keras in its serialised form, as the value of an option.
fn object(class: &'static str, options: Settings) -> Value {
    let config = Value::Object(config_of(options));
    config_of(settings!("class_name": class, "config": config)).into()
}

/// A list of whole numbers as the value of an option.
fn sizes(list: &[usize]) -> Value {
    list.to_vec().into()
}

/// A list of options as a layer's config.
fn config_of(settings: Settings) -> Map<String, Value> {
    let mut config = Map::new();
    for (key, setting) in settings {
        let value = match setting {
            Setting::Flag(flag) => flag.into(),
            Setting::Number(number) => number.into(),
            Setting::Whole(number) => number.into(),
            Setting::Text(text) => text.into(),
            Setting::Other(value) => value,
        };
        config.insert(key.into(), value);
    }
    config
}

/// A functional model layer by layer.
struct Chain {
    model: Functional,
    /// The output of the last layer.
    last: Symbol,
}

impl Chain {
    fn new(input: OpenShape) -> Self {
        let mut model = Functional::new();
        let last = model.input(input);
        Self { model, last }
    }

    /// Adds a layer that takes the last output. An empty name stands for an automatic one.
    fn add(&mut self, class: &str, name: &str, settings: Settings) -> Result<&mut Self> {
        self.join(class, name, settings, &[self.last])
    }

    /// Adds a layer that takes these values.
    fn join(&mut self, class: &str, name: &str, settings: Settings, inputs: &[Symbol]) -> Result<&mut Self> {
        let entry = Entry::from_config(class, &config_of(settings))?;
        self.last = self.model.apply(entry.named(name), inputs);
        Ok(self)
    }

    fn finish(self, name: String) -> Result<Network> {
        Ok(self.model.outputs(&[self.last])?.named(name))
    }
}

/// The options that the networks of pictures share.
struct Top {
    input: OpenShape,
    include_top: bool,
    pooling: Option<&'static str>,
    classes: usize,
    activation: Value,
}

impl Top {
    /// Reads the options. `side` is the side of pictures where none is given, `least` the smallest that the network takes.
    fn read(config: &Config<'_>, side: usize, least: usize, classes: usize) -> Result<Self> {
        let include_top = config.flag("include_top", true)?;
        let known = Some(side).filter(|_| include_top);
        let mut input = OpenShape::from([known, known, Some(3)]);
        if let Some(value) = config.get("input_shape") {
            let size = |size: &Value| match size {
                Value::Null => Some(None),
                size => size.as_u64().filter(|&size| size > 0).map(|size| Some(size as usize)),
            };
            let sizes = value.as_array().filter(|sizes| sizes.len() == 3);
            let sizes = sizes.and_then(|sizes| sizes.iter().map(size).collect::<Option<Vec<_>>>());
            let expected = format!("(height, width, channels) with sides of at least {least}, or null");
            let valid = |sizes: &Vec<Option<usize>>| {
                sizes[2].is_some() && sizes[..2].iter().all(|size| size.is_none_or(|size| size >= least))
            };
            let sizes = sizes.filter(valid).ok_or_else(|| config.wrong("input_shape", value, &expected))?;
            input = OpenShape::new(sizes);
        }
        let pooling = match config.get("pooling") {
            None => None,
            Some(_) => Some(["avg", "max"][config.choice("pooling", 0, &["avg", "max"])?]),
        };
        let classes = match config.get("classes") {
            None => classes,
            Some(_) => config.count("classes")?,
        };
        let activation = match (config.get("classifier_activation"), config.is_null("classifier_activation"))
        {
            (Some(given), _) => given.clone(),
            (None, true) => "linear".into(),
            (None, false) => "softmax".into(),
        };
        if let Some(value) = config.get("weights") {
            return Err(config.wrong("weights", value, "null; weights come from a file that you open"));
        }
        Ok(Self { input, include_top, pooling, classes, activation })
    }

    /// Ends a network without a top: pools over all positions, if that is asked for.
    fn pool(&self, chain: &mut Chain, names: [&str; 2]) -> Result<()> {
        match self.pooling {
            Some("avg") => chain.add("GlobalAveragePooling2D", names[0], Settings::new())?,
            Some(_) => chain.add("GlobalMaxPooling2D", names[1], Settings::new())?,
            None => chain,
        };
        Ok(())
    }
}

/// The name that a call gives the model, or another one.
fn name_or(config: &Config<'_>, other: impl FnOnce() -> String) -> String {
    config.get("name").and_then(Value::as_str).map_or_else(other, String::from)
}

/// Half a kernel of this size before and behind a picture, less one before where the side is even or unknown: the padding
/// of convolutions with a step of 2 (Keras, `imagenet_utils.correct_pad`).
fn half_pad(sides: [Option<usize>; 2], kernel: usize) -> Value {
    let half = kernel / 2;
    let of = |side: Option<usize>| {
        let even = side.is_none_or(|side| side.is_multiple_of(2));
        [half - usize::from(even), half]
    };
    let pair = |side: Option<usize>| Value::from(of(side).to_vec());
    Value::Array([pair(sides[0]), pair(sides[1])].to_vec())
}

/// The nearest multiple of 8, but at least 8 and not less than 90 % of `filters` (Keras, `_make_divisible`).
fn eighths(filters: f64) -> usize {
    let nearest = ((filters + 4.0) as usize / 8 * 8).max(8);
    if (nearest as f64) < 0.9 * filters { nearest + 8 } else { nearest }
}
