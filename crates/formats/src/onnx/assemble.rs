//! From the layers of a graph to a model's contents.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;
use pupil_core::tensor::Tensor;
use serde_json::Value;

use super::build::{Build, ONE};
use super::options::{Options, single};
use super::wire::bad;
use crate::contents::{Contents, LayerWeights, WeightOrder};
use crate::json;

/// A Keras object in serialised form.
#[inline(never)]
fn serialized(module: &str, class: &str, config: Value) -> Options {
    let mut options = Options::new();
    options.text("module", module).text("class_name", class).set("config", config);
    options.set("registered_name", Value::Null).take()
}

impl Build<'_> {
    /// The earlier call of the same layer, for each layer that has one; else [`ONE`]. Two layers are the same if they have
    /// the same options and weights, and the weights are the same constants of the file. Others that share constants get
    /// a note.
    fn shared(&mut self, needed: &[usize]) -> Vec<usize> {
        let mut same = vec![ONE; self.layers.len()];
        for at in 0..self.layers.len() {
            let layer = &self.layers[at];
            let end = if layer.sources.is_empty() { 0 } else { at };
            for earlier in 0..end {
                let other = &self.layers[earlier];
                let shares = |&(place, &source): &(usize, &usize)| {
                    // Exporters store equal constants once, such as the zeros of biases. Only weights that differ among
                    // themselves say that a layer is meant to be used again.
                    let values = &layer.weights[place].1;
                    source != 0 && other.sources.contains(&source) && values.iter().any(|v| *v != values[0])
                };
                if needed[at] == 0
                    || needed[earlier] == 0
                    || same[earlier] != ONE
                    || !layer.sources.iter().enumerate().any(|source| shares(&source))
                {
                    continue;
                }
                let equal = layer.class == other.class
                    && layer.weights == other.weights
                    && json::text(&layer.options.0) == json::text(&other.options.0)
                    && layer.inputs.len() == 1
                    && self.output(layer.inputs[0]) == self.output(other.inputs[0]);
                if equal {
                    same[at] = earlier;
                } else {
                    let (a, b) = (other.name.as_str(), layer.name.as_str());
                    self.notes.push(
                        [
                            "Layers \"",
                            a,
                            "\" and \"",
                            b,
                            "\" share weights in the file; here each has its own.",
                        ]
                        .concat(),
                    );
                }
                break;
            }
        }
        same
    }

    /// The config and the weights of the layers that lead to the outputs.
    pub(super) fn contents(mut self, outputs: &[usize]) -> Result<Contents> {
        // Layers take from earlier layers only, so one pass from the last to the first finds all that are needed.
        let mut needed = vec![0; self.layers.len()];
        outputs.iter().for_each(|&layer| needed[layer] = 1);
        for (at, layer) in self.layers.iter().enumerate().rev() {
            if needed[at] > 0 {
                layer.inputs.iter().for_each(|&input| needed[input] = 1);
            }
        }
        let same = self.shared(&needed);
        // For each layer its entry in the config, and the number of the call.
        let mut calls: Vec<(usize, usize)> = Vec::new();
        let mut nodes: Vec<Vec<Value>> = Vec::new();
        let (mut entries, mut inputs, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for at in 0..self.layers.len() {
            calls.push((ONE, 0));
            if needed[at] == 0 {
                continue;
            }
            let mut tensors = Vec::new();
            for &input in &self.layers[at].inputs {
                let mut options = Options::new();
                options.set("shape", self.batch_shape(input)).text("dtype", "float32");
                options.set("keras_history", self.history(input, &same, &calls));
                let mut tensor = Options::new();
                tensor.text("class_name", "__keras_tensor__").set("config", options.0);
                tensors.push(tensor.0);
            }
            if tensors.len() > 1 {
                let list = Value::Array(core::mem::take(&mut tensors));
                tensors.push(list);
            }
            let node =
                Options::new().set("args", Value::Array(tensors)).set("kwargs", Options::new().0).take();
            if same[at] != ONE {
                let entry = calls[same[at]].0;
                calls[at] = (entry, nodes[entry].len());
                nodes[entry].push(node.0);
                continue;
            }
            calls[at].0 = nodes.len();
            let shape = self.batch_shape(at);
            let layer = &mut self.layers[at];
            let mut config = layer.options.take();
            config.text("name", &layer.name);
            if layer.class == "InputLayer" {
                config.set("batch_shape", shape).text("dtype", "float32");
                config.flag("sparse", false).flag("ragged", false);
                nodes.push(Vec::new());
            } else {
                nodes.push(vec![node.0]);
            }
            let mut entry = serialized("keras.layers", layer.class, config.0);
            entry.text("name", &layer.name);
            entries.push(entry);
            if !layer.weights.is_empty() {
                let mut tensors = Vec::new();
                for (shape, values) in core::mem::take(&mut layer.weights) {
                    tensors.push(Tensor::from_f32(&*shape, values)?);
                }
                weights.push(LayerWeights {
                    names: Vec::new(),
                    layer: layer.name.clone(),
                    tensors,
                    order: WeightOrder::Layers,
                });
            }
            if self.layers[at].class == "InputLayer" {
                inputs.push(self.history(at, &same, &calls));
            }
        }
        if inputs.is_empty() {
            return Err(bad("its outputs do not depend on any input"));
        }
        let mut layers = Vec::new();
        for (mut entry, nodes) in entries.into_iter().zip(nodes) {
            layers.push(entry.set("inbound_nodes", Value::Array(nodes)).take().0);
        }
        let mut ends = Vec::new();
        outputs.iter().for_each(|&layer| ends.push(self.history(layer, &same, &calls)));
        let mut config = Options::new();
        config.text("name", "functional").flag("trainable", true).set("layers", Value::Array(layers));
        config.set("input_layers", single(inputs)).set("output_layers", single(ends));
        let mut contents = Contents::from_config(serialized("keras", "Functional", config.0).0);
        contents.weights = weights;
        if let Some(classes) = self.classes {
            contents.metadata.push(("classes".into(), classes));
        }
        contents.metadata.append(&mut self.model.metadata);
        contents.notes.append(&mut self.notes);
        Ok(contents)
    }

    /// A layer's output as Keras names it: the layer, the number of the call, and the number of the output.
    #[inline(never)]
    fn history(&self, layer: usize, same: &[usize], calls: &[(usize, usize)]) -> Value {
        let first = if same[layer] == ONE { layer } else { same[layer] };
        Value::Array(vec![self.layers[first].name.as_str().into(), calls[layer].1.into(), 0.into()])
    }

    /// The shape of a layer's output with null for the batch.
    #[inline(never)]
    fn batch_shape(&self, layer: usize) -> Value {
        let mut list = Vec::new();
        for &n in &*self.output(layer) {
            list.push(if list.is_empty() { Value::Null } else { n.into() });
        }
        Value::Array(list)
    }
}
