//! Functions about shapes that several layers share.

use alloc::format;
use alloc::string::{String, ToString};

use crate::shape::Shape;

/// Sizes as Python writes them: a number, or a tuple.
pub(super) fn python_sizes(sizes: &[usize]) -> String {
    match sizes {
        [n] => n.to_string(),
        sizes => Shape::from(sizes).to_string(),
    }
}

/// Shapes in a sentence.
pub(crate) fn listed(shapes: &[Shape]) -> String {
    let all: alloc::vec::Vec<String> = shapes.iter().map(Shape::to_string).collect();
    all.join(", ")
}

/// Refuses inputs that are not sequences (one axis before the channels), pictures (two) or volumes (three).
pub(super) fn expect_axes(input: &Shape, axes: usize) -> Result<(), String> {
    if input.len() == axes + 1 {
        return Ok(());
    }
    let all = ["(steps, features)", "(height, width, channels)", "(depth, height, width, channels)"];
    let expected = all[axes.clamp(1, 3) - 1];
    Err(format!("expected samples of shape {expected}, got {input}"))
}
