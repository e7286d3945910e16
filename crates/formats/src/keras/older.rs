//! Configs of Keras 1, Keras 2 and TensorFlow.js in today's form. This is the only place that knows older spellings.
//!
//! Sources: Keras's release notes, its `legacy/interfaces.py` (Keras 2 reading Keras 1) and
//! `legacy/saving/serialization.py` (Keras 3 reading Keras 2).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::config::{OTHER_NAME, members, pair_value};
use pupil_core::error::{Error, Result};
use serde_json::{Map, Value};

use super::operations;
use crate::json::{has, set, take, text};
use crate::layers::name;

/// The generation of Keras that wrote a config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// Keras 1.
    One,
    /// Keras 2, tf.keras and TensorFlow.js.
    Two,
    /// Keras 3.
    Three,
}

impl Generation {
    /// The generation of a config. `version` is the version that the file states.
    pub fn of(config: &Value, version: Option<&str>) -> Self {
        let version = version.or_else(|| config["keras_version"].as_str());
        match version.map(|version| version.split('.').next().unwrap_or_default()) {
            Some("0" | "1") => Self::One,
            Some("3") => Self::Three,
            Some(_) => Self::Two,
            // Only Keras 3 says in which module a class is, and writes `batch_shape`.
            None => {
                match config.get("module").is_some() && !has(config, &|key, _| key == "batch_input_shape") {
                    true => Self::Three,
                    false => Self::Two,
                }
            }
        }
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("model config", message.into())
}

/// Classes with another name today.
const CLASSES: &[(&str, &str)] = &[
    ("Convolution1D", "Conv1D"),
    ("Convolution2D", "Conv2D"),
    ("AtrousConvolution1D", "Conv1D"),
    ("AtrousConvolution2D", "Conv2D"),
    ("Deconvolution2D", "Conv2DTranspose"),
    ("SeparableConvolution2D", "SeparableConv2D"),
    ("CuDNNLSTM", "LSTM"),
    ("CuDNNGRU", "GRU"),
    ("ThresholdedReLU", "ReLU"),
    ("SoftmaxActivation", "Softmax"),
    ("MaxPool1D", "MaxPooling1D"),
    ("MaxPool2D", "MaxPooling2D"),
    ("AvgPool1D", "AveragePooling1D"),
    ("AvgPool2D", "AveragePooling2D"),
    ("GlobalMaxPool1D", "GlobalMaxPooling1D"),
    ("GlobalMaxPool2D", "GlobalMaxPooling2D"),
    ("GlobalAvgPool1D", "GlobalAveragePooling1D"),
    ("GlobalAvgPool2D", "GlobalAveragePooling2D"),
];

/// Options of Keras 1 with another name since Keras 2.
const OPTIONS_OF_KERAS_1: &[(&str, &str)] = &[
    ("nb_filter", "filters"),
    ("filter_length", "kernel_size"),
    ("border_mode", "padding"),
    ("subsample", "strides"),
    ("subsample_length", "strides"),
    ("atrous_rate", "dilation_rate"),
    ("pool_length", "pool_size"),
    ("stride", "strides"),
    ("length", "size"),
    ("init", "kernel_initializer"),
    ("inner_init", "recurrent_initializer"),
    ("inner_activation", "recurrent_activation"),
    ("W_regularizer", "kernel_regularizer"),
    ("U_regularizer", "recurrent_regularizer"),
    ("b_regularizer", "bias_regularizer"),
    ("W_constraint", "kernel_constraint"),
    ("U_constraint", "recurrent_constraint"),
    ("b_constraint", "bias_constraint"),
    ("bias", "use_bias"),
    ("p", "rate"),
    ("sigma", "stddev"),
    ("dropout_W", "dropout"),
    ("dropout_U", "recurrent_dropout"),
    ("gamma_init", "gamma_initializer"),
    ("beta_init", "beta_initializer"),
    ("dim_ordering", "data_format"),
];

/// Options that older versions write and that have no effect on what a layer computes.
const DROPPED: &[&str] = &[
    "rng_type",
    "input_dtype",
    "input_length",
    "consume_less",
    "autocast",
    "fused",
    "virtual_batch_size",
    "adjustment",
    "experimental_autocast",
    "sparse",
    "ragged",
    "query_shape",
    "key_shape",
    "value_shape",
];

/// A config in today's form.
///
/// # Errors
/// When it cannot be read, or has a part of Keras 1 that has no counterpart.
pub fn modernize(mut config: Value, generation: Generation) -> Result<Value> {
    match generation {
        Generation::Three => keras_3(&mut config),
        _ => model(&mut config, generation)?,
    }
    operations::replace(&mut config)?;
    Ok(config)
}

/// Removes the argument `training` of layers' calls. In Keras 3 a model's `fit` and `predict` override it
/// (`models/functional.py`, `operation_fn`); in Keras 2 the argument of the call wins. Also gives a class the name that users
/// know: HDF5 files have the one within Keras.
fn keras_3(config: &mut Value) {
    let layers = config.get_mut("config").and_then(|config| config.get_mut("layers"));
    for layer in layers.and_then(Value::as_array_mut).into_iter().flatten() {
        keras_3(layer);
        if layer["class_name"] == OTHER_NAME[1] {
            set(layer, "class_name", OTHER_NAME[0]);
        }
        let nodes = layer.get_mut("inbound_nodes").and_then(Value::as_array_mut);
        let kwargs = nodes.into_iter().flatten().filter_map(|node| node.get_mut("kwargs")?.as_object_mut());
        kwargs.for_each(|kwargs| drop(kwargs.remove("training")));
    }
}

/// Translates a model and the layers in it.
fn model(value: &mut Value, generation: Generation) -> Result<()> {
    if value["class_name"] == "Model" {
        set(value, "class_name", "Functional");
    }
    // Up to Keras 2.2.2 the config of a Sequential is the plain list of its layers.
    if value["config"].is_array() {
        let mut config = members([("layers", take(value, "config"))]);
        if let Some(name) = value.get("name") {
            set(&mut config, "name", name.clone());
        }
        set(value, "config", config);
    }
    let Some(config) = value.get_mut("config") else { return Ok(()) };
    renumber(config);
    // An inner model that comes first states the shape for the model around it, too.
    if config.get("build_input_shape").is_none()
        && let Some(shape) =
            config["layers"].get(0).filter(|first| is_model(first)).and_then(stated_shape).cloned()
    {
        set(config, "build_input_shape", shape);
    }
    let layers = config.get_mut("layers").and_then(Value::as_array_mut);
    layers.into_iter().flatten().try_for_each(|value| layer(value, generation))
}

/// The most inner models of one model whose uses are numbered anew.
const MOST_INNER_MODELS: usize = 500;

/// Numbers the uses of inner models from 0. Keras 2 begins with 1 there, because an inner model also counts the use by
/// which it was made.
fn renumber(config: &mut Value) {
    let layers = config["layers"].as_array();
    let inner: Vec<String> = layers
        .into_iter()
        .flatten()
        .filter(|layer| is_model(layer))
        .map(|layer| name(layer).to_string())
        .collect();
    // Each inner model walks the whole config.
    let inner = inner.into_iter().take(MOST_INNER_MODELS);
    for model in inner {
        let mut first = u64::MAX;
        let change_all = |config: &mut Value, change: &mut dyn FnMut(&mut Value)| {
            let layers = config.get_mut("layers").and_then(Value::as_array_mut);
            let nodes = layers.into_iter().flatten().filter_map(|layer| layer.get_mut("inbound_nodes"));
            nodes.for_each(|nodes| uses(nodes, &model, change));
            if let Some(outputs) = config.get_mut("output_layers") {
                uses(outputs, &model, change);
            }
        };
        change_all(config, &mut |number| first = first.min(number.as_u64().unwrap_or(0)));
        change_all(config, &mut |number| *number = number.as_u64().unwrap_or(0).saturating_sub(first).into());
    }
}

/// Calls `change` for the number of each use of a layer, in lists such as `["base", 1, 0, {}]`.
fn uses(value: &mut Value, layer: &str, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(list) => {
            if list.len() >= 3 && list[0] == layer && list[1].is_u64() {
                change(&mut list[1]);
            } else {
                list.iter_mut().for_each(|value| uses(value, layer, change));
            }
        }
        Value::Object(map) => map.values_mut().for_each(|value| uses(value, layer, change)),
        _ => {}
    }
}

/// The batch shape that the first layer of a model states.
fn stated_shape(model: &Value) -> Option<&Value> {
    let first = model["config"].get(0).or_else(|| model["config"]["layers"].get(0))?;
    let options = &first["config"];
    let stated = options.get("batch_input_shape").or_else(|| options.get("batch_shape"));
    stated.or_else(|| is_model(first).then(|| stated_shape(first))?)
}

/// True for a config of a model.
fn is_model(value: &Value) -> bool {
    matches!(value["class_name"].as_str(), Some("Sequential" | "Functional" | "Model"))
}

fn layer(value: &mut Value, generation: Generation) -> Result<()> {
    if is_model(value) {
        return model(value, generation);
    }
    let Some(class) = value["class_name"].as_str().map(ToString::to_string) else { return Ok(()) };
    let Some(options) = value.get_mut("config").and_then(Value::as_object_mut) else { return Ok(()) };
    let known = CLASSES.iter().find(|(old, _)| *old == class);
    // TensorFlow 1 and 2 kept both versions of some classes: BatchNormalizationV1, LSTMV2, ..
    let plain = class.strip_suffix("V1").or_else(|| class.strip_suffix("V2"));
    let mut today = known.map_or(plain.unwrap_or(&class), |&(_, today)| today);
    if generation == Generation::One {
        today = keras_1(&class, today, options)?;
    }
    let today = today.to_string();
    for name in DROPPED {
        options.remove(*name);
    }
    if today.starts_with("Depthwise") || today.starts_with("Separable") || today.ends_with("Transpose") {
        // Keras 2 writes the option of the base class, always as 1.
        if options.get("groups").is_some_and(|groups| groups == 1) {
            options.remove("groups");
        }
    }
    if let Some(shape) = options.remove("batch_input_shape") {
        options.insert("batch_shape".into(), shape);
    }
    match today.as_str() {
        "LeakyReLU" => rename(options, "alpha", "negative_slope"),
        // The same function with a slope of 0.
        "ReLU" => rename(options, "theta", "threshold"),
        // Only another way to the same numbers.
        "MultiHeadAttention" => drop(options.remove("softmax_robust_masking")),
        // Before Keras 2.1.3 the reset gate came before the product. The layer for CUDA always had it after.
        "GRU" if !options.contains_key("reset_after") => {
            options.insert("reset_after".into(), (class == "CuDNNGRU").into());
        }
        _ => {}
    }
    for (name, value) in options.iter_mut() {
        option(name, value, generation)?;
    }
    set(value, "class_name", today);
    Ok(())
}

fn rename(options: &mut Map<String, Value>, old: &str, new: &str) {
    if let Some(value) = options.remove(old) {
        options.insert(new.into(), value);
    }
}

/// Translates the value of one option.
fn option(name: &str, value: &mut Value, generation: Generation) -> Result<()> {
    match value {
        Value::String(text) if name.ends_with("activation") => {
            // Some versions of TensorFlow 2 name the function instead: `softmax_v2`.
            if let Some(plain) = text.strip_suffix("_v2") {
                *text = plain.into();
            }
            if text == "hard_sigmoid" {
                *text = "legacy_hard_sigmoid".into();
            }
        }
        Value::String(text) if name == "data_format" || name == "padding" => match text.as_str() {
            "tf" => *text = "channels_last".into(),
            "th" => *text = "channels_first".into(),
            _ => {}
        },
        Value::String(text) if name.ends_with("initializer") => match text.as_str() {
            "one" => *text = "ones".into(),
            "zero" => *text = "zeros".into(),
            "normal" => *text = "random_normal".into(),
            "uniform" => *text = "random_uniform".into(),
            _ => {}
        },
        Value::Object(map) if name.ends_with("initializer") => {
            // Keras 2 drew the truncated normal distribution under this name.
            let config = map.get_mut("config");
            if let Some(distribution) = config.and_then(|config| config.get_mut("distribution"))
                && distribution == "normal"
            {
                *distribution = "truncated_normal".into();
            }
        }
        Value::Object(map) if name.ends_with("regularizer") && map.contains_key("name") => {
            let factor = |key: &str| map.get(key).cloned().unwrap_or(0.0.into());
            let config = members([("l1", factor("l1")), ("l2", factor("l2"))]);
            *value = members([("class_name", "L1L2".into()), ("config", config)]);
        }
        // The layers within Bidirectional, TimeDistributed, RNN.
        Value::Object(map) if map.contains_key("class_name") && map.contains_key("config") => {
            if matches!(name, "layer" | "backward_layer" | "forward_layer" | "cell") {
                layer(value, generation)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Translates the options of Keras 1; returns the class.
fn keras_1<'a>(class: &str, today: &'a str, options: &mut Map<String, Value>) -> Result<&'a str> {
    let recurrent = matches!(class, "LSTM" | "GRU" | "SimpleRNN");
    if let (Some(rows), Some(columns)) = (options.remove("nb_row"), options.remove("nb_col")) {
        options.insert("kernel_size".into(), [rows, columns].into_iter().collect());
    }
    if class == "Dense" || recurrent {
        rename(options, "output_dim", "units");
    }
    if class == "UpSampling2D" && options.get("size").is_none() {
        options.insert("size".into(), pair_value([2, 2]));
    }
    for &(old, new) in OPTIONS_OF_KERAS_1 {
        // RepeatVector and others have options of these names in Keras 2, too.
        if !options.contains_key(new) {
            rename(options, old, new);
        }
    }
    if let Some(init) = options.remove("forget_bias_init") {
        options.insert("unit_forget_bias".into(), (init == "one").into());
    }
    if class != "Embedding" {
        options.remove("input_dim");
    }
    match class {
        "BatchNormalization" => match options.remove("mode") {
            Some(mode) if mode != 0 && mode != 2 => {
                return Err(bad(format!(
                    "BatchNormalization of Keras 1 has mode {}; only 0 and 2 exist today",
                    text(&mode)
                )));
            }
            _ => {}
        },
        "Embedding" => {
            rename(options, "kernel_initializer", "embeddings_initializer");
            options.remove("dropout");
            for name in ["kernel_regularizer", "kernel_constraint"] {
                options.remove(name);
            }
        }
        "Merge" => return merge(options),
        _ => {}
    }
    Ok(today)
}

/// The class that does what `Merge` of Keras 1 did.
fn merge(options: &mut Map<String, Value>) -> Result<&'static str> {
    let mode = options.remove("mode").unwrap_or("sum".into());
    let axis = options.remove("concat_axis");
    let axes = options.remove("dot_axes");
    for name in
        ["mode_type", "output_shape", "output_shape_type", "output_mask", "output_mask_type", "arguments"]
    {
        options.remove(name);
    }
    if options.remove("layers").is_some() {
        return Err(bad(
            "a Merge of whole models (Keras 1) has no counterpart; save the model with a newer Keras",
        ));
    }
    Ok(match mode.as_str() {
        Some("sum") => "Add",
        Some("mul") => "Multiply",
        Some("ave") => "Average",
        Some("max") => "Maximum",
        Some("concat") => {
            options.insert("axis".into(), axis.unwrap_or((-1).into()));
            "Concatenate"
        }
        Some("dot" | "cos") => {
            options.insert("axes".into(), axes.unwrap_or((-1).into()));
            options.insert("normalize".into(), (mode == "cos").into());
            "Dot"
        }
        _ => {
            return Err(bad(format!(
                "Merge of Keras 1 has mode {}; expected sum, mul, concat, ave, max, dot or cos",
                text(&mode)
            )));
        }
    })
}
