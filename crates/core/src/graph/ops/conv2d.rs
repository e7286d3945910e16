//! Two-dimensional cross-correlation, as Keras's `Conv2D` with `valid` padding:
//! `y[b,i,j,o] = sum_{u,v,c} x[b, i*sh + u*dh, j*sw + v*dw, c] * w[u,v,c,o]`.
//!
//! `dw[u,v,c,o] = sum_{b,i,j} x[b, i*sh + u*dh, j*sw + v*dw, c] * dy[b,i,j,o]`;
//! `dx[b, i*sh + u*dh, j*sw + v*dw, c] += dy[b,i,j,o] * w[u,v,c,o]` over all `i, j, u, v, o`.
//! `same` padding is a [`View::padding`](super::View::padding) before it. The input's gradient is also the forward
//! operation of Keras's `Conv2DTranspose`, so it has a gradient of its own.

use alloc::format;
use alloc::string::String;

use super::{Epilogue, Operation, expect_rank};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Convolution of `(batch, height, width, in)` with filters `(kh, kw, in, out)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conv2d {
    /// Steps between outputs, down and across.
    pub strides: [usize; 2],
    /// Steps between the taps of a filter, down and across.
    pub dilation: [usize; 2],
    /// Bias and activation applied to the result.
    pub epilogue: Epilogue,
}

/// The gradient of the input. Its inputs are the filters and `dy`.
#[derive(Debug, Clone, PartialEq)]
pub struct Conv2dInputGrad {
    /// The convolution.
    pub conv: Conv2d,
    /// The shape of its input.
    pub input: Shape,
}

/// The gradient of the filters. Its inputs are `x` and `dy`.
#[derive(Debug, Clone, PartialEq)]
pub struct Conv2dFilterGrad {
    /// The convolution.
    pub conv: Conv2d,
    /// The shape of its filters.
    pub filter: Shape,
}

impl Conv2d {
    /// A convolution with nothing after it.
    pub fn new(strides: [usize; 2], dilation: [usize; 2]) -> Self {
        Self { strides, dilation, epilogue: Epilogue::default() }
    }
}

/// Output height and width of a filter `(kh, kw, ..)` that slides over pictures `(batch, height, width, ..)`.
pub(super) fn outputs(
    x: &Shape,
    filter: &Shape,
    strides: [usize; 2],
    dilation: [usize; 2],
) -> Result<[usize; 2], String> {
    let mut out = [0, 0];
    for axis in 0..2 {
        let reach = (filter[axis] - 1).saturating_mul(dilation[axis]).saturating_add(1);
        if x[axis + 1] < reach {
            return Err(format!(
                "samples of shape {} are smaller than the kernel, which reaches over {reach} on axis {}",
                x.sample(),
                axis + 1
            ));
        }
        out[axis] = (x[axis + 1] - reach) / strides[axis] + 1;
    }
    Ok(out)
}

fn flops(output: &Shape, filter: &Shape) -> u64 {
    2 * output.rows() as u64 * filter.size() as u64
}

impl Operation for Conv2d {
    fn name(&self) -> &'static str {
        "conv2d"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (x, filter) = (inputs[0], inputs[1]);
        expect_rank(x, 4, "(batch, height, width, channels)")?;
        expect_rank(filter, 4, "(kernel height, kernel width, channels, filters)")?;
        if x[3] != filter[2] {
            return Err(format!("expected {} channels on the last axis, got shape {x}", filter[2]));
        }
        let [height, width] = outputs(x, filter, self.strides, self.dilation)?;
        Ok([x[0], height, width, filter[3]].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let (x, filter, grad) = (at.inputs[0], at.inputs[1], at.grad);
        if at.needs(0) {
            let input = at.graph.shape(x).clone();
            at.push(0, Conv2dInputGrad { conv: *self, input }, &[filter, grad])?;
        }
        if at.needs(1) {
            let shape = at.graph.shape(filter).clone();
            at.push(1, Conv2dFilterGrad { conv: *self, filter: shape }, &[x, grad])?;
        }
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        flops(output, inputs[1])
    }
}

impl Operation for Conv2dInputGrad {
    fn name(&self) -> &'static str {
        "conv2d_input_grad"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.input.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        // The operation is linear in both inputs, and the gradient of `dy` is the convolution itself.
        let (filter, dy, grad) = (at.inputs[0], at.inputs[1], at.grad);
        if at.needs(0) {
            let shape = at.graph.shape(filter).clone();
            at.push(0, Conv2dFilterGrad { conv: self.conv, filter: shape }, &[grad, dy])?;
        }
        if at.needs(1) {
            at.push(1, self.conv, &[grad, filter])?;
        }
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        flops(inputs[1], inputs[0])
    }
}

impl Operation for Conv2dFilterGrad {
    fn name(&self) -> &'static str {
        "conv2d_filter_grad"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.filter.clone())
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        flops(inputs[1], output)
    }
}
