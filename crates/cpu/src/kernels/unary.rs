//! Elementwise activations and their gradients.

use pupil_core::graph::ops::{Unary, UnaryGrad};

use super::gemm::apply;
use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Unary {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let (output, _) = io.output_from(0);
        isa.loops(|| apply(*self, output));
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
