//! Reverse-mode differentiation: the gradient of a scalar as more nodes of the same graph.

use alloc::vec;
use alloc::vec::Vec;

use super::ops::{Fill, Operation};
use super::{Backward, Graph, NodeId};
use crate::error::Result;

/// Adds to `graph` the gradients of `loss` (one element) with respect to each node of `wrt`, and returns them.
///
/// # Errors
/// When an operation between them has no gradient. Where `loss` does not depend on a node, its gradient is zero.
pub fn differentiate(graph: &mut Graph, loss: NodeId, wrt: &[NodeId]) -> Result<Vec<NodeId>> {
    let one = Fill { value: 1.0, shape: graph.shape(loss).clone() };
    let one = graph.push(one, &[])?;
    differentiate_from(graph, &[(loss, one)], wrt)
}

/// As [`differentiate`], for a number that is not in the graph. `from` has nodes, each with the gradient of the number
/// with respect to it.
///
/// # Errors
/// As [`differentiate`].
pub fn differentiate_from(
    graph: &mut Graph,
    from: &[(NodeId, NodeId)],
    wrt: &[NodeId],
) -> Result<Vec<NodeId>> {
    let end = from.iter().map(|(node, _)| node.0 + 1).max().unwrap_or(0);
    let mut depends = vec![false; end];
    for &id in wrt {
        depends[id.0] = true;
    }
    for (id, node) in graph.nodes().take(end) {
        depends[id.0] |= node.inputs.iter().any(|input| depends[input.0]);
    }

    let mut gradients: Vec<Option<NodeId>> = vec![None; end];
    for &(node, gradient) in from {
        gradients[node.0] = Some(sum(graph, gradients[node.0], gradient)?);
    }
    for index in (0..end).rev() {
        let Some(grad) = gradients[index].filter(|_| depends[index]) else { continue };
        let node = graph.node(NodeId(index)).clone();
        if node.inputs.is_empty() {
            continue;
        }
        graph.set_layer(&node.layer);
        let mut backward = Backward {
            needed: node.inputs.iter().map(|input| depends[input.0]).collect(),
            inputs: &node.inputs,
            output: NodeId(index),
            grad,
            graph,
            contributions: Vec::new(),
        };
        node.op.gradient(&mut backward)?;
        for (input, gradient) in backward.contributions {
            gradients[input.0] = Some(sum(graph, gradients[input.0], gradient)?);
        }
    }
    graph.set_layer("");
    wrt.iter()
        .map(|id| match gradients[id.0] {
            Some(gradient) => Ok(gradient),
            None => {
                let shape = graph.shape(*id).clone();
                graph.push(Fill { value: 0.0, shape }, &[])
            }
        })
        .collect()
}

/// A further gradient added to those before it.
fn sum(graph: &mut Graph, earlier: Option<NodeId>, gradient: NodeId) -> Result<NodeId> {
    match earlier {
        Some(earlier) => graph.map("a + b", &[("a", earlier), ("b", gradient)], &[]),
        None => Ok(gradient),
    }
}
