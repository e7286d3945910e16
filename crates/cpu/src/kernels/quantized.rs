//! Weights in 8 bits: whole numbers with one scale for each entry of the last axis. Matrix products and table lookups
//! convert only a few rows at a time to floats. For all other kernels, the whole weight is converted into scratch
//! memory.

use alloc::boxed::Box;

use pupil_core::graph::ops::{Epilogue, MatMul, Op};
use pupil_core::program::{DType, Operand, Step};

use super::gemm::{self, BLOCK, FEW_ROWS, Lhs, Rhs};
use super::{Io, Kernel, MAX_INPUTS, matmul};
use crate::simd::Isa;

/// The rows of the right matrix that are converted at a time if the left matrix has few rows. With 512 columns they
/// take 32 KB, which fits the first-level cache. A multiple of 4, because [`gemm::few_rows`] takes four rows at a time.
const FEW_ROWS_BLOCK: usize = 16;

/// The size of an operand in 8 bits: its number of values and its number of scales.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantized {
    len: usize,
    channels: usize,
}

impl Quantized {
    /// The size of an operand; `None` if it is not in 8 bits.
    pub(super) fn of(operand: &Operand) -> Option<Self> {
        match operand.buffer.dtype {
            DType::I8 { channels } => Some(Self { len: operand.buffer.len, channels }),
            _ => None,
        }
    }

    /// Splits the words of an operand in 8 bits into its numbers and its scales.
    pub(super) fn split<'a>(&self, words: &'a [f32]) -> (&'a [i8], &'a [f32]) {
        let (numbers, scales) = words.split_at(words.len() - self.channels);
        (&bytemuck::cast_slice(numbers)[..self.len], scales)
    }
}

/// Converts rows of 8-bit numbers to floats. `numbers` begins with the first entry of the last axis.
pub(super) fn floats(isa: Isa, numbers: &[i8], scales: &[f32], out: &mut [f32]) {
    let channels = scales.len().max(1);
    isa.loops(|| {
        for (out, numbers) in out.chunks_exact_mut(channels).zip(numbers.chunks_exact(channels)) {
            for ((out, &number), &scale) in out.iter_mut().zip(numbers).zip(scales) {
                *out = f32::from(number) * scale;
            }
        }
    });
}

/// The size of input `input`, if it is in 8 bits and the step's kernel reads it without conversion; otherwise `None`.
pub(super) fn native(step: &Step, input: usize) -> Option<Quantized> {
    let Operand { buffer, shape } = &step.inputs[input];
    let rows = matches!(buffer.dtype, DType::I8 { channels } if channels == shape.last_axis());
    let reads = match &step.op {
        Op::MatMul(op) => input == 1 && !op.transpose_a && !op.transpose_b && shape.size() > 0,
        Op::Gather(_) => input == 0,
        _ => false,
    };
    Quantized::of(&step.inputs[input]).filter(|_| rows && reads)
}

/// A kernel for floats whose inputs in 8 bits are converted before it runs.
pub(super) struct Dequantized {
    kernel: Box<dyn Kernel>,
    /// The sizes of the inputs to convert.
    inputs: [Option<Quantized>; MAX_INPUTS],
}

/// Wraps the kernel of a step, so that inputs in 8 bits that it cannot read are converted first. A step without such
/// inputs keeps its kernel.
pub(super) fn dequantized(step: &Step, kernel: Box<dyn Kernel>) -> Box<dyn Kernel> {
    let small = |input: usize| match native(step, input) {
        None => Quantized::of(&step.inputs[input]),
        Some(_) => None,
    };
    let inputs = core::array::from_fn(|input| if input < step.inputs.len() { small(input) } else { None });
    if inputs.iter().all(Option::is_none) { kernel } else { Box::new(Dequantized { kernel, inputs }) }
}

impl Dequantized {
    /// The number of floats that the converted inputs take.
    fn len(&self) -> usize {
        self.inputs.iter().flatten().map(|input| input.len).sum()
    }
}

impl Kernel for Dequantized {
    fn scratch(&self) -> usize {
        self.len() + self.kernel.scratch()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let (mut free, scratch) = scratch.split_at_mut(self.len());
        let mut inputs = io.inputs;
        for (words, input) in inputs.iter_mut().zip(&self.inputs) {
            let Some(input) = input else { continue };
            let (out, rest) = free.split_at_mut(input.len);
            let (numbers, scales) = input.split(words);
            floats(isa, numbers, scales, out);
            (*words, free) = (out, rest);
        }
        self.kernel.run(isa, Io { inputs, outputs: io.outputs }, scratch);
    }
}

/// A product with a right matrix in 8 bits. It converts and multiplies one block of the right matrix's rows at a time.
pub(super) struct Product {
    /// The left matrix's columns for a full block, and for the shorter last block.
    blocks: [Lhs; 2],
    /// The number of rows in a block.
    depth: usize,
    k: usize,
    n: usize,
    right: Quantized,
    epilogue: Epilogue,
    scratch: usize,
}

impl Product {
    /// The product of a step; `None` if the right matrix is not in 8 bits, or is transposed.
    pub(super) fn of(op: &MatMul, step: &Step, isa: Isa) -> Option<Self> {
        let right = native(step, 1)?;
        let (m, k, n) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
        let few = m <= FEW_ROWS;
        let depth = k.min(if few { FEW_ROWS_BLOCK } else { BLOCK });
        let lhs = Lhs::matrix(m, k, false);
        let blocks = [lhs.columns(depth), lhs.columns(k % depth)];
        let rhs = Rhs::new(depth, n, false);
        let scratch = depth * n + if few { 0 } else { rhs.packed(isa, depth) };
        Some(Self { blocks, depth, k, n, right, epilogue: op.epilogue, scratch })
    }
}

impl Kernel for Product {
    fn scratch(&self) -> usize {
        self.scratch
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([a, b, bias, ..], [c, ..]) = (io.inputs, io.outputs);
        let (numbers, scales) = self.right.split(b);
        let (block, scratch) = scratch.split_at_mut(self.depth * self.n);
        let whole = matmul::finish(&self.epilogue, bias);
        for from in (0..self.k).step_by(self.depth) {
            let depth = self.depth.min(self.k - from);
            let lhs = &self.blocks[usize::from(depth < self.depth)];
            let block = &mut block[..depth * self.n];
            floats(isa, &numbers[from * self.n..], scales, block);
            let finish = gemm::RowEpilogue {
                accumulate: from > 0,
                bias: whole.bias.filter(|_| from == 0),
                activation: whole.activation.filter(|_| from + depth == self.k),
            };
            let a = &a[from..];
            if lhs.m() <= FEW_ROWS {
                gemm::few_rows(isa, lhs, a, block, self.n, c, finish);
            } else {
                let rhs = Rhs::new(depth, self.n, false);
                gemm::gemm(isa, (lhs, a), (rhs, block), c, finish, scratch);
            }
        }
    }
}
