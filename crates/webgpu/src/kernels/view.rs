//! Views of a tensor and their transposes.

use std::fmt::Write as _;

use pupil_core::graph::ops::{Scatter, View};
use pupil_core::program::Step;

use crate::broadcast::Broadcast;
use crate::shader::Shader;

pub fn calls(op: &View, step: &Step) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let broadcast = Broadcast::new(&op.shape, &op.strides, op.offset).function("at");
    let shader = Shader::new("fn each(i: u32) { set_y(i, x(at(i))); }").with(&broadcast);
    vec![shader.read("x", x).write("y", y).elements(y.shape.size())]
}

/// Each element of the result sums the inputs that the view would have read from it, in a fixed order and without
/// atomics. It goes axis by axis, from the longest step to the shortest, over those places of an axis from which the
/// remaining axes can still reach the element.
pub fn scatter(op: &Scatter, step: &Step) -> Vec<Shader> {
    let [x, y] = [&step.inputs[0], &step.outputs[0]];
    let view = &op.view;
    // For each axis its size, the view's step, and its step in row-major order.
    let mut axes: Vec<(usize, isize, isize)> = Vec::new();
    let rows = pupil_core::graph::ops::strides(&view.shape);
    let both = view.shape.iter().zip(&view.strides).zip(rows).filter(|((n, _), _)| **n != 1);
    for ((&size, &step), row) in both {
        // Neighbours that one step covers become one axis.
        match axes.last_mut() {
            Some((n, outer, inner)) if *outer == step * size as isize => {
                *n *= size;
                (*outer, *inner) = (step, row);
            }
            _ => axes.push((size, step, row)),
        }
    }
    // Axes that run backwards are read from their other end.
    let (mut offset, mut first) = (view.offset as isize, 0isize);
    for (size, step, row) in &mut axes {
        if *step < 0 {
            let last = *size as isize - 1;
            offset += last * *step;
            first += last * *row;
            (*step, *row) = (-*step, -*row);
        }
    }
    axes.sort_by_key(|&(_, step, _)| -step);
    let mut body = format!("  var sum = 0.0;\n  let r0 = i32(i) - {offset};\n  let p0 = {first};\n");
    let mut depth = 0;
    for (number, &(size, step, row)) in axes.iter().enumerate() {
        let reach: isize = axes[number + 1..].iter().map(|&(n, s, _)| (n as isize - 1) * s).sum();
        let last = size as isize - 1;
        if step == 0 {
            let _ = writeln!(body, "  for (var k{number} = 0; k{number} <= {last}; k{number}++) {{");
        } else {
            // From the first place from which the other axes reach the element, to the last one that is not beyond it.
            let _ = writeln!(
                body,
                "  for (var k{number} = (max(r{number} - {reach}, 0) + {}) / {step}; \
                 k{number} <= {last} && k{number} * {step} <= r{number}; k{number}++) {{",
                step - 1
            );
        }
        let next = number + 1;
        let _ = writeln!(body, "  let r{next} = r{number} - k{number} * {step};");
        let _ = writeln!(body, "  let p{next} = p{number} + k{number} * ({row});");
        depth = next;
    }
    let _ = writeln!(body, "  if (r{depth} == 0) {{ sum += x(u32(p{depth})); }}");
    body.push_str(&"  }".repeat(depth));
    let shader = Shader::new(&format!("fn each(i: u32) {{\n{body}\n  set_y(i, sum);\n}}\n"));
    vec![shader.read("x", x).write("y", y).elements(op.into.size())]
}
