//! One formula for every element: activations, losses, metrics, optimizers.

use std::fmt::Write as _;

use pupil_core::graph::Expression;
use pupil_core::graph::ops::{Adam, Map, Update};
use pupil_core::optimizers::hyper;
use pupil_core::program::Step;

use crate::broadcast::Broadcast;
use crate::formula::{MATH, statements};
use crate::shader::{Shader, literal};

pub fn calls(op: &Map, step: &Step) -> Vec<Shader> {
    let output = &step.outputs[0];
    let mut shader = Shader::new("").with(MATH).write("y", output);
    let mut places = Vec::new();
    for (number, input) in step.inputs.iter().enumerate() {
        shader = shader.read(format!("x{number}"), input);
        places.push(if input.shape.size() == output.shape.size() {
            format!("x{number}(i)")
        } else {
            let broadcast = Broadcast::to(&output.shape, &input.shape);
            shader = shader.with(&broadcast.function(&format!("at{number}")));
            format!("x{number}(at{number}(i))")
        });
    }
    vec![each(shader, &op.expression, &["y"], output.shape.size(), |input| places[input].clone())]
}

/// An optimizer's formula. Its inputs are the gradient, the numbers of the `hyper` feed, then the outputs.
pub fn update(op: &Update, step: &Step) -> Vec<Shader> {
    let mut shader =
        Shader::new("").with(MATH).read("gradient", &step.inputs[0]).read("hyper", &step.inputs[1]);
    let names: Vec<String> = (0..step.outputs.len()).map(|number| format!("y{number}")).collect();
    for (name, output) in names.iter().zip(&step.outputs) {
        shader = shader.write(name, output);
    }
    let outputs: Vec<&str> = names.iter().map(String::as_str).collect();
    let count = step.outputs[0].shape.size();
    // In a group the input is the replicas' parts, each of which begins with its gradient. The formula does not sum
    // them.
    let gradient = match &op.adam {
        Some(Adam { parts, factors, .. }) if *parts > 1 || factors[0] != 1.0 => {
            let stride = step.inputs[0].shape.size() / parts;
            let part = |(part, &factor)| format!("{} * gradient(i + {}u)", literal(factor), part * stride);
            factors[..*parts].iter().enumerate().map(part).collect::<Vec<_>>().join(" + ")
        }
        _ => "gradient(i)".into(),
    };
    let input = |input: usize| match input {
        0 => gradient.clone(),
        number if number <= hyper::LEN => format!("hyper({}u)", number - 1),
        number => format!("{}(i)", names[number - 1 - hyper::LEN]),
    };
    vec![each(shader, &op.expression, &outputs, count, input)]
}

/// A kernel that computes a formula for every element.
fn each(
    shader: Shader,
    expression: &Expression,
    outputs: &[&str],
    count: usize,
    input: impl Fn(usize) -> String,
) -> Shader {
    let (mut body, results) = statements(expression, "v", input);
    for (name, result) in outputs.iter().zip(results) {
        let _ = writeln!(body, "  set_{name}(i, {result});");
    }
    shader.with(&format!("fn each(i: u32) {{\n{body}}}")).elements(count)
}
