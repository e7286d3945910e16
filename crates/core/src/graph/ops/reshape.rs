//! The same numbers in another shape; costs nothing: output and input are one buffer.

use alloc::format;
use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Gives the input another shape of the same size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reshape {
    /// The new shape.
    pub shape: Shape,
}

impl Operation for Reshape {
    fn name(&self) -> &'static str {
        "reshape"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        if inputs[0].size() != self.shape.size() {
            return Err(format!("cannot take shape {} as {}: the sizes differ", inputs[0], self.shape));
        }
        Ok(self.shape.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let shape = at.graph.shape(at.inputs[0]).clone();
        at.push(0, Self { shape }, &[at.grad])
    }
}
