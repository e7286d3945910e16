//! The largest value of each window: `y[b,i,j,c] = max_{u,v} x[b, i*sh + u - top, j*sw + v - left, c]`,
//! padding counting as -inf. The gradient of an output goes to the first maximum of its window, row by row.

use alloc::format;
use alloc::string::String;

use super::{Operation, expect_rank, expect_same};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Max pooling of `(batch, height, width, channels)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPool2d {
    /// The window's height and width.
    pub pool: [usize; 2],
    /// Steps between windows, down and across.
    pub strides: [usize; 2],
    /// Padding above and below.
    pub height: [usize; 2],
    /// Padding left and right.
    pub width: [usize; 2],
}

/// The gradient of [`MaxPool2d`]; inputs `x`, `y` and `dy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPool2dGrad(pub MaxPool2d);

impl Operation for MaxPool2d {
    fn name(&self) -> &'static str {
        "max_pool2d"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let x = inputs[0];
        expect_rank(x, 4, "(batch, height, width, channels)")?;
        let mut out = [x[0], 0, 0, x[3]];
        for (axis, padding) in [self.height, self.width].into_iter().enumerate() {
            let size = x[axis + 1].saturating_add(padding[0]).saturating_add(padding[1]);
            if size < self.pool[axis] {
                return Err(format!(
                    "samples of shape {} are smaller than the window of {} by {}",
                    x.sample(),
                    self.pool[0],
                    self.pool[1]
                ));
            }
            out[axis + 1] = (size - self.pool[axis]) / self.strides[axis] + 1;
        }
        Ok(out.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, MaxPool2dGrad(*self), &[at.inputs[0], at.output, at.grad])
    }
}

impl Operation for MaxPool2dGrad {
    fn name(&self) -> &'static str {
        "max_pool2d_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        expect_same(inputs[1], inputs[2])?;
        Ok(inputs[0].clone())
    }
}
