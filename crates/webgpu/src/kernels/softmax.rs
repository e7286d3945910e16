//! Softmax over rows and its logarithm: a thread for each short row, a workgroup for each long one.

use pupil_core::program::Step;

use crate::shader::Shader;

/// Rows above this are shared by a workgroup.
const SHORT: usize = 64;

pub fn calls(step: &Step, logarithm: bool) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let size = x.shape.last_axis();
    let rows = x.shape.size() / size;
    let text = if size <= SHORT { include_str!("softmax.wgsl") } else { include_str!("softmax_long.wgsl") };
    let value = if logarithm { "v - largest - log(sum)" } else { "exp(v - largest) / sum" };
    let result = format!("fn result(v: f32, largest: f32, sum: f32) -> f32 {{ return {value}; }}");
    let shader = Shader::new(text).read("x", x).write("y", y).constant("SIZE", size).with(&result);
    if size <= SHORT {
        return vec![shader.elements(rows)];
    }
    vec![shader.float("LOWEST", f32::NEG_INFINITY).workgroup_reduce(1, 1).groups(rows)]
}
