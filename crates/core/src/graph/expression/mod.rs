//! Elementwise formulas: what activations, losses, metrics and optimizers are made of.
//!
//! A formula is a text such as `"x > 0 ? x : alpha * (exp(x) - 1)"`. It is parsed once into a list of [`Instruction`]s,
//! which every device runs element by element and which [`Expression::gradient`] differentiates. So a new activation,
//! loss or optimizer is one row of a table, on every device.
//!
//! Grammar: assignments `name = formula;` and a last formula; `a ? b : c`; `> >= < <= ==` (1 or 0); `+ - * /`;
//! numbers, names and the functions of [`Function`] in lower case, plus `square(x)` and `clip(x, low, high)`.

mod parser;

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use parser::Parser;

use crate::error::{Error, Result};

/// An elementwise function of up to three values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `-a`
    Neg,
    /// The absolute value.
    Abs,
    /// -1, 0 or 1.
    Sign,
    /// The largest whole number not above `a`.
    Floor,
    /// `e^a`
    Exp,
    /// The natural logarithm.
    Log,
    /// `ln(1 + a)`
    Log1p,
    /// The square root.
    Sqrt,
    /// The error function.
    Erf,
    /// The cosine.
    Cos,
    /// `1 / (1 + e^-a)`
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// `ln(1 + e^a)`
    Softplus,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// The larger.
    Max,
    /// The smaller.
    Min,
    /// `a^b` for `a >= 0`.
    Pow,
    /// 1 where `a > b`, else 0.
    Greater,
    /// 1 where `a >= b`, else 0.
    GreaterEqual,
    /// 1 where `a == b`, else 0.
    Equal,
    /// `b` where `a` is not 0, else `c`.
    Select,
}

use Function::*;

const NAMES: &[(&str, Function, usize)] = &[
    ("abs", Abs, 1),
    ("sign", Sign, 1),
    ("floor", Floor, 1),
    ("exp", Exp, 1),
    ("log", Log, 1),
    ("log1p", Log1p, 1),
    ("sqrt", Sqrt, 1),
    ("erf", Erf, 1),
    ("cos", Cos, 1),
    ("sigmoid", Sigmoid, 1),
    ("tanh", Tanh, 1),
    ("softplus", Softplus, 1),
    ("max", Max, 2),
    ("min", Min, 2),
    ("pow", Pow, 2),
];

/// One step of an expression, which computes one value; operands are the indices of earlier instructions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Instruction {
    /// The element of this input.
    Input(u8),
    /// A number.
    Constant(f32),
    /// A function of earlier values; operands that the function does not have repeat the first.
    Apply(Function, [u8; 3]),
}

/// A formula as a list of instructions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expression {
    instructions: Vec<Instruction>,
    outputs: Vec<u8>,
}

impl Expression {
    /// The formula of one result.
    ///
    /// # Errors
    /// When the text is not a formula over these inputs and constants.
    pub fn new(formula: &str, inputs: &[&str], constants: &[(&str, f64)]) -> Result<Self> {
        let (mut builder, mut parser) = Parser::start(formula, inputs, constants);
        let result = parser.statements(&mut builder).map_err(|e| broken(formula, &e))?;
        let result = result.ok_or_else(|| broken(formula, "it has no result"))?;
        Ok(builder.finish(&[result]))
    }

    /// A formula of assignments; the results are the last values of the names `outputs`.
    ///
    /// # Errors
    /// As [`Expression::new`].
    pub fn update(
        formula: &str,
        inputs: &[&str],
        constants: &[(&str, f64)],
        outputs: &[&str],
    ) -> Result<Self> {
        let (mut builder, mut parser) = Parser::start(formula, inputs, constants);
        parser.statements(&mut builder).map_err(|e| broken(formula, &e))?;
        let values = outputs.iter().map(|name| parser.name(name)).collect::<Result<Vec<u8>, String>>();
        Ok(builder.finish(&values.map_err(|e| broken(formula, &e))?))
    }

    /// The values in the order they are computed.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// The numbers of the instructions that are results.
    pub fn outputs(&self) -> &[u8] {
        &self.outputs
    }

    /// The gradient with respect to input number `input`: the derivative of the result times the result's gradient.
    /// That gradient is input number `g`, after the formula's own inputs. `None` where the derivative is zero.
    pub fn gradient(&self, input: usize, g: usize) -> Option<Self> {
        let (builder, gradients) = self.derive(&[input], g);
        gradients[0].map(|result| builder.finish(&[result]))
    }

    /// The gradients with respect to all of `inputs`, zero where an input has no influence. The gradients of the
    /// results are inputs number `g` and following. Where [`Self::activated`] finds the activation of an input in
    /// `activated`, that input holds the activation's value instead of its own.
    pub fn backward(&self, inputs: &[usize], g: usize, activated: &[usize]) -> Self {
        let (mut builder, gradients) = self.derive(inputs, g);
        for &input in activated {
            // The derivatives of sigmoid and tanh follow from their values.
            if let Some(value) = self.activated(input) {
                builder.instructions[value] = Instruction::Input(input as u8);
            }
        }
        let zero = builder.constant(0.0);
        let gradients: Vec<u8> = gradients.into_iter().map(|gradient| gradient.unwrap_or(zero)).collect();
        builder.finish(&gradients)
    }

    /// The index of the instruction that applies sigmoid or tanh to an input, where nothing else uses that input.
    pub fn activated(&self, input: usize) -> Option<usize> {
        let at = self.instructions.iter().position(|i| *i == Instruction::Input(input as u8))?;
        let uses = |instruction: &Instruction| match instruction {
            Instruction::Apply(function, operands) => operands[..function.arity()].contains(&(at as u8)),
            _ => false,
        };
        let mut users = self.instructions.iter().enumerate().filter(|(_, instruction)| uses(instruction));
        let (user, &instruction) = users.next()?;
        let unary = matches!(instruction, Instruction::Apply(Sigmoid | Tanh, _));
        (unary && users.next().is_none() && !self.outputs.contains(&(at as u8))).then_some(user)
    }

    /// The same formula with more results: the values of the instructions `further`.
    pub fn with_outputs(&self, further: impl IntoIterator<Item = usize>) -> Self {
        let mut all = self.clone();
        all.outputs.extend(further.into_iter().map(|at| at as u8));
        all
    }

    fn derive(&self, inputs: &[usize], g: usize) -> (Builder, Vec<Option<u8>>) {
        let mut b = Builder { instructions: self.instructions.clone() };
        let count = self.instructions.len();
        let mut adjoints: Vec<Option<u8>> = vec![None; count];
        let add = |b: &mut Builder, at: u8, part: u8, adjoints: &mut Vec<Option<u8>>| {
            let slot = &mut adjoints[usize::from(at)];
            *slot = Some(slot.map_or(part, |sum| b.apply2(Add, sum, part)));
        };
        for (k, &output) in self.outputs.iter().enumerate() {
            let seed = b.push(Instruction::Input((g + k) as u8));
            add(&mut b, output, seed, &mut adjoints);
        }
        let mut depends = vec![false; count];
        for (at, instruction) in self.instructions.iter().enumerate() {
            depends[at] = match instruction {
                Instruction::Input(i) => inputs.contains(&usize::from(*i)),
                Instruction::Constant(_) => false,
                Instruction::Apply(_, operands) => operands.iter().any(|&o| depends[usize::from(o)]),
            };
        }
        let mut gradients = vec![None; inputs.len()];
        for at in (0..count).rev().filter(|&at| depends[at]) {
            let Some(grad) = adjoints[at] else { continue };
            match self.instructions[at] {
                Instruction::Apply(function, operands) => {
                    for (place, &operand) in operands.iter().enumerate().take(function.arity()) {
                        if !depends[usize::from(operand)] {
                            continue;
                        }
                        if let Some(part) = b.derivative(function, operands, at as u8, grad, place) {
                            add(&mut b, operand, part, &mut adjoints);
                        }
                    }
                }
                Instruction::Input(i) => {
                    for (gradient, _) in
                        gradients.iter_mut().zip(inputs).filter(|(_, input)| **input == usize::from(i))
                    {
                        *gradient = Some(grad);
                    }
                }
                Instruction::Constant(_) => {}
            }
        }
        (b, gradients)
    }
}

fn broken(formula: &str, message: &str) -> Error {
    Error::invalid(format!("formula \"{formula}\": {message}"))
}

impl Function {
    /// How many values it takes.
    pub fn arity(self) -> usize {
        match self {
            Select => 3,
            Add | Sub | Mul | Div | Max | Min | Pow | Greater | GreaterEqual | Equal => 2,
            _ => 1,
        }
    }

    /// The function on single numbers. The tests compute their reference slopes from it.
    #[cfg(test)]
    fn value(self, a: f32, b: f32, c: f32) -> f32 {
        let truth = |condition: bool| f32::from(u8::from(condition));
        match self {
            Neg => -a,
            Abs => a.abs(),
            Sign => truth(a > 0.0) - truth(a < 0.0),
            Floor => libm::floorf(a),
            Exp => libm::expf(a),
            Log => libm::logf(a),
            Log1p => libm::log1pf(a),
            Sqrt => libm::sqrtf(a),
            Erf => libm::erff(a),
            Cos => crate::numbers::cos(a),
            Sigmoid => 1.0 / (1.0 + libm::expf(-a)),
            Tanh => libm::tanhf(a),
            Softplus => a.max(0.0) + libm::log1pf(libm::expf(-a.abs())),
            Add => a + b,
            Sub => a - b,
            Mul => a * b,
            Div => a / b,
            Max => a.max(b),
            Min => a.min(b),
            Pow => crate::numbers::pow(a, b),
            Greater => truth(a > b),
            GreaterEqual => truth(a >= b),
            Equal => truth(a == b),
            Select => {
                if a != 0.0 {
                    b
                } else {
                    c
                }
            }
        }
    }
}

/// Appends instructions. It adds each value only once, and simplifies constants and terms such as `1 * x` and `x + 0`.
#[derive(Default)]
struct Builder {
    instructions: Vec<Instruction>,
}

impl Builder {
    fn push(&mut self, instruction: Instruction) -> u8 {
        let known = self.instructions.iter().position(|other| *other == instruction);
        let at = known.unwrap_or_else(|| {
            self.instructions.push(instruction);
            self.instructions.len() - 1
        });
        assert!(at < 256, "formulas have at most 256 values");
        at as u8
    }

    fn constant(&mut self, value: f32) -> u8 {
        self.push(Instruction::Constant(value))
    }

    fn value(&self, at: u8) -> Option<f32> {
        match self.instructions[usize::from(at)] {
            Instruction::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn apply1(&mut self, function: Function, a: u8) -> u8 {
        self.apply(function, [a, a, a])
    }

    fn apply2(&mut self, function: Function, a: u8, b: u8) -> u8 {
        self.apply(function, [a, b, a])
    }

    fn apply(&mut self, function: Function, operands: [u8; 3]) -> u8 {
        let [a, b, _] = operands;
        match (function, operands.map(|operand| self.value(operand))) {
            // Functions such as `exp` are not folded: the device computes them, so that they round as its other values
            // do.
            (Neg | Add | Sub | Mul | Div | Greater, [Some(x), Some(y), _]) => {
                return self.constant(match function {
                    Neg => -x,
                    Add => x + y,
                    Sub => x - y,
                    Mul => x * y,
                    Div => x / y,
                    _ => f32::from(u8::from(x > y)),
                });
            }
            (Select, [Some(condition), ..]) => return if condition != 0.0 { b } else { operands[2] },
            (Mul, [Some(1.0), ..]) | (Add, [Some(0.0), ..]) => return b,
            (Mul | Div, [_, Some(1.0), _]) | (Add | Sub, [_, Some(0.0), _]) => return a,
            _ => {}
        }
        self.push(Instruction::Apply(function, operands))
    }

    /// `grad` times the derivative of `function(operands)` with respect to operand number `place`, or `None` where that
    /// is zero; `y` is the function's value.
    fn derivative(
        &mut self,
        function: Function,
        operands: [u8; 3],
        y: u8,
        grad: u8,
        place: usize,
    ) -> Option<u8> {
        let [a, b, _] = operands;
        let zero = self.constant(0.0);
        let one = self.constant(1.0);
        Some(match function {
            Sign | Floor | Greater | GreaterEqual | Equal => return None,
            Neg => self.apply1(Neg, grad),
            Abs => {
                let sign = self.apply1(Sign, a);
                self.apply2(Mul, grad, sign)
            }
            Exp => self.apply2(Mul, grad, y),
            Log => self.apply2(Div, grad, a),
            Log1p => {
                let below = self.apply2(Add, a, one);
                self.apply2(Div, grad, below)
            }
            Sqrt => {
                let twice = self.apply2(Add, y, y);
                self.apply2(Div, grad, twice)
            }
            Erf => {
                // 2 / sqrt(pi) e^(-a^2)
                let square = self.apply2(Mul, a, a);
                let negative = self.apply1(Neg, square);
                let exp = self.apply1(Exp, negative);
                let factor = self.constant(core::f32::consts::FRAC_2_SQRT_PI);
                let slope = self.apply2(Mul, factor, exp);
                self.apply2(Mul, grad, slope)
            }
            Cos => {
                // -sin(a) = cos(a + pi / 2)
                let quarter = self.constant(core::f32::consts::FRAC_PI_2);
                let turned = self.apply2(Add, a, quarter);
                let slope = self.apply1(Cos, turned);
                self.apply2(Mul, grad, slope)
            }
            Sigmoid => {
                let other = self.apply2(Sub, one, y);
                let slope = self.apply2(Mul, y, other);
                self.apply2(Mul, grad, slope)
            }
            Tanh => {
                let square = self.apply2(Mul, y, y);
                let slope = self.apply2(Sub, one, square);
                self.apply2(Mul, grad, slope)
            }
            Softplus => {
                let slope = self.apply1(Sigmoid, a);
                self.apply2(Mul, grad, slope)
            }
            Add => grad,
            Sub if place == 0 => grad,
            Sub => self.apply1(Neg, grad),
            Mul => self.apply2(Mul, grad, operands[1 - place]),
            Div if place == 0 => self.apply2(Div, grad, b),
            Div => {
                let part = self.apply2(Div, y, b);
                let product = self.apply2(Mul, grad, part);
                self.apply1(Neg, product)
            }
            // Where both are equal, the first operand gets the whole gradient, as in TensorFlow.
            Max | Min => {
                let first = if function == Max {
                    self.apply2(GreaterEqual, a, b)
                } else {
                    self.apply2(GreaterEqual, b, a)
                };
                let parts = if place == 0 { [first, grad, zero] } else { [first, zero, grad] };
                self.apply(Select, parts)
            }
            // Only the derivative by the base: the exponent is a constant in every formula.
            Pow => {
                let less = self.apply2(Sub, b, one);
                let power = self.apply2(Pow, a, less);
                let slope = self.apply2(Mul, b, power);
                self.apply2(Mul, grad, slope)
            }
            Select => match place {
                1 => self.apply(Select, [a, grad, zero]),
                2 => self.apply(Select, [a, zero, grad]),
                _ => return None,
            },
        })
    }

    /// Drops the instructions that no result needs.
    fn finish(self, outputs: &[u8]) -> Expression {
        let mut needed = vec![false; self.instructions.len()];
        outputs.iter().for_each(|&output| needed[usize::from(output)] = true);
        for (at, instruction) in self.instructions.iter().enumerate().rev() {
            if let (true, Instruction::Apply(_, operands)) = (needed[at], instruction) {
                operands.iter().for_each(|&operand| needed[usize::from(operand)] = true);
            }
        }
        let mut moved = vec![0u8; self.instructions.len()];
        let mut instructions = Vec::new();
        for (at, &instruction) in self.instructions.iter().enumerate().filter(|&(at, _)| needed[at]) {
            moved[at] = instructions.len() as u8;
            instructions.push(match instruction {
                Instruction::Apply(function, operands) => {
                    Instruction::Apply(function, operands.map(|operand| moved[usize::from(operand)]))
                }
                other => other,
            });
        }
        Expression { instructions, outputs: outputs.iter().map(|&at| moved[usize::from(at)]).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(expression: &Expression, inputs: &[f32]) -> f32 {
        let mut values = Vec::new();
        for instruction in expression.instructions() {
            values.push(match *instruction {
                Instruction::Input(i) => inputs[usize::from(i)],
                Instruction::Constant(value) => value,
                Instruction::Apply(function, [a, b, c]) => {
                    function.value(values[usize::from(a)], values[usize::from(b)], values[usize::from(c)])
                }
            });
        }
        values[usize::from(expression.outputs()[0])]
    }

    #[test]
    fn formulas_mean_what_they_say() {
        let value =
            |formula: &str| run(&Expression::new(formula, &["x", "y"], &[("k", 0.5)]).unwrap(), &[2.0, -3.0]);
        assert_eq!(value("x + y * k - 1"), -0.5);
        assert_eq!(value("-(x - y) / 2"), -2.5);
        assert_eq!(value("x > 1 ? y < 0 ? 10 : 20 : 30"), 10.0);
        assert_eq!(value("a = x * x; b = a + y; clip(b, 0, 0.75) == 0.75"), 1.0);
        assert_eq!(value("max(abs(y), square(x)) + min(x, y)"), 1.0);
        for wrong in ["x +", "z", "x y", "exp(x, y)", "", "(x", "a = x"] {
            assert!(Expression::new(wrong, &["x"], &[]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn gradients_of_all_functions_are_their_slopes() {
        let formulas = [
            "abs(x)",
            "exp(x)",
            "log(x)",
            "log1p(x)",
            "sqrt(x)",
            "erf(x)",
            "cos(x)",
            "sigmoid(x)",
            "tanh(x)",
            "softplus(x)",
            "x * x + x",
            "x - 3 * x",
            "y / x",
            "x / y",
            "max(x, y)",
            "min(x, y)",
            "pow(x, 2.5)",
            "-x",
            "x > y ? x * y : x + y",
            "floor(x) * x",
            "sign(x) * x",
            "(x > 0) * x",
            "clip(x, 0, 2) * x",
        ];
        for formula in formulas {
            let expression = Expression::new(formula, &["x", "y"], &[]).unwrap();
            let gradient = expression.gradient(0, 2).unwrap();
            for (x, y) in [(0.4f32, 1.7f32), (1.3, 0.6)] {
                let step = 1e-2;
                let slope =
                    (run(&expression, &[x + step, y]) - run(&expression, &[x - step, y])) / (2.0 * step);
                let exact = run(&gradient, &[x, y, 3.0]) / 3.0;
                assert!(
                    (slope - exact).abs() < 2e-3 * exact.abs().max(1.0),
                    "{formula} at {x}, {y}: {slope} and {exact}"
                );
            }
        }
        assert!(Expression::new("y + 1", &["x", "y"], &[]).unwrap().gradient(0, 2).is_none());
    }

    #[test]
    fn each_value_is_computed_once() {
        let expression = Expression::new("exp(x) * exp(x) + 1 * x + 0", &["x", "unused"], &[]).unwrap();
        assert_eq!(expression.instructions().len(), 4, "x, exp, product, sum");
    }
}
