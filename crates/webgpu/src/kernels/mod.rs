//! Kernels: one file for each operation of `pupil_core::graph::ops`, WGSL beside it.

mod conv2d;
mod copy;
mod epilogue;
mod matmul;
mod product;
mod template;

use pupil_core::graph::ops::Op;
use pupil_core::program::Step;

use crate::shader::Shader;

/// Whether there is a kernel for this operation.
pub fn supports(op: &Op) -> bool {
    matches!(
        op,
        Op::Copy(_) | Op::Conv2d(_) | Op::Conv2dFilterGrad(_) | Op::Conv2dInputGrad(_) | Op::MatMul(_)
    )
}

/// The dispatches of a step, one after the other.
pub fn calls(step: &Step, _limits: &wgpu::Limits) -> Vec<Shader> {
    match &step.op {
        Op::Copy(_) => copy::calls(step),
        Op::Conv2d(op) => conv2d::forward(op, step),
        Op::Conv2dFilterGrad(op) => conv2d::filter_grad(op, step),
        Op::Conv2dInputGrad(op) => conv2d::input_grad(op, step),
        Op::MatMul(op) => matmul::calls(op, step),
        _ => unreachable!("compile asks what is supported"),
    }
}
