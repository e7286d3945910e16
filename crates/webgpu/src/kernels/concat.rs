//! Tensors joined along an axis: one dispatch for each input, because a kernel can have only eight bindings of memory.

use pupil_core::graph::ops::Concat;
use pupil_core::program::{Operand, Step};

use crate::shader::Shader;

pub fn calls(op: Concat, step: &Step) -> Vec<Shader> {
    let y = &step.outputs[0];
    let (row, parts) = op.rows(step.inputs.iter().map(|input| &input.shape), &y.shape);
    let part = |(x, (start, len)): (&Operand, (usize, usize))| {
        Shader::new(include_str!("concat.wgsl"))
            .read("x", x)
            .write("y", y)
            .constant("ROW_LENGTH", row)
            .constant("START", start)
            .constant("LENGTH", len)
            .elements(x.shape.size())
    };
    step.inputs.iter().zip(parts).map(part).collect()
}
