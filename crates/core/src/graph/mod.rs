//! Graphs: pure dataflow with static shapes, one node per operation.
//!
//! Layers trace themselves into a graph. [`differentiate`] adds the nodes of the gradients, and [`fuse`] moves biases
//! and activations into the products before them. `program::plan` turns the result into a flat list of kernel calls.

mod differentiate;
pub mod expression;
mod fuse;
pub mod ops;
mod steps;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub use differentiate::{differentiate, differentiate_from};
pub use expression::Expression;
pub use fuse::fuse;
pub use steps::{Random, Steps, no_random};

use crate::error::{Error, Result};
use crate::memory::check_shape;
use crate::shape::Shape;
use ops::{Concat, Iota, Map, Op, Operation, Reshape};

/// The most numbers that a constant may have: each is a part of a formula.
const MOST_CONSTANTS: usize = 16_384;
/// The numbers of one formula of a vector. A formula holds fewer than 256 values.
const PER_FORMULA: usize = 60;

/// A node's index in its graph; a node's inputs always come before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) usize);

/// One operation and where its inputs come from.
#[derive(Debug, Clone)]
pub struct Node {
    /// What is computed.
    pub op: Op,
    /// The nodes whose outputs it takes.
    pub inputs: Vec<NodeId>,
    /// The output's shape.
    pub shape: Shape,
    /// The layer it was traced from; empty for nodes of no layer, such as those of a loss.
    pub layer: String,
}

/// A dataflow graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    layer: String,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the layer that the nodes pushed from now on belong to.
    pub fn set_layer(&mut self, name: &str) {
        self.layer = name.into();
    }

    /// Adds a value that comes from outside the graph: a feed or a parameter.
    pub fn leaf(&mut self, op: impl Into<Op>, shape: impl Into<Shape>) -> NodeId {
        self.insert(op.into(), Vec::new(), shape.into())
    }

    /// Adds an operation on `inputs`.
    ///
    /// # Errors
    /// When the operation's shape rule refuses the inputs; the message names the layer.
    pub fn push(&mut self, op: impl Into<Op>, inputs: &[NodeId]) -> Result<NodeId> {
        self.push_op(op.into(), inputs)
    }

    /// Not generic and not inlined: one copy of the code instead of one for each operation saves 5 KB packed.
    #[inline(never)]
    fn push_op(&mut self, op: Op, inputs: &[NodeId]) -> Result<NodeId> {
        let shapes: Vec<&Shape> = inputs.iter().map(|&id| self.shape(id)).collect();
        let found = op.infer(&shapes).map_err(Error::Invalid);
        let found = found.and_then(|shape| check_shape(&shape).map_err(Error::Memory).map(|()| shape));
        let shape = found.map_err(|error| error.in_layer(&self.layer, op.name()))?;
        Ok(self.insert(op, inputs.to_vec(), shape))
    }

    /// Adds an elementwise formula over named nodes and constants; see [`expression`].
    ///
    /// # Errors
    /// When the formula is wrong, or the inputs' shapes do not broadcast to one shape.
    pub fn map(
        &mut self,
        formula: &str,
        inputs: &[(&str, NodeId)],
        constants: &[(&str, f64)],
    ) -> Result<NodeId> {
        let names: Vec<&str> = inputs.iter().map(|&(name, _)| name).collect();
        let nodes: Vec<NodeId> = inputs.iter().map(|&(_, node)| node).collect();
        let expression = Expression::new(formula, &names, constants)?;
        self.push(Map { expression }, &nodes)
    }

    /// A vector of these numbers. There is no operation that holds data, so formulas of an element's index select them.
    ///
    /// # Errors
    /// When there are none.
    pub fn vector(&mut self, numbers: &[f64]) -> Result<NodeId> {
        if numbers.is_empty() {
            return Err(Error::invalid("a vector without values"));
        }
        let mut parts = Vec::new();
        for chunk in numbers.chunks(PER_FORMULA) {
            let names: Vec<String> = (0..chunk.len()).map(|at| format!("v{at}")).collect();
            let constants: Vec<(&str, f64)> =
                names.iter().map(String::as_str).zip(chunk.iter().copied()).collect();
            let mut formula = String::new();
            for (at, name) in names.iter().enumerate().take(chunk.len() - 1) {
                formula += &format!("a == {at} ? {name} : ");
            }
            formula += &names[chunk.len() - 1];
            let index = self.push(Iota::new(chunk.len()), &[])?;
            parts.push(self.map(&formula, &[("a", index)], &constants)?);
        }
        Concat::join(self, &parts, 0)
    }

    /// A tensor of these numbers.
    ///
    /// # Errors
    /// When they are too many, or do not fit the shape.
    pub fn constant(&mut self, shape: &Shape, numbers: &[f64]) -> Result<NodeId> {
        if numbers.len() != shape.size() || numbers.is_empty() || numbers.len() > MOST_CONSTANTS {
            return Err(Error::invalid(format!(
                "a constant of shape {shape} has {} numbers; expected {} and at most {MOST_CONSTANTS}",
                numbers.len(),
                shape.size()
            )));
        }
        let vector = self.vector(numbers)?;
        self.push(Reshape { shape: shape.clone() }, &[vector])
    }

    /// The same numbers with an axis of size 1 before `axis`, or at the end.
    pub(crate) fn with_axis(&mut self, x: NodeId, axis: usize) -> Result<NodeId> {
        let mut dims = self.shape(x).to_vec();
        dims.insert(axis, 1);
        self.push(Reshape { shape: dims.into() }, &[x])
    }

    fn insert(&mut self, op: Op, inputs: Vec<NodeId>, shape: Shape) -> NodeId {
        self.nodes.push(Node { op, inputs, shape, layer: self.layer.clone() });
        NodeId(self.nodes.len() - 1)
    }

    /// The node of this id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// The shape of a node's output.
    pub fn shape(&self, id: NodeId) -> &Shape {
        &self.nodes[id.0].shape
    }

    /// All nodes in order, inputs before users.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> + ExactSizeIterator {
        self.nodes.iter().enumerate().map(|(i, node)| (NodeId(i), node))
    }
}

/// What a gradient rule works with: one node, the gradient of its output, and a place for the gradients of its inputs.
pub struct Backward<'g> {
    /// The graph to add nodes to.
    pub graph: &'g mut Graph,
    /// The node's inputs.
    pub inputs: &'g [NodeId],
    /// The node itself, that is, its output.
    pub output: NodeId,
    /// The gradient of the output, of the output's shape.
    pub grad: NodeId,
    needed: Vec<bool>,
    contributions: Vec<(NodeId, NodeId)>,
}

impl Backward<'_> {
    /// True when something uses the gradient of input `i`; a rule skips the others.
    pub fn needs(&self, i: usize) -> bool {
        self.needed[i]
    }

    /// States the gradient of input `i`.
    pub fn set(&mut self, i: usize, gradient: NodeId) {
        self.contributions.push((self.inputs[i], gradient));
    }

    /// Adds `op` to the graph and states its output as the gradient of input `i`.
    pub fn push(&mut self, i: usize, op: impl Into<Op>, inputs: &[NodeId]) -> Result<()> {
        self.push_op(i, op.into(), inputs)
    }

    /// Not generic and not inlined, so that the code is in the binary once.
    #[inline(never)]
    fn push_op(&mut self, i: usize, op: Op, inputs: &[NodeId]) -> Result<()> {
        let gradient = self.graph.push(op, inputs)?;
        self.set(i, gradient);
        Ok(())
    }
}
