//! Convolution of each channel by itself, without padding:
//! `y[b,i,j,c] = sum_{u,v} x[b, i*sh + u*dh, j*sw + v*dw, c] * w[u,v,c]`.
//!
//! `dw[u,v,c] = sum_{b,i,j} x[b, i*sh + u*dh, j*sw + v*dw, c] * dy[b,i,j,c]`;
//! `dx[b, i*sh + u*dh, j*sw + v*dw, c] += dy[b,i,j,c] * w[u,v,c]` over all `i, j, u, v`.

use alloc::format;
use alloc::string::String;

use super::conv2d::outputs;
use super::{Operation, expect_rank};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Convolution of `(batch, height, width, channels)` with filters `(kh, kw, channels)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepthwiseConv2d {
    /// Steps between outputs, down and across.
    pub strides: [usize; 2],
    /// Steps between the taps of a filter, down and across.
    pub dilation: [usize; 2],
}

/// The gradient of the input. Its inputs are the filters and `dy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepthwiseConv2dInputGrad {
    /// The convolution.
    pub conv: DepthwiseConv2d,
    /// The shape of its input.
    pub input: Shape,
}

/// The gradient of the filters. Its inputs are `x` and `dy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepthwiseConv2dFilterGrad {
    /// The convolution.
    pub conv: DepthwiseConv2d,
    /// The shape of its filters.
    pub filter: Shape,
}

fn flops(output: &Shape, filter: &Shape) -> u64 {
    2 * (output.size() * filter[0] * filter[1]) as u64
}

impl Operation for DepthwiseConv2d {
    fn name(&self) -> &'static str {
        "depthwise_conv2d"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (x, filter) = (inputs[0], inputs[1]);
        expect_rank(x, 4, "(batch, height, width, channels)")?;
        expect_rank(filter, 3, "(kernel height, kernel width, channels)")?;
        if x[3] != filter[2] {
            return Err(format!("expected {} channels on the last axis, got shape {x}", filter[2]));
        }
        let [height, width] = outputs(x, filter, self.strides, self.dilation)?;
        Ok([x[0], height, width, x[3]].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let (x, filter, grad) = (at.inputs[0], at.inputs[1], at.grad);
        if at.needs(0) {
            let input = at.graph.shape(x).clone();
            at.push(0, DepthwiseConv2dInputGrad { conv: *self, input }, &[filter, grad])?;
        }
        if at.needs(1) {
            let shape = at.graph.shape(filter).clone();
            at.push(1, DepthwiseConv2dFilterGrad { conv: *self, filter: shape }, &[x, grad])?;
        }
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        flops(output, inputs[1])
    }
}

impl Operation for DepthwiseConv2dInputGrad {
    fn name(&self) -> &'static str {
        "depthwise_conv2d_input_grad"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.input.clone())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        flops(inputs[1], inputs[0])
    }
}

impl Operation for DepthwiseConv2dFilterGrad {
    fn name(&self) -> &'static str {
        "depthwise_conv2d_filter_grad"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(self.filter.clone())
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        flops(inputs[1], output)
    }
}
