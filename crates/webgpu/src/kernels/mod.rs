//! Kernels: one file for each operation of `pupil_core::graph::ops`, with its WGSL beside it.

mod arg_max;
mod attend;
mod batch_matmul;
mod bias_add;
mod concat;
mod conv2d;
mod copy;
mod depthwise_conv2d;
mod dropout;
mod epilogue;
mod fill;
mod gather;
mod iota;
mod map;
mod matmul;
mod max_pool2d;
mod product;
mod recurrent;
mod reduce;
mod softmax;
mod unary;
mod uniform;
mod view;
mod warp;

use pupil_core::graph::ops::Op;
use pupil_core::program::Step;

use crate::shader::Shader;

/// True if there is a kernel for this operation.
pub fn supports(op: &Op) -> bool {
    !matches!(op, Op::Input(_) | Op::Parameter(_) | Op::Reshape(_) | Op::Stop(_))
}

/// The dispatches of a step, in order. `software` is true for a software adapter.
pub fn calls(step: &Step, software: bool) -> Vec<Shader> {
    match &step.op {
        Op::ArgMax(_) => arg_max::calls(step),
        Op::Attend(op) => attend::forward(op, step),
        Op::AttendGrad(op) => attend::gradient(&op.0, step),
        Op::BatchMatMul(op) => batch_matmul::calls(*op, step, software),
        Op::BiasAdd(_) => bias_add::calls(step),
        Op::BiasGrad(_) => bias_add::gradient(step),
        Op::Concat(op) => concat::calls(*op, step),
        Op::Conv2d(op) => conv2d::forward(op, step, software),
        Op::Conv2dFilterGrad(op) => conv2d::filter_grad(op, step, software),
        Op::Conv2dInputGrad(op) => conv2d::input_grad(op, step, software),
        Op::Copy(_) => copy::calls(step),
        Op::DepthwiseConv2d(op) => depthwise_conv2d::forward(op, step),
        Op::DepthwiseConv2dFilterGrad(op) => depthwise_conv2d::filter_grad(op, step),
        Op::DepthwiseConv2dInputGrad(op) => depthwise_conv2d::input_grad(op, step),
        Op::Dropout(op) => dropout::calls(op, step),
        Op::Fill(op) => fill::calls(op, step),
        Op::Gather(_) => gather::calls(step),
        Op::GatherGrad(_) => gather::gradient(step),
        Op::Iota(op) => iota::calls(*op, step),
        Op::LogSoftmax(_) => softmax::calls(step, true),
        Op::Map(op) => map::calls(op, step),
        Op::MatMul(op) => matmul::calls(op, step, software),
        Op::MaxPool2d(op) => max_pool2d::calls(op, step),
        Op::MaxPool2dGrad(op) => max_pool2d::gradient(&op.0, step),
        Op::Recurrent(op) => recurrent::forward(op, step, software),
        Op::RecurrentGrad(op) => recurrent::backward(&op.0, step, software),
        Op::Reduce(op) => reduce::calls(op, step),
        Op::Scatter(op) => view::scatter(op, step),
        Op::Softmax(_) => softmax::calls(step, false),
        Op::Unary(op) => unary::calls(*op, step),
        Op::UnaryGrad(op) => unary::gradient(*op, step),
        Op::Uniform(op) => uniform::calls(op, step),
        Op::Update(op) => map::update(op, step),
        Op::View(op) => view::calls(op, step),
        Op::Warp(op) => warp::calls(op, step),
        Op::Input(_) | Op::Parameter(_) | Op::Reshape(_) | Op::Stop(_) => {
            unreachable!("no steps of programs")
        }
    }
}
