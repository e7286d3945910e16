//! Convolution and its gradients, as products over the picture's patches. The matrix of patches is never stored.

use pupil_core::Shape;
use pupil_core::graph::ops::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Epilogue};
use pupil_core::program::Step;

use super::product::Product;
use crate::shader::Shader;

/// The product of patches and filters.
pub fn forward(op: &Conv2d, step: &Step, software: bool) -> Vec<Shader> {
    let [x, filter, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let (patches, taps, filters) = (y.shape.rows(), filter.shape.rows(), y.shape.last_axis());
    let operands = Shader::new("")
        .read("x", x)
        .read("factor", filter)
        .with(include_str!("conv2d_patches.wgsl"))
        .with(include_str!("conv2d_product.wgsl"))
        .with(include_str!("conv2d.wgsl"));
    let product = Product {
        batch: 1,
        sizes: [patches, taps, filters],
        left_along_k: true,
        right_along_k: false,
        epilogue: op.epilogue,
        software,
    };
    product.calls(step, sized(operands, op, [&x.shape, &filter.shape, &y.shape]))
}

/// The product of the transposed patches and `dy`.
pub fn filter_grad(op: &Conv2dFilterGrad, step: &Step, software: bool) -> Vec<Shader> {
    let [x, dy] = [&step.inputs[0], &step.inputs[1]];
    let (patches, taps, filters) = (dy.shape.rows(), op.filter.rows(), dy.shape.last_axis());
    let operands = Shader::new("")
        .read("x", x)
        .read("factor", dy)
        .with(include_str!("conv2d_patches.wgsl"))
        .with(include_str!("conv2d_product.wgsl"))
        .with(include_str!("conv2d_filter_grad.wgsl"));
    let product = Product {
        batch: 1,
        sizes: [taps, patches, filters],
        left_along_k: false,
        right_along_k: false,
        epilogue: Epilogue::default(),
        software,
    };
    product.calls(step, sized(operands, &op.conv, [&x.shape, &op.filter, &dy.shape]))
}

/// For each input pixel, a sum over all (output, tap) pairs that it contributed to.
pub fn input_grad(op: &Conv2dInputGrad, step: &Step, software: bool) -> Vec<Shader> {
    let [filter, dy] = [&step.inputs[0], &step.inputs[1]];
    let (filters, channels) = (dy.shape.last_axis(), op.input.last_axis());
    let operands = Shader::new("")
        .read("w", filter)
        .read("dy", dy)
        .with(include_str!("conv2d_input_grad.wgsl"))
        .with(&format!("const UNIT = {};", op.conv.strides == [1, 1]));
    let product = Product {
        batch: 1,
        sizes: [op.input.rows(), filter.shape[0] * filter.shape[1] * filters, channels],
        left_along_k: true,
        right_along_k: true,
        epilogue: Epilogue::default(),
        software,
    };
    product.calls(step, sized(operands, &op.conv, [&op.input, &filter.shape, &dy.shape]))
}

/// Gives a kernel the sizes of a convolution of `x` with a filter to `y`.
pub fn sized(shader: Shader, conv: &Conv2d, [x, filter, y]: [&Shape; 3]) -> Shader {
    shader
        .constant("X_HEIGHT", x[1])
        .constant("X_WIDTH", x[2])
        .constant("CHANNELS", x[3])
        .constant("FILTER_WIDTH", filter[1])
        .constant("Y_HEIGHT", y[1])
        .constant("Y_WIDTH", y[2])
        .constant("FILTERS", y[3])
        .constant("STRIDE_DOWN", conv.strides[0])
        .constant("STRIDE_ACROSS", conv.strides[1])
        .constant("DILATION_DOWN", conv.dilation[0])
        .constant("DILATION_ACROSS", conv.dilation[1])
}
