//! Softmax over rows and its gradient.

use pupil_core::graph::ops::{Softmax, SoftmaxGrad};
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::math;
use crate::simd::Isa;

/// An operation on rows of a length that the shapes tell.
pub(super) struct Rows<Op> {
    op: Op,
    row: usize,
}

impl<Op> Rows<Op> {
    pub(super) fn new(op: Op, step: &Step) -> Self {
        Self { op, row: step.outputs[0].shape.last_axis() }
    }
}

/// Replaces a row by its softmax.
#[inline(always)]
pub(super) fn softmax(row: &mut [f32]) {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, |m, v| if v > m { v } else { m });
    row.iter_mut().for_each(|v| *v = math::exp(*v - largest));
    let scale = 1.0 / row.iter().sum::<f32>();
    row.iter_mut().for_each(|v| *v *= scale);
}

impl Kernel for Rows<Softmax> {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let Softmax = self.op;
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        output.copy_from_slice(x);
        isa.loops(|| output.chunks_exact_mut(self.row).for_each(softmax));
    }
}

impl Kernel for Rows<SoftmaxGrad> {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let SoftmaxGrad = self.op;
        let ([y, dy, ..], [output, ..]) = (io.inputs, io.outputs);
        isa.loops(|| {
            let rows = y.chunks_exact(self.row).zip(dy.chunks_exact(self.row));
            for (output, (y, dy)) in output.chunks_exact_mut(self.row).zip(rows) {
                let dot: f32 = y.iter().zip(dy).map(|(y, d)| y * d).sum();
                output.iter_mut().zip(y).zip(dy).for_each(|((o, &y), &d)| *o = y * (d - dot));
            }
        });
    }
}
