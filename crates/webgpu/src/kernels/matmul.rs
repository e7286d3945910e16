//! Matrix products.

use pupil_core::graph::ops::MatMul;
use pupil_core::program::Step;

use super::product::Product;
use crate::shader::Shader;

pub fn calls(op: &MatMul, step: &Step, software: bool) -> Vec<Shader> {
    let [a, b] = [&step.inputs[0], &step.inputs[1]];
    let (m, k, n) = op.sizes(&a.shape, &b.shape);
    let [row, left_tap] = if op.transpose_a { [1, m] } else { [k, 1] };
    let [right_tap, column] = if op.transpose_b { [1, k] } else { [n, 1] };
    let operands = Shader::new("")
        .read("a", a)
        .read("b", b)
        .constant("LEFT_ROW", row)
        .constant("LEFT_TAP", left_tap)
        .constant("RIGHT_TAP", right_tap)
        .constant("RIGHT_COLUMN", column)
        .with(include_str!("matmul.wgsl"));
    let product = Product {
        sizes: [m, k, n],
        left_along_k: !op.transpose_a,
        right_along_k: op.transpose_b,
        epilogue: op.epilogue,
        software,
    };
    product.calls(step, operands)
}
