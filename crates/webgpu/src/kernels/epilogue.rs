//! What products do to their results: a bias, an activation.

use pupil_core::graph::ops::Epilogue;
use pupil_core::program::Step;

use super::unary::activate;
use crate::shader::Shader;

/// Gives a kernel `fn finish(column: u32, v: f32) -> f32`, and the step's bias to read.
pub fn finish(shader: Shader, step: &Step, epilogue: &Epilogue) -> Shader {
    let shader = shader.with(&activate(epilogue.activation));
    if epilogue.bias {
        shader
            .read("bias", &step.inputs[2])
            .with("fn finish(column: u32, v: f32) -> f32 { return activate(v + bias(column)); }")
    } else {
        shader.with("fn finish(column: u32, v: f32) -> f32 { return activate(v); }")
    }
}
