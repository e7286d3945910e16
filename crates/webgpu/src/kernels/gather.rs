//! Rows of a table, and the sums of the gradients of each row.

use pupil_core::program::Step;

use crate::place::Place;
use crate::shader::Shader;
use crate::template::expand;

pub fn calls(step: &Step) -> Vec<Shader> {
    let [table, x, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let shader = Shader::new(include_str!("gather.wgsl")).read("table", table).read("x", x).write("y", y);
    let shader = shader.constant("ROWS", table.shape[0]).constant("SIZE", table.shape[1]);
    vec![shader.elements(y.shape.size())]
}

/// Numbers that are compared together.
const TOGETHER: u32 = 8;

/// The first dispatch finds for each number where it comes next, and sets all rows to zero. In the second, the first
/// place of each number sums the gradients of its row, in order. There are no barriers and no atomics: the sums do not
/// depend on timing, and software adapters are slow at both. Places are stored as floats, like the numbers of rows.
pub fn gradient(step: &Step) -> Vec<Shader> {
    let [x, dy, table] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let (numbers, size) = (x.shape.size(), table.shape.size());
    let places = Place::scratch(2 * numbers);
    let links = Shader::new(&expand(include_str!("gather_links.wgsl"), &[("U", TOGETHER)]))
        .read("x", x)
        .write("link", places)
        .write("table", table)
        .constant("NUMBERS", numbers)
        .constant("TABLE", size)
        .constant("EACH", TOGETHER as usize)
        .float("ROWS", table.shape[0] as f32);
    let sums = Shader::new(include_str!("gather_grad.wgsl"))
        .read("x", x)
        .read("dy", dy)
        .read("link", places)
        .write("table", table)
        .constant("NUMBERS", numbers)
        .constant("SIZE", table.shape[1]);
    vec![links.elements(size.max(numbers)), sums.elements(dy.shape.size())]
}
