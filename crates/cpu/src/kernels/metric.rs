//! Whether each row's prediction is right.

use pupil_core::graph::ops::MetricValue;
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Rows {
    op: MetricValue,
    row: usize,
}

impl Rows {
    pub(super) fn new(op: MetricValue, step: &Step) -> Self {
        Self { op, row: step.inputs[0].shape.last_axis() }
    }
}

/// The place of the largest value, the first of equals.
fn largest(values: &[f32]) -> usize {
    values.iter().enumerate().fold(0, |best, (j, &v)| if v > values[best] { j } else { best })
}

impl Kernel for Rows {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([p, y, ..], [output, ..]) = (io.inputs, io.outputs);
        let row = self.row;
        for (i, (output, p)) in output.iter_mut().zip(p.chunks_exact(row)).enumerate() {
            *output = match self.op {
                MetricValue::BinaryAccuracy => {
                    let right = |pair: &(&f32, &f32)| f32::from(u8::from(*pair.0 > 0.5)) == *pair.1;
                    p.iter().zip(&y[i * row..]).filter(right).count() as f32 / row as f32
                }
                MetricValue::CategoricalAccuracy => {
                    f32::from(u8::from(largest(p) == largest(&y[i * row..(i + 1) * row])))
                }
                MetricValue::SparseCategoricalAccuracy => f32::from(u8::from(largest(p) == y[i] as usize)),
            };
        }
    }
}
