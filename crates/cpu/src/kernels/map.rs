//! One formula for every element: activations, losses, metrics, optimizers.

use alloc::vec::Vec;

use pupil_core::graph::Expression;
use pupil_core::optimizers::hyper;
use pupil_core::program::Step;

use super::broadcast::Broadcast;
use super::formula::{BLOCK, Formula};
use super::{Io, Kernel};
use crate::simd::{Isa, Simd, Work};

/// How an input's elements are found.
enum OperandSource {
    /// Element by element in this input of the step, or in the output that took over its memory.
    Full(usize),
    /// Repeated along some axes of this input.
    Repeated(usize, Broadcast),
    /// One number of the `hyper` feed.
    Hyper(usize),
    /// Element by element in this output, read before it is written.
    Output(usize),
}

pub(super) struct Elements {
    formula: Formula,
    sources: Vec<OperandSource>,
}

impl Elements {
    pub(super) fn new(expression: &Expression, step: &Step) -> Self {
        let full = &step.outputs[0].shape;
        let sources = step
            .inputs
            .iter()
            .enumerate()
            .map(|(index, input)| {
                if input.shape.size() == full.size() {
                    OperandSource::Full(index)
                } else {
                    OperandSource::Repeated(index, Broadcast::to(full, &input.shape))
                }
            })
            .collect();
        Self { formula: Formula::new(expression, full.size()), sources }
    }

    /// The formula of an optimizer. Its inputs are the gradient, the numbers of the `hyper` feed, then the outputs.
    pub(super) fn update(expression: &Expression) -> Self {
        let mut sources = alloc::vec![OperandSource::Full(0)];
        sources.extend((0..hyper::LEN).map(OperandSource::Hyper));
        sources.extend((0..expression.outputs().len()).map(OperandSource::Output));
        Self { formula: Formula::new(expression, BLOCK), sources }
    }
}

impl Kernel for Elements {
    fn scratch(&self) -> usize {
        self.formula.scratch()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        isa.run(Blocks { of: self, io, scratch });
    }
}

struct Blocks<'a> {
    of: &'a Elements,
    io: Io<'a>,
    scratch: &'a mut [f32],
}

impl Work for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of: Elements { formula, sources }, io: Io { inputs, mut outputs }, scratch } = self;
        formula.begin(scratch);
        for (i, block) in formula.inputs() {
            if let OperandSource::Hyper(k) = sources[i] {
                scratch[block].fill(inputs[1][k]);
            }
        }
        let size = outputs[0].len();
        for from in (0..size).step_by(formula.length()) {
            let to = size.min(from + formula.length());
            formula.run(simd, to - from, scratch, |i, block| match &sources[i] {
                OperandSource::Full(i) if inputs[*i].is_empty() => Some(&outputs[0][from..to]),
                OperandSource::Full(i) => Some(&inputs[*i][from..to]),
                OperandSource::Output(i) => Some(&outputs[*i][from..to]),
                OperandSource::Repeated(i, broadcast) => {
                    broadcast.runs(from, to, |run| run.copy(inputs[*i], block, from));
                    None
                }
                OperandSource::Hyper(_) => None,
            });
            for (output, result) in outputs.iter_mut().zip(formula.outputs(scratch)) {
                output[from..to].copy_from_slice(&result[..to - from]);
            }
        }
    }
}
