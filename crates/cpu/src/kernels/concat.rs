//! Tensors joined along an axis. Each input has a kernel of its own, so there may be more inputs than one kernel reads.

use alloc::boxed::Box;
use alloc::vec::Vec;

use pupil_core::graph::ops::Concat;
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

/// Copies one input into the output.
struct CopyRows {
    /// Floats of a row of the output.
    row: usize,
    /// The first float of the input's part of a row, and the length of that part.
    start: usize,
    len: usize,
}

/// The kernel of each input, in order.
pub(super) fn kernels(op: &Concat, step: &Step) -> Vec<Box<dyn Kernel>> {
    let (row, parts) = op.rows(step.inputs.iter().map(|input| &input.shape), &step.outputs[0].shape);
    parts.map(|(start, len)| Box::new(CopyRows { row, start, len }) as Box<dyn Kernel>).collect()
}

impl Kernel for CopyRows {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        if x.is_empty() {
            return;
        }
        let rows = output.chunks_exact_mut(self.row).zip(x.chunks_exact(self.len));
        isa.loops(|| rows.for_each(|(row, x)| row[self.start..self.start + self.len].copy_from_slice(x)));
    }
}
