//! Losses of rows and their gradients; the formulas are in `pupil_core::graph::ops`.

use pupil_core::graph::ops::{LossGrad, LossKind, LossValue};
use pupil_core::program::Step;

use super::softmax::softmax;
use super::{Io, Kernel};
use crate::math;
use crate::simd::Isa;

/// Keras's epsilon.
const EPSILON: f32 = 1e-7;

/// A loss over rows of predictions.
pub(super) struct Rows<Op> {
    op: Op,
    row: usize,
}

impl<Op> Rows<Op> {
    pub(super) fn new(op: Op, step: &Step) -> Self {
        Self { op, row: step.inputs[0].shape.last_axis() }
    }
}

fn clip(p: f32) -> f32 {
    p.clamp(EPSILON, 1.0 - EPSILON)
}

/// The target of one row: a class number or a distribution.
#[derive(Clone, Copy)]
enum Target<'a> {
    Class(usize),
    Values(&'a [f32]),
}

impl Target<'_> {
    fn get(self, j: usize) -> f32 {
        match self {
            Self::Class(class) => f32::from(u8::from(class == j)),
            Self::Values(values) => values[j],
        }
    }

    fn sum(self) -> f32 {
        match self {
            Self::Class(_) => 1.0,
            Self::Values(values) => values.iter().sum(),
        }
    }

    /// Row `i` of the targets.
    fn of(kind: LossKind, y: &[f32], i: usize, row: usize) -> Target<'_> {
        if kind.sparse() { Target::Class(y[i] as usize) } else { Target::Values(&y[i * row..(i + 1) * row]) }
    }
}

fn value(kind: LossKind, p: &[f32], target: Target<'_>) -> f32 {
    let n = p.len() as f32;
    let terms = p.iter().enumerate().map(|(j, &p)| (p, target.get(j)));
    match kind {
        LossKind::MeanSquaredError => terms.map(|(p, t)| (p - t) * (p - t)).sum::<f32>() / n,
        LossKind::MeanAbsoluteError => terms.map(|(p, t)| (p - t).abs()).sum::<f32>() / n,
        LossKind::BinaryCrossentropy { from_logits: false } => {
            let term = |(p, t): (f32, f32)| t * math::ln(clip(p)) + (1.0 - t) * math::ln(1.0 - clip(p));
            -terms.map(term).sum::<f32>() / n
        }
        LossKind::BinaryCrossentropy { from_logits: true } => {
            let term = |(z, t): (f32, f32)| z.max(0.0) - z * t + libm::log1pf(math::exp(-z.abs()));
            terms.map(term).sum::<f32>() / n
        }
        LossKind::CategoricalCrossentropy { from_logits: false } => {
            let sum: f32 = p.iter().sum();
            -terms.map(|(p, t)| t * math::ln(clip(p / sum))).sum::<f32>()
        }
        // Keras takes the logarithm of the clipped row and puts it through a softmax again, which divides the
        // clipped values by their sum.
        LossKind::SparseCategoricalCrossentropy { from_logits: false } => {
            let sum = p.iter().map(|&p| clip(p)).sum();
            terms.filter(|&(_, t)| t != 0.0).map(|(p, _)| math::ln(sum) - math::ln(clip(p))).sum()
        }
        LossKind::CategoricalCrossentropy { from_logits: true }
        | LossKind::SparseCategoricalCrossentropy { from_logits: true } => {
            let largest = p.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let log_sum = math::ln(p.iter().map(|&z| math::exp(z - largest)).sum());
            terms.filter(|&(_, t)| t != 0.0).map(|(z, t)| t * (log_sum - (z - largest))).sum()
        }
    }
}

/// Writes `g` times the derivative of the row's loss.
fn gradient(kind: LossKind, p: &[f32], target: Target<'_>, g: f32, out: &mut [f32]) {
    let n = p.len() as f32;
    let inside = |p: f32| (EPSILON..=1.0 - EPSILON).contains(&p);
    match kind {
        LossKind::MeanSquaredError => {
            each(p, target, out, |p, t| g * 2.0 * (p - t) / n);
        }
        LossKind::MeanAbsoluteError => {
            let sign = |d: f32| {
                if d > 0.0 {
                    1.0
                } else if d < 0.0 {
                    -1.0
                } else {
                    0.0
                }
            };
            each(p, target, out, |p, t| g * sign(p - t) / n);
        }
        LossKind::BinaryCrossentropy { from_logits: false } => {
            each(
                p,
                target,
                out,
                |p, t| if inside(p) { g * ((1.0 - t) / (1.0 - p) - t / p) / n } else { 0.0 },
            );
        }
        LossKind::BinaryCrossentropy { from_logits: true } => {
            each(p, target, out, |z, t| g * (math::sigmoid(z) - t) / n);
        }
        LossKind::CategoricalCrossentropy { from_logits: false } => {
            // With s the sum and q = p / s: d/dp_j = -t_j / p_j + (sum of t over unclipped) / s.
            let sum: f32 = p.iter().sum();
            let open: f32 =
                p.iter().enumerate().filter(|&(_, &p)| inside(p / sum)).map(|(j, _)| target.get(j)).sum();
            each(p, target, out, |p, t| {
                let own = if inside(p / sum) { t / p } else { 0.0 };
                g * (open / sum - own)
            });
        }
        LossKind::SparseCategoricalCrossentropy { from_logits: false } => {
            let sum: f32 = p.iter().map(|&p| clip(p)).sum();
            each(p, target, out, |p, t| if inside(p) { g * (1.0 / sum - t / p) } else { 0.0 });
        }
        LossKind::CategoricalCrossentropy { from_logits: true }
        | LossKind::SparseCategoricalCrossentropy { from_logits: true } => {
            let total = target.sum();
            out.copy_from_slice(p);
            softmax(out);
            out.iter_mut().enumerate().for_each(|(j, o)| *o = g * (*o * total - target.get(j)));
        }
    }
}

fn each(p: &[f32], target: Target<'_>, out: &mut [f32], derivative: impl Fn(f32, f32) -> f32) {
    for (j, (o, &p)) in out.iter_mut().zip(p).enumerate() {
        *o = derivative(p, target.get(j));
    }
}

impl Kernel for Rows<LossValue> {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([p, y, ..], [output, ..]) = (io.inputs, io.outputs);
        for (i, (output, p)) in output.iter_mut().zip(p.chunks_exact(self.row)).enumerate() {
            *output = value(self.op.0, p, Target::of(self.op.0, y, i, self.row));
        }
    }
}

impl Kernel for Rows<LossGrad> {
    fn run(&self, _isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([p, y, g, _], [output, ..]) = (io.inputs, io.outputs);
        let rows = output.chunks_exact_mut(self.row).zip(p.chunks_exact(self.row)).zip(g);
        for (i, ((output, p), &g)) in rows.enumerate() {
            gradient(self.op.0, p, Target::of(self.op.0, y, i, self.row), g, output);
        }
    }
}
