//! From the graph of an ONNX file to Keras layers: the order of the nodes, and which code reads which operator.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::{batch_shape, input_layer, members, serialized};
use pupil_core::error::Result;
use pupil_core::tensor::Tensor;
use serde_json::Value;

use super::build::{BATCH, Build, Known, View};
use super::constant::{Op, Reason};
use super::dims::Dims;
use super::proto::{Model, Node};
use super::wire::bad;
use crate::contents::{Contents, LayerWeights, WeightOrder};

/// The most operators that a message lists.
const MOST_LISTED: usize = 40;

/// Reads a model from an ONNX file as Keras layers.
///
/// Inputs and outputs keep the shapes that they have in the file; inside, channels are last, as in Keras. Layers get
/// their names from the file's nodes.
///
/// # Errors
/// When the file is broken, or an operator has no Keras layer; the message lists all such operators with their nodes.
pub fn read(file: &[u8]) -> Result<Contents> {
    let mut build = Build::new(Model::read(file)?, file.len());
    for (id, bytes) in core::mem::take(&mut build.model.initializers) {
        build.known[id] = Known::Stored(bytes);
    }
    let nodes = core::mem::take(&mut build.model.nodes);
    let recurrent_inputs: Vec<usize> = nodes
        .iter()
        .filter(|node| matches!(node.op, "LSTM" | "GRU" | "RNN") && node.int("layout", 0) == 0)
        .filter_map(|node| node.inputs.first().copied())
        .collect();
    for (at, node) in nodes.iter().enumerate() {
        node.inputs.iter().for_each(|&id| build.uses[id] += 1);
        for &id in node.outputs.iter().filter(|&&id| id != 0) {
            build.producers[id] = Some(at);
        }
    }
    build.model.nodes = nodes;
    build.uses[0] = 0;
    for id in build.model.outputs.iter().map(|port| port.id).collect::<Vec<_>>() {
        build.uses[id] += 1;
    }
    build.inputs(&recurrent_inputs)?;
    let failures = build.nodes();
    let outputs = build.outputs(&failures)?;
    build.contents(&outputs)
}

impl<'a> Build<'a> {
    /// Adds an `InputLayer` for each input of the graph that is not a constant.
    fn inputs(&mut self, recurrent_inputs: &[usize]) -> Result<()> {
        for port in core::mem::take(&mut self.model.inputs) {
            if !matches!(self.known[port.id], Known::Unknown) || self.uses[port.id] == 0 {
                continue;
            }
            let name = self.model.names.texts[port.id].clone();
            let dims = port.dims.filter(|dims| !dims.is_empty() && dims.len() <= 6);
            let dims =
                dims.ok_or_else(|| bad(&format!("input \"{name}\" has no shape, or too many axes")))?;
            // The batch is the first axis; in sequences of PyTorch's recurrent layers it is the second.
            let open: Dims = (0..dims.len()).filter(|&k| dims[k].is_none()).collect();
            let steps_first =
                dims.len() == 3 && (*open == [1] || *open != [0] && recurrent_inputs.contains(&port.id));
            let batch = usize::from(steps_first);
            if let Some(k) = open.iter().find(|&&k| k != batch) {
                return Err(bad(&format!(
                    "axis {k} of input \"{name}\" has no fixed size; export the model with fixed sizes for all \
                     axes but the batch"
                )));
            }
            if steps_first {
                self.notes
                    .push(format!("Input \"{name}\" has steps first in the file; here samples come first."));
            }
            self.batch = dims[batch].or(self.batch);
            let mut shape: Dims = (0..dims.len()).filter(|&k| k != batch).filter_map(|k| dims[k]).collect();
            shape.insert(0, BATCH);
            let axes = (0..dims.len()).map(|k| {
                if k == batch {
                    0
                } else if k < batch {
                    k + 1
                } else {
                    k
                }
            });
            let axes = axes.collect();
            self.next_name = name;
            let layer = self.layer("InputLayer", members([]), &[], shape, Vec::new());
            self.known[port.id] = Known::View(View { layer, axes, folded: 0, sole: true });
        }
        Ok(())
    }

    /// Reads all nodes, each after those that compute its inputs. Returns why nodes have no layer.
    fn nodes(&mut self) -> Vec<Option<Reason>> {
        let nodes = core::mem::take(&mut self.model.nodes);
        // Patterns look at earlier nodes, so the nodes are put back while one is read.
        let total = nodes.len();
        self.model.nodes = nodes;
        let mut failures = vec![None; total];
        // 0: not seen, 1: waits for its inputs, 2: read.
        let mut states = vec![0u8; total];
        for start in 0..total {
            let mut path = vec![start];
            while let Some(&at) = path.last() {
                if states[at] == 0 {
                    states[at] = 1;
                    let missing = self.model.nodes[at].inputs.iter().filter_map(|&id| self.producers[id]);
                    let missing: Vec<usize> = missing.filter(|&producer| states[producer] == 0).collect();
                    path.extend(missing);
                    continue;
                }
                path.pop();
                if states[at] == 1 {
                    states[at] = 2;
                    let node = core::mem::take(&mut self.model.nodes[at]);
                    failures[at] = self.node(&node).err();
                    self.model.nodes[at] = node;
                }
            }
        }
        failures
    }

    /// Reads a node: gives each of its outputs a value.
    fn node(&mut self, node: &Node<'a>) -> Op<()> {
        for output in 0..node.outputs.len() {
            self.set(node, output, Known::Unsupported);
        }
        self.next_name = name_of(node);
        if self.pattern(node) {
            return Ok(());
        }
        let given = node.inputs.iter().filter(|&&id| id != 0);
        let (mut constant, mut unsupported) = (true, false);
        for &id in given {
            match self.known[id] {
                // The nodes before it are listed.
                Known::Unsupported => unsupported = true,
                Known::Unknown => return Err(&"one of its inputs is not computed"),
                Known::View(_) => constant = false,
                _ => {}
            }
        }
        if !matches!(node.domain, "" | "ai.onnx" | "ai.onnx.ml") {
            return Err(&"it is not an operator of ONNX");
        }
        if unsupported {
            // Loops and branches are named even where something before them is unsupported too.
            return if matches!(node.op, "Loop" | "If" | "Scan") { Err(&"") } else { Ok(()) };
        }
        match node.op {
            "Constant" => self.constant_node(node),
            "Shape" => self.shape_node(node),
            _ if constant && !node.inputs.is_empty() => self.fold(node),
            _ => self.operator(node),
        }
    }

    fn operator(&mut self, node: &Node<'a>) -> Op<()> {
        match node.op {
            "Identity" | "Cast" | "CastLike" | "ZipMap" => {
                let view = self.view(node, 0)?;
                self.set_view(node, view);
                Ok(())
            }
            "Dropout" => {
                let view = self.view(node, 0)?;
                let rate = match self.id(node, 1) {
                    0 => node.float("ratio", 0.5),
                    _ => self.constant(node, 1)?.single()?,
                };
                if rate > 0.0 && rate < 1.0 {
                    self.map(node, view, "Dropout", members([("rate", rate.into())]));
                } else {
                    self.set_view(node, view);
                }
                Ok(())
            }
            "Gemm" => self.gemm(node),
            "MatMul" => self.matmul(node),
            "LinearClassifier" => self.linear_classifier(node),
            "LinearRegressor" => self.linear_regressor(node),
            "Normalizer" => self.normalizer(node),
            "Scaler" => self.scaler(node),
            "Conv" => self.conv(node),
            "ConvTranspose" => self.conv_transpose(node),
            "MaxPool" | "AveragePool" => self.pool(node),
            "GlobalMaxPool" | "GlobalAveragePool" | "ReduceMean" | "ReduceMax" | "ReduceSum" => {
                self.reduce(node)
            }
            "Upsample" | "Resize" => self.resize(node),
            "BatchNormalization" => self.batch_normalization(node),
            "LayerNormalization" => self.layer_normalization(node),
            "InstanceNormalization" | "GroupNormalization" => self.group_normalization(node),
            "LpNormalization" => self.lp_normalization(node),
            "LSTM" | "GRU" | "RNN" => self.recurrent(node),
            "Gather" if self.is_constant(node, 0) => self.embedding(node),
            "Gather" => self.gather(node),
            "Reshape" => self.reshape(node),
            "Flatten" => self.flatten(node),
            "Transpose" => self.transpose(node),
            "Squeeze" => self.squeeze(node),
            "Unsqueeze" => self.unsqueeze(node),
            "Slice" => self.slice(node),
            "Split" => self.split(node),
            "Concat" => self.concat(node),
            "Expand" | "Tile" => self.repeat(node),
            "Pad" => self.pad(node),
            "Clip" => self.clip_node(node),
            "Softmax" | "LogSoftmax" => self.softmax(node),
            "PRelu" => self.prelu(node),
            "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Max" | "Min" | "Sum" | "Mean" => self.arithmetic(node),
            "LeakyRelu" | "Elu" | "ThresholdedRelu" | "Neg" | "HardSigmoid" => self.unary(node),
            _ if Self::activation_name(node).is_some() => self.unary(node),
            _ => Err(&""),
        }
    }

    /// The layers that give the outputs, in the file's order of axes.
    fn outputs(&mut self, failures: &[Option<Reason>]) -> Result<Vec<usize>> {
        let ports = core::mem::take(&mut self.model.outputs);
        let is_view = |id: usize| matches!(self.known[id], Known::View(_));
        let mut layers = Vec::new();
        let mut broken = Vec::new();
        let numbers = |element: u64| matches!(element, 0 | 1 | 10 | 11 | 16);
        // Classifiers of scikit-learn also output the label.
        let some = ports.iter().any(|port| numbers(port.element) && is_view(port.id));
        for port in &ports {
            let name = self.model.names.texts[port.id].clone();
            match self.known[port.id].clone() {
                _ if some && !numbers(port.element) => {
                    self.notes.push(format!("Output \"{name}\" holds labels, not numbers, and is left out."));
                }
                Known::View(view) => {
                    let order = self.batch_first(&view);
                    self.next_name = String::new();
                    let layer = self.arranged(&view, &order);
                    layers.push(layer.map_err(|error| bad(&format!("output \"{name}\": {error}")))?);
                }
                Known::Unsupported => broken.push(port.id),
                _ => return Err(bad(&format!("output \"{name}\" does not depend on the inputs"))),
            }
        }
        if broken.is_empty() {
            return Ok(layers);
        }
        // All nodes on the way to the outputs that failed by themselves.
        let mut seen = vec![false; failures.len()];
        let mut listed = Vec::new();
        while let Some(id) = broken.pop() {
            let Some(at) = self.producers[id].filter(|&at| !core::mem::replace(&mut seen[at], true)) else {
                continue;
            };
            let node = &self.model.nodes[at];
            match failures[at] {
                Some(&"") => listed.push((at, node.title())),
                Some(reason) => {
                    listed.push((at, format!("{} ({reason}; {})", node.title(), self.described(node))))
                }
                None => {}
            }
            broken.extend(node.inputs.iter().filter(|&&id| matches!(self.known[id], Known::Unsupported)));
        }
        let number = listed.len();
        let mut texts = String::new();
        for (count, (_, text)) in listed.iter().rev().take(MOST_LISTED).enumerate() {
            texts += if count > 0 { "; " } else { "" };
            texts += text;
        }
        if number > MOST_LISTED {
            texts += &format!("; and {} more", number - MOST_LISTED);
        }
        Err(bad(&format!("these operators have no Keras layer here: {texts}")))
    }

    /// The inputs of a node with their names and shapes, for messages.
    fn described(&self, node: &Node<'_>) -> String {
        let mut text = String::from("its inputs:");
        for &id in node.inputs.iter().filter(|&&id| id != 0).take(8) {
            text += " ";
            text += &self.model.names.texts[id];
            let Known::View(view) = &self.known[id] else { continue };
            text += " (N";
            for &n in self.shape(view).iter().filter(|&&n| n != BATCH) {
                text += &format!(", {n}");
            }
            text += ")";
        }
        text
    }

    /// The config and the weights of the layers that lead to the outputs.
    fn contents(self, outputs: &[usize]) -> Result<Contents> {
        // Layers take from earlier layers only, so one pass from the last to the first finds all that are needed.
        let mut needed = vec![false; self.layers.len()];
        outputs.iter().for_each(|&layer| needed[layer] = true);
        for (at, layer) in self.layers.iter().enumerate().rev() {
            if needed[at] {
                layer.inputs.iter().for_each(|&input| needed[input] = true);
            }
        }
        let history = |layer: usize| -> Value {
            vec![Value::from(self.layers[layer].name.as_str()), 0.into(), 0.into()].into()
        };
        let tensor = |&layer: &usize| {
            let shape = Shape::from(&self.layers[layer].shape[1..]);
            let config = members([
                ("shape", batch_shape(&shape)),
                ("dtype", "float32".into()),
                ("keras_history", history(layer)),
            ]);
            members([("class_name", "__keras_tensor__".into()), ("config", config)])
        };
        let (mut entries, mut inputs, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (at, layer) in self.layers.iter().enumerate().filter(|&(at, _)| needed[at]) {
            let mut config = layer.options.clone();
            config["name"] = layer.name.as_str().into();
            let mut nodes = Vec::new();
            let mut entry = if layer.class == "InputLayer" {
                inputs.push(history(at));
                input_layer(&layer.name, &Shape::from(&layer.shape[1..]))
            } else {
                let tensors: Vec<Value> = layer.inputs.iter().map(tensor).collect();
                let joins = tensors.len() > 1;
                let args = if joins { vec![Value::from(tensors)] } else { tensors };
                nodes.push(members([("args", args.into()), ("kwargs", members([]))]));
                serialized("keras.layers", layer.class, config)
            };
            entry["name"] = layer.name.as_str().into();
            entry["inbound_nodes"] = nodes.into();
            entries.push(entry);
            if !layer.weights.is_empty() {
                let tensors = layer.weights.iter();
                let tensors = tensors.map(|(shape, values)| Tensor::from_f32(&**shape, values.clone()));
                weights.push(LayerWeights {
                    names: Vec::new(),
                    layer: layer.name.clone(),
                    tensors: tensors.collect::<Result<_>>()?,
                    order: WeightOrder::Layers,
                });
            }
        }
        if inputs.is_empty() {
            return Err(bad("its outputs do not depend on any input"));
        }
        let single = |mut list: Vec<Value>| if list.len() == 1 { list.remove(0) } else { list.into() };
        let config = members([
            ("name", "functional".into()),
            ("trainable", true.into()),
            ("layers", entries.into()),
            ("input_layers", single(inputs)),
            ("output_layers", single(outputs.iter().map(|&layer| history(layer)).collect())),
        ]);
        let Build { mut notes, mut metadata, model, .. } = self;
        metadata.extend(model.metadata);
        if !model.producer.is_empty() {
            notes.insert(
                0,
                format!("The file was written by {}, ONNX opset {}.", model.producer, model.opset),
            );
        }
        let mut contents = Contents::from_config(serialized("keras", "Functional", config));
        (contents.weights, contents.metadata, contents.notes) = (weights, metadata, notes);
        Ok(contents)
    }
}

/// The name for a node's layer: without the path of modules around it and without the operator. Empty when the node has
/// no name of its own.
fn name_of(node: &Node<'_>) -> String {
    let name = node.name.strip_prefix("node_").unwrap_or(node.name);
    let mut parts: Vec<&str> = name.split(['/', ':']).filter(|part| !part.is_empty()).collect();
    while parts.len() > 1 {
        let last = parts[parts.len() - 1];
        let generic =
            last.starts_with(node.op) || last.starts_with("BiasAdd") || last.starts_with("Tensordot");
        if !generic {
            break;
        }
        parts.pop();
    }
    parts.last().copied().unwrap_or_default().into()
}
