//! `Sequential`: layers one after the other.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::config::{float32_policy, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Parameter};
use crate::graph::{Graph, NodeId};
use crate::layers::{self, Entry, Trace, WeightOptions};
use crate::random::Generator;
use crate::shape::Shape;

/// One weight of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// `layer/name`, for example `conv2d/kernel`.
    pub name: String,
    /// The shape.
    pub shape: Shape,
    /// First values; penalty and constraint, which hold while it is trainable.
    pub options: WeightOptions,
    /// Whether training changes it.
    pub trainable: bool,
    /// Index of its layer.
    pub layer: usize,
}

/// Layers one after the other: what a model is, without the numbers.
#[derive(Debug)]
pub struct Sequential {
    name: String,
    input: Shape,
    input_name: String,
    layers: Vec<Entry>,
    weights: Vec<Weight>,
    /// Each layer's output, one sample's.
    outputs: Vec<Shape>,
}

impl Sequential {
    /// Layers for samples of shape `input`.
    ///
    /// # Errors
    /// When a layer cannot take what the one before gives; the message names the layer, the shape it got and
    /// what it needs.
    pub fn new(input: impl Into<Shape>, layers: impl IntoIterator<Item = Entry>) -> Result<Self> {
        Self::build("sequential".into(), "input_layer".into(), input.into(), layers.into_iter().collect())
    }

    fn build(name: String, input_name: String, input: Shape, layers: Vec<Entry>) -> Result<Self> {
        if layers.is_empty() {
            return Err(Error::invalid(format!("model \"{name}\" has no layers")));
        }
        if input.contains(&0) {
            return Err(Error::shape("the model's input", "with every axis at least 1", &input));
        }
        let mut model = Self { name, input, input_name, layers, weights: Vec::new(), outputs: Vec::new() };
        model.name_layers()?;
        let mut shape = model.input.clone();
        for index in 0..model.layers.len() {
            let entry = &model.layers[index];
            for spec in entry.layer.weights(&shape).map_err(|message| entry.error(message))? {
                model.weights.push(Weight {
                    name: format!("{}/{}", entry.name, spec.name),
                    shape: spec.shape,
                    options: spec.options,
                    trainable: entry.trainable && spec.trainable,
                    layer: index,
                });
            }
            let mut graph = Graph::new();
            let x = graph.leaf(Input, shape.batched(1));
            let hyper = graph.leaf(Input, [crate::optimizers::hyper::LEN]);
            let mut assigns = Vec::new();
            let mut trace = Trace::new(&mut graph, false, hyper, &mut assigns);
            let y = model.trace_layer(&mut trace, index, x)?;
            shape = graph.shape(y).sample();
            model.outputs.push(shape.clone());
        }
        Ok(model)
    }

    /// Gives unnamed layers Keras's automatic names and refuses doubles.
    fn name_layers(&mut self) -> Result<()> {
        for index in 0..self.layers.len() {
            if self.layers[index].name.is_empty() {
                let base = layers::base_name(self.layers[index].layer.class_name());
                let mut name = base.clone();
                for count in 1.. {
                    if self.layers.iter().all(|entry| entry.name != name) {
                        break;
                    }
                    name = format!("{base}_{count}");
                }
                self.layers[index].name = name;
            }
            let name = &self.layers[index].name;
            if self.layers[..index].iter().any(|earlier| earlier.name == *name) {
                return Err(Error::invalid(format!("two layers are named \"{name}\"; names must be unique")));
            }
        }
        Ok(())
    }

    /// Adds a layer to a graph; `trace` goes from layer to layer with the mask.
    fn trace_layer(&self, trace: &mut Trace<'_>, index: usize, x: NodeId) -> Result<NodeId> {
        let entry = &self.layers[index];
        if trace.mask.is_some() && entry.layer.refuses_mask() {
            return Err(entry.error("its input is masked, which this layer does not support"));
        }
        trace.graph.set_layer(&entry.name);
        let weights: Vec<NodeId> = (0..self.weights.len())
            .filter(|&i| self.weights[i].layer == index)
            .map(|i| trace.graph.leaf(Parameter { index: i }, self.weights[i].shape.clone()))
            .collect();
        trace.salt = index as u32;
        trace.frozen = !entry.trainable;
        let output = entry.layer.trace(trace, x, &weights).map_err(|error| match error {
            Error::Layer { message, .. } => entry.error(message),
            other => other,
        });
        trace.mask = trace.mask.filter(|_| entry.layer.keeps_mask());
        trace.graph.set_layer("");
        output
    }

    /// Adds the whole model to a graph, from its input to its output.
    ///
    /// In training, `assigns` gets the weights that the step replaces by other means than gradients, and their new
    /// values.
    pub fn trace(
        &self,
        graph: &mut Graph,
        x: NodeId,
        hyper: NodeId,
        training: bool,
        assigns: &mut Vec<(NodeId, NodeId)>,
    ) -> Result<NodeId> {
        let mut trace = Trace::new(graph, training, hyper, assigns);
        let output = (0..self.layers.len()).try_fold(x, |x, index| self.trace_layer(&mut trace, index, x))?;
        if trace.mask.is_some() {
            let last = &self.layers[self.layers.len() - 1];
            return Err(last.error("the output is masked; losses over masked steps are not supported"));
        }
        Ok(output)
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape of one input sample.
    pub fn input_shape(&self) -> &Shape {
        &self.input
    }

    /// For models whose inputs are the numbers of a vocabulary: its size.
    pub fn vocabulary(&self) -> Option<usize> {
        self.layers[0].layer.vocabulary()
    }

    /// The shape of one output sample.
    pub fn output_shape(&self) -> &Shape {
        self.outputs.last().unwrap_or(&self.input)
    }

    /// The layers with the shape of what each puts out (one sample's).
    pub fn layers(&self) -> impl Iterator<Item = (&Entry, &Shape)> {
        self.layers.iter().zip(&self.outputs)
    }

    /// The weights in Keras order.
    pub fn weights(&self) -> &[Weight] {
        &self.weights
    }

    /// First values of weight `index` for a model of this seed.
    pub fn initial_weight(&self, index: usize, seed: u64) -> Vec<f32> {
        let weight = &self.weights[index];
        let mut values = alloc::vec![0.0; weight.shape.size()];
        weight.options.initializer.fill(
            &weight.shape,
            &mut Generator::stream(seed, index as u64),
            &mut values,
        );
        values
    }

    /// The model as Keras's `to_json` writes it.
    pub fn to_config(&self) -> Value {
        let mut inputs = core::iter::once(&self.input).chain(&self.outputs);
        let mut entries = alloc::vec![layers::input_layer(&self.input_name, &self.input)];
        entries.extend(self.layers.iter().map(|entry| entry.to_config(inputs.next().unwrap_or(&self.input))));
        let config = members([
            ("name", self.name.as_str().into()),
            ("trainable", true.into()),
            ("dtype", float32_policy()),
            ("layers", entries.into()),
            ("build_input_shape", layers::batch_shape(&self.input)),
        ]);
        serialized("keras", "Sequential", config)
    }

    /// A model from its Keras 3 or tf.keras 2 config.
    ///
    /// # Errors
    /// When it is not the config of a Sequential model, its input shape is not stated, or a layer or option is
    /// not supported.
    pub fn from_config(value: &Value) -> Result<Self> {
        let bad = |message: String| Error::format("model config", message);
        let (class, config) =
            object(value).ok_or_else(|| bad("expected an object with class_name and config".into()))?;
        if class != "Sequential" {
            return Err(Error::unsupported("model class", class, "Sequential"));
        }
        let list = value["config"].as_array().or_else(|| config?.get("layers")?.as_array());
        let list = list.ok_or_else(|| bad("the config of Sequential has no list of layers".into()))?;
        let name = config.and_then(|c| c.get("name")).and_then(Value::as_str).unwrap_or("sequential");
        let mut input = config.and_then(|c| c.get("build_input_shape")).map(sample_shape).transpose()?;
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
                layers.push(Entry::from_config(class, options)?);
            }
        }
        let input = input.ok_or_else(|| {
            bad("the input shape is not stated; put an InputLayer first, or give the first layer an input shape".into())
        })?;
        Self::build(name.into(), input_name, input, layers)
    }
}

/// One sample's shape from a batch shape such as `[null, 28, 28, 1]`.
fn sample_shape(value: &Value) -> Result<Shape> {
    match value.as_array().map(Vec::as_slice) {
        Some([_, dims @ ..]) => dimensions(dims),
        _ => Err(Error::format(
            "model config",
            format!("batch shape {value}; expected a list such as [null, 28, 28, 1]"),
        )),
    }
}

fn dimensions(dims: &[Value]) -> Result<Shape> {
    let sizes: Option<Vec<usize>> = dims
        .iter()
        .map(|dim| dim.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0))
        .collect();
    sizes.map(Shape::new).ok_or_else(|| {
        let shown = Value::Array(dims.to_vec());
        Error::format(
            "model config",
            format!("input shape {shown}; every axis must be a whole number of at least 1"),
        )
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
        let model = Sequential::from_config(&serde_json::from_str(KERAS_2).unwrap()).unwrap();
        assert_eq!((model.name(), model.parameters()), ("old", (40 + 514, 0)));
        let written = model.to_config();
        assert_eq!(written["config"]["layers"][0]["config"]["batch_shape"], json!([null, 8, 8, 1]));
        let again = Sequential::from_config(&written).unwrap();
        assert_eq!(again.to_config(), written);
        assert_eq!(again.weights(), model.weights());
    }

    #[test]
    fn layers_that_do_not_fit_are_named_with_both_shapes() {
        let value = json!({ "class_name": "Sequential", "config": { "layers": [
            { "class_name": "InputLayer", "config": { "batch_shape": [null, 5] } },
            { "class_name": "Conv2D", "config": { "filters": 1, "kernel_size": 3 } },
        ] } });
        let error = Sequential::from_config(&value).unwrap_err().to_string();
        assert_eq!(
            error,
            "layer \"conv2d\" (Conv2D): expected samples of shape (height, width, channels), got (5,)"
        );
    }
}
