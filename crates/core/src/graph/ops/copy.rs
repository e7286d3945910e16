//! `y = x` in memory of its own. Planning inserts it where a weight's gradient cannot be computed directly at its place
//! in the flat gradient.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// The identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy;

impl Operation for Copy {
    fn name(&self) -> &'static str {
        "copy"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.set(0, at.grad);
        Ok(())
    }
}
