//! Copies.

use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(step: &Step) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let shader = Shader::new(include_str!("copy.wgsl")).read("x", x).write("y", y);
    vec![shader.elements(y.shape.size())]
}
