//! Softmax over rows and its logarithm.

#![allow(unsafe_code, reason = "vectors are read from and written to rows")]

use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::math;
use crate::simd::{Isa, Simd, Work};

/// A row at a time.
pub(super) struct Rows {
    row: usize,
    logarithm: bool,
}

impl Rows {
    pub(super) fn new(step: &Step, logarithm: bool) -> Self {
        Self { row: step.outputs[0].shape.last_axis(), logarithm }
    }
}

impl Kernel for Rows {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        isa.run(Each { of: self, x, output });
    }
}

struct Each<'a> {
    of: &'a Rows,
    x: &'a [f32],
    output: &'a mut [f32],
}

impl Work for Each<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of: &Rows { row, logarithm }, x, output } = self;
        for (row, x) in output.chunks_exact_mut(row).zip(x.chunks_exact(row)) {
            let largest = largest(x);
            row.iter_mut().zip(x).for_each(|(y, &x)| *y = x - largest);
            let sum = exponentials(simd, row);
            if logarithm {
                let all = largest + math::ln(sum);
                row.iter_mut().zip(x).for_each(|(y, &x)| *y = x - all);
            } else {
                let scale = 1.0 / sum;
                row.iter_mut().for_each(|y| *y *= scale);
            }
        }
    }
}

/// The largest number of a row, NaN aside.
#[inline(always)]
pub(super) fn largest(row: &[f32]) -> f32 {
    row.iter().copied().fold(f32::NEG_INFINITY, |m, v| if v > m { v } else { m })
}

/// Replaces each number by its exponential; returns their sum.
#[inline(always)]
pub(super) fn exponentials<S: Simd>(simd: S, row: &mut [f32]) -> f32 {
    math::replace!(simd, row, |v| math::exp(simd, v));
    row.iter().sum()
}
