//! Max pooling and its gradient. Each pixel sums the gradients of the windows over it. Where windows do not overlap,
//! the window's thread writes its pixels instead.

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
    let apart = (0..2).all(|axis| op.strides[axis] >= op.pool[axis]) && op.height[0] == 0 && op.width[0] == 0;
    let text =
        if apart { include_str!("max_pool2d_grad_apart.wgsl") } else { include_str!("max_pool2d_grad.wgsl") };
    let shader = Shader::new(text).read("x", x).read("y", y).read("dy", dy).write("dx", dx);
    let shader = sized(shader, op, &x.shape, &y.shape);
    if !apart {
        return vec![shader.elements(x.shape.size())];
    }
    let cells = [0, 1].map(|axis| x.shape[axis + 1].div_ceil(op.strides[axis]));
    let shader = shader.constant("CELLS_DOWN", cells[0]).constant("CELLS_ACROSS", cells[1]);
    vec![shader.elements(x.shape[0] * cells[0] * cells[1] * x.shape[3])]
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
