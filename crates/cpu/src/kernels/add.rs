//! Elementwise sum.

use pupil_core::graph::ops::Add;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Add {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, [_, b, ..]) = io.output_from(0);
        isa.loops(|| output.iter_mut().zip(b).for_each(|(o, &b)| *o += b));
    }
}
