//! Affine transforms of pictures.

use pupil_core::Shape;
use pupil_core::graph::ops::Warp;
use pupil_core::program::Step;

use super::{Io, Kernel};
use crate::simd::Isa;

pub(super) struct Pictures {
    op: Warp,
    shape: Shape,
}

impl Pictures {
    pub(super) fn new(op: Warp, step: &Step) -> Self {
        Self { op, shape: step.outputs[0].shape.clone() }
    }

    /// The pixel of a picture at `(row, column)`, which may lie outside; `None` there.
    #[inline(always)]
    fn pixel<'a>(&self, picture: &'a [f32], row: f32, column: f32) -> Option<&'a [f32]> {
        let (height, width, channels) = (self.shape[1], self.shape[2], self.shape[3]);
        let inside = row >= 0.0 && row < height as f32 && column >= 0.0 && column < width as f32;
        let at = || (row as usize * width + column as usize) * channels;
        inside.then(|| &picture[at()..at() + channels])
    }

    /// Adds `weight` of a pixel, or of the fill value.
    #[inline(always)]
    fn add(&self, out: &mut [f32], pixel: Option<&[f32]>, weight: f32) {
        match pixel {
            Some(pixel) => out.iter_mut().zip(pixel).for_each(|(o, p)| *o += weight * p),
            None => out.iter_mut().for_each(|o| *o += weight * self.op.fill_value),
        }
    }
}

impl Kernel for Pictures {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, transforms, ..], [y, ..]) = (io.inputs, io.outputs);
        let (height, width, channels) = (self.shape[1], self.shape[2], self.shape[3]);
        let size = height * width * channels;
        isa.loops(|| {
            let samples = x.chunks_exact(size).zip(y.chunks_exact_mut(size));
            for ((x, y), t) in samples.zip(transforms.chunks_exact(6)) {
                for (at, out) in y.chunks_exact_mut(channels).enumerate() {
                    let (i, j) = ((at / width) as f32, (at % width) as f32);
                    let column = self.op.fill_mode.place(t[0] * j + t[1] * i + t[2], width);
                    let row = self.op.fill_mode.place(t[3] * j + t[4] * i + t[5], height);
                    out.fill(0.0);
                    if self.op.bilinear {
                        let (top, lhs) = (libm::floorf(row), libm::floorf(column));
                        let (down, rhs) = (row - top, column - lhs);
                        for (row, share) in [(top, 1.0 - down), (top + 1.0, down)] {
                            for (column, part) in [(lhs, 1.0 - rhs), (lhs + 1.0, rhs)] {
                                self.add(out, self.pixel(x, row, column), share * part);
                            }
                        }
                    } else {
                        self.add(out, self.pixel(x, libm::roundf(row), libm::roundf(column)), 1.0);
                    }
                }
            }
        });
    }
}
