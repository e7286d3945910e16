//! Uniform random numbers, made from the step's key.

use pupil_core::graph::ops::Uniform;
use pupil_core::program::Step;

use super::dropout::random;
use crate::shader::Shader;

pub fn calls(op: &Uniform, step: &Step) -> Vec<Shader> {
    let shader = Shader::new("fn each(i: u32) { set_y(i, f32(bits(i) >> 8u) * SHARE); }");
    let shader = random(shader, op.salt, &step.inputs[0]).float("SHARE", 1.0 / 16_777_216.0);
    vec![shader.write("y", &step.outputs[0]).elements(op.shape.size())]
}
