//! `y[.., j] = exp(x[.., j] - m) / sum_k exp(x[.., k] - m)` with `m` the row's maximum, and its logarithm.
//!
//! `dx = y (dy - sum_k dy[k] y[k])`; for the logarithm `dx = dy - exp(y) sum_k dy[k]`.

use alloc::string::String;

use super::{Operation, Reduce, Reduction};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Softmax over the last axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Softmax;

/// The logarithm of the softmax over the last axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSoftmax;

impl Operation for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let (y, g) = (at.output, at.grad);
        let product = at.graph.map("g * y", &[("g", g), ("y", y)], &[])?;
        let s = Reduce::last(Reduction::Sum, at.graph, product)?;
        let dx = at.graph.map("y * (g - s)", &[("g", g), ("y", y), ("s", s)], &[])?;
        at.set(0, dx);
        Ok(())
    }
}

impl Operation for LogSoftmax {
    fn name(&self) -> &'static str {
        "log_softmax"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let s = Reduce::last(Reduction::Sum, at.graph, at.grad)?;
        let dx = at.graph.map("g - exp(y) * s", &[("g", at.grad), ("y", at.output), ("s", s)], &[])?;
        at.set(0, dx);
        Ok(())
    }
}
