//! Writes layers models for TensorFlow.js: a `model.json` and a `weights.bin`, in a zip archive.
//!
//! TensorFlow.js reads the configs of Keras 2, and finds weights by their names.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;
use pupil_core::error::{Error, Result};
use serde_json::Value;

use crate::contents::Contents;
use crate::json::{self, set};
use crate::keras::keras_2;
use crate::layers::{leaves, name};
use crate::source::file_name;
use crate::zip;

/// The layers of TensorFlow.js 4.22 that Pupil has, too.
const CLASSES: &[&str] = &[
    "Activation",
    "Add",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GRU",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "InputLayer",
    "LSTM",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MaxPooling1D",
    "MaxPooling2D",
    "Maximum",
    "Minimum",
    "Multiply",
    "PReLU",
    "Permute",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "SeparableConv2D",
    "SimpleRNN",
    "Softmax",
    "SpatialDropout1D",
    "TimeDistributed",
    "UpSampling2D",
    "ZeroPadding2D",
];

/// Its activations, with the names that it has for them.
const ACTIVATIONS: &[(&str, &str)] = &[
    ("elu", "elu"),
    ("gelu", "gelu"),
    ("legacy_hard_sigmoid", "hard_sigmoid"),
    ("linear", "linear"),
    ("log_softmax", "log_softmax"),
    ("mish", "mish"),
    ("relu", "relu"),
    ("relu6", "relu6"),
    ("selu", "selu"),
    ("sigmoid", "sigmoid"),
    ("silu", "swish"),
    ("softmax", "softmax"),
    ("softplus", "softplus"),
    ("softsign", "softsign"),
    ("tanh", "tanh"),
];

fn bad(message: impl Into<String>) -> Error {
    Error::format("model of TensorFlow.js", message.into())
}

/// A zip archive with `model.json` and `weights.bin`.
///
/// # Errors
/// When TensorFlow.js has no such layer or activation; the message names it.
pub fn archive_of(contents: &Contents) -> Result<Vec<u8>> {
    let (json, bytes) = files_of(contents)?;
    zip::write(&[("model.json", json.as_bytes()), ("weights.bin", &bytes)])
}

/// The texts of `model.json`, and the bytes of `weights.bin`.
///
/// # Errors
/// As [`archive_of`].
pub fn files_of(contents: &Contents) -> Result<(String, Vec<u8>)> {
    let mut topology = keras_2::config(&contents.config, 1);
    check(&mut topology, false)?;
    let leaves = leaves(&contents.config);
    let mut specs = Vec::new();
    let mut bytes: Vec<u8> = Vec::new();
    for layer in &contents.weights {
        let class =
            leaves.iter().find(|(path, _)| *path == layer.layer).map(|(_, config)| &config["class_name"]);
        let class = class.and_then(Value::as_str).unwrap_or_default();
        let within = class == "TimeDistributed";
        // The name of the layer itself, without the models around it.
        let own = file_name(&layer.layer);
        for (at, tensor) in layer.tensors.iter().enumerate() {
            let name = layer.names.get(at).map_or("weight", String::as_str);
            // A wrapper of one layer names the weights as if they were its own.
            let name = match name {
                "kernel" if class == "DepthwiseConv2D" => "depthwise_kernel",
                _ if within => file_name(name),
                _ => name,
            };
            let shape: Value = tensor.shape().iter().copied().collect();
            specs.push(members([
                ("name", format!("{own}/{name}").into()),
                ("shape", shape),
                ("dtype", "float32".into()),
            ]));
            bytes.extend(tensor.to_f32().into_iter().flat_map(f32::to_le_bytes));
        }
    }
    let group = members([("paths", vec!["weights.bin"].into()), ("weights", specs.into())]);
    let json = members([
        ("format", "layers-model".into()),
        ("generatedBy", "Pupil".into()),
        ("convertedBy", Value::Null),
        ("modelTopology", topology),
        ("weightsManifest", vec![group].into()),
    ]);
    Ok((json::text(&json), bytes))
}

/// Checks that TensorFlow.js has all layers of a config, and gives activations its names.
///
/// `inner` is true for the layer within a wrapper.
fn check(value: &mut Value, inner: bool) -> Result<()> {
    let class = value["class_name"].as_str().unwrap_or_default().to_string();
    let name = name(value).to_string();
    let refuse = |what: &str| Err(bad(format!("layer \"{name}\": TensorFlow.js has no {what}")));
    let Some(config) = value.get_mut("config") else { return Ok(()) };
    if let Some(layers) = config.get_mut("layers").and_then(Value::as_array_mut) {
        return layers.iter_mut().try_for_each(|layer| check(layer, false));
    }
    if !CLASSES.contains(&class.as_str()) {
        return refuse(&format!("layer of the class {class}"));
    }
    if class == "GRU" && config["reset_after"] == true {
        return refuse("GRU with the option reset_after");
    }
    for key in ["activation", "recurrent_activation"] {
        let Some(given) = config[key].as_str() else { continue };
        match ACTIVATIONS.iter().find(|row| row.0 == given) {
            Some((_, theirs)) => set(config, key, *theirs),
            None => return refuse(&format!("activation {given}")),
        }
    }
    // Within Bidirectional both programs put zeros where steps are masked.
    for (key, neutral) in [("noise_shape", Value::Null), ("synchronized", false.into())] {
        if config.get(key).is_some_and(|value| *value != neutral) {
            return refuse(&format!("option {key}"));
        }
    }
    if config["zero_output_for_mask"] == true && !inner {
        return refuse("option zero_output_for_mask");
    }
    // It computes in 32 bits.
    if config.get("dtype").is_some() {
        set(config, "dtype", "float32");
    }
    let names = ["zero_output_for_mask", "seed", "noise_shape", "synchronized"];
    if let Value::Object(map) = config {
        names.iter().for_each(|name| drop(map.remove(*name)));
    }
    for key in ["layer", "backward_layer"] {
        if let Some(inner) = config.get_mut(key).filter(|inner| inner.is_object()) {
            check(inner, true)?;
        }
    }
    if class == "Bidirectional"
        && let Value::Object(map) = config
    {
        // The library makes the other direction from `layer`, and puts `forward_` before its name.
        map.remove("backward_layer");
        if let Some(options) = map.get_mut("layer").and_then(|layer| layer.get_mut("config")) {
            let own = options["name"].as_str().unwrap_or_default();
            let own = own.strip_prefix("forward_").unwrap_or(own).to_string();
            set(options, "name", own);
        }
    }
    Ok(())
}
