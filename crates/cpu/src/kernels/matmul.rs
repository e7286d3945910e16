//! Matrix products.

use pupil_core::graph::ops::{Epilogue, MatMul};
use pupil_core::program::Step;

use super::gemm::{self, BLOCK, Lhs, Packed, Rhs, RowEpilogue};
use super::{Io, Kernel};
use crate::simd::Isa;

/// The number of rows of a transposed product that are computed before they are transposed into the output.
const CHUNK: usize = 48;

pub(super) struct Product {
    lhs: Lhs,
    rhs: Rhs,
    epilogue: Epilogue,
    /// If given, the product is computed as the transpose of `b^T a^T`. `lhs` then describes `b^T`, and `rhs` `a^T`.
    transposed: Option<Packed>,
    scratch: usize,
}

impl Product {
    pub(super) fn of(op: &MatMul, step: &Step, isa: Isa) -> Self {
        let (m, k, n) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
        Self::new(op, [m, k, n], isa)
    }

    pub(super) fn new(op: &MatMul, [m, k, n]: [usize; 3], isa: Isa) -> Self {
        // To pack a transposed right matrix, single numbers are read from places far apart. If it is much larger than
        // the left one, it becomes the left matrix of the transposed product, which is not packed. In a browser, the
        // gradient of the input of the photo CNN's first dense layer (32x512x36992) takes 25 ms instead of 42 ms.
        if op.transpose_b && !op.transpose_a && n >= 4 * m && op.epilogue == Epilogue::default() {
            let rhs = Rhs::new(k, m, true);
            let packed = Packed::new(rhs);
            let scratch = packed.len(isa) + CHUNK * m;
            let lhs = Lhs::matrix(n, k, false);
            return Self { lhs, rhs, epilogue: op.epilogue, transposed: Some(packed), scratch };
        }
        let rhs = Rhs::new(k, n, op.transpose_b);
        Self {
            lhs: Lhs::matrix(m, k, op.transpose_a),
            rhs,
            epilogue: op.epilogue,
            transposed: None,
            scratch: rhs.packed(isa, k.min(BLOCK)),
        }
    }

    /// `c = epilogue(a b)`. `bias` is only read if the epilogue has a bias.
    pub(super) fn multiply(
        &self,
        isa: Isa,
        [a, b]: [&[f32]; 2],
        bias: &[f32],
        c: &mut [f32],
        scratch: &mut [f32],
    ) {
        let finish = finish(&self.epilogue, bias);
        if let Some(packed) = self.transposed {
            self.run_transposed(isa, packed, [a, b], c, scratch);
        } else if self.lhs.m() <= gemm::FEW_ROWS && !self.rhs.transposed {
            gemm::few_rows(isa, &self.lhs, a, b, self.rhs.n, c, finish);
        } else {
            gemm::gemm(isa, (&self.lhs, a), (self.rhs, b), c, finish, scratch);
        }
    }

    /// Computes the transpose of `b^T a^T`, some rows at a time.
    fn run_transposed(
        &self,
        isa: Isa,
        packed: Packed,
        [a, b]: [&[f32]; 2],
        c: &mut [f32],
        scratch: &mut [f32],
    ) {
        let (m, n) = (self.rhs.n, self.lhs.m());
        let (memory, columns) = scratch.split_at_mut(packed.len(isa));
        packed.pack(isa, a, memory);
        for from in (0..n).step_by(CHUNK) {
            let to = n.min(from + CHUNK);
            packed.multiply(isa, &self.lhs, b, from..to, memory, columns);
            isa.loops(|| {
                for (i, row) in c.chunks_exact_mut(n).enumerate() {
                    for (value, column) in row[from..to].iter_mut().zip(columns.chunks_exact(m)) {
                        *value = column[i];
                    }
                }
            });
        }
    }
}

/// An epilogue together with the numbers of its bias.
pub(super) fn finish<'a>(epilogue: &Epilogue, bias: &'a [f32]) -> RowEpilogue<'a> {
    let bias = epilogue.bias.then_some(bias);
    RowEpilogue { accumulate: false, bias, activation: epilogue.activation }
}

impl Kernel for Product {
    fn scratch(&self) -> usize {
        self.scratch
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([a, b, bias, ..], [c, ..]) = (io.inputs, io.outputs);
        self.multiply(isa, [a, b], bias, c, scratch);
    }
}
