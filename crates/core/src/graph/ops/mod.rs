//! The operations: each file has an operation's formula, shape rule and gradient rule.
//!
//! An operation with kernels has the same file name here (what it is), in `crates/cpu/src/kernels` and in
//! `crates/webgpu/src/kernels` (how it is done). All values are 32-bit floats; class labels and the like are
//! whole numbers held as floats, exact up to 2^24.

mod arg_max;
mod attend;
mod batch_matmul;
mod bias_add;
mod concat;
mod conv2d;
mod copy;
mod depthwise_conv2d;
mod dropout;
mod fill;
mod gather;
mod iota;
mod leaf;
mod map;
mod matmul;
mod max_pool2d;
mod recurrent;
mod reduce;
mod reshape;
mod softmax;
mod stop;
mod unary;
mod uniform;
mod update;
mod view;
mod warp;

use alloc::format;
use alloc::string::String;

pub use arg_max::ArgMax;
pub use attend::{Attend, AttendGrad, AttendSizes};
pub use batch_matmul::BatchMatMul;
pub use bias_add::{BiasAdd, BiasGrad};
pub use concat::Concat;
pub use conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad};
pub use copy::Copy;
pub use depthwise_conv2d::{DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad};
pub use dropout::Dropout;
pub use fill::Fill;
pub use gather::{Gather, GatherGrad};
pub use iota::Iota;
pub use leaf::{Input, Parameter};
pub use map::{Map, broadcast as broadcast_shapes};
pub use matmul::MatMul;
pub use max_pool2d::{MaxPool2d, MaxPool2dGrad};
pub use recurrent::{Cell, Recurrent, RecurrentGrad, Stage};
pub use reduce::{Reduce, Reduction};
pub use reshape::Reshape;
pub use softmax::{LogSoftmax, Softmax};
pub use stop::Stop;
pub use unary::{Unary, UnaryGrad};
pub use uniform::Uniform;
pub use update::{Adam, MAX_PARTS, Update};
pub use view::{Scatter, View, broadcast_strides, joined, strides};
pub use warp::{FillMode, Warp};

use super::Backward;
use crate::error::{Error, Result};
use crate::shape::Shape;

/// What every operation states about itself.
pub trait Operation {
    /// The name in profiles and messages.
    fn name(&self) -> &'static str;

    /// The output's shape, or what is wrong with the inputs' shapes.
    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String>;

    /// States the gradients of the inputs; by default the operation has none.
    fn gradient(&self, _at: &mut Backward<'_>) -> Result<()> {
        Err(Error::invalid(format!("operation {} has no gradient", self.name())))
    }

    /// The input whose memory the output may take over, when nothing needs that input afterwards.
    fn in_place(&self) -> Option<usize> {
        None
    }

    /// Multiplications and additions of one call, for profiles; 0 where they do not matter.
    fn flops(&self, _inputs: &[&Shape], _output: &Shape) -> u64 {
        0
    }
}

macro_rules! ops {
    ($($name:ident),+ $(,)?) => {
        /// Any operation.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Op {
            $(#[doc = concat!("See [`type@", stringify!($name), "`].")] $name($name)),+
        }

        $(impl From<$name> for Op {
            fn from(op: $name) -> Self {
                Self::$name(op)
            }
        })+

        impl Op {
            fn operation(&self) -> &dyn Operation {
                match self {
                    $(Self::$name(op) => op),+
                }
            }
        }
    };
}

ops!(
    ArgMax,
    Attend,
    AttendGrad,
    BatchMatMul,
    BiasAdd,
    BiasGrad,
    Concat,
    Conv2d,
    Conv2dFilterGrad,
    Conv2dInputGrad,
    Copy,
    DepthwiseConv2d,
    DepthwiseConv2dFilterGrad,
    DepthwiseConv2dInputGrad,
    Dropout,
    Fill,
    Gather,
    GatherGrad,
    Input,
    Iota,
    LogSoftmax,
    Map,
    MatMul,
    MaxPool2d,
    MaxPool2dGrad,
    Parameter,
    Recurrent,
    RecurrentGrad,
    Reduce,
    Reshape,
    Scatter,
    Softmax,
    Stop,
    Unary,
    UnaryGrad,
    Uniform,
    Update,
    View,
    Warp,
);

impl Operation for Op {
    fn name(&self) -> &'static str {
        self.operation().name()
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        self.operation().infer(inputs)
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        self.operation().gradient(at)
    }

    fn in_place(&self) -> Option<usize> {
        self.operation().in_place()
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        self.operation().flops(inputs, output)
    }
}

impl Op {
    pub(super) fn epilogue_mut(&mut self) -> Option<&mut Epilogue> {
        match self {
            Self::MatMul(op) => Some(&mut op.epilogue),
            Self::Conv2d(op) => Some(&mut op.epilogue),
            _ => None,
        }
    }
}

/// What a product does to its result before writing it: add a bias (the last input), apply an activation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Epilogue {
    /// Adds the third input, a vector along the last axis.
    pub bias: bool,
    /// Applied after the bias.
    pub activation: Option<Unary>,
}

/// Checks the number of axes; the message says what was expected.
fn expect_rank(shape: &Shape, rank: usize, axes: &str) -> Result<(), String> {
    if shape.len() == rank {
        Ok(())
    } else {
        Err(format!("expected an input of axes {axes}, got shape {shape}"))
    }
}

/// Checks that two shapes are the same.
fn expect_same(a: &Shape, b: &Shape) -> Result<(), String> {
    if a == b { Ok(()) } else { Err(format!("expected two inputs of one shape, got {a} and {b}")) }
}
