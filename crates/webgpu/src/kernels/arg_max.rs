//! The index of the largest value of each row, the first where several are equal.

use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(step: &Step) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let shader = Shader::new(include_str!("arg_max.wgsl")).read("x", x).write("y", y);
    vec![shader.constant("SIZE", x.shape.last_axis()).elements(y.shape.size())]
}
