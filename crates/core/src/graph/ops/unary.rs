//! Elementwise activations whose derivative follows from their output:
//! relu `max(x, 0)`, `y > 0`; sigmoid `1 / (1 + e^-x)`, `y (1 - y)`; tanh, `1 - y^2`.

use alloc::string::String;

use super::{Operation, expect_same};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// An elementwise activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    /// `max(x, 0)`
    Relu,
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
}

/// `dx = dy * f'(x)`, with `f'` from the output `y`; inputs `y` and `dy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnaryGrad(pub Unary);

impl Operation for Unary {
    fn name(&self) -> &'static str {
        match self {
            Self::Relu => "relu",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
        }
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, UnaryGrad(*self), &[at.output, at.grad])
    }

    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
}

impl Operation for UnaryGrad {
    fn name(&self) -> &'static str {
        match self.0 {
            Unary::Relu => "relu_grad",
            Unary::Sigmoid => "sigmoid_grad",
            Unary::Tanh => "tanh_grad",
        }
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        expect_same(inputs[0], inputs[1])?;
        Ok(inputs[0].clone())
    }

    fn in_place(&self) -> Option<usize> {
        Some(1)
    }
}
