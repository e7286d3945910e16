//! A matrix product for each element of a batch, one after the other, with the packed kernel or as dot products.

use pupil_core::graph::ops::{BatchMatMul, MatMul};
use pupil_core::program::Step;

use super::gemm::FEW_ROWS;
use super::matmul::Product;
use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Products {
    algorithm: Algorithm,
    /// Floats of one left matrix, of one right matrix and of one result.
    lens: [usize; 3],
}

enum Algorithm {
    Packed(Product),
    /// Dot products of rows of this length, for results of few rows or few columns. The packed kernel computes whole
    /// tiles: 32 products of 1x64 and a transposed 256x64 take 0.42 ms with it and 0.06 ms as dot products (AVX-512).
    Dots(usize),
}

impl Products {
    pub(super) fn new(op: &BatchMatMul, step: &Step, isa: Isa) -> Self {
        let (_, [m, k, n]) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
        let lens = [m * k, k * n, m * n].map(|len| len.max(1));
        // A matrix of one row or one column has its numbers in the same order as its transpose.
        let (left_rows, right_rows) = (!op.transpose_a || m == 1, op.transpose_b || n == 1);
        if left_rows && right_rows && m.min(n) <= FEW_ROWS && k > 1 {
            return Self { algorithm: Algorithm::Dots(k), lens };
        }
        let matmul = MatMul::new(op.transpose_a && m > 1, op.transpose_b && k > 1);
        Self { algorithm: Algorithm::Packed(Product::new(&matmul, [m, k, n], isa)), lens }
    }
}

impl Kernel for Products {
    fn scratch(&self) -> usize {
        match &self.algorithm {
            Algorithm::Packed(product) => product.scratch(),
            Algorithm::Dots(_) => 0,
        }
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([a, b, ..], [c, ..]) = (io.inputs, io.outputs);
        let [a_len, b_len, c_len] = self.lens;
        let products = a.chunks_exact(a_len).zip(b.chunks_exact(b_len)).zip(c.chunks_exact_mut(c_len));
        match &self.algorithm {
            Algorithm::Packed(product) => {
                products.for_each(|((a, b), c)| product.multiply(isa, [a, b], &[], c, scratch));
            }
            Algorithm::Dots(k) => isa.loops(|| {
                for ((a, b), c) in products {
                    let pairs = a.chunks_exact(*k).flat_map(|a| b.chunks_exact(*k).map(move |b| (a, b)));
                    c.iter_mut().zip(pairs).for_each(|(c, (a, b))| *c = dot(a, b));
                }
            }),
        }
    }
}

/// Sixteen partial sums: less rounding in a long sum, and vector code.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut sums = [0.0f32; 16];
    for (a, b) in a.iter().zip(b) {
        (0..16).for_each(|i| sums[i] += a[i] * b[i]);
    }
    let mut width = 8;
    while width > 0 {
        (0..width).for_each(|i| sums[i] += sums[i + width]);
        width /= 2;
    }
    a_rest.iter().zip(b_rest).fold(sums[0], |sum, (a, b)| sum + a * b)
}
