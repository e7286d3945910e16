//! Affine transforms of pictures.

use pupil_core::graph::ops::{FillMode, Warp};
use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(op: &Warp, step: &Step) -> Vec<Shader> {
    let [x, transforms, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    // What happens to a place outside of an axis.
    let outside = match op.fill_mode {
        FillMode::Constant => "at",
        FillMode::Nearest => "inside",
        FillMode::Reflect => "reflected(at, f32(size))",
        FillMode::Wrap => "wrapped(at, f32(size))",
    };
    let sample = if op.bilinear {
        "mixed(picture, row, column, channel)"
    } else {
        "nearest(picture, row, column, channel)"
    };
    let shader = Shader::new(include_str!("warp.wgsl"))
        .read("x", x)
        .read("transforms", transforms)
        .write("y", y)
        .with(&format!("fn outside(at: f32, inside: f32, size: u32) -> f32 {{ return {outside}; }}"))
        .with(&format!(
            "fn sample(picture: u32, row: f32, column: f32, channel: u32) -> f32 {{ return {sample}; }}"
        ))
        .float("FILL", op.fill_value)
        .constant("HEIGHT", x.shape[1])
        .constant("WIDTH", x.shape[2])
        .constant("CHANNELS", x.shape[3]);
    vec![shader.elements(y.shape.size())]
}
