//! A vector added along the last axis, and its gradient: the sum over the other axes.

use pupil_core::graph::ops::{BiasAdd, BiasGrad};

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for BiasAdd {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, [_, bias, ..]) = io.output_from(0);
        isa.loops(|| {
            for row in output.chunks_exact_mut(bias.len()) {
                row.iter_mut().zip(bias).for_each(|(o, &b)| *o += b);
            }
        });
    }
}

impl Kernel for BiasGrad {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([grad, ..], [output, ..]) = (io.inputs, io.outputs);
        let n = output.len();
        output.fill(0.0);
        isa.loops(|| {
            // Four rows at a time: fewer passes over the sums, and less rounding in each.
            let mut fours = grad.chunks_exact(4 * n);
            for rows in &mut fours {
                let (r0, rest) = rows.split_at(n);
                let (r1, rest) = rest.split_at(n);
                let (r2, r3) = rest.split_at(n);
                for ((((o, &a), &b), &c), &d) in output.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
                    *o += (a + b) + (c + d);
                }
            }
            for row in fours.remainder().chunks_exact(n) {
                output.iter_mut().zip(row).for_each(|(o, &g)| *o += g);
            }
        });
    }
}
