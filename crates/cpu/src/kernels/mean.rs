//! The mean of all elements and its gradient.

use pupil_core::graph::ops::{Mean, MeanGrad};

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Mean {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        let sum: f64 = x.iter().map(|&v| f64::from(v)).sum();
        output[0] = (sum / x.len() as f64) as f32;
    }
}

impl Kernel for MeanGrad {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([grad, ..], [output, ..]) = (io.inputs, io.outputs);
        let share = grad[0] / output.len() as f32;
        output.fill(share);
    }
}
