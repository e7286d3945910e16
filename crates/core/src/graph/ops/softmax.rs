//! `y[.., j] = exp(x[.., j] - m) / sum_k exp(x[.., k] - m)` with `m` the row's maximum;
//! `dx = y * (dy - sum_k dy[k] y[k])`.

use alloc::string::String;

use super::{Operation, expect_same};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Softmax over the last axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Softmax;

/// The gradient of [`Softmax`]; inputs its output `y` and `dy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoftmaxGrad;

impl Operation for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, SoftmaxGrad, &[at.output, at.grad])
    }
}

impl Operation for SoftmaxGrad {
    fn name(&self) -> &'static str {
        "softmax_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        expect_same(inputs[0], inputs[1])?;
        Ok(inputs[0].clone())
    }
}
