//! A constant.

use pupil_core::graph::ops::Fill;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Fill {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let [output, ..] = io.outputs;
        output.fill(self.value);
    }
}
