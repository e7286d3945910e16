//! `y = sum(x) / n`; `dx[i] = dy / n`.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// The mean of all elements, of shape `(1,)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean;

/// Spreads the gradient of a mean over the `shape` it was taken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeanGrad {
    /// The shape the mean was taken of.
    pub shape: Shape,
}

impl Operation for Mean {
    fn name(&self) -> &'static str {
        "mean"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok([1].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let shape = at.graph.shape(at.inputs[0]).clone();
        at.push(0, MeanGrad { shape }, &[at.grad])
    }
}

impl Operation for MeanGrad {
    fn name(&self) -> &'static str {
        "mean_grad"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.shape.clone())
    }
}
