//! A graph that is being written: its nodes and constants, and the layouts of its values.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use serde_json::{Map, Value};

use crate::protobuf::Message;

/// The version of the operators.
const OPSET: i64 = 17;
/// The version of the file format.
const IR_VERSION: i64 = 8;
/// The name of the batch axis.
const BATCH: &str = "N";

/// An attribute of a node.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attribute<'a> {
    Int(i64),
    Ints(&'a [i64]),
    Float(f32),
    Floats(&'a [f32]),
    Text(&'a str),
    Texts(&'a [&'a str]),
}

/// A value of the model: the output of a layer.
#[derive(Debug, Clone, Default)]
pub(super) struct Tensor {
    /// The shape of a sample, as in Keras.
    pub(super) shape: Vec<usize>,
    /// Its name in the graph with channels last.
    last: Option<String>,
    /// Its name in the graph with channels first.
    first: Option<String>,
}

impl Tensor {
    /// A value with channels last, as in Keras.
    pub(super) fn last(shape: Vec<usize>, name: String) -> Self {
        Self { shape, last: Some(name), first: None }
    }

    /// A value with channels first. `shape` has them last.
    pub(super) fn first(shape: Vec<usize>, name: String) -> Self {
        Self { shape, last: None, first: Some(name) }
    }

    /// True if the value is in the graph with channels first only.
    pub(super) fn is_first(&self) -> bool {
        self.last.is_none()
    }
}

/// A graph.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The path of the layer that is being written. Names of nodes begin with it.
    pub(super) path: String,
    /// Nodes, constants, inputs and outputs, as fields of the graph.
    fields: Message,
    /// How often each name was wanted.
    names: Map<String, Value>,
    /// For each value that was transposed, its name before and after.
    transposed: Vec<(String, String)>,
}

impl Graph {
    /// A name that is not used yet.
    pub(super) fn unique(&mut self, wanted: String) -> String {
        let number = self.names.get(&wanted).and_then(Value::as_u64).unwrap_or(0);
        self.names.insert(wanted.clone(), (number + 1).into());
        match number {
            0 => wanted,
            _ => self.unique(format!("{wanted}_{number}")),
        }
    }

    fn constant(&mut self, name: &str, dims: &[usize], kind: i64, data: &[u8]) -> String {
        let name = self.unique(format!("{}/{name}", self.path));
        let mut tensor = Message::default();
        dims.iter().for_each(|&n| tensor.number(1, n as i64));
        tensor.number(2, kind);
        tensor.bytes(8, name.as_bytes());
        tensor.bytes(9, data);
        self.fields.bytes(5, &tensor.0);
        name
    }

    /// Adds a constant of floats and returns its name.
    pub(super) fn floats(&mut self, name: &str, dims: &[usize], values: &[f32]) -> String {
        let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, dims, 1, &data)
    }

    /// Adds a single float.
    pub(super) fn number(&mut self, value: f64) -> String {
        self.floats("value", &[], &[value as f32])
    }

    /// Adds a list of whole numbers.
    pub(super) fn list(&mut self, name: &str, values: &[i64]) -> String {
        let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len()], 7, &data)
    }

    /// Adds a node and returns the name of its output number `output`.
    pub(super) fn node_output(
        &mut self,
        op: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute<'_>)],
        output: usize,
    ) -> String {
        let name = self.unique(format!("{}/{op}", self.path));
        let mut node = Message::default();
        inputs.iter().for_each(|input| node.bytes(1, input.as_bytes()));
        (0..output).for_each(|_| node.bytes(2, &[]));
        node.bytes(2, name.as_bytes());
        node.bytes(3, name.as_bytes());
        node.bytes(4, op.as_bytes());
        for &(key, value) in attributes {
            let mut attribute = Message::default();
            attribute.bytes(1, key.as_bytes());
            let kind = match value {
                Attribute::Float(value) => {
                    attribute.float(2, value);
                    1
                }
                Attribute::Int(value) => {
                    attribute.number(3, value);
                    2
                }
                Attribute::Text(value) => {
                    attribute.bytes(4, value.as_bytes());
                    3
                }
                Attribute::Floats(values) => {
                    values.iter().for_each(|&value| attribute.float(7, value));
                    6
                }
                Attribute::Ints(values) => {
                    values.iter().for_each(|&value| attribute.number(8, value));
                    7
                }
                Attribute::Texts(values) => {
                    values.iter().for_each(|value| attribute.bytes(9, value.as_bytes()));
                    8
                }
            };
            attribute.number(20, kind);
            node.bytes(5, &attribute.0);
        }
        self.fields.bytes(1, &node.0);
        name
    }

    /// Adds a node and returns the name of its output.
    pub(super) fn node(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, Attribute<'_>)]) -> String {
        self.node_output(op, inputs, attributes, 0)
    }

    /// Adds a node without attributes.
    pub(super) fn op(&mut self, op: &str, inputs: &[&str]) -> String {
        self.node(op, inputs, &[])
    }

    /// The value with its axes in another order. A value that was transposed already is not transposed again.
    pub(super) fn transposed(&mut self, name: &str, order: &[i64]) -> String {
        self.node("Transpose", &[name], &[("perm", Attribute::Ints(order))])
    }

    fn layout(&mut self, name: &str, order: &[i64]) -> String {
        if let Some((_, after)) = self.transposed.iter().find(|(before, _)| before == name) {
            return after.clone();
        }
        let after = self.transposed(name, order);
        self.transposed.push((name.into(), after.clone()));
        after
    }

    /// The name of a value with channels last.
    pub(super) fn channels_last(&mut self, tensor: &Tensor) -> String {
        match (&tensor.last, &tensor.first) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => {
                let rank = tensor.shape.len() as i64;
                let order: Vec<i64> = [0].into_iter().chain(2..=rank).chain([1]).collect();
                self.layout(name, &order)
            }
            _ => String::new(),
        }
    }

    /// The name of a value with channels first.
    pub(super) fn channels_first(&mut self, tensor: &Tensor) -> String {
        match (&tensor.first, &tensor.last) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => {
                let rank = tensor.shape.len() as i64;
                let order: Vec<i64> = [0, rank].into_iter().chain(1..rank).collect();
                self.layout(name, &order)
            }
            _ => String::new(),
        }
    }

    /// The name of a value as it is in the graph.
    pub(super) fn any(&mut self, tensor: &Tensor) -> String {
        if tensor.is_first() { self.channels_first(tensor) } else { self.channels_last(tensor) }
    }

    /// A value in the same layout and of the same shape as another one.
    pub(super) fn like(tensor: &Tensor, name: String) -> Tensor {
        let shape = tensor.shape.clone();
        if tensor.is_first() { Tensor::first(shape, name) } else { Tensor::last(shape, name) }
    }

    /// The samples with another shape. `name` has channels last.
    pub(super) fn reshaped(&mut self, name: &str, shape: &[usize]) -> String {
        // A size of 0 keeps the size of the batch.
        let target: Vec<i64> = [0].into_iter().chain(shape.iter().map(|&n| n as i64)).collect();
        let target = self.list("shape", &target);
        self.op("Reshape", &[name, &target])
    }

    /// Adds an input (field 11) or an output (field 12) of floats.
    pub(super) fn port(&mut self, field: u64, name: &str, sample: &[usize]) {
        let mut shape = Message::default();
        let mut batch = Message::default();
        batch.bytes(2, BATCH.as_bytes());
        shape.bytes(1, &batch.0);
        for &n in sample {
            let mut dim = Message::default();
            dim.number(1, n as i64);
            shape.bytes(1, &dim.0);
        }
        let mut tensor = Message::default();
        tensor.number(1, 1);
        tensor.bytes(2, &shape.0);
        let mut kind = Message::default();
        kind.bytes(1, &tensor.0);
        let mut port = Message::default();
        port.bytes(1, name.as_bytes());
        port.bytes(2, &kind.0);
        self.fields.bytes(field, &port.0);
    }

    /// Adds an output of this name.
    pub(super) fn output(&mut self, name: &str, value: &str, sample: &[usize]) {
        let name = self.unique(name.into());
        let mut node = Message::default();
        node.bytes(1, value.as_bytes());
        node.bytes(2, name.as_bytes());
        node.bytes(4, b"Identity");
        self.fields.bytes(1, &node.0);
        self.port(12, &name, sample);
    }

    /// The file, with these metadata.
    pub(super) fn file(mut self, name: &str, metadata: &[(String, String)]) -> Vec<u8> {
        self.fields.bytes(2, name.as_bytes());
        let mut opset = Message::default();
        opset.bytes(1, b"");
        opset.number(2, OPSET);
        let mut model = Message::default();
        model.number(1, IR_VERSION);
        model.bytes(2, b"pupil");
        model.bytes(8, &opset.0);
        model.bytes(7, &self.fields.0);
        for (key, value) in metadata {
            let mut entry = Message::default();
            entry.bytes(1, key.as_bytes());
            entry.bytes(2, value.as_bytes());
            model.bytes(14, &entry.0);
        }
        model.0
    }
}

/// A layer that is being written.
#[derive(Debug)]
pub(super) struct Layer<'a> {
    pub(super) class: &'a str,
    pub(super) name: &'a str,
    pub(super) config: &'a Value,
    /// The shapes and values of its weights, in Keras's order.
    pub(super) weights: &'a [(Vec<usize>, Vec<f32>)],
}

impl Layer<'_> {
    /// An error about this layer.
    pub(super) fn error(&self, message: &str) -> Error {
        let Self { class, name, .. } = self;
        Error::format("ONNX file", format!("layer \"{name}\" ({class}) cannot be written: {message}"))
    }

    /// A weight.
    pub(super) fn weight(&self, index: usize) -> Result<&(Vec<usize>, Vec<f32>)> {
        self.weights.get(index).ok_or_else(|| self.error("a weight is missing"))
    }

    /// An option that is a text; empty when it is missing.
    pub(super) fn text(&self, key: &str) -> &str {
        self.config[key].as_str().unwrap_or_default()
    }

    /// An option that is true or false.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.config[key].as_bool().unwrap_or(false)
    }

    /// An option that is a number.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.config[key].as_f64()
    }

    /// An option that is a whole number or a list of them.
    pub(super) fn list(&self, key: &str) -> Vec<i64> {
        let value = &self.config[key];
        match value.as_array() {
            Some(list) => list.iter().filter_map(Value::as_i64).collect(),
            None => value.as_i64().into_iter().collect(),
        }
    }

    /// An axis that counts the batch as axis 0.
    pub(super) fn axis(&self, axis: i64, rank: usize) -> Result<usize> {
        let axis = if axis < 0 { axis + rank as i64 + 1 } else { axis };
        let found = usize::try_from(axis).ok().filter(|axis| (1..=rank).contains(axis));
        found.ok_or_else(|| self.error("its axis is not one of a sample"))
    }
}
