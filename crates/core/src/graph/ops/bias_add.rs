//! `y[.., j] = x[.., j] + b[j]`; `dx = dy`, `db[j]` = sum of `dy[.., j]` over all other axes.

use alloc::format;
use alloc::string::String;

use super::{Operation, expect_rank};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Adds a vector along the last axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BiasAdd;

/// The sum over all axes but the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BiasGrad;

impl Operation for BiasAdd {
    fn name(&self) -> &'static str {
        "bias_add"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (x, bias) = (inputs[0], inputs[1]);
        expect_rank(bias, 1, "(channels)")?;
        if x.last_axis() != bias[0] {
            return Err(format!("expected a last axis of {}, the bias's size, got shape {x}", bias[0]));
        }
        Ok(x.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.set(0, at.grad);
        if at.needs(1) {
            at.push(1, BiasGrad, &[at.grad])?;
        }
        Ok(())
    }

    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
}

impl Operation for BiasGrad {
    fn name(&self) -> &'static str {
        "bias_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok([inputs[0].last_axis()].into())
    }
}
