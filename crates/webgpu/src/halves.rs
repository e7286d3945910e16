//! Which values of a program are stored as 16-bit floats where that is asked for: large activations of the forward pass,
//! whose size is what limits most of a network's kernels. Kernels compute with 32 bits all the same, and weights,
//! gradients, the optimizer's state, losses and all that goes in or out stay 32 bits.

use pupil_core::graph::ops::Op;
use pupil_core::program::{Buffer, Program, Region, Step};

/// Values of fewer numbers are not worth it.
const LARGE: usize = 4096;

/// A value: what a step wrote into a buffer.
struct Value {
    buffer: Buffer,
    half: bool,
    /// The value that it overwrites in place, which must be stored alike.
    same: Option<usize>,
}

/// For each step the buffers that hold 16-bit floats then.
pub fn halves(program: &Program) -> Vec<Vec<Buffer>> {
    let mut values: Vec<Value> = Vec::new();
    // Values that can still be read, by the order in which they were written.
    let mut live: Vec<usize> = Vec::new();
    let mut used: Vec<Vec<usize>> = Vec::new();
    for step in &program.steps {
        let mut touched = Vec::new();
        for input in step.inputs.iter().map(|operand| operand.buffer) {
            for &at in &live {
                let value = &mut values[at];
                if overlap(value.buffer, input) {
                    touched.push(at);
                    // Read as a part of something larger, as gradients are by an optimizer, it must be stored as that.
                    value.half &= value.buffer == input;
                }
            }
        }
        for output in step.outputs.iter().map(|operand| operand.buffer) {
            let overwritten = live.iter().copied().find(|&value| values[value].buffer == output);
            let in_place = step.inputs.iter().any(|input| input.buffer == output);
            live.retain(|&value| !overlap(values[value].buffer, output));
            let half = output.region == Region::Arena && output.len >= LARGE && suits(step);
            let known = overwritten.filter(|_| in_place);
            // What a feed holds is not known to be one of these values.
            values.push(Value { buffer: output, half: half && (known.is_some() || !in_place), same: known });
            live.push(values.len() - 1);
            touched.push(values.len() - 1);
        }
        used.push(touched);
    }
    for &value in &live {
        let buffer = values[value].buffer;
        if program.results.iter().any(|result| overlap(result.buffer, buffer)) {
            values[value].half = false;
        }
    }
    // Values in one place are stored alike: from the last to the first, and back.
    for at in (0..values.len()).rev() {
        if let Some(same) = values[at].same {
            values[same].half &= values[at].half;
        }
    }
    for at in 0..values.len() {
        if let Some(same) = values[at].same {
            values[at].half = values[same].half;
        }
    }
    let stored = |touched: Vec<usize>| -> Vec<Buffer> {
        touched.into_iter().filter(|&value| values[value].half).map(|value| values[value].buffer).collect()
    };
    used.into_iter().map(stored).collect()
}

fn overlap(a: Buffer, b: Buffer) -> bool {
    a.region == b.region && a.offset < b.offset + b.len && b.offset < a.offset + a.len
}

/// Whether a step's results are activations of the forward pass; products of gradients have a transposed side.
fn suits(step: &Step) -> bool {
    match &step.op {
        Op::Conv2d(_) | Op::DepthwiseConv2d(_) | Op::MaxPool2d(_) | Op::BiasAdd(_) | Op::Unary(_) => true,
        Op::MatMul(op) => !op.transpose_a && !op.transpose_b,
        _ => false,
    }
}
