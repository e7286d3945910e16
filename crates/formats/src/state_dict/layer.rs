//! The model whose weights are looked for, and its layers.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::Error;
use serde_json::Value;

use crate::source::file_name;

/// The program whose conventions the tensors of a file follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightsFrom {
    /// Kernels are `(inputs, outputs)`, and channels come last.
    Keras,
    /// Kernels are `(outputs, inputs)`, and channels come first.
    PyTorch,
}

impl WeightsFrom {
    /// The program of this name, `keras` or `pytorch`.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "keras" => Some(Self::Keras),
            "pytorch" => Some(Self::PyTorch),
            _ => None,
        }
    }
}

/// A model whose weights are looked for.
pub struct Target<'m> {
    /// Its config in Keras 3's form.
    pub config: &'m Value,
    /// Its layers, as [`Network::describe_layers`](pupil_core::models::Network::describe_layers) describes them.
    pub layers: &'m [Value],
    /// The names and shapes of its weights.
    pub weights: &'m [(String, Shape)],
}

/// A layer with weights.
pub(super) struct Layer<'m> {
    /// Its name; for a layer of an inner model `model/layer`.
    pub path: &'m str,
    /// Its class; that of the layer within for `TimeDistributed`.
    pub class: &'m str,
    pub config: &'m Value,
    /// For each weight the name of the layer and of the weight, and its shape.
    pub weights: Vec<(&'m str, &'m Shape)>,
}

impl Layer<'_> {
    /// The layer as errors show it: `"dense" (Dense: kernel (3, 4), bias (4,))`.
    pub fn shown(&self) -> String {
        let weights = self.weights.iter().map(|(name, shape)| format!("{} {shape}", file_name(name)));
        format!("\"{}\" ({}: {})", self.path, self.class, weights.collect::<Vec<_>>().join(", "))
    }
}

pub(super) fn bad(message: impl Into<String>) -> Error {
    Error::format("safetensors file", message.into())
}

/// The layers that have weights, in the model's order.
pub(super) fn with_weights<'m>(target: &'m Target<'_>) -> Vec<Layer<'m>> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    // `extend` inserts one by one. `collect` would add a general sort, 2 KB packed.
    places.extend(target.weights.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)));
    let layer = |layer: &'m Value| {
        let config = &layer["config"];
        let names = layer["weights"].as_array()?.iter().filter_map(Value::as_str);
        let weights: Vec<_> =
            names.filter_map(|name| Some((name, &target.weights[*places.get(name)?].1))).collect();
        // An inner model's layers are listed on their own.
        if weights.is_empty() || config["layers"].is_array() {
            return None;
        }
        let mut class = layer["className"].as_str()?;
        let mut config = config;
        if class == "TimeDistributed" {
            class = config["layer"]["class_name"].as_str()?;
            config = &config["layer"]["config"];
        }
        Some(Layer { path: layer["name"].as_str()?, class, config, weights })
    };
    target.layers.iter().filter_map(layer).collect()
}
