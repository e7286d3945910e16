//! Fuses a bias and an activation into the product before them, so that one kernel computes all.

use alloc::vec;
use alloc::vec::Vec;

use super::ops::Op;
use super::{Graph, NodeId};

/// Moves `bias_add` and activations into the epilogue of the matrix product or convolution they follow, where
/// nothing else reads the value in between.
///
/// Node ids stay valid: the last node of a fused group computes the whole group, and nothing uses the other nodes any
/// more. `outputs` are read from outside the graph, so they are never fused away.
pub fn fuse(graph: &mut Graph, outputs: &[NodeId]) {
    let mut users = vec![0usize; graph.nodes.len()];
    for &id in outputs {
        users[id.0] += 1;
    }
    for node in &graph.nodes {
        for input in &node.inputs {
            users[input.0] += 1;
        }
    }
    for index in 0..graph.nodes.len() {
        let Some(&producer) = graph.nodes[index].inputs.first().filter(|input| users[input.0] == 1) else {
            continue;
        };
        let mut fused = graph.nodes[producer.0].op.clone();
        let Some(epilogue) = fused.epilogue_mut() else { continue };
        let mut inputs: Vec<NodeId> = graph.nodes[producer.0].inputs.clone();
        match &graph.nodes[index].op {
            Op::BiasAdd(_) if !epilogue.bias && epilogue.activation.is_none() => {
                epilogue.bias = true;
                inputs.push(graph.nodes[index].inputs[1]);
            }
            Op::Unary(activation) if epilogue.activation.is_none() => epilogue.activation = Some(*activation),
            _ => continue,
        }
        graph.nodes[index].op = fused;
        graph.nodes[index].inputs = inputs;
    }
}
