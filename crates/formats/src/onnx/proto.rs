//! The messages of an ONNX file (onnx.proto) as far as they are read: model, graph, nodes and attributes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::Result;
use serde_json::{Map, Value};

use super::wire::{Field, Fields, bad};

/// The number of a value of the graph. Number 0 has the empty name: an optional input that is left out.
pub(super) type ValueId = usize;

/// The names of all values.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The number of each name. It is serde_json's map, because its code is in the module anyway.
    numbers: Map<String, Value>,
    /// The names by number.
    pub(super) texts: Vec<String>,
}

impl Names {
    /// The number of a name, which is new if the name is.
    fn id(&mut self, name: &str) -> ValueId {
        if let Some(known) = self.numbers.get(name).and_then(Value::as_u64) {
            return known as usize;
        }
        self.numbers.insert(name.into(), self.texts.len().into());
        self.texts.push(name.into());
        self.texts.len() - 1
    }
}

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
    /// Its axes; `None` for one of no fixed size.
    pub(super) dims: Option<Vec<Option<usize>>>,
}

/// A model file.
#[derive(Debug, Default)]
pub(super) struct Model<'a> {
    pub(super) names: Names,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) inputs: Vec<Port>,
    pub(super) outputs: Vec<Port>,
    /// Constants, each as its message.
    pub(super) initializers: Vec<(ValueId, &'a [u8])>,
    /// The version of the operators.
    pub(super) opset: u64,
    pub(super) producer: String,
    /// The file's own metadata.
    pub(super) metadata: Vec<(String, String)>,
}

/// The texts of fields 1 and 2 of a message.
fn pair<'a>(bytes: &'a [u8]) -> Result<(&'a str, Field<'a>)> {
    let (mut fields, mut first, mut second) = (Fields(bytes), "", Field::Number(0));
    while let Some((number, field)) = fields.next()? {
        match number {
            1 => first = field.text()?,
            2 => second = field,
            _ => {}
        }
    }
    Ok((first, second))
}

/// The last field of this number; empty bytes when there is none.
fn last(bytes: &[u8], wanted: u64) -> Result<&[u8]> {
    let (mut fields, mut found) = (Fields(bytes), &[][..]);
    while let Some((number, field)) = fields.next()? {
        if number == wanted {
            found = field.bytes();
        }
    }
    Ok(found)
}

impl<'a> Model<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is cut short or not an ONNX model.
    pub(super) fn read(file: &'a [u8]) -> Result<Self> {
        let mut model = Self::default();
        model.names.id("");
        let (mut fields, mut graph) = (Fields(file), None);
        while let Some((number, field)) = fields.next()? {
            match number {
                2 => model.producer = field.text()?.into(),
                7 => graph = Some(field.bytes()),
                8 => {
                    let (domain, version) = pair(field.bytes())?;
                    if matches!(domain, "" | "ai.onnx") {
                        model.opset = version.number();
                    }
                }
                14 => {
                    let (key, value) = pair(field.bytes())?;
                    model.metadata.push((key.into(), value.text()?.into()));
                }
                _ => {}
            }
        }
        let graph = graph.ok_or_else(|| bad("it holds no graph; it is not an ONNX model"))?;
        let mut fields = Fields(graph);
        while let Some((number, field)) = fields.next()? {
            let bytes = field.bytes();
            match number {
                1 => {
                    let node = model.node(bytes)?;
                    model.nodes.push(node);
                }
                5 => {
                    let name = core::str::from_utf8(last(bytes, 8)?);
                    let id = model.names.id(name.map_err(|_| bad("a name is not UTF-8 text"))?);
                    model.initializers.push((id, bytes));
                }
                11 => {
                    let port = model.port(bytes)?;
                    model.inputs.push(port);
                }
                12 => {
                    let port = model.port(bytes)?;
                    model.outputs.push(port);
                }
                15 => return Err(bad("it holds a sparse initializer; only dense ones are supported")),
                _ => {}
            }
        }
        if model.outputs.is_empty() {
            return Err(bad("its graph has no outputs"));
        }
        Ok(model)
    }

    fn node(&mut self, bytes: &'a [u8]) -> Result<Node<'a>> {
        let (mut fields, mut node) = (Fields(bytes), Node::default());
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => node.inputs.push(self.names.id(field.text()?)),
                2 => node.outputs.push(self.names.id(field.text()?)),
                3 => node.name = field.text()?,
                4 => node.op = field.text()?,
                5 => node.attributes.push(field.bytes()),
                7 => node.domain = field.text()?,
                _ => {}
            }
        }
        Ok(node)
    }

    fn port(&mut self, bytes: &'a [u8]) -> Result<Port> {
        let (name, kind) = pair(bytes)?;
        let tensor = last(kind.bytes(), 1)?;
        let mut port = Port { id: self.names.id(name), element: 0, dims: None };
        let mut fields = Fields(tensor);
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => port.element = field.number(),
                2 => {
                    let (mut shape, mut dims) = (Fields(field.bytes()), Vec::new());
                    while let Some((number, dim)) = shape.next()? {
                        if number != 1 {
                            continue;
                        }
                        let (mut parts, mut size) = (Fields(dim.bytes()), None);
                        while let Some((number, value)) = parts.next()? {
                            // Some writers use 0 or -1 for an unknown size.
                            let fixed = u32::try_from(value.number()).ok().filter(|&size| size > 0);
                            size = fixed.filter(|_| number == 1).map(|size| size as usize).or(size);
                        }
                        dims.push(size);
                    }
                    port.dims = Some(dims);
                }
                _ => {}
            }
        }
        Ok(port)
    }
}

impl<'a> Node<'a> {
    /// The operator and the node's name, for messages.
    pub(super) fn title(&self) -> String {
        let prefix = if matches!(self.domain, "" | "ai.onnx" | "ai.onnx.ml") { "" } else { self.domain };
        let dot = if prefix.is_empty() { "" } else { "." };
        match self.name {
            "" => format!("{prefix}{dot}{}", self.op),
            name => format!("{prefix}{dot}{} \"{name}\"", self.op),
        }
    }

    /// Calls `read` with each field of the attribute of this name. Broken attributes count as absent: their bytes were
    /// found, but not what is in them.
    fn attribute(&self, name: &str, read: &mut dyn FnMut(u64, Field<'a>)) {
        for bytes in &self.attributes {
            let mut fields = Fields(bytes);
            let mut found = false;
            while let Ok(Some((number, field))) = fields.next() {
                found |= number == 1 && field.bytes() == name.as_bytes();
            }
            let mut fields = Fields(bytes);
            while let (true, Ok(Some((number, field)))) = (found, fields.next()) {
                read(number, field);
            }
        }
    }

    /// True if the node has an attribute of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let mut found = false;
        self.attribute(name, &mut |_, _| found = true);
        found
    }

    /// A whole number.
    pub(super) fn int(&self, name: &str, default: i64) -> i64 {
        let mut value = default;
        self.attribute(name, &mut |number, field| {
            if number == 3 {
                value = field.number() as i64;
            }
        });
        value
    }

    /// A float.
    pub(super) fn float(&self, name: &str, default: f64) -> f64 {
        self.floats(name).last().copied().unwrap_or(default)
    }

    /// A list of floats, or a single one.
    pub(super) fn floats(&self, name: &str) -> Vec<f64> {
        let mut values = Vec::new();
        self.attribute(name, &mut |number, field| {
            if matches!(number, 2 | 7) {
                Fields::floats(field, 4, &mut values);
            }
        });
        match values.len() {
            1 => [rounded(values[0])].into(),
            _ => values,
        }
    }

    /// A list of whole numbers; `None` when there is none.
    pub(super) fn ints(&self, name: &str) -> Option<Vec<f64>> {
        let mut values = None;
        self.attribute(name, &mut |number, field| {
            if number == 8 {
                // A broken list ends early.
                Fields::whole_numbers(field, values.get_or_insert_with(Vec::new)).ok();
            }
        });
        values
    }

    /// A text, or the first of a list of texts.
    pub(super) fn text(&self, name: &str) -> &'a str {
        self.texts(name).first().copied().unwrap_or_default()
    }

    /// A list of texts.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        let mut values = Vec::new();
        self.attribute(name, &mut |number, field| {
            if matches!(number, 4 | 9) {
                values.extend(field.text());
            }
        });
        values
    }

    /// A constant, as its message.
    pub(super) fn tensor(&self, name: &str) -> Option<&'a [u8]> {
        let mut value = None;
        self.attribute(name, &mut |number, field| {
            if number == 5 {
                value = Some(field.bytes());
            }
        });
        value
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
