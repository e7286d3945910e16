//! Views of a tensor and their transposes.

use pupil_core::graph::ops::{Scatter, View};

use super::broadcast::Broadcast;
use super::{Io, Kernel};
use crate::simd::Isa;

/// Reads through a view.
pub(super) struct Read(Broadcast);

/// Adds through a view.
pub(super) struct Add(Broadcast);

impl Read {
    pub(super) fn new(view: &View) -> Self {
        Self(Broadcast::new(&view.shape, &view.strides, view.offset))
    }
}

impl Add {
    pub(super) fn new(op: &Scatter) -> Self {
        Self(Broadcast::new(&op.view.shape, &op.view.strides, op.view.offset))
    }
}

impl Kernel for Read {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        isa.loops(|| self.0.runs(0, output.len(), |run| run.copy(x, output, 0)));
    }
}

impl Kernel for Add {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        output.fill(0.0);
        isa.loops(|| self.0.runs(0, x.len(), |run| run.fold(output, x, |a, b| a + b)));
    }
}
