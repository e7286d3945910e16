//! Random numbers, uniform in `[0, 1)`: the upper 24 bits of the hash that makes [`Dropout`]'s masks, so that the
//! same step has the same numbers on every device.

use alloc::string::String;

use super::{Dropout, Operation};
use crate::error::Result;
use crate::shape::Shape;

/// Random numbers of a step; its input is the `hyper` feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uniform {
    /// The shape.
    pub shape: Shape,
    /// Differs between the random operations of a model, so that each has its own numbers.
    pub salt: u32,
}

impl Uniform {
    /// The number of an element, from [`Dropout::key`].
    #[inline(always)]
    pub fn value(key: u32, index: u32) -> f32 {
        (Dropout::hash(key, index) >> 8) as f32 * (1.0 / 16_777_216.0)
    }
}

impl Operation for Uniform {
    fn name(&self) -> &'static str {
        "uniform"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.shape.clone())
    }
}
