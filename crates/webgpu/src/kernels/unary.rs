//! Elementwise activations and their gradients.

use pupil_core::graph::ops::{Unary, UnaryGrad};
use pupil_core::program::Step;

use crate::formula::MATH;
use crate::shader::Shader;

pub fn calls(op: Unary, step: &Step) -> Vec<Shader> {
    let shader = Shader::new("fn each(i: u32) { set_y(i, activate(x(i))); }").with(&activate(Some(op)));
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    vec![shader.read("x", x).write("y", y).elements(y.shape.size())]
}

pub fn gradient(op: UnaryGrad, step: &Step) -> Vec<Shader> {
    let slope = match op.0 {
        Unary::Relu => "select(0.0, g, v > 0.0)",
        Unary::Sigmoid => "g * v * (1.0 - v)",
        Unary::Tanh => "g * (1.0 - v * v)",
    };
    let body = format!("fn each(i: u32) {{ let v = y(i); let g = dy(i); set_dx(i, {slope}); }}");
    let [y, dy, dx] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    vec![Shader::new(&body).read("y", y).read("dy", dy).write("dx", dx).elements(dx.shape.size())]
}

/// The function `activate(v)`; without an activation it returns `v`.
pub fn activate(op: Option<Unary>) -> String {
    let (value, math) = match op {
        None => ("v", ""),
        Some(Unary::Relu) => ("max(v, 0.0)", ""),
        Some(Unary::Sigmoid) => ("sigmoid_(v)", MATH),
        Some(Unary::Tanh) => ("tanh_(v)", MATH),
    };
    format!("{math}fn activate(v: f32) -> f32 {{ return {value}; }}\n")
}
