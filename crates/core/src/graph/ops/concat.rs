//! Joins tensors along an axis, as NumPy's `concatenate`. The gradient of each input is its part of the output's
//! gradient.

use alloc::format;
use alloc::string::String;

use super::{Operation, View};
use crate::error::Result;
use crate::graph::{Backward, Graph, NodeId};
use crate::shape::Shape;

/// Joins any number of inputs along an axis; their other axes are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concat {
    /// The axis.
    pub axis: usize,
}

impl Concat {
    /// `parts` joined along an axis; a single part needs no joining.
    pub fn join(graph: &mut Graph, parts: &[NodeId], axis: usize) -> Result<NodeId> {
        match parts {
            [part] => Ok(*part),
            _ => graph.push(Self { axis }, parts),
        }
    }

    /// The layout of the output in memory: rows that hold one part of each input. Returns the length of a row, and the
    /// start and the length of each input's part.
    pub fn rows<'s>(
        &self,
        inputs: impl Iterator<Item = &'s Shape>,
        output: &Shape,
    ) -> (usize, impl Iterator<Item = (usize, usize)>) {
        let inner: usize = output[self.axis + 1..].iter().product();
        let axis = self.axis;
        let parts = inputs.scan(0, move |end, shape| {
            let (start, len) = (*end, shape[axis] * inner);
            *end += len;
            Some((start, len))
        });
        (output[axis] * inner, parts)
    }
}

impl Operation for Concat {
    fn name(&self) -> &'static str {
        "concat"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let axis = self.axis;
        let first = *inputs.first().ok_or("expected inputs to join")?;
        if axis >= first.len() {
            return Err(format!("there is no axis {axis} to join along in shape {first}"));
        }
        let mut dims = first.to_vec();
        for &shape in &inputs[1..] {
            let fits = shape.len() == first.len()
                && (0..first.len()).all(|other| other == axis || shape[other] == first[other]);
            if !fits {
                return Err(format!(
                    "expected the same sizes of all axes but {axis}, got shapes {first} and {shape}"
                ));
            }
            dims[axis] += shape[axis];
        }
        Ok(dims.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let joined = at.graph.shape(at.output).clone();
        let mut start = 0;
        for (i, &input) in at.inputs.iter().enumerate() {
            let len = at.graph.shape(input)[self.axis];
            if at.needs(i) {
                at.push(i, View::of(&joined).sliced(self.axis, start, len), &[at.grad])?;
            }
            start += len;
        }
        Ok(())
    }
}
