//! The messages of an ONNX file (onnx.proto) as far as they are read: model, graph, nodes and attributes.

use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::Result;
use serde_json::{Map, Value};

use super::wire::{Field, Fields, bad};

/// The number of a value of the graph. Number 0 has the empty name: an optional input that is left out.
pub(super) type ValueId = usize;

/// An operation of the graph.
#[derive(Debug, Default)]
pub(super) struct Node<'a> {
    pub(super) op: &'a str,
    pub(super) name: &'a str,
    pub(super) domain: &'a str,
    pub(super) inputs: Vec<ValueId>,
    pub(super) outputs: Vec<ValueId>,
    /// The attributes, each as its message.
    attributes: Vec<&'a [u8]>,
}

/// An input or output of the graph.
#[derive(Debug)]
pub(super) struct Port {
    pub(super) id: ValueId,
    /// The type of its elements, in ONNX's numbers; 0 for a sequence or a map.
    pub(super) element: u64,
    /// Its axes; 0 for one of no fixed size. No axes if the file does not say.
    pub(super) dims: Vec<usize>,
}

/// A model file.
#[derive(Debug, Default)]
pub(super) struct Model<'a> {
    /// The number of each name. It is serde_json's map, because its code is in the module anyway.
    numbers: Map<String, Value>,
    /// The names of the values by number.
    pub(super) names: Vec<String>,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) inputs: Vec<Port>,
    pub(super) outputs: Vec<Port>,
    /// Constants, each as its message.
    pub(super) initializers: Vec<(ValueId, &'a [u8])>,
    /// The version of the operators.
    pub(super) opset: u64,
    /// The file's own metadata.
    pub(super) metadata: Vec<(String, String)>,
    /// True if a part of the file could not be read.
    broken: bool,
}

/// True for ONNX's own operators.
pub(super) fn is_standard(domain: &str) -> bool {
    matches!(domain, "" | "ai.onnx" | "ai.onnx.ml")
}

impl<'a> Model<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is cut short or not an ONNX model.
    pub(super) fn read(file: &'a [u8]) -> Result<Self> {
        let mut model = Self::default();
        model.id(b"");
        let (mut fields, mut graph) = (Fields::new(file), None);
        while let Some(field) = fields.next() {
            match field.tag {
                7 => graph = Some(field.bytes),
                8 => {
                    let [domain, version] = model.pair(field.bytes);
                    if is_standard(model.text(domain.bytes)) && domain.bytes != b"ai.onnx.ml" {
                        model.opset = version.number;
                    }
                }
                14 => {
                    let [key, value] = model.pair(field.bytes);
                    let pair = (model.text(key.bytes).into(), model.text(value.bytes).into());
                    model.metadata.push(pair);
                }
                _ => {}
            }
        }
        model.broken |= fields.broken;
        let mut fields = Fields::new(graph.unwrap_or_default());
        let mut sparse = false;
        while let Some(field) = fields.next() {
            let bytes = field.bytes;
            match field.tag {
                1 => model.node(bytes),
                5 => {
                    let name = model.last(bytes, 8);
                    let id = model.id(name);
                    model.initializers.push((id, bytes));
                }
                11 => {
                    let port = model.port(bytes);
                    model.inputs.push(port);
                }
                12 => {
                    let port = model.port(bytes);
                    model.outputs.push(port);
                }
                15 => sparse = true,
                _ => {}
            }
        }
        model.broken |= fields.broken;
        let wrong = match graph {
            _ if model.broken => "it is cut short or damaged, or is no ONNX file",
            None => "it holds no graph; it is not an ONNX model",
            _ if sparse => "it holds a sparse initializer",
            _ if model.outputs.is_empty() => "its graph has no outputs",
            _ => return Ok(model),
        };
        Err(bad(wrong))
    }

    /// A text. The file is broken if it is not UTF-8.
    #[inline(never)]
    fn text(&mut self, bytes: &'a [u8]) -> &'a str {
        core::str::from_utf8(bytes).unwrap_or_else(|_| {
            self.broken = true;
            ""
        })
    }

    /// The number of a name, which is new if the name is.
    #[inline(never)]
    fn id(&mut self, name: &'a [u8]) -> ValueId {
        let name = self.text(name);
        if let Some(known) = self.numbers.get(name).and_then(Value::as_u64) {
            return known as usize;
        }
        self.numbers.insert(name.into(), self.names.len().into());
        self.names.push(name.into());
        self.names.len() - 1
    }

    /// The fields 1 and 2 of a message.
    #[inline(never)]
    fn pair(&mut self, bytes: &'a [u8]) -> [Field<'a>; 2] {
        let (mut fields, mut pair) = (Fields::new(bytes), [Field::default(); 2]);
        while let Some(field) = fields.next() {
            match field.tag {
                1 => pair[0] = field,
                2 => pair[1] = field,
                _ => {}
            }
        }
        self.broken |= fields.broken;
        pair
    }

    /// The last field of this number; empty bytes when there is none.
    #[inline(never)]
    fn last(&mut self, bytes: &'a [u8], wanted: u64) -> &'a [u8] {
        let (mut fields, mut found) = (Fields::new(bytes), &[][..]);
        while let Some(field) = fields.next() {
            if field.tag == wanted {
                found = field.bytes;
            }
        }
        self.broken |= fields.broken;
        found
    }

    fn node(&mut self, bytes: &'a [u8]) {
        let (mut fields, mut node) = (Fields::new(bytes), Node::default());
        while let Some(field) = fields.next() {
            let bytes = field.bytes;
            match field.tag {
                1 => node.inputs.push(self.id(bytes)),
                2 => node.outputs.push(self.id(bytes)),
                3 => node.name = self.text(bytes),
                4 => node.op = self.text(bytes),
                5 => node.attributes.push(bytes),
                7 => node.domain = self.text(bytes),
                _ => {}
            }
        }
        self.broken |= fields.broken;
        self.nodes.push(node);
    }

    #[inline(never)]
    fn port(&mut self, bytes: &'a [u8]) -> Port {
        let [name, kind] = self.pair(bytes);
        let tensor = self.last(kind.bytes, 1);
        let [element, shape] = self.pair(tensor);
        let mut dims = Vec::new();
        let mut fields = Fields::new(shape.bytes);
        while let Some(dim) = fields.next() {
            if dim.tag == 1 {
                let [size, _] = self.pair(dim.bytes);
                // Some writers use 0 or -1 for an unknown size.
                dims.push(u32::try_from(size.number).unwrap_or(0) as usize);
            }
        }
        self.broken |= fields.broken;
        Port { id: self.id(name.bytes), element: element.number, dims }
    }
}

impl<'a> Node<'a> {
    /// The operator and the node's name, for messages.
    #[inline(never)]
    pub(super) fn title(&self) -> String {
        let mut title = String::new();
        if !is_standard(self.domain) {
            title += self.domain;
            title += ".";
        }
        title += self.op;
        if !self.name.is_empty() {
            title += " \"";
            title += self.name;
            title += "\"";
        }
        title
    }

    /// The fields of these numbers of the attribute of this name. Broken attributes count as absent: their bytes were
    /// found, but not what is in them.
    #[inline(never)]
    fn attribute(&self, name: &str, tags: u64) -> Vec<Field<'a>> {
        let mut found = Vec::new();
        for bytes in &self.attributes {
            let (mut fields, mut named, before) = (Fields::new(bytes), false, found.len());
            while let Some(field) = fields.next() {
                named |= field.tag == 1 && field.bytes == name.as_bytes();
                if field.tag < 64 && tags >> field.tag & 1 == 1 {
                    found.push(field);
                }
            }
            if !named {
                found.truncate(before);
            }
        }
        found
    }

    /// True if the node has an attribute of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.attribute(name, 1 << 1).is_empty()
    }

    /// A whole number.
    #[inline(never)]
    pub(super) fn int(&self, name: &str, default: i64) -> i64 {
        self.attribute(name, 1 << 3).last().map_or(default, |field| field.number as i64)
    }

    /// A float.
    #[inline(never)]
    pub(super) fn float(&self, name: &str, default: f64) -> f64 {
        self.floats(name).last().copied().unwrap_or(default)
    }

    /// A list of floats, or a single one.
    #[inline(never)]
    pub(super) fn floats(&self, name: &str) -> Vec<f64> {
        let mut values = Vec::new();
        self.attribute(name, 1 << 2 | 1 << 7).iter().for_each(|field| field.numbers(4, &mut values));
        if let [value] = &mut *values {
            *value = rounded(*value);
        }
        values
    }

    /// A list of whole numbers; `None` when there is none.
    #[inline(never)]
    pub(super) fn ints(&self, name: &str) -> Option<Vec<f64>> {
        let fields = self.attribute(name, 1 << 8);
        let mut values = Vec::new();
        fields.iter().for_each(|field| field.numbers(0, &mut values));
        (!fields.is_empty()).then_some(values)
    }

    /// A text, or the first of a list of texts.
    #[inline(never)]
    pub(super) fn text(&self, name: &str) -> &'a str {
        self.texts(name).first().copied().unwrap_or_default()
    }

    /// A list of texts.
    #[inline(never)]
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        let mut texts = Vec::new();
        for field in self.attribute(name, 1 << 4 | 1 << 9) {
            texts.extend(core::str::from_utf8(field.bytes));
        }
        texts
    }

    /// A constant, as its message.
    pub(super) fn tensor(&self, name: &str) -> Option<&'a [u8]> {
        self.attribute(name, 1 << 5).last().map(|field| field.bytes)
    }
}

/// A 32-bit float with 7 decimal digits, so that 0.99 does not become 0.9900000095.
fn rounded(value: f64) -> f64 {
    let (mut scale, mut digits) = (1.0, value.abs());
    if !(1e-20..1e6).contains(&digits) {
        return value;
    }
    while digits < 1e6 {
        digits *= 10.0;
        scale *= 10.0;
    }
    let whole = (value * scale + if value < 0.0 { -0.5 } else { 0.5 }) as i64 as f64;
    let rounded = whole / scale;
    // Some floats need more digits.
    if rounded as f32 == value as f32 { rounded } else { value }
}
