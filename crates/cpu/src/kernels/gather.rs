//! Rows of a table, and their gradient.

use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

/// Length of a row.
pub(super) struct Rows(usize);

/// See [`Rows`].
pub(super) struct RowsGrad(usize);

impl Rows {
    pub(super) fn new(step: &Step) -> Self {
        Self(step.inputs[0].shape.last_axis())
    }
}

impl RowsGrad {
    pub(super) fn new(step: &Step) -> Self {
        Self(step.inputs[1].shape.last_axis())
    }
}

/// The row of a table that a number names.
fn place(number: f32, size: usize, len: usize) -> Option<core::ops::Range<usize>> {
    let from = (number as usize).checked_mul(size)?;
    (number >= 0.0 && from < len).then(|| from..from + size)
}

impl Kernel for Rows {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([table, x, ..], [output, ..]) = (io.inputs, io.outputs);
        for (row, &number) in output.chunks_exact_mut(self.0).zip(x) {
            match place(number, self.0, table.len()) {
                Some(range) => row.copy_from_slice(&table[range]),
                None => row.fill(0.0),
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
