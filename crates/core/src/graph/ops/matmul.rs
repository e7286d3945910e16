//! `C = op(A) op(B)` with `op` the identity or the transpose; `dA = dC op(B)^T` and `dB = op(A)^T dC`, each transposed
//! where its operand was.

use alloc::format;
use alloc::string::String;

use super::{Epilogue, Op, Operation};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// The product of two matrices, `(m, k)` and `(k, n)` after transposition; leading axes count as rows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MatMul {
    /// Takes the left input as `(k, m)`.
    pub transpose_a: bool,
    /// Takes the right input as `(n, k)`.
    pub transpose_b: bool,
    /// Bias and activation applied to the result.
    pub epilogue: Epilogue,
}

impl MatMul {
    /// A product with these transpositions and nothing after it.
    pub fn new(transpose_a: bool, transpose_b: bool) -> Self {
        Self { transpose_a, transpose_b, epilogue: Epilogue::default() }
    }

    /// `(m, k, n)` of the product.
    pub fn sizes(&self, a: &Shape, b: &Shape) -> (usize, usize, usize) {
        let (m, k) = if self.transpose_a { (a.last_axis(), a.rows()) } else { (a.rows(), a.last_axis()) };
        (m, k, if self.transpose_b { b.rows() } else { b.last_axis() })
    }
}

impl Operation for MatMul {
    fn name(&self) -> &'static str {
        "matmul"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (a, b) = (inputs[0], inputs[1]);
        if b.len() < 2 || a.len() < 2 {
            return Err(format!("expected matrices, got shapes {a} and {b}"));
        }
        let (m, k, n) = self.sizes(a, b);
        let b_k = if self.transpose_b { b.last_axis() } else { b.rows() };
        if k != b_k {
            return Err(format!("expected {b_k} values on the last axis of the input, got {k} (shape {a})"));
        }
        if self.transpose_a {
            return Ok([m, n].into());
        }
        let mut dims = a.to_vec();
        if let Some(last) = dims.last_mut() {
            *last = n;
        }
        Ok(dims.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        product_gradient(at, self.transpose_a, self.transpose_b, |a, b| Self::new(a, b).into())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        let (m, k, n) = self.sizes(inputs[0], inputs[1]);
        2 * (m * k * n) as u64
    }
}

/// Adds the gradients of a matrix product, which are matrix products themselves. `product` makes the operation for its
/// two transpositions.
pub(super) fn product_gradient(
    at: &mut Backward<'_>,
    transpose_a: bool,
    transpose_b: bool,
    product: fn(bool, bool) -> Op,
) -> Result<()> {
    let (a, b, grad) = (at.inputs[0], at.inputs[1], at.grad);
    if at.needs(0) {
        if transpose_a {
            at.push(0, product(transpose_b, true), &[b, grad])?;
        } else {
            at.push(0, product(false, !transpose_b), &[grad, b])?;
        }
    }
    if at.needs(1) {
        if transpose_b {
            at.push(1, product(true, transpose_a), &[grad, a])?;
        } else {
            at.push(1, product(!transpose_a, false), &[a, grad])?;
        }
    }
    Ok(())
}
