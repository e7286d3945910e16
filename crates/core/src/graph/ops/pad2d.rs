//! Zeros around the two middle axes of `(batch, height, width, channels)`; the gradient crops them off again.

use alloc::format;
use alloc::string::String;

use super::{Operation, expect_rank};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Pads with zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad2d {
    /// Rows added above and below.
    pub height: [usize; 2],
    /// Columns added left and right.
    pub width: [usize; 2],
}

/// Takes rows and columns off the edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop2d {
    /// Rows taken off above and below.
    pub height: [usize; 2],
    /// Columns taken off left and right.
    pub width: [usize; 2],
}

const AXES: &str = "(batch, height, width, channels)";

impl Operation for Pad2d {
    fn name(&self) -> &'static str {
        "pad2d"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let x = inputs[0];
        expect_rank(x, 4, AXES)?;
        let [height, width] = [self.height, self.width].map(|[before, after]| before + after);
        Ok([x[0], x[1] + height, x[2] + width, x[3]].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, Crop2d { height: self.height, width: self.width }, &[at.grad])
    }
}

impl Operation for Crop2d {
    fn name(&self) -> &'static str {
        "crop2d"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let x = inputs[0];
        expect_rank(x, 4, AXES)?;
        let [height, width] = [self.height, self.width].map(|[before, after]| before + after);
        if x[1] <= height || x[2] <= width {
            return Err(format!("cannot crop {height} rows and {width} columns off shape {x}"));
        }
        Ok([x[0], x[1] - height, x[2] - width, x[3]].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, Pad2d { height: self.height, width: self.width }, &[at.grad])
    }
}
