//! Elementwise activations and their gradients.

use pupil_core::graph::ops::{Unary, UnaryGrad};

use super::gemm::apply;
use super::{Io, Kernel};
use crate::simd::{Isa, Simd, Work};

impl Kernel for Unary {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, _) = io.output_from(0);
        isa.run(Applied(*self, output));
    }
}

struct Applied<'a>(Unary, &'a mut [f32]);

impl Work for Applied<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        apply(simd, self.0, self.1);
    }
}

impl Kernel for UnaryGrad {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, [y, ..]) = io.output_from(1);
        isa.loops(|| {
            let pairs = output.iter_mut().zip(y);
            match self.0 {
                Unary::Relu => pairs.for_each(|(d, &y)| *d = if y > 0.0 { *d } else { 0.0 }),
                Unary::Sigmoid => pairs.for_each(|(d, &y)| *d *= y * (1.0 - y)),
                Unary::Tanh => pairs.for_each(|(d, &y)| *d *= 1.0 - y * y),
            }
        });
    }
}
