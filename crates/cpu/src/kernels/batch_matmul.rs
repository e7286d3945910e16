//! A matrix product for each element of a batch, one after the other on the packed kernel of [`matmul`](super::matmul).

use pupil_core::graph::ops::{BatchMatMul, MatMul};
use pupil_core::program::{Operand, Step};

use super::matmul::Product;
use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Products {
    product: Product,
    /// Floats of one left matrix, of one right matrix and of one result.
    lens: [usize; 3],
}

impl Products {
    pub(super) fn new(op: &BatchMatMul, step: &Step, isa: Isa) -> Self {
        let (_, [m, k, n]) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
        let product = Product::new(&MatMul::new(op.transpose_a, op.transpose_b), [m, k, n], isa);
        Self { product, lens: [m * k, k * n, m * n] }
    }
}

impl Kernel for Products {
    fn scratch(&self) -> usize {
        self.product.scratch()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([a, b, ..], [c, ..]) = (io.inputs, io.outputs);
        let [a_len, b_len, c_len] = self.lens;
        let operands = a.chunks_exact(a_len).zip(b.chunks_exact(b_len));
        for ((a, b), c) in operands.zip(c.chunks_exact_mut(c_len)) {
            self.product.multiply(isa, [a, b], &[], c, scratch);
        }
    }
}

/// The step with its leading axes as one, so that threads share all of its products.
#[cfg(feature = "std")]
pub(super) fn flattened(op: &BatchMatMul, step: &Step) -> Step {
    let (batch, [m, k, n]) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
    let operand = |operand: &Operand, [rows, columns]: [usize; 2]| {
        // A single product is shared by its rows.
        let shape = if batch == 1 { [rows, columns].into() } else { [batch, rows, columns].into() };
        Operand { shape, ..operand.clone() }
    };
    let [a, b] = [(op.transpose_a, [m, k]), (op.transpose_b, [k, n])]
        .map(|(transposed, [rows, columns])| if transposed { [columns, rows] } else { [rows, columns] });
    Step {
        op: if batch == 1 { MatMul::new(op.transpose_a, op.transpose_b).into() } else { (*op).into() },
        inputs: alloc::vec![operand(&step.inputs[0], a), operand(&step.inputs[1], b)],
        outputs: alloc::vec![operand(&step.outputs[0], [m, n])],
        layer: step.layer.clone(),
    }
}
