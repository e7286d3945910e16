//! Formulas, a block of elements at a time: each instruction is one vector loop over a block that stays in the
//! first-level cache, so that no formula costs a pass over memory for each of its steps.

use alloc::vec::Vec;

use pupil_core::graph::Expression;
use pupil_core::graph::expression::{Function, Instruction};
use pupil_core::optimizers::hyper;
use pupil_core::program::Step;

use super::walk::Walk;
use super::{Io, Kernel, MAX_INPUTS, MAX_OUTPUTS};
use crate::math;
use crate::simd::Isa;

/// Elements in a block: 30 values of it fill a quarter of a 32 KB cache.
pub(super) const BLOCK: usize = 64;

/// How an input's elements are found.
enum Source {
    /// Element by element in this input of the step, or in the output that has taken its place.
    Full(usize),
    /// Repeated along some axes of this input.
    Repeated(usize, Walk),
    /// One number of the `hyper` feed.
    Hyper(usize),
    /// Element by element in this output, read before it is written.
    Output(usize),
}

pub(super) struct Formula {
    expression: Expression,
    sources: Vec<Source>,
}

impl Formula {
    pub(super) fn new(expression: &Expression, step: &Step) -> Self {
        let full = &step.outputs[0].shape;
        let sources = step
            .inputs
            .iter()
            .enumerate()
            .map(|(index, input)| {
                if input.shape.size() == full.size() {
                    Source::Full(index)
                } else {
                    Source::Repeated(index, Walk::broadcast(full, &input.shape))
                }
            })
            .collect();
        Self { expression: expression.clone(), sources }
    }

    /// The formula of an optimizer: the gradient, the `hyper` feed's numbers, then the outputs.
    pub(super) fn update(expression: &Expression) -> Self {
        let mut sources = alloc::vec![Source::Full(0)];
        sources.extend((0..hyper::LEN).map(Source::Hyper));
        sources.extend((0..expression.outputs().len()).map(Source::Output));
        Self { expression: expression.clone(), sources }
    }
}

impl Kernel for Formula {
    fn scratch(&self) -> usize {
        self.expression.instructions().len() * BLOCK
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let Io { inputs, mut outputs } = io;
        let size = outputs[0].len();
        isa.loops(|| {
            for from in (0..size).step_by(BLOCK) {
                let len = BLOCK.min(size - from);
                self.block(from, len, &inputs, &mut outputs, scratch);
            }
        });
    }
}

impl Formula {
    #[inline(always)]
    fn block(
        &self,
        from: usize,
        len: usize,
        inputs: &[&[f32]; MAX_INPUTS],
        outputs: &mut [&mut [f32]; MAX_OUTPUTS],
        scratch: &mut [f32],
    ) {
        evaluate(&self.expression, from == 0, scratch, |i, out| match &self.sources[i] {
            Source::Full(i) => {
                let memory = if inputs[*i].is_empty() { &*outputs[0] } else { inputs[*i] };
                out[..len].copy_from_slice(&memory[from..from + len]);
            }
            Source::Repeated(i, walk) => {
                walk.runs(from, from + len, |run| run.copy(inputs[*i], out, from));
            }
            Source::Hyper(k) => {
                if from == 0 {
                    out.fill(inputs[1][*k]);
                }
            }
            Source::Output(i) => out[..len].copy_from_slice(&outputs[*i][from..from + len]),
        });
        for (output, &value) in outputs.iter_mut().zip(self.expression.outputs()) {
            let value = usize::from(value) * BLOCK;
            output[from..from + len].copy_from_slice(&scratch[value..value + len]);
        }
    }
}

/// Computes an expression for one block: `load` fills the block of an input; each value keeps its block of
/// `scratch`. Constants are written when `first`, and stand there for the blocks that follow.
#[inline(always)]
pub(super) fn evaluate(
    expression: &Expression,
    first: bool,
    scratch: &mut [f32],
    mut load: impl FnMut(usize, &mut [f32; BLOCK]),
) {
    for (at, instruction) in expression.instructions().iter().enumerate() {
        let (before, rest) = scratch.split_at_mut(at * BLOCK);
        let out: &mut [f32; BLOCK] = rest.first_chunk_mut().expect("scratch holds a block for each value");
        match *instruction {
            Instruction::Constant(value) => {
                if first {
                    out.fill(value);
                }
            }
            Instruction::Input(i) => load(usize::from(i), out),
            Instruction::Apply(function, operands) => {
                let [a, b, c] = operands.map(|operand| {
                    let block = &before[usize::from(operand) * BLOCK..];
                    block.first_chunk::<BLOCK>().expect("scratch holds a block for each value")
                });
                apply(function, a, b, c, out);
            }
        }
    }
}

#[inline(always)]
fn apply(function: Function, a: &[f32; BLOCK], b: &[f32; BLOCK], c: &[f32; BLOCK], out: &mut [f32; BLOCK]) {
    macro_rules! each {
        ($value:expr) => {{
            let value = $value;
            for i in 0..BLOCK {
                out[i] = value(a[i], b[i], c[i]);
            }
        }};
    }
    let truth = |condition: bool| if condition { 1.0f32 } else { 0.0 };
    match function {
        Function::Neg => each!(|a: f32, _, _| -a),
        Function::Abs => each!(|a: f32, _, _| a.abs()),
        Function::Sign => each!(|a, _, _| truth(a > 0.0) - truth(a < 0.0)),
        Function::Exp => each!(|a, _, _| math::exp(a)),
        Function::Sqrt => each!(|a: f32, _, _| libm::sqrtf(a)),
        Function::Sigmoid => each!(|a, _, _| math::sigmoid(a)),
        Function::Tanh => each!(|a, _, _| math::tanh(a)),
        Function::Add => each!(|a, b, _| a + b),
        Function::Sub => each!(|a, b, _| a - b),
        Function::Mul => each!(|a, b, _| a * b),
        Function::Div => each!(|a, b, _| a / b),
        Function::Max => each!(|a, b, _| if b > a { b } else { a }),
        Function::Min => each!(|a, b, _| if b < a { b } else { a }),
        Function::Greater => each!(|a, b, _| truth(a > b)),
        Function::GreaterEqual => each!(|a, b, _| truth(a >= b)),
        Function::Equal => each!(|a, b, _| truth(a == b)),
        Function::Select => each!(|a, b, c| if a != 0.0 { b } else { c }),
        // Rare enough for a call each.
        Function::Floor
        | Function::Log
        | Function::Log1p
        | Function::Erf
        | Function::Cos
        | Function::Softplus
        | Function::Pow => {
            for i in 0..BLOCK {
                out[i] = rare(function, a[i], b[i]);
            }
        }
    }
}

#[inline(never)]
fn rare(function: Function, a: f32, b: f32) -> f32 {
    match function {
        Function::Floor => libm::floorf(a),
        Function::Log => math::ln(a),
        Function::Log1p => libm::log1pf(a),
        Function::Erf => libm::erff(a),
        Function::Cos => libm::cosf(a),
        Function::Softplus => (if a > 0.0 { a } else { 0.0 }) + libm::log1pf(math::exp(-a.abs())),
        _ => libm::powf(a, b),
    }
}
