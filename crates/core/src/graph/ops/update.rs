//! A formula over all trainable weights at once, in place: what an optimizer does in a step.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Expression;
use crate::shape::Shape;

/// Parts that a gradient can be the sum of.
pub const MAX_PARTS: usize = 8;

/// An optimizer's step. Inputs the flat gradient and the `hyper` feed; outputs the weights and the optimizer's
/// slots, read and written.
///
/// The formula's inputs are the gradient, then the numbers of the `hyper` feed, then the outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The formula, one result for each output.
    pub expression: Expression,
    /// What the formula is, where a device may have a kernel for just that.
    pub adam: Option<Adam>,
}

/// Adam (Kingma and Ba 2015) without options; the slots are the moments `m` and `v`. Alone among the optimizers its
/// gradient may be the sum of parts, which stand one after the other: that is not in the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// Parts of the gradient, 1 where it is whole.
    pub parts: usize,
    /// What each is multiplied by.
    pub factors: [f32; MAX_PARTS],
    /// The share of the first moment that is kept.
    pub beta_1: f32,
    /// The share of the second moment that is kept.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

impl Operation for Update {
    fn name(&self) -> &'static str {
        "update"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn flops(&self, _inputs: &[&Shape], output: &Shape) -> u64 {
        (self.expression.instructions().len() * output.size()) as u64
    }
}
