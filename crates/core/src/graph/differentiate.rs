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
    let mut depends = vec![false; loss.0 + 1];
    for &id in wrt {
        depends[id.0] = true;
    }
    for (id, node) in graph.nodes().take(loss.0 + 1) {
        depends[id.0] |= node.inputs.iter().any(|input| depends[input.0]);
    }

    let mut gradients: Vec<Option<NodeId>> = vec![None; loss.0 + 1];
    let one = Fill { value: 1.0, shape: graph.shape(loss).clone() };
    gradients[loss.0] = Some(graph.push(one, &[])?);
    for index in (0..=loss.0).rev() {
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
            let total = match gradients[input.0] {
                Some(earlier) => graph.map("a + b", &[("a", earlier), ("b", gradient)], &[])?,
                None => gradient,
            };
            gradients[input.0] = Some(total);
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
