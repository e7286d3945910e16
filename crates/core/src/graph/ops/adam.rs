//! Adam over all trainable weights at once, as Keras's `Adam` (Kingma & Ba 2015, in the form of its
//! section 2, where epsilon is added to the uncorrected root):
//! `m += (g - m) (1 - b1)`, `v += (g^2 - v) (1 - b2)`, `w -= a m / (sqrt(v) + epsilon)` with
//! `a = lr sqrt(1 - b2^t) / (1 - b1^t)`, which the host computes and feeds.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// One step in place; inputs the flat gradient and the `hyper` feed, outputs the weights, `m` and `v`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamUpdate {
    /// Decay of the mean of gradients.
    pub beta_1: f32,
    /// Decay of the mean of squared gradients.
    pub beta_2: f32,
    /// Keeps the division finite.
    pub epsilon: f32,
}

impl Operation for AdamUpdate {
    fn name(&self) -> &'static str {
        "adam_update"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }
}
