//! Kernels: one file for each operation of `pupil_core::graph::ops`, WGSL beside it.

mod copy;

use pupil_core::graph::ops::Op;
use pupil_core::program::Step;

use crate::shader::Shader;

/// Whether there is a kernel for this operation.
pub fn supports(op: &Op) -> bool {
    matches!(op, Op::Copy(_))
}

/// The dispatches of a step, one after the other.
pub fn calls(step: &Step, _limits: &wgpu::Limits) -> Vec<Shader> {
    match &step.op {
        Op::Copy(_) => copy::calls(step),
        _ => unreachable!("compile asks what is supported"),
    }
}
