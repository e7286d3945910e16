//! Layers that join several inputs: `Add`, `Subtract`, `Multiply`, `Average`, `Maximum`, `Minimum`, `Concatenate`,
//! `Dot`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, scores};
use crate::config::{Config, axes_value, axis_at, members};
use crate::error::{Error, Result};
use crate::graph::ops::{BatchMatMul, Concat, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

#[derive(Debug, Clone, Copy, PartialEq)]
enum MergeForm {
    /// A formula of the result so far `a` and the next input `b`. Then, for some classes, a formula of the final result
    /// `a` and the number of inputs `n`.
    Fold(&'static str, Option<&'static str>),
    /// `a - b`: exactly two.
    Subtract,
    Concatenate,
    Dot,
}

const TABLE: [(&str, MergeForm); 8] = [
    ("Add", MergeForm::Fold("a + b", None)),
    ("Subtract", MergeForm::Subtract),
    ("Multiply", MergeForm::Fold("a * b", None)),
    ("Average", MergeForm::Fold("a + b", Some("a / n"))),
    ("Maximum", MergeForm::Fold("max(a, b)", None)),
    ("Minimum", MergeForm::Fold("min(a, b)", None)),
    ("Concatenate", MergeForm::Concatenate),
    ("Dot", MergeForm::Dot),
];

/// Joins inputs; no weights. Elementwise classes broadcast: axes of size 1 repeat, and inputs with fewer axes get axes
/// of size 1 after the batch axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    class: &'static str,
    form: MergeForm,
    /// For `Concatenate`, one axis, -1 by default; for `Dot`, one or two. The batch axis is 0.
    axes: Vec<i64>,
    /// For `Dot`: true if vectors are first scaled to length 1; false by default.
    normalize: bool,
}

impl Merge {
    /// The merging layer of this class, with Keras's default options (`Dot` along the last axis).
    ///
    /// # Errors
    /// When there is no such class.
    pub fn new(class: &str) -> Result<Self> {
        let &(class, form) = TABLE.iter().find(|(known, _)| *known == class).ok_or_else(|| {
            let known: Vec<&str> = TABLE.iter().map(|&(class, _)| class).collect();
            Error::unsupported("merging layer", class, known.join(", "))
        })?;
        Ok(Self { class, form, axes: vec![-1], normalize: false })
    }

    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let mut this = Self::new(class)?;
        match this.form {
            MergeForm::Concatenate => this.axes = vec![config.axis("axis", -1)?],
            MergeForm::Dot => {
                this.axes = config.axes("axes", &[-1])?;
                this.normalize = config.flag("normalize", false)?;
                if config.get("axes").is_none() || this.axes.len() > 2 {
                    return Err(config.error("option \"axes\" must be one axis or two"));
                }
            }
            _ => {}
        }
        Ok(this)
    }

    /// Adds the operations that join `inputs` to the graph.
    ///
    /// # Errors
    /// When the inputs are too few or too many, or their shapes do not match.
    pub fn join(&self, trace: &mut Trace<'_>, inputs: &[Signal]) -> Result<Signal> {
        let shapes: Vec<Shape> = inputs.iter().map(|input| trace.graph.shape(input.node).sample()).collect();
        let misfit = |why: &str| {
            let shapes: Vec<String> = shapes.iter().map(|shape| format!("{shape}")).collect();
            Error::invalid(format!("{why}; got samples of shapes {}", shapes.join(", ")))
        };
        let two = matches!(self.form, MergeForm::Subtract | MergeForm::Dot);
        if inputs.is_empty() || (two && inputs.len() != 2) {
            return Err(misfit(if two { "expected exactly two inputs" } else { "expected inputs" }));
        }
        let mut nodes: Vec<NodeId> = inputs.iter().map(|input| input.node).collect();
        let masks =
            if self.class == "Multiply" { ones_where_masked(trace, inputs, &mut nodes)? } else { Vec::new() };
        let mut node = match self.form {
            MergeForm::Concatenate => self.concatenate(trace, &nodes, &misfit)?,
            MergeForm::Dot => return Ok(self.dot(trace, &nodes, &misfit)?.into()),
            MergeForm::Subtract | MergeForm::Fold(..) => self.fold(trace, &nodes, &misfit)?,
        };
        let mask = self.mask(trace, inputs, node)?;
        if let (Some((&first, rest)), true) = (masks.split_first(), masks.len() == inputs.len()) {
            let mut any = first;
            for &other in rest {
                any = trace.graph.map("max(a, b)", &[("a", any), ("b", other)], &[])?;
            }
            node = trace.graph.map("m > 0 ? y : 0", &[("y", node), ("m", any)], &[])?;
        }
        Ok(Signal { node, mask })
    }

    fn fold(
        &self,
        trace: &mut Trace<'_>,
        nodes: &[NodeId],
        misfit: &dyn Fn(&str) -> Error,
    ) -> Result<NodeId> {
        let graph = &mut *trace.graph;
        let rank = nodes.iter().map(|&node| graph.shape(node).len()).max().unwrap_or(0);
        let mut total = None;
        for &node in nodes {
            let mut dims = graph.shape(node).to_vec();
            for _ in dims.len()..rank {
                dims.insert(1, 1);
            }
            let next = graph.push(Reshape { shape: dims.into() }, &[node])?;
            let formula = if let MergeForm::Fold(formula, _) = self.form { formula } else { "a - b" };
            total = Some(match total {
                None => next,
                Some(total) => graph
                    .map(formula, &[("a", total), ("b", next)], &[])
                    .map_err(|_| misfit("the shapes do not broadcast to one"))?,
            });
        }
        let total = total.ok_or_else(|| misfit("expected inputs"))?;
        match self.form {
            MergeForm::Fold(_, Some(end)) => graph.map(end, &[("a", total)], &[("n", nodes.len() as f64)]),
            _ => Ok(total),
        }
    }

    fn concatenate(
        &self,
        trace: &mut Trace<'_>,
        nodes: &[NodeId],
        misfit: &dyn Fn(&str) -> Error,
    ) -> Result<NodeId> {
        let first = trace.graph.shape(nodes[0]).clone();
        let axis = axis_at(self.axes[0], first.len()).filter(|&axis| axis > 0);
        let axis = axis.ok_or_else(|| misfit(&format!("there is no axis {} to join along", self.axes[0])))?;
        let fits = |node: &NodeId| {
            let shape = trace.graph.shape(*node);
            shape.len() == first.len() && (0..first.len()).all(|k| k == axis || shape[k] == first[k])
        };
        if !nodes.iter().all(fits) {
            return Err(misfit(&format!("all axes but {axis} must be alike")));
        }
        Concat::join(trace.graph, nodes, axis)
    }

    /// The dot product along one axis of each input. The output has the other axes of the first input, then those of
    /// the second.
    fn dot(&self, trace: &mut Trace<'_>, nodes: &[NodeId], misfit: &dyn Fn(&str) -> Error) -> Result<NodeId> {
        let graph = &mut *trace.graph;
        let mut sides = Vec::new();
        for (k, &node) in nodes.iter().enumerate() {
            let shape = graph.shape(node).clone();
            let given = self.axes[k.min(self.axes.len() - 1)];
            let axis = axis_at(given, shape.len()).filter(|&axis| axis > 0);
            let axis = axis.ok_or_else(|| misfit(&format!("there is no axis {given} to multiply along")))?;
            sides.push(DotInput { node, axis, size: shape[axis], others: without(&shape, axis) });
        }
        let [a, b] = [&sides[0], &sides[1]];
        if a.size != b.size {
            return Err(misfit(&format!("the axes multiplied have sizes {} and {}", a.size, b.size)));
        }
        let (left, a_last) = a.matrices(graph, self.normalize)?;
        let (right, b_last) = b.matrices(graph, self.normalize)?;
        let product = graph.push(BatchMatMul::new(!a_last, b_last), &[left, right])?;
        let batch = graph.shape(product)[0];
        let mut dims: Vec<usize> = [&[batch], &a.others[..], &b.others].concat();
        if dims.len() == 1 {
            dims.push(1);
        }
        graph.push(Reshape { shape: dims.into() }, &[product])
    }

    /// The mask of the output, combined as in Keras: a step counts if it counts in any input. The output has a mask
    /// only if all inputs have one.
    fn mask(&self, trace: &mut Trace<'_>, inputs: &[Signal], output: NodeId) -> Result<Option<NodeId>> {
        if inputs.iter().all(|input| input.mask.is_none()) {
            return Ok(None);
        }
        let rank = trace.graph.shape(output).len();
        if self.form == MergeForm::Concatenate {
            if axis_at(self.axes[0], rank) != Some(rank - 1) || rank < 3 {
                return Err(Error::invalid("masked inputs are supported along the last axis only"));
            }
            // All steps of an input without a mask count, so all steps of the output count.
            if inputs.iter().any(|input| input.mask.is_none()) {
                return Ok(None);
            }
        }
        let mut masks = Vec::new();
        for input in inputs {
            match input.mask {
                Some(mask) => masks.push(mask),
                None => return Ok(None),
            }
        }
        let mut all = masks[0];
        for &mask in &masks[1..] {
            all = trace.graph.map("max(a, b)", &[("a", all), ("b", mask)], &[])?;
        }
        Ok(Some(all))
    }
}

/// Puts ones in place of masked steps, as Keras's `Multiply` does. Returns the masks, for samples of shape `(steps, ..)`.
fn ones_where_masked(trace: &mut Trace<'_>, inputs: &[Signal], nodes: &mut [NodeId]) -> Result<Vec<NodeId>> {
    let mut masks = Vec::new();
    for (input, node) in inputs.iter().zip(nodes) {
        let Some(mask) = scores::of_steps(trace, *input, 2)? else { continue };
        let (mask_shape, shape) = (trace.graph.shape(mask), trace.graph.shape(*node));
        if mask_shape.len() != shape.len() {
            return Err(Error::invalid(format!("its input {} has a mask {mask_shape}", shape.sample())));
        }
        *node = trace.graph.map("m > 0 ? x : 1", &[("x", *node), ("m", mask)], &[])?;
        masks.push(mask);
    }
    Ok(masks)
}

/// An input of `Dot`.
struct DotInput {
    node: NodeId,
    /// The axis that is multiplied along, and its size.
    axis: usize,
    size: usize,
    /// The sizes of the other axes, without the batch axis.
    others: Vec<usize>,
}

/// The sizes of a sample's axes except `axis`.
fn without(shape: &Shape, axis: usize) -> Vec<usize> {
    (1..shape.len()).filter(|&other| other != axis).map(|other| shape[other]).collect()
}

impl DotInput {
    /// One matrix for each sample: one axis is the axis that is multiplied along, the other holds all other axes.
    /// Returns true if the multiplied axis is the last one. Only an axis between others needs a copy.
    fn matrices(&self, graph: &mut Graph, normalize: bool) -> Result<(NodeId, bool)> {
        let mut node = if normalize { unit_length(graph, self.node, self.axis)? } else { self.node };
        let shape = graph.shape(node).clone();
        let (batch, rest) = (shape[0], self.others.iter().product());
        if self.axis == 1 && shape.len() > 2 {
            let node = graph.push(Reshape { shape: [batch, self.size, rest].into() }, &[node])?;
            return Ok((node, false));
        }
        if self.axis + 1 < shape.len() {
            let order: Vec<usize> =
                (0..shape.len()).filter(|&other| other != self.axis).chain([self.axis]).collect();
            node = graph.push(View::of(&shape).permuted(&order), &[node])?;
        }
        Ok((graph.push(Reshape { shape: [batch, rest, self.size].into() }, &[node])?, true))
    }
}

/// `x` with the vectors along an axis scaled to length 1.
fn unit_length(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let square = graph.map("x * x", &[("x", x)], &[])?;
    let sum = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![axis] }, &[square])?;
    graph.map("x / max(sqrt(s), e)", &[("x", x), ("s", sum)], &[("e", 1e-12)])
}

impl Layer for Merge {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        match self.form {
            MergeForm::Concatenate => members([("axis", self.axes[0].into())]),
            MergeForm::Dot => {
                members([("axes", axes_value(&self.axes)), ("normalize", self.normalize.into())])
            }
            _ => members([]),
        }
    }

    fn arguments(&self) -> String {
        match self.form {
            MergeForm::Concatenate if self.axes != [-1] => format!("axis={}", self.axes[0]),
            MergeForm::Dot => {
                let normalize = if self.normalize { ", normalize=True" } else { "" };
                match self.axes[..] {
                    [axis] => format!("axes={axis}{normalize}"),
                    [a, b] => format!("axes=({a}, {b}){normalize}"),
                    _ => String::new(),
                }
            }
            _ => String::new(),
        }
    }

    fn joins(&self) -> bool {
        true
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        self.join(trace, inputs).map(Signals::from)
    }
}
