//! A constant: every element is `value`.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// A tensor of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// The value of every element.
    pub value: f32,
    /// The shape.
    pub shape: Shape,
}

impl Operation for Fill {
    fn name(&self) -> &'static str {
        "fill"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.shape.clone())
    }
}
