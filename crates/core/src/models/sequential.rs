//! `Sequential`: layers one after the other.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::network::{ModelKind, Network};
use super::parts::{Call, InputSource, Parts, Symbol};
use crate::config::{FLOAT32, batch_shape, dtype_policy, members, object};
use crate::error::{Error, Result};
use crate::layers::{Arguments, Entry, ReadEntry};
use crate::shape::OpenShape;

impl Network {
    /// Layers one after the other, for samples of shape `input`, in which some sizes may be unknown.
    ///
    /// # Errors
    /// When a layer cannot take the output of the one before; the message names the layer, the shape it got and what it
    /// needs.
    pub fn sequential(input: impl Into<OpenShape>, layers: impl IntoIterator<Item = Entry>) -> Result<Self> {
        let layers = layers.into_iter().collect();
        let source = InputSource::new("input_layer", Some(input.into()));
        Self::chain("sequential".into(), source, layers)
    }

    fn chain(name: String, source: InputSource, layers: Vec<Entry>) -> Result<Self> {
        // The input of layer `k`: the output of the layer before.
        let before = |layer: usize| layer.checked_sub(1).map_or(Symbol::Input(0), Symbol::of);
        let calls: Vec<Call> = (0..layers.len())
            .map(|layer| Call { layer, inputs: vec![before(layer)], arguments: Arguments::default() })
            .collect();
        let outputs = vec![before(calls.len())];
        Self::assemble(name, ModelKind::Sequential, vec![source], Parts { layers, calls, outputs })
    }

    /// The config of a Sequential.
    pub(super) fn sequential_config(&self) -> Value {
        let mut entries = Vec::new();
        let mut config = members([
            ("name", self.name.as_str().into()),
            ("trainable", self.trainable.into()),
            ("dtype", dtype_policy(FLOAT32)),
        ]);
        if self.inputs[0].shape.is_some() {
            entries.push(self.written_input(0));
            let (mut input, _) = self.written_shape(Symbol::Input(0));
            config["build_input_shape"] = batch_shape(&input);
            for (entry, output) in self.layers() {
                entries.push(entry.to_config(&input));
                input = output;
            }
        } else {
            entries.extend(self.layers.iter().map(Entry::serialized));
        }
        config["layers"] = entries.into();
        config
    }

    /// A Sequential from its options. Without an input shape, it gets its shapes from the model that it is part of.
    pub(super) fn read_sequential(config: &Map<String, Value>, read_entry: ReadEntry) -> Result<Self> {
        let bad = |message: String| Error::format("model config", message);
        let list = config.get("layers").and_then(Value::as_array);
        let list = list.ok_or_else(|| bad("the config of Sequential has no list of layers".into()))?;
        let name = config.get("name").and_then(Value::as_str).unwrap_or("sequential");
        let built = config.get("build_input_shape").filter(|value| !value.is_null());
        let mut input = built.map(sample_shape).transpose()?;
        let mut input_name = String::from("input_layer");
        let mut layers = Vec::new();
        let empty = Map::new();
        for (index, item) in list.iter().enumerate() {
            let (class, options) = object(item)
                .ok_or_else(|| bad(format!("layer {index} is not an object with class_name and config")))?;
            let options = options.unwrap_or(&empty);
            let keys = ["batch_shape", "batch_input_shape", "batchShape", "batchInputShape"];
            let stated = keys.iter().find_map(|&key| options.get(key)).filter(|value| !value.is_null());
            if let (Some(shape), 0) = (stated, index) {
                input = Some(sample_shape(shape)?);
            } else if let (Some(Value::Array(dims)), 0) =
                (options.get("input_shape").or_else(|| options.get("inputShape")), index)
            {
                input = Some(dimensions(dims)?);
            }
            if class == "InputLayer" {
                if index > 0 {
                    return Err(bad(format!(
                        "layer {index} is an InputLayer; only the first layer can be one"
                    )));
                }
                if let Some(name) = options.get("name").and_then(Value::as_str) {
                    input_name = name.to_string();
                }
            } else {
                layers.push(read_entry(class, options)?);
            }
        }
        Self::chain(name.into(), InputSource::new(input_name, input), layers)
    }
}

/// One sample's shape from a batch shape such as `[null, 28, 28, 1]`.
pub(super) fn sample_shape(value: &Value) -> Result<OpenShape> {
    match value.as_array().map(Vec::as_slice) {
        Some([_, dims @ ..]) => dimensions(dims),
        _ => Err(Error::format(
            "model config",
            format!("batch shape {value}; expected a list such as [null, 28, 28, 1]"),
        )),
    }
}

fn dimensions(dims: &[Value]) -> Result<OpenShape> {
    let size = |dim: &Value| match dim {
        Value::Null => Some(None),
        dim => dim.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0).map(Some),
    };
    dims.iter().map(size).collect::<Option<Vec<_>>>().map(OpenShape::new).ok_or_else(|| {
        let shown = Value::Array(dims.to_vec());
        let expected =
            "every axis must be a whole number of at least 1, or null for a size that is not known";
        Error::format("model config", format!("input shape {shown}; {expected}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What tf.keras 2 writes: no modules, the input's shape on the first layer, a plain dtype.
    const KERAS_2: &str = r#"{"class_name": "Sequential", "config": {"name": "old", "layers": [
        {"class_name": "Conv2D", "config": {"name": "c", "trainable": true, "batch_input_shape": [null, 8, 8, 1],
            "dtype": "float32", "filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same",
            "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "activation": "relu",
            "use_bias": true, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": null}},
            "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": null}},
        {"class_name": "Flatten", "config": {"name": "f", "trainable": true, "dtype": "float32"}},
        {"class_name": "Dense", "config": {"units": 2}}
    ]}, "keras_version": "2.15.0", "backend": "tensorflow"}"#;

    #[test]
    fn old_configs_are_read_and_written_as_new_ones() {
        let model = Network::from_config(&serde_json::from_str(KERAS_2).unwrap()).unwrap();
        assert_eq!((model.name(), model.parameters()), ("old", (40 + 514, 0)));
        let written = model.to_config();
        assert_eq!(written["config"]["layers"][0]["config"]["batch_shape"], json!([null, 8, 8, 1]));
        let again = Network::from_config(&written).unwrap();
        assert_eq!(again.to_config(), written);
        assert_eq!(again.weights(), model.weights());
    }

    #[test]
    fn layers_that_do_not_fit_are_named_with_both_shapes() {
        let value = json!({ "class_name": "Sequential", "config": { "layers": [
            { "class_name": "InputLayer", "config": { "batch_shape": [null, 5] } },
            { "class_name": "Conv2D", "config": { "filters": 1, "kernel_size": 3 } },
        ] } });
        let error = Network::from_config(&value).unwrap_err().to_string();
        assert_eq!(
            error,
            "layer \"conv2d\" (Conv2D): expected samples of shape (height, width, channels), got (5,)"
        );
    }
}
