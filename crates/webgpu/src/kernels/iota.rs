//! Numbers that count up.

use pupil_core::graph::ops::Iota;
use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(op: Iota, step: &Step) -> Vec<Shader> {
    let shader = Shader::new("fn each(i: u32) { set_y(i, START + f32(i) * STEP); }");
    let shader = shader.float("START", op.start).float("STEP", op.step);
    vec![shader.write("y", &step.outputs[0]).elements(op.count)]
}
