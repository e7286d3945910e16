//! A formula over all trainable weights at once, in place: what an optimizer does in a step.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Expression;
use crate::shape::Shape;

/// The largest number of parts that a gradient may be given in.
pub const MAX_PARTS: usize = 8;

/// An optimizer's step. Its inputs are the flat gradient and the `hyper` feed. Its outputs, which it reads and writes,
/// are the weights and the optimizer's slots.
///
/// The formula's inputs are the gradient, then the numbers of the `hyper` feed, then the outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The formula, one result for each output.
    pub expression: Expression,
    /// Set where the formula is Adam, for which a device may have a kernel of its own.
    pub adam: Option<Adam>,
}

/// Adam (Kingma and Ba 2015) without options; the slots are the moments `m` and `v`. Only Adam takes a gradient in
/// parts, which stand one after the other in memory: the kernel sums them, and the formula has no such sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// The number of parts of the gradient; 1 where it is whole.
    pub parts: usize,
    /// What each part is multiplied by before they are summed.
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
