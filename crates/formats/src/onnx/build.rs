//! The Keras layers of a graph while they are being found, and how ONNX's axes lie in theirs.
//!
//! ONNX keeps channels first, Keras last. A value of the graph is therefore a [`View`]: the output of a Keras layer, and
//! for each axis of the value the axis of that output. `Transpose`, `Squeeze` and `Unsqueeze` only change the view. A
//! `Permute` or `Reshape` layer appears where an operation needs another order of the axes.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::{base_name, members};
use serde_json::{Map, Value};

use super::constant::{Constant, Op, count};
use super::dims::Dims;
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
    pub(super) options: Value,
    pub(super) inputs: Vec<usize>,
    pub(super) weights: Vec<(Dims, Vec<f32>)>,
    /// The shape of its output; the first axis is [`BATCH`].
    pub(super) shape: Dims,
    /// `Permute` and `Reshape` layers that take this layer's output, to use them again.
    arranged: Vec<usize>,
}

/// A model that is being built.
#[derive(Debug)]
pub(super) struct Build<'a> {
    pub(super) model: Model<'a>,
    pub(super) known: Vec<Known<'a>>,
    /// How often each value is used, as an output too.
    pub(super) uses: Vec<usize>,
    /// The node that computes each value.
    pub(super) producers: Vec<Option<usize>>,
    pub(super) layers: Vec<LayerSketch>,
    /// The fixed size of the batch in the file.
    pub(super) batch: Option<usize>,
    pub(super) notes: Vec<String>,
    pub(super) metadata: Vec<(String, String)>,
    /// The name for the next layer; empty for an automatic one.
    pub(super) next_name: String,
    /// All names, each with the next number to try.
    names: Map<String, Value>,
    /// The number of elements that constants may still have, so that a small file cannot fill the memory.
    budget: usize,
}

impl<'a> Build<'a> {
    pub(super) fn new(model: Model<'a>, bytes: usize) -> Self {
        let values = model.names.texts.len();
        Self {
            model,
            known: vec![Known::Unknown; values],
            uses: vec![0; values],
            producers: vec![None; values],
            layers: Vec::new(),
            batch: None,
            notes: Vec::new(),
            metadata: Vec::new(),
            next_name: String::new(),
            names: Map::new(),
            budget: bytes.saturating_mul(8).saturating_add(65_536),
        }
    }

    /// A unique name that is like this one. Keras separates the parts of weights' names by `/`.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let good = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let base: String = wanted.chars().map(|c| if good(c) { c } else { '_' }).collect();
        let mut name = base.clone();
        while self.names.contains_key(&name) {
            let number = self.names.get(&base).and_then(Value::as_u64).unwrap_or(1);
            name = format!("{base}_{number}");
            self.names.insert(base.clone(), (number + 1).into());
        }
        self.names.insert(name.clone(), 1.into());
        name
    }

    /// Adds a layer and returns its number.
    pub(super) fn layer(
        &mut self,
        class: &'static str,
        options: Value,
        inputs: &[usize],
        shape: Dims,
        weights: Vec<(Dims, Vec<f32>)>,
    ) -> usize {
        let wanted = core::mem::take(&mut self.next_name);
        let name = self.unique(if wanted.is_empty() { base_name(class) } else { wanted }.as_str());
        let arranged = Vec::new();
        self.layers.push(LayerSketch {
            class,
            name,
            options,
            inputs: inputs.to_vec(),
            weights,
            shape,
            arranged,
        });
        self.layers.len() - 1
    }

    /// Adds a layer without weights whose name is automatic.
    pub(super) fn helper(&mut self, class: &'static str, options: Value, input: usize, shape: Dims) -> usize {
        let name = core::mem::take(&mut self.next_name);
        let same = |&layer: &usize| {
            let other: &LayerSketch = &self.layers[layer];
            other.class == class && other.options == options
        };
        let found = self.layers[input].arranged.iter().copied().find(same);
        let layer = found.unwrap_or_else(|| {
            let layer = self.layer(class, options, &[input], shape, Vec::new());
            // A few are enough: values are rarely used in many orders.
            if matches!(class, "Permute" | "Reshape" | "Flatten") && self.layers[input].arranged.len() < 4 {
                self.layers[input].arranged.push(layer);
            }
            layer
        });
        self.next_name = name;
        layer
    }

    /// A value that is exactly a layer's output.
    pub(super) fn whole(&self, layer: usize) -> View {
        View { layer, axes: (0..self.layers[layer].shape.len()).collect(), folded: 0, sole: true }
    }

    /// The shape of a value, with [`BATCH`] for the batch axis.
    pub(super) fn shape(&self, view: &View) -> Dims {
        let shape = &self.layers[view.layer].shape;
        view.axes.iter().map(|&axis| if axis == ONE { 1 } else { shape[axis] }).collect()
    }

    /// The number of a node's input; 0 if it is left out.
    pub(super) fn id(&self, node: &Node<'_>, input: usize) -> ValueId {
        node.inputs.get(input).copied().unwrap_or(0)
    }

    /// An input that depends on the model's inputs.
    pub(super) fn view(&self, node: &Node<'_>, input: usize) -> Op<View> {
        match &self.known[self.id(node, input)] {
            Known::View(view) => {
                let sole = view.sole && self.uses[self.id(node, input)] == 1;
                Ok(View { sole, ..*view })
            }
            _ => Err(&"one of its inputs is constant or missing"),
        }
    }

    /// True if an input depends on the model's inputs.
    pub(super) fn is_view(&self, node: &Node<'_>, input: usize) -> bool {
        matches!(self.known[self.id(node, input)], Known::View(_))
    }

    /// True if an input is constant.
    pub(super) fn is_constant(&self, node: &Node<'_>, input: usize) -> bool {
        matches!(self.known[self.id(node, input)], Known::Stored(_) | Known::Constant(_))
    }

    /// Counts elements of constants.
    pub(super) fn spend(&mut self, elements: usize) -> Op<()> {
        let left = self.budget.checked_sub(elements);
        self.budget = left.ok_or(&"its constants are too large for a file of this size")?;
        Ok(())
    }

    /// A constant input.
    pub(super) fn constant(&mut self, node: &Node<'_>, input: usize) -> Op<Constant> {
        self.constant_of(self.id(node, input))
    }

    /// A constant value.
    pub(super) fn constant_of(&mut self, id: ValueId) -> Op<Constant> {
        match &self.known[id] {
            &Known::Stored(bytes) => {
                self.spend(bytes.len().div_ceil(2))?;
                Constant::decode(bytes)
            }
            Known::Constant(constant) => {
                let constant = constant.clone();
                self.spend(constant.values.len())?;
                Ok(constant)
            }
            _ => Err(&"expected a constant"),
        }
    }

    /// Whole numbers of an attribute, or of an input in later versions of the operator.
    pub(super) fn numbers(&mut self, node: &Node<'_>, name: &str, input: usize) -> Op<Option<Vec<f64>>> {
        match node.ints(name) {
            None if self.id(node, input) != 0 => self.constant(node, input).map(|list| Some(list.values)),
            found => Ok(found),
        }
    }

    /// Gives a node's output its value.
    pub(super) fn set(&mut self, node: &Node<'_>, output: usize, value: Known<'a>) {
        if let Some(&id) = node.outputs.get(output).filter(|&&id| id != 0) {
            self.known[id] = value;
        }
    }

    /// Gives a node's first output a view.
    pub(super) fn set_view(&mut self, node: &Node<'_>, view: View) {
        self.set(node, 0, Known::View(view));
    }

    /// A layer whose output has the same values in another shape.
    pub(super) fn reshaped(&mut self, mut layer: usize, shape: Dims) -> Op<usize> {
        while matches!(self.layers[layer].class, "Reshape" | "Flatten") && self.layers[layer].shape != shape {
            layer = self.layers[layer].inputs[0];
        }
        let current = self.layers[layer].shape;
        if current == shape {
            return Ok(layer);
        }
        if count(&current[1..])? != count(&shape[1..])? {
            return Err(&"samples cannot take another shape");
        }
        let class = if shape.len() == 2 { "Flatten" } else { "Reshape" };
        let options = match class {
            "Flatten" => members([]),
            _ => members([("target_shape", shape[1..].to_vec().into())]),
        };
        Ok(self.helper(class, options, layer, shape))
    }

    /// A layer whose output has the value's axes in this order. The first of them is the batch.
    pub(super) fn arranged(&mut self, view: &View, order: &[usize]) -> Op<usize> {
        let shape = self.shape(view);
        self.settled(view, order, order.iter().map(|&axis| shape[axis]).collect())
    }

    /// As [`Build::arranged`], and then in this shape.
    pub(super) fn settled(&mut self, view: &View, order: &[usize], target: Dims) -> Op<usize> {
        let wanted: Dims = order.iter().map(|&axis| view.axes[axis]).filter(|&k| k != ONE).collect();
        if view.folded > 0 || wanted.first() != Some(&0) || target.first() != Some(&BATCH) {
            return Err(&"the batch is not the first axis here");
        }
        let shape = self.layers[view.layer].shape;
        let rising = |axes: &[usize]| axes.windows(2).all(|pair| pair[0] < pair[1]);
        let large: Dims = wanted.iter().copied().filter(|&k| shape[k] != 1).collect();
        // A plain exchange of axes is a Permute, even where a Reshape would do.
        let plain =
            wanted.len() == shape.len() && wanted.iter().map(|&k| shape[k]).eq(target.iter().copied());
        let mut layer = view.layer;
        if !rising(&large) || (plain && !rising(&wanted)) {
            let mut dims = wanted;
            (0..shape.len()).filter(|k| !wanted.contains(k)).for_each(|k| dims.push(k));
            let permuted = dims.iter().map(|&k| shape[k]).collect();
            layer = self.helper("Permute", members([("dims", dims[1..].to_vec().into())]), layer, permuted);
        }
        self.reshaped(layer, target)
    }

    /// The value with its last axes as the last ones of the layer's output, in the same order.
    pub(super) fn ending(&mut self, view: &View, number: usize) -> Op<View> {
        let rank = self.layers[view.layer].shape.len();
        let first = view.axes.len().saturating_sub(number);
        if view.axes[first..].iter().copied().eq(rank.saturating_sub(number).max(1)..rank) {
            return Ok(*view);
        }
        let order = self.batch_first(view);
        if order.iter().skip(first).copied().ne(first..view.axes.len()) || first == 0 {
            return Err(&"it goes along the batch axis");
        }
        let layer = self.arranged(view, &order)?;
        let axes = order.inverse();
        Ok(View { layer, axes, folded: 0, sole: true })
    }

    /// The value's axes from first to last, but the batch first.
    pub(super) fn batch_first(&self, view: &View) -> Dims {
        let batch = |&k: &usize| view.axes[k] == 0;
        let all = 0..view.axes.len();
        all.clone().filter(batch).chain(all.filter(|k| !batch(k))).collect()
    }

    /// The layer whose output the node's input is, if nothing else uses it, so that it can be changed.
    pub(super) fn own(&self, view: &View) -> Option<&LayerSketch> {
        view.sole.then(|| &self.layers[view.layer])
    }

    /// Adds a layer that computes each value from one value, and gives the node's output its view.
    pub(super) fn map(&mut self, node: &Node<'_>, view: View, class: &'static str, options: Value) {
        let shape = self.layers[view.layer].shape;
        let layer = self.layer(class, options, &[view.layer], shape, Vec::new());
        self.set_view(node, View { layer, sole: true, ..view });
    }

    /// Applies an activation: as the option of the layer before, or as a layer.
    pub(super) fn activation(&mut self, node: &Node<'_>, view: View, name: &str) {
        let takes = |layer: &LayerSketch| {
            let known = layer.class == "Dense" || is_convolution(layer.class);
            known && layer.options.get("activation").is_none()
        };
        if self.own(&view).is_some_and(takes) {
            self.layers[view.layer].options["activation"] = name.into();
            self.set_view(node, View { sole: true, ..view });
        } else {
            self.map(node, view, "Activation", members([("activation", name.into())]));
        }
    }
}

/// True for the classes of convolutions.
pub(super) fn is_convolution(class: &str) -> bool {
    class.as_bytes().windows(4).any(|part| part == b"Conv")
}

/// The text of a list of names or numbers as JSON.
pub(super) fn json_list(texts: impl Iterator<Item = Value>) -> String {
    json::text(&Value::from_iter(texts))
}
