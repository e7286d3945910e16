//! The Keras layers of a graph while they are being found, and how ONNX's axes lie in theirs.
//!
//! ONNX keeps channels first, Keras last. A value of the graph is therefore a [`View`]: the output of a Keras layer, and
//! for each axis of the value the axis of that output. `Transpose`, `Squeeze` and `Unsqueeze` only change the view. A
//! `Permute` or `Reshape` layer appears where an operation needs another order of the axes.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::base_name;
use serde_json::{Map, Value};

use super::constant::{Constant, Op};
use super::dims::Dims;
use super::options::Options;
use super::proto::{Model, Node, ValueId};
use crate::json;

/// The axis of a value whose size is 1 and which the layer's output does not have.
pub(super) const ONE: usize = usize::MAX;

/// The size of the batch axis in a shape.
pub(super) const BATCH: usize = 0;

/// A value of the graph that depends on the model's inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// The layer.
    pub(super) layer: usize,
    /// For each axis of the value the axis of the layer's output, or [`ONE`]. Axes of the output that are not among them
    /// have size 1.
    pub(super) axes: Dims,
    /// The number of axes of the output that one axis of the value holds together with the batch.
    pub(super) folded: usize,
    /// True if no other value is a view of the same layer.
    pub(super) sole: bool,
}

/// A value of the graph.
#[derive(Debug, Clone)]
pub(super) enum Known<'a> {
    /// Not computed yet.
    Unknown,
    /// A constant of the file, not decoded yet.
    Stored(&'a [u8]),
    /// A constant.
    Constant(Constant),
    /// A value that depends on the inputs.
    View(View),
    /// A value without a counterpart, or one that depends on such a value.
    Unsupported,
}

/// A Keras layer.
#[derive(Debug)]
pub(super) struct LayerSketch {
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) options: Options,
    pub(super) inputs: Vec<usize>,
    pub(super) weights: Vec<(Dims, Vec<f32>)>,
    /// The constants of the file that the weights are made from, one for each weight; 0 for none.
    pub(super) sources: Vec<ValueId>,
    /// The shape of its output; the first axis is [`BATCH`].
    pub(super) shape: Dims,
    /// The order of the axes for a `Permute`.
    pub(super) order: Dims,
    /// `Permute` and `Reshape` layers that take this layer's output, to use them again.
    pub(super) arranged: Vec<usize>,
}

/// A model that is being built.
#[derive(Debug)]
pub(super) struct Build<'a> {
    pub(super) model: Model<'a>,
    pub(super) known: Vec<Known<'a>>,
    /// How often each value is used, as an output too.
    pub(super) uses: Vec<usize>,
    /// The node that computes each value, or [`ONE`].
    pub(super) producers: Vec<usize>,
    pub(super) layers: Vec<LayerSketch>,
    /// The fixed size of the batch in the file.
    pub(super) batch: Option<usize>,
    pub(super) notes: Vec<String>,
    /// The names of the classes as a JSON list.
    pub(super) classes: Option<String>,
    /// The name for the next layer; empty for an automatic one.
    pub(super) next_name: String,
    /// All names, each with the next number to try.
    names: Map<String, Value>,
    /// The number of elements that constants may still have, so that a small file cannot fill the memory.
    budget: usize,
}

impl<'a> Build<'a> {
    pub(super) fn new(model: Model<'a>, bytes: usize) -> Self {
        let values = model.names.len();
        let mut known = Vec::new();
        known.resize_with(values, || Known::Unknown);
        Self {
            model,
            known,
            uses: vec![0; values],
            producers: vec![ONE; values],
            layers: Vec::new(),
            batch: None,
            notes: Vec::new(),
            classes: None,
            next_name: String::new(),
            names: Map::new(),
            budget: bytes.saturating_mul(8).saturating_add(65_536),
        }
    }

    /// A unique name that is like this one. Keras separates the parts of weights' names by `/`.
    fn unique(&mut self, wanted: &str) -> String {
        let mut base = String::new();
        for c in wanted.chars() {
            let good = !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            base.push(if good { c } else { '_' });
        }
        let mut name = base.clone();
        while self.names.contains_key(&name) {
            let number = self.names.get(&base).and_then(Value::as_u64).unwrap_or(1);
            name = base.clone();
            name.push('_');
            json::digits(number, 1, &mut name);
            self.names.insert(base.clone(), (number + 1).into());
        }
        self.names.insert(name.clone(), 1.into());
        name
    }

    /// Adds a layer and returns its number.
    #[inline(never)]
    pub(super) fn layer(
        &mut self,
        class: &'static str,
        options: Options,
        inputs: &[usize],
        shape: &Dims,
    ) -> usize {
        let mut wanted = core::mem::take(&mut self.next_name);
        if wanted.is_empty() {
            wanted = base_name(class);
        }
        let name = self.unique(&wanted);
        self.layers.push(LayerSketch {
            class,
            name,
            options,
            inputs: inputs.to_vec(),
            weights: Vec::new(),
            sources: Vec::new(),
            shape: *shape,
            order: Dims::NONE,
            arranged: Vec::new(),
        });
        self.layers.len() - 1
    }

    /// Gives a layer its next weight.
    #[inline(never)]
    pub(super) fn weight(&mut self, layer: usize, weight: &Constant) {
        let layer = &mut self.layers[layer];
        layer.weights.push((weight.dims, weight.floats()));
        layer.sources.push(weight.source);
    }

    /// Adds a layer without weights whose name is automatic.
    #[inline(never)]
    pub(super) fn helper(
        &mut self,
        class: &'static str,
        options: Options,
        input: usize,
        shape: &Dims,
    ) -> usize {
        let name = core::mem::take(&mut self.next_name);
        let layer = self.layer(class, options, &[input], shape);
        self.next_name = name;
        layer
    }

    /// The shape of a layer's output.
    #[inline(never)]
    pub(super) fn output(&self, layer: usize) -> Dims {
        self.layers[layer].shape
    }

    /// A value that is exactly a layer's output.
    #[inline(never)]
    pub(super) fn whole(&self, layer: usize) -> View {
        View { layer, axes: Dims::range(0, self.output(layer).len()), folded: 0, sole: true }
    }

    /// The shape of a value, with [`BATCH`] for the batch axis.
    #[inline(never)]
    pub(super) fn shape(&self, view: &View) -> Dims {
        let mut shape = view.axes;
        for k in 0..shape.len() {
            shape[k] = if shape[k] == ONE { 1 } else { self.layers[view.layer].shape[shape[k]] };
        }
        shape
    }

    /// The number of a node's input; 0 if it is left out.
    #[inline(never)]
    pub(super) fn id(&self, node: &Node<'_>, input: usize) -> ValueId {
        node.inputs.get(input).copied().unwrap_or(0)
    }

    /// A node's input, if it depends on the model's inputs.
    #[inline(never)]
    pub(super) fn as_view(&self, node: &Node<'_>, input: usize) -> Option<View> {
        self.view_of(self.id(node, input))
    }

    /// A value, if it depends on the model's inputs.
    #[inline(never)]
    pub(super) fn view_of(&self, id: ValueId) -> Option<View> {
        match self.known[id] {
            Known::View(view) => Some(View { sole: view.sole && self.uses[id] == 1, ..view }),
            _ => None,
        }
    }

    /// A node's input that depends on the model's inputs.
    #[inline(never)]
    pub(super) fn view(&self, node: &Node<'_>, input: usize) -> Op<View> {
        self.as_view(node, input).ok_or(&"one of its inputs is constant or missing")
    }

    /// True if a value is constant.
    #[inline(never)]
    pub(super) fn is_constant(&self, id: ValueId) -> bool {
        matches!(self.known[id], Known::Stored(_) | Known::Constant(_))
    }

    /// Counts elements of constants.
    #[inline(never)]
    pub(super) fn spend(&mut self, elements: usize) -> Op<()> {
        let left = self.budget.checked_sub(elements);
        self.budget = left.ok_or(&"its constants are too large for a file of this size")?;
        Ok(())
    }

    /// A constant input.
    #[inline(never)]
    pub(super) fn constant(&mut self, node: &Node<'_>, input: usize) -> Op<Constant> {
        self.constant_of(self.id(node, input))
    }

    /// A constant value.
    #[inline(never)]
    pub(super) fn constant_of(&mut self, id: ValueId) -> Op<Constant> {
        match &self.known[id] {
            &Known::Stored(bytes) => {
                self.spend(bytes.len().div_ceil(2))?;
                Ok(Constant { source: id, ..Constant::decode(bytes)? })
            }
            Known::Constant(constant) => {
                let constant = constant.clone();
                self.spend(constant.values.len())?;
                Ok(constant)
            }
            _ => Err(&"expected a constant"),
        }
    }

    /// The single number of a constant input; the default if it is left out.
    #[inline(never)]
    pub(super) fn number(&mut self, node: &Node<'_>, input: usize, default: f64) -> Op<f64> {
        match self.id(node, input) {
            0 => Ok(default),
            id => self.constant_of(id)?.single(),
        }
    }

    /// Whole numbers of an attribute, or of an input in later versions of the operator.
    #[inline(never)]
    pub(super) fn numbers(&mut self, node: &Node<'_>, name: &str, input: usize) -> Op<Option<Vec<f64>>> {
        match node.ints(name) {
            None if self.id(node, input) != 0 => Ok(Some(self.constant(node, input)?.values)),
            found => Ok(found),
        }
    }

    /// Gives a node's output its value.
    #[inline(never)]
    pub(super) fn set(&mut self, node: &Node<'_>, output: usize, value: Known<'a>) {
        if let Some(&id) = node.outputs.get(output)
            && id != 0
        {
            self.known[id] = value;
        }
    }

    /// Gives a node's first output a view.
    #[inline(never)]
    pub(super) fn set_view(&mut self, node: &Node<'_>, view: &View) {
        self.set(node, 0, Known::View(*view));
    }

    /// Gives a node's first output the value of a layer, whose axes are these.
    #[inline(never)]
    pub(super) fn give(&mut self, node: &Node<'_>, layer: usize, axes: Dims) -> Op<()> {
        self.set_view(node, &View { layer, axes, folded: 0, sole: true });
        Ok(())
    }

    /// Gives a node's first output the value of a layer, whose axes are those of another value.
    #[inline(never)]
    pub(super) fn give_like(&mut self, node: &Node<'_>, layer: usize, view: &View) -> Op<()> {
        self.set_view(node, &View { layer, sole: true, ..*view });
        Ok(())
    }

    /// The layer whose output a value is, if nothing else uses it, so that it can be changed.
    #[inline(never)]
    pub(super) fn own(&mut self, view: &View) -> Option<&mut LayerSketch> {
        self.layers.get_mut(view.layer).filter(|_| view.sole)
    }

    /// A layer that computes each value from one value.
    #[inline(never)]
    pub(super) fn mapped(&mut self, view: &View, class: &'static str, options: Options) -> usize {
        let shape = self.output(view.layer);
        self.layer(class, options, &[view.layer], &shape)
    }

    /// Adds a layer that computes each value from one value, and gives the node's output its view.
    #[inline(never)]
    pub(super) fn map(
        &mut self,
        node: &Node<'_>,
        view: &View,
        class: &'static str,
        options: Options,
    ) -> Op<()> {
        let layer = self.mapped(view, class, options);
        self.give_like(node, layer, view)
    }

    /// Applies an activation: as the option of the layer before, or as a layer.
    #[inline(never)]
    pub(super) fn activation(&mut self, node: &Node<'_>, view: &View, name: &str) -> Op<()> {
        if let Some(layer) = self.own(view)
            && (layer.class == "Dense" || is_convolution(layer.class))
            && layer.options.text_of("activation").is_empty()
        {
            layer.options.text("activation", name);
            return self.give_like(node, view.layer, view);
        }
        self.map(node, view, "Activation", Options::new().text("activation", name).take())
    }
}

/// True for the classes of convolutions.
#[inline(never)]
pub(super) fn is_convolution(class: &str) -> bool {
    class.as_bytes().windows(4).any(|part| part == b"Conv")
}
