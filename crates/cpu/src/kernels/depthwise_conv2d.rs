//! Convolution of each channel by itself, and its gradients. Neighbouring channels form the vectors. A block of
//! channels stays in registers during the loop over the taps or, for the filters' gradient, over a row of pixels.

use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::graph::ops::{Conv2d, DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad};
use pupil_core::program::Step;

use super::{Io, Kernel, conv2d};
use crate::simd::Isa;

/// Channels in a block: one vector of AVX-512, two of AVX2, four of simd128. The loops over a block have this fixed
/// length: with a length that is only known at run time, sums took twice as long.
const BLOCK: usize = 16;

/// Where each window starts in the input, and the offsets of its taps from there.
struct Windows {
    starts: Vec<u32>,
    taps: Vec<u32>,
    channels: usize,
    /// Outputs in a row.
    width: usize,
}

impl Windows {
    fn new(conv: &DepthwiseConv2d, x: &Shape, filter: &Shape, y: &Shape) -> Self {
        let conv = Conv2d::new(conv.strides, conv.dilation);
        let patches = conv2d::patches(&conv, x, &[filter[0], filter[1], 1], y);
        let (starts, taps) = (patches.row_offsets().to_vec(), patches.col_offsets().to_vec());
        Self { starts, taps, channels: x[3], width: y[2] }
    }
}

/// Adds to each channel of `out` the sum of the products `a * b`. `places` are pairs of offsets in `a` and in `b`, where
/// all channels are stored one after the other.
#[inline(always)]
fn add_products(out: &mut [f32], a: &[f32], b: &[f32], places: impl Iterator<Item = (usize, usize)> + Clone) {
    let whole = out.len() / BLOCK * BLOCK;
    let (blocks, rest) = out.split_at_mut(whole);
    for (block, out) in blocks.chunks_exact_mut(BLOCK).enumerate() {
        let from = block * BLOCK;
        let mut sums = [0.0; BLOCK];
        for (in_a, in_b) in places.clone() {
            let (a, b) = (&a[in_a + from..][..BLOCK], &b[in_b + from..][..BLOCK]);
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        }
        for (out, sum) in out.iter_mut().zip(&sums) {
            *out += sum;
        }
    }
    for (channel, out) in (whole..).zip(rest) {
        let mut sum = 0.0;
        for (in_a, in_b) in places.clone() {
            sum += a[in_a + channel] * b[in_b + channel];
        }
        *out += sum;
    }
}

pub(super) struct Forward(Windows);

impl Forward {
    pub(super) fn new(conv: &DepthwiseConv2d, step: &Step) -> Self {
        let (x, filter, y) = (&step.inputs[0].shape, &step.inputs[1].shape, &step.outputs[0].shape);
        Self(Windows::new(conv, x, filter, y))
    }
}

impl Kernel for Forward {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, filter, ..], [y, ..]) = (io.inputs, io.outputs);
        let Windows { starts, taps, channels, .. } = &self.0;
        y.fill(0.0);
        isa.loops(|| {
            for (y, &start) in y.chunks_exact_mut(*channels).zip(starts) {
                let places = taps.iter().enumerate().map(|(at, tap)| ((start + tap) as usize, at * channels));
                add_products(y, x, filter, places);
            }
        });
    }
}

pub(super) struct FilterGrad(Windows);

impl FilterGrad {
    pub(super) fn new(op: &DepthwiseConv2dFilterGrad, step: &Step) -> Self {
        Self(Windows::new(&op.conv, &step.inputs[0].shape, &op.filter, &step.inputs[1].shape))
    }
}

impl Kernel for FilterGrad {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([x, dy, ..], [dw, ..]) = (io.inputs, io.outputs);
        let Windows { starts, taps, channels, width } = &self.0;
        dw.fill(0.0);
        isa.loops(|| {
            // A sum for each row of pixels first: less rounding than one long sum.
            for (starts, dy) in starts.chunks_exact(*width).zip(dy.chunks_exact(width * channels)) {
                for (dw, &tap) in dw.chunks_exact_mut(*channels).zip(taps) {
                    let pairs = starts.iter().enumerate();
                    let places = pairs.map(|(at, start)| ((start + tap) as usize, at * channels));
                    add_products(dw, x, dy, places);
                }
            }
        });
    }
}

pub(super) struct InputGrad(Windows);

impl InputGrad {
    pub(super) fn new(op: &DepthwiseConv2dInputGrad, step: &Step) -> Self {
        Self(Windows::new(&op.conv, &op.input, &step.inputs[0].shape, &step.inputs[1].shape))
    }
}

impl Kernel for InputGrad {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        let ([filter, dy, ..], [dx, ..]) = (io.inputs, io.outputs);
        let Windows { starts, taps, channels, .. } = &self.0;
        dx.fill(0.0);
        isa.loops(|| {
            for (dy, &start) in dy.chunks_exact(*channels).zip(starts) {
                for (filter, &tap) in filter.chunks_exact(*channels).zip(taps) {
                    let at = (start + tap) as usize;
                    let dx = &mut dx[at..at + channels];
                    dx.iter_mut().zip(dy).zip(filter).for_each(|((dx, dy), filter)| *dx += dy * filter);
                }
            }
        });
    }
}
