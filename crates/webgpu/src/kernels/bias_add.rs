//! A vector added along the last axis, and its gradient: the sum over the other axes.

use pupil_core::graph::ops::Reduction;
use pupil_core::program::Step;

use super::reduce;
use crate::shader::Shader;

pub fn calls(step: &Step) -> Vec<Shader> {
    let [x, bias, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let shader = Shader::new("fn each(i: u32) { set_y(i, x(i) + bias(i % CHANNELS)); }");
    let shader = shader.read("x", x).read("bias", bias).write("y", y);
    vec![shader.constant("CHANNELS", bias.shape.size()).elements(y.shape.size())]
}

pub fn gradient(step: &Step) -> Vec<Shader> {
    let (dy, db) = (&step.inputs[0], &step.outputs[0]);
    let channels = db.shape.size();
    let rows = dy.shape.size() / channels;
    reduce::axes(Reduction::Sum, dy, db, &[rows, channels], &[1, channels])
}
