//! Matrix product.

use pupil_core::graph::ops::{Epilogue, MatMul};
use pupil_core::program::Step;

use super::gemm::{self, BLOCK, Finish, Left, Right};
use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Product {
    left: Left,
    right: Right,
    epilogue: Epilogue,
    scratch: usize,
}

impl Product {
    pub(super) fn new(op: &MatMul, step: &Step, isa: Isa) -> Self {
        let (m, k, n) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
        let right = Right { k, n, transposed: op.transpose_b };
        Self {
            left: Left::matrix(m, k, op.transpose_a),
            right,
            epilogue: op.epilogue,
            scratch: right.packed(isa, k.min(BLOCK)),
        }
    }
}

/// The epilogue with the bias's values.
pub(super) fn finish<'a>(epilogue: &Epilogue, bias: &'a [f32]) -> Finish<'a> {
    Finish { bias: epilogue.bias.then_some(bias), activation: epilogue.activation }
}

impl Kernel for Product {
    fn scratch(&self) -> usize {
        self.scratch
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([a, b, bias, ..], [c, ..]) = (io.inputs, io.outputs);
        let finish = finish(&self.epilogue, bias);
        if self.left.m() <= gemm::FEW_ROWS && !self.right.transposed {
            gemm::few_rows(isa, &self.left, a, b, self.right.n, c, finish);
        } else {
            gemm::gemm(isa, (&self.left, a), (self.right, b), c, finish, scratch);
        }
    }
}
