//! Tensors joined along an axis: a kernel for each input, which copies its rows. So there may be any number of inputs.

use alloc::boxed::Box;
use alloc::vec::Vec;

use pupil_core::graph::ops::Concat;
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

/// One input's part of the output.
struct Part {
    /// Floats of a row of the output.
    row: usize,
    /// Where in it this part begins, and how long it is.
    start: usize,
    len: usize,
}

/// The kernel of each input, in order.
pub(super) fn kernels(op: &Concat, step: &Step) -> Vec<Box<dyn Kernel>> {
    let (row, parts) = op.rows(step.inputs.iter().map(|input| &input.shape), &step.outputs[0].shape);
    parts.map(|(start, len)| Box::new(Part { row, start, len }) as Box<dyn Kernel>).collect()
}

impl Kernel for Part {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        if x.is_empty() {
            return;
        }
        let rows = output.chunks_exact_mut(self.row).zip(x.chunks_exact(self.len));
        isa.loops(|| rows.for_each(|(row, x)| row[self.start..self.start + self.len].copy_from_slice(x)));
    }
}
