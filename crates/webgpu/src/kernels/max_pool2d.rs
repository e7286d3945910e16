//! Max pooling and its gradient, which each pixel gathers from the windows over it.

use pupil_core::Shape;
use pupil_core::graph::ops::MaxPool2d;
use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(op: &MaxPool2d, step: &Step) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let shader = Shader::new(include_str!("max_pool2d.wgsl")).read("x", x).write("y", y);
    vec![sized(shader, op, &x.shape, &y.shape).elements(y.shape.size())]
}

pub fn gradient(op: &MaxPool2d, step: &Step) -> Vec<Shader> {
    let ([x, y, dy], dx) = ([&step.inputs[0], &step.inputs[1], &step.inputs[2]], &step.outputs[0]);
    let shader = Shader::new(include_str!("max_pool2d_grad.wgsl"));
    let shader = shader.read("x", x).read("y", y).read("dy", dy).write("dx", dx);
    vec![sized(shader, op, &x.shape, &y.shape).elements(x.shape.size())]
}

fn sized(shader: Shader, op: &MaxPool2d, x: &Shape, y: &Shape) -> Shader {
    shader
        .constant("X_HEIGHT", x[1])
        .constant("X_WIDTH", x[2])
        .constant("CHANNELS", x[3])
        .constant("Y_HEIGHT", y[1])
        .constant("Y_WIDTH", y[2])
        .constant("POOL_HEIGHT", op.pool[0])
        .constant("POOL_WIDTH", op.pool[1])
        .constant("STRIDE_DOWN", op.strides[0])
        .constant("STRIDE_ACROSS", op.strides[1])
        .constant("TOP", op.height[0])
        .constant("LEFT", op.width[0])
}
