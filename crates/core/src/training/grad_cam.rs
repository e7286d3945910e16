//! Grad-CAM: which parts of a picture support a class (Selvaraju et al. 2017).
//!
//! `map = relu(sum_k a_k A_k)`, where `A_k` is channel `k` of a layer's output, and `a_k` is the mean of the gradient
//! of the class's logit over the positions of that channel.

use alloc::format;

use crate::error::{Error, Result};
use crate::graph::ops::{Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId, differentiate};
use crate::losses::logits;

/// Adds the maps `(samples, height, width)` for one class, from a layer's output `features`. A model with one output
/// has two classes: 1, and 0 for the opposite.
///
/// # Errors
/// When the features are not pictures, or there is no such class.
pub(super) fn trace(graph: &mut Graph, output: NodeId, features: NodeId, class: usize) -> Result<NodeId> {
    let shape = graph.shape(features).clone();
    let [samples, height, width, _] = shape[..] else {
        let layer = &graph.node(features).layer;
        return Err(Error::invalid(format!(
            "Grad-CAM: layer \"{layer}\" puts out {}; expected (height, width, channels)",
            shape.sample()
        )));
    };
    let scores = logits(graph, output).unwrap_or(output);
    let given = graph.shape(scores).clone();
    let classes = given.last_axis();
    if given.len() != 2 || class >= classes.max(2) {
        return Err(Error::invalid(format!(
            "Grad-CAM: class {class} of a model with outputs {}; expected a number below {}",
            given.sample(),
            classes.max(2)
        )));
    }
    let score = match classes {
        1 if class == 0 => graph.map("-s", &[("s", scores)], &[])?,
        1 => scores,
        _ => graph.push(View::of(&given).sliced(1, class, 1), &[scores])?,
    };
    // No sample's score depends on another sample's features, so the gradient of the sum is each sample's own gradient.
    let sum = Reduce::all(Reduction::Sum, graph, score)?;
    let gradient = differentiate(graph, sum, &[features])?[0];
    let weights = graph.push(Reduce { reduction: Reduction::Mean, axes: [1, 2].into() }, &[gradient])?;
    let weighted = graph.map("a * w", &[("a", features), ("w", weights)], &[])?;
    let channels = Reduce::last(Reduction::Sum, graph, weighted)?;
    let positive = graph.map("max(x, 0)", &[("x", channels)], &[])?;
    graph.push(Reshape { shape: [samples, height, width].into() }, &[positive])
}
