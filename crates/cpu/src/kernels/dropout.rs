//! Inverted dropout. The mask is computed again from the step's key.

use pupil_core::graph::ops::Dropout;
use pupil_core::optimizers::hyper;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Dropout {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, [_, values, ..]) = io.output_from(0);
        let keys = &values[hyper::KEYS];
        let (key, threshold) = (Self::key(self.salt, [keys[0], keys[1]]), self.threshold());
        let scale = 1.0 / (1.0 - self.rate);
        isa.loops(|| {
            for (index, value) in output.iter_mut().enumerate() {
                let kept = Self::hash(key, index as u32) >= threshold;
                *value = if kept { *value * scale } else { 0.0 };
            }
        });
    }
}
