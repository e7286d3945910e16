//! Sums, means and maxima over axes, which stay with size 1.
//!
//! `d sum = dy` repeated, `d mean = dy / n` repeated, `d max = dy` shared equally among the elements
//! that equal the maximum, as in TensorFlow.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Operation, Reshape};
use crate::error::Result;
use crate::graph::{Backward, Graph, NodeId};
use crate::shape::Shape;

/// How a reduction combines values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The largest.
    Max,
}

/// A reduction of some axes to size 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduce {
    /// How the values are combined.
    pub reduction: Reduction,
    /// The axes.
    pub axes: Vec<usize>,
}

impl Reduce {
    /// A reduction of the last axis of `x`.
    pub fn last(reduction: Reduction, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let axes = [graph.shape(x).len() - 1].to_vec();
        graph.push(Self { reduction, axes }, &[x])
    }

    /// A reduction of all axes to one number.
    pub fn all(reduction: Reduction, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let axes: Vec<usize> = (0..graph.shape(x).len()).collect();
        // A number without axes is all there is.
        let one = if axes.is_empty() { x } else { graph.push(Self { reduction, axes }, &[x])? };
        graph.push(Reshape { shape: [1].into() }, &[one])
    }

    /// `x` summed over the axes along which a value of `shape` was repeated to the shape of `x`.
    pub fn sum_to(graph: &mut Graph, x: NodeId, shape: &Shape) -> Result<NodeId> {
        let from = graph.shape(x).clone();
        if from == *shape {
            return Ok(x);
        }
        let repeated = |axis: &usize| {
            (axis + shape.len()).checked_sub(from.len()).is_none_or(|at| shape[at] == 1 && from[*axis] != 1)
        };
        let axes: Vec<usize> = (0..from.len()).filter(repeated).collect();
        let sum = graph.push(Self { reduction: Reduction::Sum, axes }, &[x])?;
        graph.push(Reshape { shape: shape.clone() }, &[sum])
    }
}

impl Operation for Reduce {
    fn name(&self) -> &'static str {
        "reduce"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let mut dims = inputs[0].to_vec();
        for &axis in &self.axes {
            let rank = dims.len();
            *dims
                .get_mut(axis)
                .ok_or_else(|| format!("axis {axis} of shape {} (rank {rank})", inputs[0]))? = 1;
        }
        Ok(dims.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let (x, y, grad) = (at.inputs[0], at.output, at.grad);
        let count = at.graph.shape(x).size() / at.graph.shape(y).size();
        let gradient = match self.reduction {
            // `x` is not part of the formula; it only sets the shape that `g` is repeated to.
            Reduction::Sum => at.graph.map("g", &[("g", grad), ("x", x)], &[])?,
            Reduction::Mean => at.graph.map("g / n", &[("g", grad), ("x", x)], &[("n", count as f64)])?,
            Reduction::Max => {
                let hit = at.graph.map("x == y", &[("x", x), ("y", y)], &[])?;
                let hits =
                    at.graph.push(Self { reduction: Reduction::Sum, axes: self.axes.clone() }, &[hit])?;
                at.graph.map("hit * g / hits", &[("hit", hit), ("g", grad), ("hits", hits)], &[])?
            }
        };
        at.set(0, gradient);
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        inputs[0].size() as u64
    }
}
