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

pub use differentiate::differentiate;
pub use expression::Expression;
pub use fuse::fuse;
pub(crate) use steps::constant;
pub use steps::{Random, Steps, no_random};

use crate::error::{Error, Result};
use crate::memory::check_shape;
use crate::shape::Shape;
use ops::{Iota, Map, Op, Operation};

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

    /// A vector of these numbers, at least one.
    ///
    /// # Errors
    /// When there are none.
    pub fn vector(&mut self, values: &[f64]) -> Result<NodeId> {
        // A formula holds fewer than 256 values, so a long vector takes several formulas.
        const PART: usize = 20;
        let place = self.push(Iota::new(values.len()), &[])?;
        let mut total = None;
        for (part, values) in values.chunks(PART).enumerate() {
            let names: Vec<String> = (0..values.len()).map(|k| format!("v{k}")).collect();
            let constants: Vec<(&str, f64)> =
                names.iter().map(String::as_str).zip(values.iter().copied()).collect();
            let mut formula = String::from("0");
            for (k, name) in names.iter().enumerate() {
                formula = format!("i == {} ? {name} : {formula}", part * PART + k);
            }
            let some = self.map(&formula, &[("i", place)], &constants)?;
            total = Some(match total {
                Some(total) => self.map("a + b", &[("a", total), ("b", some)], &[])?,
                None => some,
            });
        }
        total.ok_or_else(|| Error::invalid("a vector without values"))
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
