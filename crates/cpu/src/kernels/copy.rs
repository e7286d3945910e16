//! Copies of values.

use pupil_core::graph::ops::Copy;

use super::{Io, Kernel};
use crate::simd::Isa;

impl Kernel for Copy {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        io.output_from(0);
    }
}
