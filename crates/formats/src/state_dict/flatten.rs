//! Layers behind a flattening. PyTorch flattens (channels, height, width), and Keras (height, width, channels).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::layer::Target;
use crate::layers::{leaves, name};

/// The axes that were flattened: all places of a picture, and its channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flattened {
    places: usize,
    channels: usize,
}

impl Flattened {
    /// The number of values of a sample.
    pub fn size(self) -> usize {
        self.places.saturating_mul(self.channels)
    }

    /// Rows that are ordered by channels first, with channels last.
    pub fn channels_last(self, numbers: &[f32]) -> Vec<f32> {
        let row = numbers.len() / self.size().max(1);
        let mut out = Vec::with_capacity(numbers.len());
        for place in 0..self.places {
            for channel in 0..self.channels {
                let from = (channel * self.places + place) * row;
                out.extend_from_slice(&numbers[from..from + row]);
            }
        }
        out
    }
}

/// Layers that change neither the order nor the number of values.
const ELEMENTWISE: &[&str] = &[
    "Dropout",
    "Activation",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "PReLU",
    "Softmax",
    "GaussianNoise",
    "GaussianDropout",
    "AlphaDropout",
    "BatchNormalization",
    "LayerNormalization",
    "InputLayer",
    "ActivityRegularization",
];

/// Classes before which PyTorch has the channels first, by the beginnings of their names.
const CHANNELS_FIRST: &[&str] = &[
    "Conv",
    "Depthwise",
    "Separable",
    "MaxPool",
    "AveragePool",
    "UpSampling",
    "ZeroPadding",
    "Cropping",
    "SpatialDropout",
    "GroupNormalization",
];

/// The layers whose inputs were flattened from several channels, by their paths.
pub(super) fn behind(target: &Target<'_>) -> BTreeMap<String, Flattened> {
    let mut before = BTreeMap::new();
    edges(target.config, "", None, &mut before);
    let mut layers: BTreeMap<&str, &Value> = BTreeMap::new();
    layers.extend(target.layers.iter().filter_map(|layer| Some((layer["name"].as_str()?, layer))));
    let inputs =
        leaves(target.config).into_iter().map(|(path, layer)| (path, &layer["config"]["batch_shape"]));
    let mut by_path: BTreeMap<String, &Value> = BTreeMap::new();
    by_path.extend(inputs);
    let mut found = BTreeMap::new();
    for path in before.keys() {
        let class = layers.get(path.as_str()).and_then(|layer| layer["className"].as_str());
        if !matches!(class, Some("Dense" | "BatchNormalization" | "LayerNormalization")) {
            continue;
        }
        let mut at = path;
        // As many steps as there are layers, so a circle ends, too.
        for _ in 0..before.len() {
            let Some(previous) = before.get(at) else { break };
            at = previous;
            let Some(layer) = layers.get(at.as_str()) else { break };
            match layer["className"].as_str().unwrap_or_default() {
                class if ELEMENTWISE.contains(&class) => {}
                "Flatten" | "Reshape" if rank(layer) == 1 => {
                    found.extend(flattened(at, &before, &layers, &by_path).map(|of| (path.clone(), of)));
                    break;
                }
                _ => break,
            }
        }
    }
    found
}

/// The number of axes of a layer's output, without the batch.
fn rank(layer: &Value) -> usize {
    layer["outputShape"].as_array().map_or(0, |shape| shape.len().saturating_sub(1))
}

/// What a layer flattens, if PyTorch would have the values in another order.
fn flattened(
    path: &String,
    before: &BTreeMap<String, String>,
    layers: &BTreeMap<&str, &Value>,
    inputs: &BTreeMap<String, &Value>,
) -> Option<Flattened> {
    let mut at = before.get(path)?;
    let shape = match layers.get(at.as_str()) {
        Some(layer) => &layer["outputShape"],
        None => inputs.get(at)?,
    };
    let shape = shape.as_array()?;
    let sizes: Vec<usize> = shape.iter().skip(1).map(|size| size.as_u64().unwrap_or(0) as usize).collect();
    let (&channels, places) = sizes.split_last()?;
    let places: usize = places.iter().product();
    if places < 2 || channels < 2 {
        return None;
    }
    // Pictures have their channels first in PyTorch. Steps have them first before a convolution, and last before a
    // recurrent layer.
    for _ in 0..=before.len() {
        let class = layers.get(at.as_str()).and_then(|layer| layer["className"].as_str());
        match class {
            Some(class) if CHANNELS_FIRST.iter().any(|start| class.starts_with(start)) => break,
            Some(class) if ELEMENTWISE.contains(&class) => {}
            _ if sizes.len() > 2 => break,
            _ => return None,
        }
        match before.get(at) {
            Some(previous) => at = previous,
            None if sizes.len() > 2 => break,
            None => return None,
        }
    }
    Some(Flattened { places, channels })
}

/// Adds for each layer the layer before it. `feed` is the layer before the model. Returns the model's last layer.
fn edges(
    model: &Value,
    prefix: &str,
    feed: Option<String>,
    into: &mut BTreeMap<String, String>,
) -> Option<String> {
    let config = &model["config"];
    let sequential = model["class_name"] == "Sequential";
    let mut previous = feed.clone();
    // What stands for each layer's output: for an inner model its last layer.
    let mut outputs: BTreeMap<&str, String> = BTreeMap::new();
    for layer in config["layers"].as_array().into_iter().flatten() {
        let own = name(layer);
        let path = format!("{prefix}{own}");
        if !sequential {
            let mut sources = Vec::new();
            histories(&layer["inbound_nodes"][0], &mut sources);
            previous = match sources[..] {
                [] => feed.clone(),
                [source] => outputs.get(source).cloned(),
                // Several inputs are no flattening.
                _ => None,
            };
        }
        let output = match layer["config"]["layers"].is_array() {
            true => edges(layer, &format!("{path}/"), previous, into),
            false => {
                if let Some(previous) = previous {
                    into.insert(path.clone(), previous);
                }
                Some(path)
            }
        };
        if let Some(output) = &output {
            outputs.insert(own, output.clone());
        }
        previous = output;
    }
    if sequential {
        return previous;
    }
    let last = &config["output_layers"];
    let last = last[0].as_str().or_else(|| last[0][0].as_str())?;
    outputs.get(last).map(ToString::to_string)
}

/// The names of the layers that a call of Keras 3 takes its inputs from.
fn histories<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => match map.get("keras_history").and_then(|history| history[0].as_str()) {
            Some(source) => into.push(source),
            None => map.values().for_each(|value| histories(value, into)),
        },
        Value::Array(list) => list.iter().for_each(|value| histories(value, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_by_channels_come_by_places() {
        // Two channels of three places: 0 1 2 are those of the first channel.
        let rows = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0];
        let of = Flattened { places: 3, channels: 2 };
        assert_eq!(of.channels_last(&rows), [0.0, 10.0, 1.0, 11.0, 2.0, 12.0]);
    }
}
