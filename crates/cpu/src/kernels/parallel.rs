//! Steps done by several threads, each on a part of the samples: the same kernels, on slices of what they read and
//! write. Gradients of weights are sums over samples; the parts' sums are added in order, so that what comes out
//! depends on the number of threads and on nothing else.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;
use core::ops::Range;

use pupil_core::Shape;
use pupil_core::graph::ops::{
    BatchMatMul, Conv2dInputGrad, DepthwiseConv2dInputGrad, Epilogue, MatMul, Op, Operation, Reduce,
    Reduction,
};
use pupil_core::program::{Operand, Step};

use super::{Io, Kernel, MAX_INPUTS, MAX_OUTPUTS};
use crate::simd::Isa;

/// The most threads a step is shared among.
pub const MAX_THREADS: usize = 16;

/// Floating-point operations, or four times the numbers read and written, below which a step stays on one thread:
/// waking another one takes some microseconds.
const WORTHWHILE: u64 = 1 << 19;

/// Floats of a cache line of 64 bytes, four times: where parts of long vectors begin.
const LINE: usize = 64;

/// Floats of memory that a step may take for sharing it: 64 MB. Above, fewer threads share it.
const MOST_SCRATCH: usize = 1 << 24;

/// How threads share an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    /// All read all of it.
    All,
    /// Each has some rows of its first axis.
    Rows,
    /// Each sums over its samples; the sums are added.
    Sum,
}

/// A step as several threads do it.
pub(super) struct Parallel {
    parts: Vec<WorkPart>,
    /// Length of the output where the parts' sums are added, else 0.
    sum: usize,
}

struct WorkPart {
    kernel: Box<dyn Kernel>,
    /// The part of each operand, in floats; `None` for all of it.
    inputs: [Option<Range<usize>>; MAX_INPUTS],
    outputs: [Option<Range<usize>>; MAX_OUTPUTS],
    scratch: usize,
}

/// How the operands of a step can be shared: those it reads, and those it writes.
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
                    // Of the same size, but not along the same axes: what is a row of one is none of the other.
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

/// The step with its leading axes as one, so that threads share all of its products.
fn flattened(op: &BatchMatMul, step: &Step) -> Step {
    let (batch, [m, k, n]) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
    let operand = |operand: &Operand, [rows, columns]: [usize; 2]| {
        // A single product is shared by its rows.
        let shape = if batch == 1 { [rows, columns].into() } else { [batch, rows, columns].into() };
        Operand { shape, ..operand.clone() }
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

/// The shape of some rows of a tensor.
fn rows(shape: &Shape, count: usize) -> Shape {
    let mut dims = shape.to_vec();
    dims[0] = count;
    dims.into()
}

/// The step over `count` samples.
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

/// The step as `threads` do it; `None` where one does it as fast, or the operation is not of this kind.
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
    // Optimizers go over the weights as one long vector: its parts begin where cache lines do.
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
        // Each thread transforms all filters of a convolution for itself.
        threads = (threads / 2).max(2);
    }
}

/// The parts of a step's samples for so many threads, divided where `unit` samples end.
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
            // `join` puts nothing on the heap.
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
                    // An input that the output has taken the place of stays empty.
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
                    // The first part's sum is the output itself.
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

/// Takes the beginning of `rest`, as long as `range`; nothing without one.
fn cut<'a>(rest: &mut &'a mut [f32], range: &Option<Range<usize>>) -> &'a mut [f32] {
    let Some(range) = range else { return Default::default() };
    let (own, after) = core::mem::take(rest).split_at_mut(range.len());
    *rest = after;
    own
}
