//! Translates formulas to WGSL.

use std::fmt::Write as _;

use pupil_core::graph::Expression;
use pupil_core::graph::expression::{Function, Instruction};

use crate::shader::literal;

/// The functions that formulas call and WGSL does not have.
pub const MATH: &str = include_str!("kernels/math.wgsl");

/// The statements that compute a formula, and the names of its results. `input` gives the WGSL of an input. All names
/// begin with `prefix`.
pub fn statements(
    expression: &Expression,
    prefix: &str,
    input: impl Fn(usize) -> String,
) -> (String, Vec<String>) {
    let mut text = String::new();
    let name = |at: u8| format!("{prefix}{at}");
    for (at, instruction) in expression.instructions().iter().enumerate() {
        let value = match *instruction {
            Instruction::Input(number) => input(usize::from(number)),
            Instruction::Constant(value) => literal(value),
            Instruction::Apply(function, operands) => apply(function, operands.map(name)),
        };
        let _ = writeln!(text, "  let {} = {value};", name(at as u8));
    }
    (text, expression.outputs().iter().map(|&at| name(at)).collect())
}

fn apply(function: Function, [a, b, c]: [String; 3]) -> String {
    match function {
        Function::Neg => format!("-{a}"),
        Function::Abs => format!("abs({a})"),
        Function::Sign => format!("sign({a})"),
        Function::Floor => format!("floor({a})"),
        Function::Exp => format!("exp({a})"),
        Function::Log => format!("log({a})"),
        Function::Log1p => format!("log1p_({a})"),
        Function::Sqrt => format!("sqrt({a})"),
        Function::Erf => format!("erf_({a})"),
        Function::Cos => format!("cos_({a})"),
        Function::Sigmoid => format!("sigmoid_({a})"),
        Function::Tanh => format!("tanh_({a})"),
        Function::Softplus => format!("softplus_({a})"),
        Function::Add => format!("{a} + {b}"),
        Function::Sub => format!("{a} - {b}"),
        Function::Mul => format!("{a} * {b}"),
        Function::Div => format!("{a} / {b}"),
        Function::Max => format!("max({a}, {b})"),
        Function::Min => format!("min({a}, {b})"),
        Function::Pow => format!("power_({a}, {b})"),
        Function::Greater => format!("f32({a} > {b})"),
        Function::GreaterEqual => format!("f32({a} >= {b})"),
        Function::Equal => format!("f32({a} == {b})"),
        Function::Select => format!("select({c}, {b}, {a} != 0.0)"),
    }
}
