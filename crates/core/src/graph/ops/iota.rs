//! `y[i] = start + i * step`, for one-hot vectors and thresholds.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// The numbers `start`, `start + step`, ..
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Iota {
    /// The number of elements.
    pub count: usize,
    /// The first element.
    pub start: f32,
    /// The difference between neighbours.
    pub step: f32,
}

impl Iota {
    /// The whole numbers from 0.
    pub fn new(count: usize) -> Self {
        Self { count, start: 0.0, step: 1.0 }
    }
}

impl Operation for Iota {
    fn name(&self) -> &'static str {
        "iota"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok([self.count].into())
    }
}
