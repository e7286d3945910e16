//! Sums, means and maxima over axes.
//!
//! A workgroup computes some neighbouring results, so that its threads read neighbouring numbers, and several of its
//! threads share each result. Where that would leave most of a GPU idle, the reduced axes are cut into parts, and a
//! second call reduces the parts' results.

use pupil_core::graph::ops::{Reduce, Reduction, strides};
use pupil_core::program::{Operand, Step};

use crate::broadcast::Broadcast;
use crate::place::Place;
use crate::shader::Shader;

/// Numbers that one thread reduces before more workgroups are used.
const SHARE: usize = 32;

/// The most parts of one result.
const PARTS: usize = 256;

pub fn calls(op: &Reduce, step: &Step) -> Vec<Shader> {
    let (x, y) = (&step.inputs[0], &step.outputs[0]);
    axes(op.reduction, x, y, &x.shape, &y.shape)
}

/// The reduction of `x`, read in this shape, to the shape `to`, whose reduced axes have size 1.
pub fn axes(reduction: Reduction, x: &Operand, y: &Operand, shape: &[usize], to: &[usize]) -> Vec<Shader> {
    let steps = strides(shape);
    let part = |reduced: bool| -> (Vec<usize>, Vec<isize>) {
        let axes = (0..shape.len()).filter(|&axis| (to[axis] == 1) == reduced);
        axes.map(|axis| (shape[axis], steps[axis])).unzip()
    };
    let (kept, reduced) = (part(false), part(true));
    let outputs: usize = kept.0.iter().product();
    let count: usize = reduced.0.iter().product();
    let scale = if reduction == Reduction::Mean { outputs as f32 / x.shape.size() as f32 } else { 1.0 };
    let last_kept = shape.iter().zip(to).rev().find(|(n, _)| **n != 1).is_some_and(|(_, to)| *to != 1);
    let lanes = if last_kept { outputs.next_power_of_two().min(64) } else { 1 };
    let walks = |shader: Shader, kept: Broadcast, reduced: Broadcast| {
        shader.with(&kept.function("kept")).with(&reduced.function("reduced"))
    };
    let rows = 256 / lanes;
    let parts = count.div_ceil(rows * SHARE).min(PARTS).min((1usize << 16).div_ceil(outputs));
    let kept = Broadcast::new(&kept.0, &kept.1, 0);
    let reduced = Broadcast::new(&reduced.0, &reduced.1, 0);
    if parts <= 1 {
        let shader =
            walks(Shader::new(include_str!("reduce.wgsl")).read("x", x).write("y", y), kept, reduced);
        return vec![sized(shader, reduction, [outputs, count, lanes, 1], scale)];
    }
    let between = Place::scratch(parts * outputs);
    let first =
        walks(Shader::new(include_str!("reduce.wgsl")).read("x", x).write("y", between), kept, reduced);
    let second = Shader::new(include_str!("reduce.wgsl")).read("x", between).write("y", y);
    let second =
        walks(second, Broadcast::new(&[outputs], &[1], 0), Broadcast::new(&[parts], &[outputs as isize], 0));
    let lanes_after = outputs.next_power_of_two().min(64);
    vec![
        sized(first, reduction, [outputs, count, lanes, parts], 1.0),
        sized(second, reduction, [outputs, parts, lanes_after, 1], scale),
    ]
}

fn sized(shader: Shader, reduction: Reduction, sizes: [usize; 4], scale: f32) -> Shader {
    let [outputs, count, lanes, parts] = sizes;
    let largest = reduction == Reduction::Max;
    let start = if largest { f32::NEG_INFINITY } else { 0.0 };
    let shader = shader
        .float("START", start)
        .float("SCALE", scale)
        .workgroup_reduce(lanes, 1)
        .with(&format!("const LARGEST = {largest};"))
        .constant("OUTPUTS", outputs)
        .constant("REDUCED", count)
        .constant("PART", count.div_ceil(parts));
    shader.grid(outputs.div_ceil(lanes), parts)
}
