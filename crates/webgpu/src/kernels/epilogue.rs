//! What products do to their results: a bias, an activation.

use pupil_core::graph::ops::{Epilogue, Unary};
use pupil_core::program::Step;

use crate::shader::Shader;

/// `fn activate(v: f32) -> f32`: an activation, or nothing. The formulas never have an infinity between them.
fn activation(unary: Option<Unary>) -> String {
    let formula = match unary {
        None => "v",
        Some(Unary::Relu) => "max(v, 0.0)",
        // e^88 is the last one within 32 bits; beyond it the sigmoid is below 1e-38.
        Some(Unary::Sigmoid) => "1.0 / (1.0 + exp(min(-v, 88.0)))",
        // Some drivers compute tanh as a quotient of e^v, which overflows; beyond 10 it is 1 to the last bit.
        Some(Unary::Tanh) => "tanh(clamp(v, -10.0, 10.0))",
    };
    format!("fn activate(v: f32) -> f32 {{ return {formula}; }}\n")
}

/// Gives a kernel `fn finish(column: u32, v: f32) -> f32`, and the step's bias to read.
pub fn finish(shader: Shader, step: &Step, epilogue: &Epilogue) -> Shader {
    let shader = shader.with(&activation(epilogue.activation));
    if epilogue.bias {
        shader
            .read("bias", &step.inputs[2])
            .with("fn finish(column: u32, v: f32) -> f32 { return activate(v + bias(column)); }")
    } else {
        shader.with("fn finish(column: u32, v: f32) -> f32 { return activate(v); }")
    }
}
