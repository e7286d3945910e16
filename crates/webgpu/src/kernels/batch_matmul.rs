//! A matrix product for each element of a batch.

use pupil_core::graph::ops::{BatchMatMul, Epilogue};
use pupil_core::program::Step;

use super::matmul::products;
use crate::shader::Shader;

pub fn calls(op: BatchMatMul, step: &Step, software: bool) -> Vec<Shader> {
    let (batch, sizes) = op.sizes(&step.inputs[0].shape, &step.inputs[1].shape);
    products(step, batch, sizes, [op.transpose_a, op.transpose_b], Epilogue::default(), software)
}
