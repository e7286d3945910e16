//! Zeros around pictures, and cropping them off again: copies of rows.

use pupil_core::graph::ops::{Crop2d, Pad2d};
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

/// The inner rows of a padded picture.
struct Inner {
    batch: usize,
    rows: usize,
    /// Floats in an inner row.
    len: usize,
    /// Floats in a row, and in a picture, of the padded side.
    outer_row: usize,
    outer_image: usize,
    /// Where the first inner row starts in a padded picture.
    start: usize,
}

impl Inner {
    fn new(height: [usize; 2], width: [usize; 2], inner: &[usize], outer: &[usize]) -> Self {
        let outer_row = outer[2] * outer[3];
        Self {
            batch: inner[0],
            rows: inner[1],
            len: inner[2] * inner[3],
            outer_row,
            outer_image: outer[1] * outer_row,
            start: height[0] * outer_row + width[0] * outer[3],
        }
    }

    /// For each row its start in the inner and in the padded memory.
    fn each(&self, mut visit: impl FnMut(usize, usize)) {
        for b in 0..self.batch {
            for row in 0..self.rows {
                let inner = (b * self.rows + row) * self.len;
                visit(inner, b * self.outer_image + self.start + row * self.outer_row);
            }
        }
    }
}

pub(super) struct Pad(Inner);

impl Pad {
    pub(super) fn new(op: &Pad2d, step: &Step) -> Self {
        Self(Inner::new(op.height, op.width, &step.inputs[0].shape, &step.outputs[0].shape))
    }
}

impl Kernel for Pad {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        output.fill(0.0);
        let len = self.0.len;
        self.0.each(|inner, outer| output[outer..outer + len].copy_from_slice(&x[inner..inner + len]));
    }
}

pub(super) struct Crop(Inner);

impl Crop {
    pub(super) fn new(op: &Crop2d, step: &Step) -> Self {
        Self(Inner::new(op.height, op.width, &step.outputs[0].shape, &step.inputs[0].shape))
    }
}

impl Kernel for Crop {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        let len = self.0.len;
        self.0.each(|inner, outer| output[inner..inner + len].copy_from_slice(&x[outer..outer + len]));
    }
}
