//! A formula over all trainable weights at once, in place: what an optimizer does in a step.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Expression;
use crate::shape::Shape;

/// An optimizer's step. Inputs the flat gradient and the `hyper` feed; outputs the weights and the optimizer's
/// slots, read and written.
///
/// The formula's inputs are the gradient, then the numbers of the `hyper` feed, then the outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The formula, one result for each output.
    pub expression: Expression,
}

impl Operation for Update {
    fn name(&self) -> &'static str {
        "update"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        (self.expression.instructions().len() * inputs[0].size()) as u64
    }
}
