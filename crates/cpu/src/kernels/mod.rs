//! Kernels: one file for each operation of `pupil_core::graph::ops`, and the packed matrix product they share.

mod arg_max;
mod attend;
mod batch_matmul;
mod bias_add;
mod broadcast;
mod concat;
mod conv2d;
mod copy;
mod depthwise_conv2d;
mod dropout;
mod fill;
mod formula;
mod gather;
pub mod gemm;
mod iota;
mod map;
mod matmul;
mod max_pool2d;
#[cfg(feature = "std")]
pub mod parallel;
mod quantized;
mod recurrent;
mod reduce;
mod softmax;
mod unary;
mod uniform;
mod update;
mod view;
mod warp;
mod winograd;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use pupil_core::graph::ops::{Op, Update};
use pupil_core::program::Step;

use crate::simd::Isa;

/// The most inputs that a kernel reads.
pub const MAX_INPUTS: usize = 8;
/// The most outputs that a kernel writes.
pub const MAX_OUTPUTS: usize = 6;

/// The memory that one kernel call reads and writes.
pub struct Io<'a> {
    /// The inputs. An input that the output overwrites in place is empty here: the output holds its values.
    pub inputs: [&'a [f32]; MAX_INPUTS],
    /// The outputs.
    pub outputs: [&'a mut [f32]; MAX_OUTPUTS],
}

impl<'a> Io<'a> {
    /// The first output, with the values of input `index` in it. They are copied, unless the output overwrites that
    /// input in place. Returns all inputs too.
    fn output_from(self, index: usize) -> (&'a mut [f32], [&'a [f32]; MAX_INPUTS]) {
        let [output, ..] = self.outputs;
        if !self.inputs[index].is_empty() {
            output.copy_from_slice(self.inputs[index]);
        }
        (output, self.inputs)
    }
}

/// A step that is ready to run: its shapes and offset tables were computed once, when the program was compiled.
pub trait Kernel: Send + Sync {
    /// The floats of scratch memory that it needs.
    fn scratch(&self) -> usize {
        0
    }

    /// Does the step. `scratch` has at least [`Kernel::scratch`] floats, with arbitrary values.
    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]);
}

/// The kernels of a step in the order in which they run, each with the range of inputs that it reads. A step is divided
/// among `threads` threads where that is faster. There are no kernels for operations that are never steps.
pub fn kernels(step: &Step, isa: Isa, threads: usize) -> Vec<(Box<dyn Kernel>, Range<usize>)> {
    if let Op::Concat(op) = &step.op {
        let parts = concat::kernels(op, step).into_iter().enumerate();
        return parts.map(|(input, kernel)| (kernel, input..input + 1)).collect();
    }
    kernel(step, isa, threads).map(|kernel| (kernel, 0..step.inputs.len())).into_iter().collect()
}

/// The kernel of a step, divided among threads where that is faster, which also reads inputs in 8 bits.
fn kernel(step: &Step, isa: Isa, threads: usize) -> Option<Box<dyn Kernel>> {
    #[cfg(feature = "std")]
    let shared = parallel::kernel(step, threads, |part| single(part, isa));
    #[cfg(not(feature = "std"))]
    let (shared, _) = (None, threads);
    let kernel = shared.or_else(|| single(step, isa));
    kernel.map(|kernel| quantized::dequantized(step, kernel))
}

/// The kernel of a step for one thread.
fn single(step: &Step, isa: Isa) -> Option<Box<dyn Kernel>> {
    Some(match &step.op {
        Op::ArgMax(_) => Box::new(arg_max::Rows::new(step)),
        Op::Attend(op) => Box::new(attend::Heads::new(op, step, isa, false)?),
        Op::AttendGrad(op) => Box::new(attend::Heads::new(&op.0, step, isa, true)?),
        Op::BatchMatMul(op) => Box::new(batch_matmul::Products::new(op, step, isa)),
        Op::BiasAdd(op) => Box::new(*op),
        Op::BiasGrad(op) => Box::new(*op),
        Op::Conv2d(op) => conv2d::forward(op, step, isa),
        Op::Conv2dFilterGrad(op) => conv2d::filter_grad(op, step, isa),
        Op::Conv2dInputGrad(op) => conv2d::input_grad(op, step, isa),
        Op::Copy(op) => Box::new(*op),
        Op::DepthwiseConv2d(op) => Box::new(depthwise_conv2d::Forward::new(op, step)),
        Op::DepthwiseConv2dFilterGrad(op) => Box::new(depthwise_conv2d::FilterGrad::new(op, step)),
        Op::DepthwiseConv2dInputGrad(op) => Box::new(depthwise_conv2d::InputGrad::new(op, step)),
        Op::Dropout(op) => Box::new(*op),
        Op::Fill(op) => Box::new(op.clone()),
        Op::Gather(_) => Box::new(gather::Rows::new(step)),
        Op::GatherGrad(_) => Box::new(gather::RowsGrad::new(step)),
        Op::Iota(op) => Box::new(*op),
        Op::LogSoftmax(_) => Box::new(softmax::Rows::new(step, true)),
        Op::Map(op) => Box::new(map::Elements::new(&op.expression, step)),
        Op::MatMul(op) => match quantized::Product::of(op, step, isa) {
            Some(product) => Box::new(product),
            None => Box::new(matmul::Product::of(op, step, isa)),
        },
        Op::MaxPool2d(op) => Box::new(max_pool2d::Pool::new(*op, step)),
        Op::MaxPool2dGrad(op) => Box::new(max_pool2d::PoolGrad::new(op.0, step)),
        Op::Recurrent(op) => Box::new(recurrent::Forward::new(op, step, isa)),
        Op::RecurrentGrad(op) => Box::new(recurrent::Backward::new(&op.0, step, isa)),
        Op::Reduce(op) => Box::new(reduce::Axes::new(op, step)),
        Op::Scatter(op) => Box::new(view::Add::new(op)),
        Op::Softmax(_) => Box::new(softmax::Rows::new(step, false)),
        Op::Unary(op) => Box::new(*op),
        Op::UnaryGrad(op) => Box::new(*op),
        Op::Uniform(op) => Box::new(op.clone()),
        Op::Update(Update { adam: Some(adam), .. }) => Box::new(*adam),
        Op::Update(op) => Box::new(map::Elements::update(&op.expression)),
        Op::View(op) => Box::new(view::Read::new(op)),
        Op::Warp(op) => Box::new(warp::Pictures::new(*op, step)),
        // `kernels` makes one kernel for each input of a `Concat`.
        Op::Concat(_) | Op::Input(_) | Op::Parameter(_) | Op::Reshape(_) | Op::Stop(_) => return None,
    })
}
