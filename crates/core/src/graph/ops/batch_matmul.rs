//! A matrix product for each element of a batch: `C[i] = op(A[i]) op(B[i])` with `op` the identity or the transpose.
//! `dA = dC op(B)^T` and `dB = op(A)^T dC`, each transposed where its operand was. NumPy's `matmul` without
//! broadcasting.

use alloc::format;
use alloc::string::String;

use super::Operation;
use super::matmul::product_gradient;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Products of the matrices on the last two axes, `(m, k)` and `(k, n)` after transposition; both inputs have the same
/// leading axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchMatMul {
    /// Takes the left matrices as `(k, m)`.
    pub transpose_a: bool,
    /// Takes the right matrices as `(n, k)`.
    pub transpose_b: bool,
}

impl BatchMatMul {
    /// Products with these transpositions.
    pub fn new(transpose_a: bool, transpose_b: bool) -> Self {
        Self { transpose_a, transpose_b }
    }

    /// The number of products, and `[m, k, n]` of each; the inputs have two axes or more.
    pub fn sizes(&self, a: &Shape, b: &Shape) -> (usize, [usize; 3]) {
        let ((leading, [m, k]), (_, [k_of_b, n])) = (matrix(a), matrix(b));
        let [m, k] = if self.transpose_a { [k, m] } else { [m, k] };
        (leading.iter().product(), [m, k, if self.transpose_b { k_of_b } else { n }])
    }
}

/// The leading axes, and the sizes of the last two.
fn matrix(shape: &Shape) -> (&[usize], [usize; 2]) {
    match **shape {
        [ref leading @ .., rows, columns] => (leading, [rows, columns]),
        _ => (&[], [1, shape.last_axis()]),
    }
}

impl Operation for BatchMatMul {
    fn name(&self) -> &'static str {
        "batch_matmul"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (a, b) = (inputs[0], inputs[1]);
        if a.len() < 2 || b.len() < 2 {
            return Err(format!("expected matrices, got shapes {a} and {b}"));
        }
        let ((leading, _), (leading_of_b, [rows, columns])) = (matrix(a), matrix(b));
        if leading != leading_of_b {
            return Err(format!("expected the same axes before the last two, got shapes {a} and {b}"));
        }
        let (_, [m, k, n]) = self.sizes(a, b);
        let expected = if self.transpose_b { columns } else { rows };
        if k != expected {
            return Err(format!(
                "expected matrices to multiply along one size, got {k} (shape {a}) and {expected} (shape {b})"
            ));
        }
        let mut dims = leading.to_vec();
        dims.extend([m, n]);
        Ok(dims.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        product_gradient(at, self.transpose_a, self.transpose_b, |a, b| Self::new(a, b).into())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        let (batch, [m, k, n]) = self.sizes(inputs[0], inputs[1]);
        2 * (batch * m * k * n) as u64
    }
}
