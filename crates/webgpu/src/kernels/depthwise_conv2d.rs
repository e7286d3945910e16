//! Convolution of each channel by itself, and its gradients. Each result has a thread, and neighbouring threads have
//! neighbouring channels.

use pupil_core::Shape;
use pupil_core::graph::ops::{
    Conv2d, DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad, Epilogue,
};
use pupil_core::program::Step;

use super::conv2d::sized;
use super::product::{ALONE, finished, split};
use crate::shader::Shader;

/// How many of the filters' numbers a workgroup sums gradients for, and threads for each.
const WIDTH: usize = 32;
const SLICES: usize = 8;

pub fn forward(op: &DepthwiseConv2d, step: &Step) -> Vec<Shader> {
    let [x, filter, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let shader =
        Shader::new(include_str!("depthwise_conv2d.wgsl")).read("x", x).read("w", filter).write("y", y);
    vec![constants(shader, op, [&x.shape, &filter.shape, &y.shape]).elements(y.shape.size())]
}

/// Each pixel sums over the outputs that it contributed to.
pub fn input_grad(op: &DepthwiseConv2dInputGrad, step: &Step) -> Vec<Shader> {
    let [filter, dy, dx] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let text = include_str!("depthwise_conv2d_input_grad.wgsl");
    let shader = Shader::new(text).read("w", filter).read("dy", dy).write("dx", dx);
    vec![constants(shader, &op.conv, [&op.input, &filter.shape, &dy.shape]).elements(dx.shape.size())]
}

pub fn filter_grad(op: &DepthwiseConv2dFilterGrad, step: &Step) -> Vec<Shader> {
    let [x, dy] = [&step.inputs[0], &step.inputs[1]];
    let (patches, results) = (dy.shape.rows(), op.filter.size());
    let groups = results.div_ceil(WIDTH);
    let [parts, length] = split(patches, groups * WIDTH * SLICES * ALONE, 1);
    let text = include_str!("depthwise_conv2d_filter_grad.wgsl");
    let shader = Shader::new(text)
        .read("x", x)
        .read("dy", dy)
        .with(include_str!("conv2d_patches.wgsl"))
        .constant("PATCHES", patches)
        .constant("RESULTS", results)
        .workgroup_reduce(WIDTH, 1)
        .constant("SLICES", SLICES)
        .constant("SPLIT", length)
        .constant("N", x.shape.last_axis())
        .grid(groups, parts);
    let shader = constants(shader, &op.conv, [&x.shape, &op.filter, &dy.shape]);
    finished(step, shader, parts, &Epilogue::default())
}

fn constants(shader: Shader, conv: &DepthwiseConv2d, shapes: [&Shape; 3]) -> Shader {
    let shader = shader.constant("FILTER_HEIGHT", shapes[1][0]);
    sized(shader, &Conv2d::new(conv.strides, conv.dilation), shapes)
}
