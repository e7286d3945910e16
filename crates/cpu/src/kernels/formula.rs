//! Formulas, a block of elements at a time. Each instruction is one vector loop over a block that stays in the
//! first-level cache, so no step of a formula costs a pass over memory.

#![allow(unsafe_code, reason = "vectors are read from and written to blocks of whole vectors")]

use alloc::vec::Vec;

use pupil_core::graph::Expression;
use pupil_core::graph::expression::{Function, Instruction};
use pupil_core::numbers::{cos, pow};

use crate::math;
use crate::simd::Simd;

/// The most elements in a block. An optimizer's formula has 20 values, whose blocks fill 20 KB of a cache of 32 or 48
/// KB. With blocks of half this length, finding operands and calling functions takes a third of the time.
pub(super) const BLOCK: usize = 256;

/// Block lengths are multiples of this: four of the longest vectors.
const UNIT: usize = 64;

/// The most inputs of a formula. An optimizer has 17, its hyperparameters among them.
const MAX_SOURCES: usize = 32;

/// Inputs that are read in place: each slice has as many elements as are computed at a time, or more.
type Sources<'a> = [Option<&'a [f32]>; MAX_SOURCES];

/// Where a value is: in its block of scratch memory or, for an input, in place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OperandPlace {
    block: usize,
    input: Option<usize>,
}

/// What a step computes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Code {
    Function(Function),
    /// `a`
    Copy,
    /// `a * b + c`
    MulAdd,
    /// `c - a * b`
    SubMul,
    /// `a * b - c`
    MulSub,
}

#[derive(Debug)]
struct Step {
    code: Code,
    operands: [OperandPlace; 3],
    /// The block written.
    out: usize,
}

/// An expression prepared for running. Each instruction has a block of scratch memory, also inputs and constants.
#[derive(Debug)]
pub(super) struct Formula {
    steps: Vec<Step>,
    constants: Vec<(f32, usize)>,
    /// Each input that occurs: its number and its block.
    inputs: Vec<(usize, usize)>,
    /// The blocks of the results.
    outputs: Vec<usize>,
    blocks: usize,
    /// Elements of a block.
    length: usize,
}

impl Formula {
    /// Prepares an expression for up to `elements` elements at a time.
    pub(super) fn new(expression: &Expression, elements: usize) -> Self {
        let instructions = expression.instructions();
        let mut uses = alloc::vec![0usize; instructions.len()];
        for instruction in instructions {
            if let Instruction::Apply(function, operands) = instruction {
                operands[..function.arity()].iter().for_each(|&o| uses[usize::from(o)] += 1);
            }
        }
        expression.outputs().iter().for_each(|&o| uses[usize::from(o)] += 1);
        let place = |at: u8| OperandPlace {
            block: usize::from(at),
            input: match instructions[usize::from(at)] {
                Instruction::Input(i) => Some(usize::from(i)),
                _ => None,
            },
        };
        // The factors of a product that only one instruction uses.
        let product = |at: u8| match instructions[usize::from(at)] {
            Instruction::Apply(Function::Mul, [a, b, _]) if uses[usize::from(at)] == 1 => Some((a, b)),
            _ => None,
        };
        let mut formula = Self {
            steps: Vec::new(),
            constants: Vec::new(),
            inputs: Vec::new(),
            outputs: expression.outputs().iter().map(|&o| usize::from(o)).collect(),
            blocks: instructions.len(),
            length: elements.min(BLOCK).next_multiple_of(UNIT),
        };
        let mut joined = alloc::vec![false; instructions.len()];
        for (out, instruction) in instructions.iter().enumerate().rev() {
            match *instruction {
                Instruction::Constant(value) => formula.constants.push((value, out)),
                Instruction::Input(i) => {
                    let input = usize::from(i);
                    formula.inputs.push((input, out));
                    // This result is itself an input.
                    if formula.outputs.contains(&out) {
                        let operands = [OperandPlace { block: out, input: Some(input) }; 3];
                        formula.steps.push(Step { code: Code::Copy, operands, out });
                    }
                }
                Instruction::Apply(..) if joined[out] => {}
                Instruction::Apply(function, [a, b, c]) => {
                    let mut join = |code, whole: u8, (x, y), rest| {
                        joined[usize::from(whole)] = true;
                        (code, [x, y, rest])
                    };
                    let (code, operands) = match (function, product(a), product(b)) {
                        (Function::Add, Some(factors), _) => join(Code::MulAdd, a, factors, b),
                        (Function::Add, _, Some(factors)) => join(Code::MulAdd, b, factors, a),
                        (Function::Sub, Some(factors), _) => join(Code::MulSub, a, factors, b),
                        (Function::Sub, _, Some(factors)) => join(Code::SubMul, b, factors, a),
                        _ => (Code::Function(function), [a, b, c]),
                    };
                    formula.steps.push(Step { code, operands: operands.map(place), out });
                }
            }
        }
        formula.steps.reverse();
        formula
    }

    /// Floats of scratch memory that it needs.
    pub(super) fn scratch(&self) -> usize {
        self.blocks * self.length
    }

    /// Writes the constants into scratch memory. Call it once before the first block.
    pub(super) fn begin(&self, scratch: &mut [f32]) {
        for &(value, block) in &self.constants {
            scratch[block * self.length..][..self.length].fill(value);
        }
    }

    /// The inputs that occur, each with its block, for copies of those that cannot be read in place.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (usize, core::ops::Range<usize>)> {
        self.inputs.iter().map(|&(input, block)| (input, block * self.length..(block + 1) * self.length))
    }

    /// Elements that are computed at a time.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Computes one block of `elements`. `find` returns the memory of an input, which is read in place if it holds
    /// whole vectors for all elements, and otherwise copied into the input's block of `scratch`. Or `find` writes the
    /// input into that block itself.
    #[inline(always)]
    pub(super) fn run<'m, S: Simd>(
        &self,
        simd: S,
        elements: usize,
        scratch: &mut [f32],
        mut find: impl FnMut(usize, &mut [f32]) -> Option<&'m [f32]>,
    ) {
        let len = elements.next_multiple_of(4 * S::LANES);
        let mut sources: Sources<'_> = [None; MAX_SOURCES];
        for (input, block) in self.inputs() {
            let block = &mut scratch[block];
            match find(input, block) {
                Some(values) if values.len() >= len => sources[input] = Some(values),
                Some(values) => block[..elements].copy_from_slice(&values[..elements]),
                None => {}
            }
        }
        for step in &self.steps {
            let (before, rest) = scratch.split_at_mut(step.out * self.length);
            let out = &mut rest[..len];
            if step.code == Code::Copy {
                // An input that cannot be read in place is in this block already.
                if let Some(values) = step.operands[0].input.and_then(|input| sources[input]) {
                    out.copy_from_slice(&values[..len]);
                }
                continue;
            }
            let [a, b, c] =
                step.operands.map(|OperandPlace { block, input }| match input.and_then(|i| sources[i]) {
                    Some(values) => &values[..len],
                    None => &before[block * self.length..][..len],
                });
            apply(simd, step.code, [a, b, c], out);
        }
    }

    /// The results of the block, which are in scratch memory.
    #[inline(always)]
    pub(super) fn outputs<'a>(&self, scratch: &'a [f32]) -> impl Iterator<Item = &'a [f32]> {
        self.outputs.iter().map(|&block| &scratch[block * self.length..][..self.length])
    }
}

/// Computes vectors of `out`, `$count` at a time. The compiler vectorises plain loops only where it can prove that
/// output and inputs do not overlap. This is a macro because closures are compiled without the caller's instruction
/// set.
macro_rules! vectors {
    ($simd:ident, $count:literal, $out:ident, |$($block:ident),*| $value:expr) => {
        for at in (0..$out.len()).step_by($count * S::LANES) {
            let mut values = [$simd.splat(0.0); $count];
            for (k, result) in values.iter_mut().enumerate() {
                let at = at + k * S::LANES;
                // SAFETY: all slices are as long as `out`, a whole number of `$count` vectors (asserted before).
                $(let $block = unsafe { $simd.load($block.as_ptr().add(at)) };)*
                *result = $value;
            }
            for (k, value) in values.into_iter().enumerate() {
                // SAFETY: as above.
                unsafe { $simd.store($out.as_mut_ptr().add(at + k * S::LANES), value) };
            }
        }
    };
}

/// One copy of the function in WebAssembly. Elsewhere it is inlined into functions compiled for an instruction set.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn apply<S: Simd>(simd: S, code: Code, [a, b, c]: [&[f32]; 3], out: &mut [f32]) {
    let len = out.len();
    assert!(a.len() == len && b.len() == len && c.len() == len && len.is_multiple_of(4 * S::LANES));
    macro_rules! each {
        ($value:expr) => {{
            let value = $value;
            for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = value(a, b, c);
            }
        }};
    }
    let truth = |condition: bool| if condition { 1.0f32 } else { 0.0 };
    let function = match code {
        Code::Copy => return,
        Code::MulAdd => {
            vectors!(simd, 1, out, |a, b, c| simd.mul_add(a, b, c));
            return;
        }
        Code::MulSub => {
            vectors!(simd, 1, out, |a, b, c| simd.sub(simd.mul(a, b), c));
            return;
        }
        Code::SubMul => {
            vectors!(simd, 1, out, |a, b, c| simd.sub(c, simd.mul(a, b)));
            return;
        }
        Code::Function(function) => function,
    };
    match function {
        Function::Add => vectors!(simd, 1, out, |a, b| simd.add(a, b)),
        Function::Sub => vectors!(simd, 1, out, |a, b| simd.sub(a, b)),
        Function::Mul => vectors!(simd, 1, out, |a, b| simd.mul(a, b)),
        Function::Div => vectors!(simd, 1, out, |a, b| simd.div(a, b)),
        Function::Sqrt => vectors!(simd, 1, out, |a| simd.sqrt(a)),
        Function::Neg => each!(|a: f32, _, _| -a),
        Function::Abs => each!(|a: f32, _, _| a.abs()),
        Function::Sign => each!(|a, _, _| truth(a > 0.0) - truth(a < 0.0)),
        // Two at a time, so that their long chains of dependent steps overlap.
        Function::Exp => vectors!(simd, 2, out, |a| math::exp(simd, a)),
        Function::Sigmoid => vectors!(simd, 2, out, |a| math::sigmoid(simd, a)),
        Function::Tanh => vectors!(simd, 2, out, |a| math::tanh(simd, a)),
        Function::Erf => vectors!(simd, 2, out, |a| math::erf(simd, a)),
        Function::Log => each!(|a: f32, _, _| math::ln(a)),
        Function::Max => vectors!(simd, 1, out, |a, b| simd.max(a, b)),
        Function::Min => vectors!(simd, 1, out, |a, b| simd.min(a, b)),
        Function::Greater => each!(|a, b, _| truth(a > b)),
        Function::GreaterEqual => each!(|a, b, _| truth(a >= b)),
        Function::Equal => each!(|a, b, _| truth(a == b)),
        // With masks: the compiler makes a branch for each element of a plain choice, which takes two to four times as
        // long.
        Function::Select => {
            out.copy_from_slice(c);
            for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                let mask = if a != 0.0 { u32::MAX } else { 0 };
                *out = f32::from_bits(b.to_bits() & mask | out.to_bits() & !mask);
            }
        }
        // Rare enough for a function call for each element.
        Function::Floor | Function::Log1p | Function::Cos | Function::Softplus | Function::Pow => {
            for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                *out = rare(function, a, b);
            }
        }
    }
}

#[inline(never)]
fn rare(function: Function, a: f32, b: f32) -> f32 {
    match function {
        Function::Floor => libm::floorf(a),
        Function::Log1p => libm::log1pf(a),
        Function::Cos => cos(a),
        Function::Softplus => (if a > 0.0 { a } else { 0.0 }) + libm::log1pf(libm::expf(-a.abs())),
        _ => pow(a, b),
    }
}
