//! From the graph of an ONNX file to Keras layers: the order of the nodes, and which code reads which operator.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::build::{BATCH, Build, Known, ONE, View};
use super::constant::{Op, Reason};
use super::dims::Dims;
use super::elementwise::activation_name;
use super::options::Options;
use super::proto::{Model, Node, ValueId, is_standard};
use super::wire::bad;
use crate::contents::Contents;
use crate::json;

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
    // Values that recurrent layers take with the steps first.
    let mut sequences = Vec::new();
    for (at, node) in build.model.nodes.iter().enumerate() {
        node.inputs.iter().for_each(|&id| build.uses[id] += 1);
        node.outputs.iter().for_each(|&id| build.producers[id] = at);
        if matches!(node.op, "LSTM" | "GRU" | "RNN") && node.int("layout", 0) == 0 {
            sequences.extend(node.inputs.first());
        }
    }
    (build.uses[0], build.producers[0]) = (0, ONE);
    build.model.outputs.iter().for_each(|port| build.uses[port.id] += 1);
    build.inputs(&sequences)?;
    let failures = build.nodes();
    let outputs = build.outputs(&failures)?;
    build.contents(&outputs)
}

impl<'a> Build<'a> {
    /// An error about an input or output.
    #[inline(never)]
    fn bad_port(&self, kind: &str, id: ValueId, message: &str) -> pupil_core::error::Error {
        bad(&[kind, " \"", &self.model.names[id], "\"", message].concat())
    }

    /// Adds an `InputLayer` for each input of the graph that is not a constant.
    fn inputs(&mut self, sequences: &[ValueId]) -> Result<()> {
        for port in core::mem::take(&mut self.model.inputs) {
            if !matches!(self.known[port.id], Known::Unknown) || self.uses[port.id] == 0 {
                continue;
            }
            if port.dims.is_empty() || port.dims.len() > 6 {
                return Err(self.bad_port("input", port.id, " has no shape, or too many axes"));
            }
            let dims = Dims::of(&port.dims);
            // The batch is the first axis; in sequences of PyTorch's recurrent layers it is the second.
            let open = dims.places(0);
            let steps_first =
                dims.len() == 3 && (*open == [1] || *open != [0] && sequences.contains(&port.id));
            let batch = usize::from(steps_first);
            if let Some(&k) = open.without(&[batch]).first() {
                let mut kind = String::from("axis ");
                json::digits(k as u64, 1, &mut kind);
                kind += " of input";
                let message =
                    " has no fixed size; export the model with fixed sizes for all axes but the batch";
                return Err(self.bad_port(&kind, port.id, message));
            }
            let name = self.model.names[port.id].clone();
            if steps_first {
                self.notes.push(
                    ["Input \"", &name, "\" has steps first in the file; here samples come first."].concat(),
                );
            }
            if dims[batch] != 0 {
                self.batch = Some(dims[batch]);
            }
            let (mut shape, mut axes) = (dims, Dims::range(0, dims.len()));
            shape.remove(batch);
            shape.insert(0, BATCH);
            if steps_first {
                (axes[0], axes[1]) = (1, 0);
            }
            self.next_name = name;
            let layer = self.layer("InputLayer", Options::new(), &[], &shape);
            self.known[port.id] = Known::View(View { layer, axes, folded: 0, sole: true });
        }
        Ok(())
    }

    /// Reads all nodes, each after those that compute its inputs. Returns why nodes have no layer.
    fn nodes(&mut self) -> Vec<Option<Reason>> {
        let total = self.model.nodes.len();
        let mut failures = vec![None; total];
        // 0: not seen, 1: waits for its inputs, 2: read.
        let mut states = vec![0usize; total];
        for start in 0..total {
            let mut path = vec![start];
            while let Some(&at) = path.last() {
                if states[at] == 0 {
                    states[at] = 1;
                    for &id in &self.model.nodes[at].inputs {
                        let producer = self.producers[id];
                        if states.get(producer) == Some(&0) {
                            path.push(producer);
                        }
                    }
                    continue;
                }
                path.pop();
                if states[at] == 1 {
                    states[at] = 2;
                    // Patterns look at earlier nodes, so all nodes but this one stay in the list.
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
        if self.pattern(node).is_some() {
            return Ok(());
        }
        let (mut constant, mut unsupported) = (true, false);
        for &id in &node.inputs {
            match self.known[id] {
                _ if id == 0 => {}
                // The nodes before it are listed.
                Known::Unsupported => unsupported = true,
                Known::Unknown => return Err(&"one of its inputs is not computed"),
                Known::View(_) => constant = false,
                _ => {}
            }
        }
        if !is_standard(node.domain) {
            return Err(&"it is not an operator of ONNX");
        }
        if unsupported {
            // Loops and branches are named even where something before them is unsupported too.
            return if matches!(node.op, "Loop" | "If" | "Scan") { Err(&"") } else { Ok(()) };
        }
        match node.op {
            "Constant" => self.constant_node(node),
            "Shape" => self.shape_node(node),
            "Transpose" | "Squeeze" | "Unsqueeze" => self.rearrange(node),
            "Slice" => self.slice(node),
            _ if constant && !node.inputs.is_empty() => self.fold(node),
            _ => self.operator(node),
        }
    }

    fn operator(&mut self, node: &Node<'a>) -> Op<()> {
        match node.op {
            "Identity" | "Cast" | "CastLike" | "ZipMap" | "Dropout" => {
                let view = self.view(node, 0)?;
                let rate = match node.op {
                    "Dropout" => self.number(node, 1, node.float("ratio", 0.5))?,
                    _ => 0.0,
                };
                if rate > 0.0 && rate < 1.0 {
                    return self.map(node, &view, "Dropout", Options::new().float("rate", rate).take());
                }
                self.set_view(node, &view);
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
            "BatchNormalization" | "InstanceNormalization" | "GroupNormalization" => {
                self.channel_normalization(node)
            }
            "LayerNormalization" => self.layer_normalization(node),
            "LpNormalization" => self.lp_normalization(node),
            "LSTM" | "GRU" | "RNN" => self.recurrent(node),
            "Gather" if self.as_view(node, 0).is_none() => self.embedding(node),
            "Gather" => self.gather(node),
            "Reshape" => self.reshape(node),
            "Flatten" => self.flatten(node),
            "Split" => self.split(node),
            "Concat" => self.concat(node),
            "Expand" | "Tile" => self.repeat(node),
            "Pad" => self.pad(node),
            "Clip" => self.clip_node(node),
            "Softmax" | "LogSoftmax" => self.softmax(node),
            "PRelu" => self.prelu(node),
            "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Max" | "Min" | "Sum" | "Mean" => self.arithmetic(node),
            "LeakyRelu" | "Elu" | "ThresholdedRelu" | "Neg" | "HardSigmoid" => self.unary(node),
            _ if activation_name(node).is_some() => self.unary(node),
            _ => Err(&""),
        }
    }

    /// The layers that give the outputs, in the file's order of axes.
    fn outputs(&mut self, failures: &[Option<Reason>]) -> Result<Vec<usize>> {
        let ports = core::mem::take(&mut self.model.outputs);
        let (mut layers, mut broken) = (Vec::new(), Vec::new());
        let numbers = |element: u64| matches!(element, 0 | 1 | 10 | 11 | 16);
        // Classifiers of scikit-learn also output the label.
        let some = ports.iter().any(|port| numbers(port.element) && self.view_of(port.id).is_some());
        for port in &ports {
            if some && !numbers(port.element) {
                let name = &self.model.names[port.id];
                self.notes
                    .push(["Output \"", name, "\" holds labels, not numbers, and is left out."].concat());
            } else if let Some(view) = self.view_of(port.id) {
                let order = self.batch_first(&view);
                self.next_name.clear();
                match self.arranged(&view, &order) {
                    Ok(layer) => layers.push(layer),
                    Err(reason) => {
                        return Err(self.bad_port("output", port.id, &[": ", *reason].concat()));
                    }
                }
            } else if matches!(self.known[port.id], Known::Unsupported) {
                broken.push(port.id);
            } else {
                return Err(self.bad_port("output", port.id, " does not depend on the inputs"));
            }
        }
        if broken.is_empty() { Ok(layers) } else { Err(bad(&self.unsupported(broken, failures))) }
    }

    /// A message with all nodes on the way to these values that failed by themselves.
    fn unsupported(&self, mut broken: Vec<ValueId>, failures: &[Option<Reason>]) -> String {
        let mut seen = vec![0; failures.len()];
        let mut listed = Vec::new();
        while let Some(id) = broken.pop() {
            let at = self.producers[id];
            if seen.get(at) != Some(&0) {
                continue;
            }
            seen[at] = 1usize;
            let node = &self.model.nodes[at];
            if let Some(reason) = failures[at] {
                let mut text = node.title();
                if !reason.is_empty() {
                    text += " (";
                    text += reason;
                    text += "; ";
                    self.describe(node, &mut text);
                    text += ")";
                }
                listed.push(text);
            }
            for &id in &node.inputs {
                if matches!(self.known[id], Known::Unsupported) {
                    broken.push(id);
                }
            }
        }
        let mut texts = String::from("these operators have no Keras layer here: ");
        for (count, text) in listed.iter().rev().take(MOST_LISTED).enumerate() {
            texts += if count > 0 { "; " } else { "" };
            texts += text;
        }
        if listed.len() > MOST_LISTED {
            texts += "; and ";
            json::digits((listed.len() - MOST_LISTED) as u64, 1, &mut texts);
            texts += " more";
        }
        texts
    }

    /// Adds the inputs of a node with their names and shapes, for messages.
    fn describe(&self, node: &Node<'_>, text: &mut String) {
        *text += "its inputs:";
        for &id in node.inputs.iter().filter(|&&id| id != 0).take(8) {
            *text += " ";
            *text += &self.model.names[id];
            let Some(view) = self.view_of(id) else { continue };
            *text += " (N";
            for &n in &*self.shape(&view).without(&[BATCH]) {
                *text += ", ";
                json::digits(n as u64, 1, text);
            }
            *text += ")";
        }
    }
}

/// The name for a node's layer: without the path of modules around it and without the operator. Empty when the node has
/// no name of its own.
fn name_of(node: &Node<'_>) -> String {
    let mut rest = node.name.strip_prefix("node_").unwrap_or(node.name);
    let mut found = rest;
    while !rest.is_empty() {
        let cut = rest.bytes().rposition(|byte| matches!(byte, b'/' | b':'));
        let last = rest.get(cut.map_or(0, |cut| cut + 1)..).unwrap_or_default();
        rest = rest.get(..cut.unwrap_or(0)).unwrap_or_default();
        if last.is_empty() {
            continue;
        }
        found = last;
        if !["BiasAdd", "Tensordot", node.op].iter().any(|&prefix| last.starts_with(prefix)) {
            break;
        }
    }
    found.into()
}
