//! Stochastic gradient descent over all trainable weights at once, as Keras's `SGD`:
//! without momentum `w -= lr g`; with it `m = momentum m - lr g`, then `w += m`, or for Nesterov
//! `w += momentum m - lr g`.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// One step in place; inputs the flat gradient and the `hyper` feed, outputs the weights and, with momentum,
/// the velocities `m`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SgdUpdate {
    /// The share of the last step's movement that is kept.
    pub momentum: f32,
    /// Looks ahead along the movement (Nesterov).
    pub nesterov: bool,
}

impl Operation for SgdUpdate {
    fn name(&self) -> &'static str {
        "sgd_update"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }
}
