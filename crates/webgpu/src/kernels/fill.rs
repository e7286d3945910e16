//! A constant.

use pupil_core::graph::ops::Fill;
use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(op: &Fill, step: &Step) -> Vec<Shader> {
    let shader = Shader::new("fn each(i: u32) { set_y(i, VALUE); }").float("VALUE", op.value);
    vec![shader.write("y", &step.outputs[0]).elements(op.shape.size())]
}
