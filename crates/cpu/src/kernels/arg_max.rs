//! The index of the largest value of each row, the first where several are equal.

use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Rows(usize);

impl Rows {
    pub(super) fn new(step: &Step) -> Self {
        Self(step.inputs[0].shape.last_axis())
    }
}

impl Kernel for Rows {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        for (output, row) in output.iter_mut().zip(x.chunks_exact(self.0)) {
            let place = row.iter().enumerate().fold(0, |best, (j, &v)| if v > row[best] { j } else { best });
            *output = place as f32;
        }
    }
}
