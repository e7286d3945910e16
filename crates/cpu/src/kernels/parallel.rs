//! Steps that several threads do together. Each thread runs the usual kernel on its part of the samples, that is, on
//! slices of the inputs and outputs. Gradients of weights are sums over samples. The threads' sums are added in a fixed
//! order, so that results depend only on the number of threads.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;
use core::ops::Range;

use pupil_core::Shape;
use pupil_core::graph::ops::{
    AttendGrad, BatchMatMul, Conv2dInputGrad, DepthwiseConv2dInputGrad, Epilogue, MatMul, Op, Operation,
    Reduce, Reduction,
};
use pupil_core::program::{Buffer, DType, Operand, Step};

use super::{Io, Kernel, MAX_INPUTS, MAX_OUTPUTS};
use crate::simd::Isa;

/// The most threads that share a step.
pub const MAX_THREADS: usize = 16;

/// A step with less work than this stays on one thread, because it takes some microseconds to wake another one. The
/// work is the number of floating-point operations, but at least four times the count of numbers read and written.
const WORTHWHILE: u64 = 1 << 19;

/// Parts of long vectors begin at multiples of this many floats: four cache lines of 64 bytes.
const LINE: usize = 64;

/// The most floats of scratch memory that a shared step may take (64 MB). If it needs more, fewer threads share it.
const MOST_SCRATCH: usize = 1 << 24;

/// How threads share an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    /// Each thread reads the whole operand.
    All,
    /// Each thread has some rows of the first axis.
    Rows,
    /// Each thread sums over its samples, and the sums are added.
    Sum,
}

/// A step that several threads share.
pub(super) struct Parallel {
    parts: Vec<WorkPart>,
    /// The length of the output if the parts' sums are added, else 0.
    sum: usize,
}

/// The part of a step that one thread does.
struct WorkPart {
    kernel: Box<dyn Kernel>,
    /// The thread's range of each operand, in floats; `None` for the whole operand.
    inputs: [Option<Range<usize>>; MAX_INPUTS],
    outputs: [Option<Range<usize>>; MAX_OUTPUTS],
    scratch: usize,
}

/// How threads can share each input of a step, and its outputs; `None` if they cannot.
fn shares(step: &Step) -> Option<(Vec<Share>, Share)> {
    use Share::{All, Rows, Sum};
    let shape = &step.outputs[0].shape;
    Some(match &step.op {
        Op::Conv2d(_) | Op::DepthwiseConv2d(_) => (alloc::vec![Rows, All, All], Rows),
        Op::Conv2dInputGrad(_) | Op::DepthwiseConv2dInputGrad(_) => (alloc::vec![All, Rows], Rows),
        Op::Conv2dFilterGrad(_) | Op::DepthwiseConv2dFilterGrad(_) => (alloc::vec![Rows, Rows], Sum),
        Op::MaxPool2d(_) | Op::Unary(_) => (alloc::vec![Rows], Rows),
        Op::MaxPool2dGrad(_) => (alloc::vec![Rows, Rows, Rows], Rows),
        Op::UnaryGrad(_) => (alloc::vec![Rows, Rows], Rows),
        Op::BatchMatMul(_) => (alloc::vec![Rows, Rows], Rows),
        // The places of dropped shares are counted from the first sample.
        Op::Attend(op) | Op::AttendGrad(AttendGrad(op)) if op.dropout.is_none() => {
            let share = |input: &Operand| if input.shape[0] == shape[0] { Rows } else { All };
            (step.inputs.iter().map(share).collect(), Rows)
        }
        Op::BiasAdd(_) => (alloc::vec![Rows, All], Rows),
        Op::BiasGrad(_) => (alloc::vec![Rows], Sum),
        Op::Update(_) if step.inputs[0].shape == *shape => (alloc::vec![Rows, All], Rows),
        Op::MatMul(op) if !op.transpose_a => (alloc::vec![Rows, All, All], Rows),
        Op::MatMul(op) if !op.transpose_b && op.epilogue == Epilogue::default() => {
            (alloc::vec![Rows, Rows], Sum)
        }
        Op::Map(_) => {
            let share = |input: &Operand| {
                let small = &input.shape;
                if small.size() == shape.size() || (small.len() == shape.len() && small[0] == shape[0]) {
                    // An input of the same size but with another first axis has other rows, so it cannot be shared.
                    return (small.first()? == shape.first()?).then_some(Rows);
                }
                (small.len() < shape.len() || small[0] == 1).then_some(All)
            };
            (step.inputs.iter().map(share).collect::<Option<_>>()?, Rows)
        }
        Op::Reduce(Reduce { reduction: Reduction::Sum, axes }) if axes.contains(&0) => {
            (alloc::vec![Rows], Sum)
        }
        Op::Reduce(Reduce { axes, .. }) if !axes.contains(&0) => (alloc::vec![Rows], Rows),
        _ => return None,
    })
}

/// The step with all leading axes joined to one, so that threads can share all of its products.
fn flattened(op: &BatchMatMul, step: &Step) -> Step {
    let (batch, [m, k, n]) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
    let operand = |operand: &Operand, [rows, columns]: [usize; 2]| {
        // Threads share the rows of a single product.
        let shape = if batch == 1 { [rows, columns].into() } else { [batch, rows, columns].into() };
        // Weights in 8 bits come as floats; see `dequantized`.
        let buffer = Buffer { dtype: DType::F32, ..operand.buffer };
        Operand { shape, buffer }
    };
    let [a, b] = [(op.transpose_a, [m, k]), (op.transpose_b, [k, n])]
        .map(|(transposed, [rows, columns])| if transposed { [columns, rows] } else { [rows, columns] });
    Step {
        op: if batch == 1 { MatMul::new(op.transpose_a, op.transpose_b).into() } else { (*op).into() },
        inputs: alloc::vec![operand(&step.inputs[0], a), operand(&step.inputs[1], b)],
        outputs: alloc::vec![operand(&step.outputs[0], [m, n])],
        layer: step.layer.clone(),
    }
}

/// The shape of `count` rows of a tensor.
fn rows(shape: &Shape, count: usize) -> Shape {
    let mut dims = shape.to_vec();
    dims[0] = count;
    dims.into()
}

/// The step on only `count` rows of its shared operands.
fn part(step: &Step, inputs: &[Share], output: Share, count: usize) -> Step {
    let operand = |operand: &Operand, share: Share| Operand {
        shape: if share == Share::Rows { rows(&operand.shape, count) } else { operand.shape.clone() },
        ..operand.clone()
    };
    let op = match &step.op {
        Op::Conv2dInputGrad(op) => Conv2dInputGrad { input: rows(&op.input, count), ..op.clone() }.into(),
        Op::DepthwiseConv2dInputGrad(op) => {
            DepthwiseConv2dInputGrad { input: rows(&op.input, count), ..op.clone() }.into()
        }
        op => op.clone(),
    };
    Step {
        op,
        inputs: step.inputs.iter().zip(inputs).map(|(input, &share)| operand(input, share)).collect(),
        outputs: step.outputs.iter().map(|o| operand(o, output)).collect(),
        layer: step.layer.clone(),
    }
}

/// A kernel with which at most `threads` threads share the step; `None` if one thread is as fast, or if threads cannot
/// share the operation. `make` gives the kernel of a step for one thread.
pub(super) fn kernel(
    step: &Step,
    threads: usize,
    make: impl Fn(&Step) -> Option<Box<dyn Kernel>>,
) -> Option<Box<dyn Kernel>> {
    if threads < 2 {
        return None;
    }
    let flattened = match &step.op {
        Op::BatchMatMul(op) => Some(flattened(op, step)),
        _ => None,
    };
    let step = flattened.as_ref().unwrap_or(step);
    let (inputs, output) = shares(step)?;
    let shapes: Vec<&Shape> = step.inputs.iter().map(|operand| &operand.shape).collect();
    let moved: usize = step.inputs.iter().chain(&step.outputs).map(|operand| operand.shape.size()).sum();
    let work = step.op.flops(&shapes, &step.outputs[0].shape).max(4 * moved as u64);
    let first = inputs.iter().position(|&share| share == Share::Rows)?;
    let samples = *step.inputs[first].shape.first()?;
    // To an optimizer, all weights are one long vector. Its parts begin at cache lines.
    let unit = if matches!(step.op, Op::Update(_)) { LINE } else { 1 };
    let units = samples.div_ceil(unit);
    let sum = if output == Share::Sum { step.outputs[0].shape.size() } else { 0 };
    let mut threads = threads.min(MAX_THREADS).min(units);
    if let Some(most) = MOST_SCRATCH.checked_div(sum) {
        threads = threads.min(1 + most);
    }
    if threads < 2 || work < WORTHWHILE {
        return None;
    }
    loop {
        let parts = parts(step, &inputs, output, [threads, samples, unit], &make)?;
        let scratch: usize = parts.iter().map(|part| part.scratch).sum();
        if threads == 2 || scratch <= MOST_SCRATCH {
            return Some(Box::new(Parallel { parts, sum }));
        }
        // Each thread has its own scratch memory (in a Winograd convolution, for all transformed filters).
        threads = (threads / 2).max(2);
    }
}

/// The parts of a step for `threads` threads. Each part begins at a multiple of `unit` samples.
fn parts(
    step: &Step,
    inputs: &[Share],
    output: Share,
    [threads, samples, unit]: [usize; 3],
    make: impl Fn(&Step) -> Option<Box<dyn Kernel>>,
) -> Option<Vec<WorkPart>> {
    let units = samples.div_ceil(unit);
    let mut parts = Vec::with_capacity(threads);
    for index in 0..threads {
        let from = (index * units / threads * unit).min(samples);
        let to = ((index + 1) * units / threads * unit).min(samples);
        let own = part(step, inputs, output, to - from);
        let range = |operand: &Operand, share: Share| {
            let row = operand.shape.size() / operand.shape.first().copied().unwrap_or(1).max(1);
            (share == Share::Rows).then(|| from * row..to * row)
        };
        let kernel = make(&own)?;
        parts.push(WorkPart {
            scratch: kernel.scratch().next_multiple_of(LINE),
            kernel,
            inputs: from_fn(|i| step.inputs.get(i).and_then(|operand| range(operand, inputs[i]))),
            outputs: from_fn(|i| step.outputs.get(i).and_then(|operand| range(operand, output))),
        });
    }
    Some(parts)
}

/// One thread's work.
struct Job<'a> {
    part: &'a WorkPart,
    io: Io<'a>,
    scratch: &'a mut [f32],
}

fn run(isa: Isa, jobs: &mut [Option<Job<'_>>]) {
    match jobs {
        [] => {}
        [job] => {
            if let Some(Job { part, io, scratch }) = job.take() {
                part.kernel.run(isa, io, scratch);
            }
        }
        jobs => {
            // `join` allocates nothing, unlike `spawn`.
            let (lhs, rhs) = jobs.split_at_mut(jobs.len() / 2);
            rayon::join(|| run(isa, lhs), || run(isa, rhs));
        }
    }
}

impl Kernel for Parallel {
    fn scratch(&self) -> usize {
        let own: usize = self.parts.iter().map(|part| part.scratch).sum();
        own + (self.parts.len() - 1) * self.sum
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let Io { inputs, outputs } = io;
        let (sums, mut rest) = scratch.split_at_mut((self.parts.len() - 1) * self.sum);
        let [output, others @ ..] = outputs;
        {
            let mut jobs: [Option<Job<'_>>; MAX_THREADS] = [const { None }; MAX_THREADS];
            let mut remaining = others;
            let mut first = &mut *output;
            let mut partial = &mut *sums;
            for (part, job) in self.parts.iter().zip(&mut jobs) {
                let inputs = from_fn(|i| match &part.inputs[i] {
                    // An input that the output overwrites in place is empty.
                    Some(range) if !inputs[i].is_empty() => &inputs[i][range.clone()],
                    _ => inputs[i],
                });
                let mut outputs: [&mut [f32]; MAX_OUTPUTS] = Default::default();
                if self.sum == 0 {
                    outputs[0] = cut(&mut first, &part.outputs[0]);
                    for (i, rest) in remaining.iter_mut().enumerate() {
                        outputs[i + 1] = cut(rest, &part.outputs[i + 1]);
                    }
                } else if !first.is_empty() {
                    // The first part writes its sum straight to the output.
                    outputs[0] = core::mem::take(&mut first);
                } else {
                    outputs[0] = cut(&mut partial, &Some(0..self.sum));
                }
                let scratch = cut(&mut rest, &Some(0..part.scratch));
                *job = Some(Job { part, io: Io { inputs, outputs }, scratch });
            }
            run(isa, &mut jobs[..self.parts.len()]);
        }
        if self.sum > 0 {
            isa.loops(|| {
                for sum in sums.chunks_exact(self.sum) {
                    output.iter_mut().zip(sum).for_each(|(total, &part)| *total += part);
                }
            });
        }
    }
}

/// Splits a slice as long as `range` off the beginning of `rest`; an empty slice without a range.
fn cut<'a>(rest: &mut &'a mut [f32], range: &Option<Range<usize>>) -> &'a mut [f32] {
    let Some(range) = range else { return Default::default() };
    let (own, after) = core::mem::take(rest).split_at_mut(range.len());
    *rest = after;
    own
}
