//! Rows of a table, and their gradient.

use pupil_core::program::Step;

use super::quantized::{self, Quantized, native};
use super::{Io, Kernel};
use crate::simd::Isa;

/// Reads rows of a table.
pub(super) struct Rows {
    /// The length of a row.
    size: usize,
    /// Set if the table is in 8 bits.
    quantized: Option<Quantized>,
}

/// Computes the gradient of a table; the field is the length of a row.
pub(super) struct RowsGrad(usize);

impl Rows {
    pub(super) fn new(step: &Step) -> Self {
        Self { size: step.inputs[0].shape.last_axis(), quantized: native(step, 0) }
    }
}

impl RowsGrad {
    pub(super) fn new(step: &Step) -> Self {
        Self(step.inputs[1].shape.last_axis())
    }
}

/// The range of row `number` in a table of `len` numbers with rows of `size`; `None` if there is no such row.
fn place(number: f32, size: usize, len: usize) -> Option<core::ops::Range<usize>> {
    let from = (number as usize).checked_mul(size)?;
    (number >= 0.0 && from < len).then(|| from..from + size)
}

impl Kernel for Rows {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([table, x, ..], [output, ..]) = (io.inputs, io.outputs);
        let small = self.quantized.map(|quantized| quantized.split(table));
        let len = small.map_or(table.len(), |(numbers, _)| numbers.len());
        for (row, &number) in output.chunks_exact_mut(self.size).zip(x) {
            match (place(number, self.size, len), small) {
                (Some(range), Some((numbers, scales))) => {
                    quantized::floats(isa, &numbers[range], scales, row)
                }
                (Some(range), None) => row.copy_from_slice(&table[range]),
                (None, _) => row.fill(0.0),
            }
        }
    }
}

impl Kernel for RowsGrad {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, grad, ..], [output, ..]) = (io.inputs, io.outputs);
        output.fill(0.0);
        isa.loops(|| {
            for (row, &number) in grad.chunks_exact(self.0).zip(x) {
                if let Some(range) = place(number, self.0, output.len()) {
                    output[range].iter_mut().zip(row).for_each(|(sum, &value)| *sum += value);
                }
            }
        });
    }
}
