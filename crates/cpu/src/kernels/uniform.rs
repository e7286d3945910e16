//! Uniform random numbers, made from the step's key.

use pupil_core::graph::ops::{Dropout, Uniform};
use pupil_core::optimizers::hyper;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Uniform {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([values, ..], [output, ..]) = (io.inputs, io.outputs);
        let keys = &values[hyper::KEYS];
        let key = Dropout::key(self.salt, [keys[0], keys[1]]);
        isa.loops(|| output.iter_mut().enumerate().for_each(|(i, o)| *o = Self::value(key, i as u32)));
    }
}
