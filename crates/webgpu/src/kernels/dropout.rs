//! Inverted dropout. The mask is computed again from the step's key.

use pupil_core::graph::ops::Dropout;
use pupil_core::optimizers::hyper;
use pupil_core::program::{Operand, Step};

use crate::shader::Shader;

/// Gives a kernel the function `bits(i)`: 32 random bits for each element.
pub fn random(shader: Shader, salt: u32, numbers: &Operand) -> Shader {
    let shader = shader.read("hyper", numbers).constant("SALT", salt as usize);
    shader.constant("KEYS", hyper::KEYS.start).with(include_str!("hash.wgsl"))
}

pub fn calls(op: &Dropout, step: &Step) -> Vec<Shader> {
    let [x, numbers, y] = [&step.inputs[0], &step.inputs[1], &step.outputs[0]];
    let shader =
        Shader::new("fn each(i: u32) { set_y(i, select(0.0, x(i) * SCALE, bits(i) >= THRESHOLD)); }");
    let shader = random(shader.read("x", x).write("y", y), op.salt, numbers);
    let shader = shader.constant("THRESHOLD", op.threshold() as usize).float("SCALE", 1.0 / (1.0 - op.rate));
    vec![shader.elements(y.shape.size())]
}
