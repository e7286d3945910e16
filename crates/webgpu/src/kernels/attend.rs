//! Scaled dot-product attention: a thread for each query, and for each key in the gradients. No score is stored.

use pupil_core::graph::ops::{Attend, AttendSizes};
use pupil_core::program::Step;

use super::dropout::random;
use crate::place::Place;
use crate::shader::Shader;

pub fn forward(op: &Attend, step: &Step) -> Vec<Shader> {
    let Some((shader, sizes)) = shader(op, step, include_str!("attend.wgsl")) else { return Vec::new() };
    let shader = shader.write("y", &step.outputs[0]);
    vec![shader.elements(sizes.batch * sizes.heads * sizes.steps)]
}

pub fn gradient(op: &Attend, step: &Step) -> Vec<Shader> {
    let texts = [include_str!("attend_grad_queries.wgsl"), include_str!("attend_grad_keys.wgsl")];
    let both = texts.into_iter().enumerate().filter_map(|(index, text)| {
        let (shader, sizes) = shader(op, step, text)?;
        let AttendSizes { batch, steps, keys, heads, groups, .. } = sizes;
        let queries = batch * heads * steps;
        let mut shader = shader.constant("ALL", sizes.numbers().iter().sum());
        if index == 0 {
            shader = shader.read("y", &step.inputs[op.inputs()]);
        }
        let shader = shader.read("dy", &step.inputs[op.inputs() + 1]).write("dx", &step.outputs[0]);
        let shader = shader.write("softmax", Place::scratch(3 * queries));
        Some(shader.elements(if index == 0 { queries } else { batch * groups * keys }))
    });
    both.collect()
}

/// A shader with the operands, sizes and functions that all these kernels have.
fn shader(op: &Attend, step: &Step, text: &str) -> Option<(Shader, AttendSizes)> {
    let sizes = AttendSizes::of(&step.inputs[0].shape, &step.inputs[1].shape, &step.inputs[2].shape)?;
    let mut shader = Shader::new(text);
    for (name, operand) in ["q", "k", "v"].into_iter().zip(&step.inputs) {
        shader = shader.read(name, operand);
    }
    let AttendSizes { steps, keys, heads, groups, size, value, .. } = sizes;
    let mut allowed = String::from(if op.causal { "s <= place.step" } else { "true" });
    if op.masked {
        let mask = &step.inputs[Attend::MASK];
        shader = shader.read("mask", mask);
        let [samples, rows, columns] = *mask.shape else { return None };
        let mut at = String::from("0u");
        for (count, stride, index) in
            [(samples, rows * columns, "place.sample"), (rows, columns, "place.step"), (columns, 1, "s")]
        {
            if count > 1 {
                at += &format!(" + {index} * {stride}u");
            }
        }
        allowed += &format!(" && mask({at}) != 0.0");
    }
    let mut kept = String::from("1.0");
    if let Some(drop) = op.dropout {
        shader = random(shader, drop.salt, &step.inputs[op.inputs() - 1]);
        shader = shader.float("KEPT", 1.0 / (1.0 - drop.rate));
        kept = format!("select(0.0, KEPT, bits(number) >= {}u)", drop.threshold());
    }
    for (name, value) in [
        ("STEPS", steps),
        ("KEYS", keys),
        ("HEADS", heads),
        ("KEY_HEADS", groups),
        ("SIZE", size),
        ("VALUE", value),
    ] {
        shader = shader.constant(name, value);
    }
    let shader = shader
        .float("SCALE", op.scale)
        .float("HIDDEN", Attend::HIDDEN)
        .float("LOWEST", f32::MIN)
        .with(&format!("const CUT = {};\nconst ZERO = {};", op.causal && !op.masked, op.zero))
        .with(include_str!("attend_common.wgsl"))
        .with(&format!(
            "fn allowed(place: Place, s: u32) -> bool {{ return {allowed}; }}\n\
             fn kept(number: u32) -> f32 {{ return {kept}; }}"
        ));
    Some((shader, sizes))
}
