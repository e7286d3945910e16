//! Numbers that count up.

use pupil_core::graph::ops::Iota;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Iota {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let [output, ..] = io.outputs;
        output.iter_mut().enumerate().for_each(|(i, o)| *o = self.start + i as f32 * self.step);
    }
}
