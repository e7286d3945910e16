//! Matrix products.

use pupil_core::graph::ops::{Epilogue, MatMul};
use pupil_core::program::Step;

use super::product::Product;
use crate::shader::Shader;

pub fn calls(op: &MatMul, step: &Step, software: bool) -> Vec<Shader> {
    let (m, k, n) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
    products(step, 1, [m, k, n], [op.transpose_a, op.transpose_b], op.epilogue, software)
}

/// `batch` products of matrices that are stored one after the other.
pub fn products(
    step: &Step,
    batch: usize,
    [m, k, n]: [usize; 3],
    [transpose_a, transpose_b]: [bool; 2],
    epilogue: Epilogue,
    software: bool,
) -> Vec<Shader> {
    let [left_row, left_tap] = if transpose_a { [1, m] } else { [k, 1] };
    let [right_tap, right_column] = if transpose_b { [1, k] } else { [n, 1] };
    let operands = Shader::new("")
        .read("a", &step.inputs[0])
        .read("b", &step.inputs[1])
        .constant("LEFT_SIZE", m * k)
        .constant("LEFT_ROW", left_row)
        .constant("LEFT_TAP", left_tap)
        .constant("RIGHT_SIZE", k * n)
        .constant("RIGHT_TAP", right_tap)
        .constant("RIGHT_COLUMN", right_column)
        .with(include_str!("matmul.wgsl"));
    let product = Product {
        batch,
        sizes: [m, k, n],
        left_along_k: !transpose_a,
        right_along_k: transpose_b,
        epilogue,
        software,
    };
    product.calls(step, operands)
}
