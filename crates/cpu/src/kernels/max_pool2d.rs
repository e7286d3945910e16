//! Max pooling and its gradient.

use core::ops::Range;

use pupil_core::Shape;
use pupil_core::graph::ops::MaxPool2d;
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

/// Windows over pictures.
struct Windows {
    op: MaxPool2d,
    x: Shape,
    y: Shape,
}

impl Windows {
    /// The part of window `index` that lies inside an axis of `size`.
    fn inside(index: usize, stride: usize, pool: usize, before: usize, size: usize) -> Range<usize> {
        let start = index * stride;
        start.saturating_sub(before)..(start + pool - before).min(size)
    }

    /// Calls `visit` for each output pixel, with its offset and the offsets of the input pixels in its window.
    #[inline(always)]
    fn each(&self, mut visit: impl FnMut(usize, &mut dyn Iterator<Item = usize>)) {
        let (x, y, op) = (&self.x, &self.y, &self.op);
        let channels = x[3];
        for b in 0..y[0] {
            for i in 0..y[1] {
                let rows = Self::inside(i, op.strides[0], op.pool[0], op.height[0], x[1]);
                for j in 0..y[2] {
                    let cols = Self::inside(j, op.strides[1], op.pool[1], op.width[0], x[2]);
                    let output = ((b * y[1] + i) * y[2] + j) * channels;
                    let mut taps = rows
                        .clone()
                        .flat_map(|r| cols.clone().map(move |c| ((b * x[1] + r) * x[2] + c) * channels));
                    visit(output, &mut taps);
                }
            }
        }
    }

    /// True for the usual 2x2 windows with stride 2, which have faster loops.
    fn two_by_two(&self) -> bool {
        let op = &self.op;
        op.pool == [2, 2] && op.strides == [2, 2] && op.height == [0, 0] && op.width == [0, 0]
    }

    /// For 2x2 windows: the four input pixels and the output pixel, as offsets.
    #[inline(always)]
    fn each_two_by_two(&self, mut visit: impl FnMut(usize, [usize; 4])) {
        let (x, y) = (&self.x, &self.y);
        let channels = x[3];
        for b in 0..y[0] {
            for i in 0..y[1] {
                for j in 0..y[2] {
                    let at = ((b * x[1] + 2 * i) * x[2] + 2 * j) * channels;
                    let below = at + x[2] * channels;
                    let output = ((b * y[1] + i) * y[2] + j) * channels;
                    visit(output, [at, at + channels, below, below + channels]);
                }
            }
        }
    }
}

pub(super) struct Pool(Windows);

impl Pool {
    pub(super) fn new(op: MaxPool2d, step: &Step) -> Self {
        Self(Windows { op, x: step.inputs[0].shape.clone(), y: step.outputs[0].shape.clone() })
    }
}

#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

impl Kernel for Pool {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, ..], [output, ..]) = (io.inputs, io.outputs);
        let channels = self.0.x[3];
        isa.loops(|| {
            if self.0.two_by_two() {
                self.0.each_two_by_two(|to, from| {
                    let [a, b, c, d] = from.map(|at| &x[at..at + channels]);
                    let output = &mut output[to..to + channels];
                    for ((((o, &a), &b), &c), &d) in output.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                        *o = larger(larger(a, b), larger(c, d));
                    }
                });
            } else {
                self.0.each(|to, taps| {
                    let output = &mut output[to..to + channels];
                    output.fill(f32::NEG_INFINITY);
                    for from in taps {
                        let x = &x[from..from + channels];
                        output.iter_mut().zip(x).for_each(|(o, &x)| *o = larger(*o, x));
                    }
                });
            }
        });
    }
}

pub(super) struct PoolGrad(Windows);

impl PoolGrad {
    pub(super) fn new(op: MaxPool2d, step: &Step) -> Self {
        Self(Windows { op, x: step.inputs[0].shape.clone(), y: step.inputs[1].shape.clone() })
    }
}

impl Kernel for PoolGrad {
    fn scratch(&self) -> usize {
        self.0.x[3]
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([x, y, dy, ..], [dx, ..]) = (io.inputs, io.outputs);
        let channels = self.0.x[3];
        // Windows of 2x2 cover every pixel, unless a row or column is left over.
        let covered = self.0.two_by_two() && self.0.x[1].is_multiple_of(2) && self.0.x[2].is_multiple_of(2);
        if !covered {
            dx.fill(0.0);
        }
        isa.loops(|| {
            if self.0.two_by_two() {
                self.0.each_two_by_two(|at, from| {
                    let (y, dy) = (&y[at..at + channels], &dy[at..at + channels]);
                    let [a, b, c, _] = from.map(|at| &x[at..at + channels]);
                    // The windows do not overlap, so each gradient is written once, to the first maximum. All
                    // conditions are evaluated (`&`, not `&&`), so that the loops become vector code.
                    let (da, db) = dx[from[0]..from[0] + 2 * channels].split_at_mut(channels);
                    for (((((da, db), &a), &b), &y), &dy) in
                        da.iter_mut().zip(db).zip(a).zip(b).zip(y).zip(dy)
                    {
                        *da = if a == y { dy } else { 0.0 };
                        *db = if (a != y) & (b == y) { dy } else { 0.0 };
                    }
                    let (dc, dd) = dx[from[2]..from[2] + 2 * channels].split_at_mut(channels);
                    let pixels = dc.iter_mut().zip(dd).zip(a).zip(b).zip(c).zip(y).zip(dy);
                    for ((((((dc, dd), &a), &b), &c), &y), &dy) in pixels {
                        let open = (a != y) & (b != y);
                        *dc = if open & (c == y) { dy } else { 0.0 };
                        *dd = if open & (c != y) { dy } else { 0.0 };
                    }
                });
            } else {
                self.0.each(|at, taps| {
                    // The gradients that no pixel has received yet: each channel's gradient goes to its first maximum
                    // only.
                    let open = &mut scratch[..channels];
                    open.copy_from_slice(&dy[at..at + channels]);
                    let y = &y[at..at + channels];
                    for from in taps {
                        let pixels = dx[from..from + channels].iter_mut().zip(&x[from..from + channels]);
                        for (((dx, &x), open), &y) in pixels.zip(open.iter_mut()).zip(y) {
                            let given = if x == y { *open } else { 0.0 };
                            *dx += given;
                            *open -= given;
                        }
                    }
                });
            }
        });
    }
}
