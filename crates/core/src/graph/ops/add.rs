//! `y = a + b`, elementwise; `da = dy`, `db = dy`.

use alloc::string::String;

use super::{Operation, expect_same};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// `a + b` of two inputs of one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Add;

impl Operation for Add {
    fn name(&self) -> &'static str {
        "add"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        expect_same(inputs[0], inputs[1])?;
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.set(0, at.grad);
        at.set(1, at.grad);
        Ok(())
    }

    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
}
