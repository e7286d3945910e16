//! Rows of a table, and the sums of the gradients of each row.

use pupil_core::program::Step;

use crate::shader::Shader;

pub fn calls(step: &Step) -> Vec<Shader> {
    let [table, x, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let shader = Shader::new(include_str!("gather.wgsl")).read("table", table).read("x", x).write("y", y);
    let shader = shader.constant("ROWS", table.shape[0]).constant("SIZE", table.shape[1]);
    vec![shader.elements(y.shape.size())]
}

/// First all rows become zero; then a workgroup for each number adds up the gradients of its row, in order, where no
/// earlier one has the same number.
pub fn gradient(step: &Step) -> Vec<Shader> {
    let [x, dy, table] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let zero = Shader::new("fn each(i: u32) { set_table(i, 0.0); }").write("table", table);
    let sums =
        Shader::new(include_str!("gather_grad.wgsl")).read("x", x).read("dy", dy).write("table", table);
    let sums = sums.constant("ROWS", table.shape[0]).constant("SIZE", table.shape[1]);
    vec![zero.elements(table.shape.size()), sums.groups(x.shape.size())]
}
