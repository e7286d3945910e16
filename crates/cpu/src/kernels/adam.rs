//! Adam's step over all weights, in one pass over the flat memory.

#![allow(unsafe_code, reason = "vector loads and stores of whole chunks")]

use pupil_core::graph::ops::AdamUpdate;
use pupil_core::optimizers::hyper;

use super::{Io, Kernel};
use crate::simd::{Isa, Simd, Work};

impl Kernel for AdamUpdate {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([gradient, values, ..], [weights, m, v]) = (io.inputs, io.outputs);
        isa.run(Pass { op: *self, rate: values[hyper::RATE], gradient, weights, m, v });
    }
}

struct Pass<'a> {
    op: AdamUpdate,
    rate: f32,
    gradient: &'a [f32],
    weights: &'a mut [f32],
    m: &'a mut [f32],
    v: &'a mut [f32],
}

impl Work for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let rate = simd.splat(self.rate);
        let (keep_1, keep_2) = (simd.splat(1.0 - self.op.beta_1), simd.splat(1.0 - self.op.beta_2));
        let epsilon = simd.splat(self.op.epsilon);
        // Flat memory is a multiple of 16 floats long, so no vector is left over.
        let chunks = self.gradient.chunks_exact(S::LANES).zip(self.weights.chunks_exact_mut(S::LANES));
        let state = self.m.chunks_exact_mut(S::LANES).zip(self.v.chunks_exact_mut(S::LANES));
        for ((g, w), (m, v)) in chunks.zip(state) {
            // SAFETY: each chunk holds `LANES` floats.
            unsafe {
                let g = simd.load(g.as_ptr());
                let (old_m, old_v) = (simd.load(m.as_ptr()), simd.load(v.as_ptr()));
                let new_m = simd.mul_add(simd.sub(g, old_m), keep_1, old_m);
                let new_v = simd.mul_add(simd.sub(simd.mul(g, g), old_v), keep_2, old_v);
                let step = simd.div(simd.mul(rate, new_m), simd.add(simd.sqrt(new_v), epsilon));
                simd.store(m.as_mut_ptr(), new_m);
                simd.store(v.as_mut_ptr(), new_v);
                simd.store(w.as_mut_ptr(), simd.sub(simd.load(w.as_ptr()), step));
            }
        }
    }
}
