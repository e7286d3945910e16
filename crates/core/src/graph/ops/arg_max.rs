//! The index of the largest value along the last axis, the first where several are equal. It has no gradient.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// The index of the largest value along the last axis, which stays with size 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArgMax;

impl Operation for ArgMax {
    fn name(&self) -> &'static str {
        "arg_max"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let mut dims = inputs[0].to_vec();
        if let Some(last) = dims.last_mut() {
            *last = 1;
        }
        Ok(dims.into())
    }
}
