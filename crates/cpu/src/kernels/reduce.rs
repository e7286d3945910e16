//! Sums, means and maxima over axes.

use pupil_core::graph::ops::{Reduce, Reduction};
use pupil_core::program::Step;

use super::broadcast::Broadcast;
use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Axes {
    reduction: Reduction,
    broadcast: Broadcast,
}

impl Axes {
    pub(super) fn new(op: &Reduce, step: &Step) -> Self {
        Self {
            reduction: op.reduction,
            broadcast: Broadcast::to(&step.inputs[0].shape, &step.outputs[0].shape),
        }
    }
}

impl Kernel for Axes {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        isa.loops(|| {
            if self.reduction == Reduction::Max {
                output.fill(f32::NEG_INFINITY);
                self.broadcast.runs(0, x.len(), |run| run.fold(output, x, |a, b| if b > a { b } else { a }));
            } else {
                output.fill(0.0);
                self.broadcast.runs(0, x.len(), |run| run.fold(output, x, |a, b| a + b));
            }
            if self.reduction == Reduction::Mean {
                let scale = output.len() as f32 / x.len() as f32;
                output.iter_mut().for_each(|value| *value *= scale);
            }
        });
    }
}
