//! Gradient descent over all weights, in one pass over the flat memory.

use pupil_core::graph::ops::SgdUpdate;
use pupil_core::optimizers::hyper;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for SgdUpdate {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([gradient, values, ..], [weights, velocity, _]) = (io.inputs, io.outputs);
        let (rate, momentum) = (values[hyper::RATE], self.momentum);
        isa.loops(|| {
            if momentum == 0.0 {
                weights.iter_mut().zip(gradient).for_each(|(w, &g)| *w -= rate * g);
            } else if self.nesterov {
                for ((w, m), &g) in weights.iter_mut().zip(velocity).zip(gradient) {
                    *m = momentum * *m - rate * g;
                    *w += momentum * *m - rate * g;
                }
            } else {
                for ((w, m), &g) in weights.iter_mut().zip(velocity).zip(gradient) {
                    *m = momentum * *m - rate * g;
                    *w += *m;
                }
            }
        });
    }
}
