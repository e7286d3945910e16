//! From the layers of a network to an ONNX graph.

mod activations;
mod convolution;
mod graph;
mod layers;
mod recurrent;

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::object;
use pupil_core::error::{Error, Result};
use pupil_core::training::Bundle;
use serde_json::Value;

use self::graph::{Graph, Layer, Tensor};
use crate::contents::{Contents, LayerWeights};
use crate::layers::name;
use crate::model;

/// Writes a model and its weights as an ONNX file of opset 17, for inference; see [`write_contents`].
///
/// # Errors
/// When a layer cannot be written; the message names it and its class.
pub fn write(bundle: &Bundle) -> Result<Vec<u8>> {
    write_contents(&model::contents(&model::write(bundle)?)?)
}

/// Writes a model as an ONNX file of opset 17, for inference. The network is not built: the shapes follow from the
/// config.
///
/// Inputs and outputs have the names and shapes of the Keras model; the batch axis is named `N`. Inputs are floats, also
/// where they are indices. Layers that only act in training are left out.
///
/// # Errors
/// When a layer cannot be written; the message names it and its class.
pub fn write_contents(contents: &Contents) -> Result<Vec<u8>> {
    let config = &contents.config["config"];
    let mut writer = Writer { graph: Graph::default(), weights: &contents.weights };
    let (input_names, output_names) = ends(&contents.config);
    let mut inputs = Vec::new();
    for (name, shape) in input_names.into_iter().zip(input_shapes(config)?) {
        let name = writer.graph.unique(name);
        writer.graph.port(11, &name, &shape);
        inputs.push(Tensor::last(shape, name));
    }
    let outputs = writer.model(&contents.config, "", inputs)?;
    for (name, output) in output_names.iter().zip(&outputs) {
        let last = writer.graph.channels_last(output);
        writer.graph.output(name, &last, &output.shape);
    }
    Ok(writer.graph.file(config["name"].as_str().unwrap_or_default(), &contents.metadata))
}

/// The names of a model's inputs and outputs: the names of the layers, or the keys of a dict.
fn ends(model: &Value) -> (Vec<String>, Vec<String>) {
    let config = &model["config"];
    if !config["input_layers"].is_null() {
        let names = |key: &str| match &config[key] {
            Value::Object(map) => map.keys().cloned().collect(),
            list => {
                let mut found = Vec::new();
                origins(list, &mut found);
                found.into_iter().map(|(name, ..)| name).collect()
            }
        };
        return (names("input_layers"), names("output_layers"));
    }
    let name = |layer: Option<&Value>| layer.map_or("input_layer", name).into();
    let layers = config["layers"].as_array().map_or(&[][..], Vec::as_slice);
    let first = layers.first().filter(|layer| layer["class_name"] == "InputLayer");
    (vec![name(first)], vec![name(layers.last())])
}

/// The shapes of one sample of each input.
fn input_shapes(config: &Value) -> Result<Vec<Vec<usize>>> {
    let layers = config["layers"].as_array().map_or(&[][..], Vec::as_slice);
    let mut names = Vec::new();
    origins(&config["input_layers"], &mut names);
    let of_name = |wanted: &str| layers.iter().find(|layer| name(layer) == wanted);
    let shapes: Vec<&Value> = match &*names {
        [] => {
            let first = layers.first().map_or(&Value::Null, |layer| &layer["config"]["batch_shape"]);
            vec![if first.is_null() { &config["build_input_shape"] } else { first }]
        }
        names => {
            let shape = |(name, ..): &(String, usize, usize)| Some(&of_name(name)?["config"]["batch_shape"]);
            names.iter().map(|name| shape(name).unwrap_or(&Value::Null)).collect()
        }
    };
    let sizes = |shape: &&Value| -> Option<Vec<usize>> {
        let (_batch, sizes) = shape.as_array()?.split_first()?;
        sizes.iter().map(|n| n.as_u64().map(|n| n as usize)).collect()
    };
    let shapes: Option<Vec<_>> = shapes.iter().map(sizes).collect();
    shapes.ok_or_else(|| {
        bad("an input of the model has a size that is not known; open the model with a shape for it, and write that")
    })
}

/// A graph, and the weights for it.
struct Writer<'a> {
    graph: Graph,
    weights: &'a [LayerWeights],
}

fn bad(message: &str) -> Error {
    Error::format("ONNX file", message)
}

/// Where the inputs of one use of a layer come from: a layer, the number of its use, and the number of its output.
fn origins(value: &Value, found: &mut Vec<(String, usize, usize)>) {
    match value {
        Value::Array(list) => match &**list {
            [Value::String(name), node, index, ..] => {
                let number = |value: &Value| value.as_u64().unwrap_or(0) as usize;
                found.push((name.clone(), number(node), number(index)));
            }
            list => list.iter().for_each(|value| origins(value, found)),
        },
        Value::Object(map) => {
            if let Some(history) = map.get("config").and_then(|config| config.get("keras_history")) {
                origins(history, found);
            } else {
                map.values().for_each(|value| origins(value, found));
            }
        }
        _ => {}
    }
}

impl Writer<'_> {
    /// Writes a model, which may be a layer of another one, and returns its outputs.
    fn model(&mut self, model: &Value, path: &str, inputs: Vec<Tensor>) -> Result<Vec<Tensor>> {
        let (class, _) = object(model).ok_or_else(|| bad("the model has no class"))?;
        let config = &model["config"];
        let layers = config["layers"].as_array().ok_or_else(|| bad("the model has no layers"))?;
        if class == "Sequential" {
            let mut outputs = inputs;
            for layer in layers {
                outputs = self.layer(layer, path, outputs)?;
            }
            return Ok(outputs);
        }
        // The values known so far, each under the layer, the number of its use, and the number of its output.
        let mut known: Vec<((String, usize, usize), Tensor)> = Vec::new();
        let mut names = Vec::new();
        origins(&config["input_layers"], &mut names);
        known.extend(names.into_iter().zip(inputs));
        let mut open: Vec<(&Value, usize)> = Vec::new();
        for layer in layers {
            let uses = layer["inbound_nodes"].as_array().map_or(0, Vec::len);
            open.extend((0..uses).map(|number| (layer, number)));
        }
        while !open.is_empty() {
            let before = open.len();
            let mut later = Vec::new();
            for (layer, number) in open {
                let mut from = Vec::new();
                origins(&layer["inbound_nodes"][number]["args"], &mut from);
                let find =
                    |origin| known.iter().find(|(name, _)| name == origin).map(|(_, value)| value.clone());
                let Some(taken) = from.iter().map(find).collect::<Option<Vec<_>>>() else {
                    later.push((layer, number));
                    continue;
                };
                let name = layer["name"].as_str().unwrap_or_default();
                let outputs = self.layer(layer, path, taken)?;
                let named = outputs.into_iter().enumerate();
                known.extend(named.map(|(index, value)| ((String::from(name), number, index), value)));
            }
            if later.len() == before {
                return Err(bad("the layers of the model wait for each other"));
            }
            open = later;
        }
        let mut names = Vec::new();
        origins(&config["output_layers"], &mut names);
        let find = |origin| known.iter().find(|(name, _)| *name == origin).map(|(_, value)| value.clone());
        let outputs = names.into_iter().map(find).collect::<Option<Vec<_>>>();
        outputs.ok_or_else(|| bad("an output of the model is missing"))
    }

    /// Writes one use of a layer and returns its outputs.
    fn layer(&mut self, layer: &Value, path: &str, inputs: Vec<Tensor>) -> Result<Vec<Tensor>> {
        let (class, _) = object(layer).ok_or_else(|| bad("a layer has no class"))?;
        let config = &layer["config"];
        let name = layer["name"].as_str().or_else(|| config["name"].as_str()).unwrap_or_default();
        let path = if path.is_empty() { String::from(name) } else { format!("{path}/{name}") };
        if matches!(class, "Sequential" | "Functional" | "Model") {
            return self.model(layer, &path, inputs);
        }
        if class == "InputLayer" {
            return Ok(inputs);
        }
        let prefix = format!("{path}/");
        let mut weights = Vec::new();
        for LayerWeights { layer, names, tensors, .. } in self.weights {
            for (at, tensor) in tensors.iter().enumerate() {
                let full = format!("{layer}/{}", names.get(at).map_or("", String::as_str));
                if full.starts_with(&prefix) {
                    weights.push((tensor.shape().to_vec(), tensor.to_f32()));
                }
            }
        }
        let written = Layer { class, name, config, weights: &weights };
        self.graph.path = path.clone();
        if class == "TimeDistributed" {
            return self.each_step(&written, &path, &inputs);
        }
        Ok(vec![layers::write(&mut self.graph, &written, &inputs)?])
    }

    /// `TimeDistributed`: the steps of all samples as samples of the layer within.
    fn each_step(&mut self, layer: &Layer<'_>, path: &str, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        let [input] = inputs else { return Err(layer.error("expected one input")) };
        let [steps, sample @ ..] = &*input.shape else { return Err(layer.error("its input has no steps")) };
        let steps = *steps;
        let last = self.graph.channels_last(input);
        let flat: Vec<i64> = [-1].into_iter().chain(sample.iter().map(|&n| n as i64)).collect();
        let flat = self.graph.list("shape", &flat);
        let flat = self.graph.op("Reshape", &[&last, &flat]);
        let outputs = self.layer(&layer.config["layer"], path, vec![Tensor::last(sample.to_vec(), flat)])?;
        let mut back = Vec::new();
        for output in outputs {
            let last = self.graph.channels_last(&output);
            let mut shape = vec![steps];
            shape.extend(&output.shape);
            let target: Vec<i64> = [-1].into_iter().chain(shape.iter().map(|&n| n as i64)).collect();
            let target = self.graph.list("shape", &target);
            back.push(Tensor::last(shape, self.graph.op("Reshape", &[&last, &target])));
        }
        Ok(back)
    }
}
