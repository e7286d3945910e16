//! The elements of a shape in row-major order, and where each of them is in memory with other strides. Broadcasting,
//! reductions and views share this. It works in runs, so that the index is computed once for each run.

use alloc::vec::Vec;

use pupil_core::graph::ops::{broadcast_strides, joined};

/// A shape, and the strides with which its elements are stored. Along the innermost axis the step is constant.
pub(super) struct Broadcast {
    /// Size and stride of each axis; neighbours are joined where one stride covers both.
    axes: Vec<(usize, isize)>,
    offset: isize,
}

/// Some consecutive elements.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// The index of the first element in row-major order.
    pub at: usize,
    pub len: usize,
    /// The offset of the first element in memory, and the step to the next.
    pub offset: usize,
    pub step: isize,
}

impl Broadcast {
    pub(super) fn new(shape: &[usize], strides: &[isize], offset: usize) -> Self {
        Self { axes: joined(shape, strides), offset: offset as isize }
    }

    /// The shape `full` over a tensor of shape `small` that is broadcast to it.
    pub(super) fn to(full: &[usize], small: &[usize]) -> Self {
        Self::new(full, &broadcast_strides(full, small), 0)
    }

    /// The elements `from..to`, run by run.
    #[inline(always)]
    pub(super) fn runs(&self, from: usize, to: usize, mut visit: impl FnMut(Run)) {
        let Some((&(inner, step), outer)) = self.axes.split_last() else { return };
        let mut at = from;
        while at < to {
            let (mut row, within) = (at / inner, at % inner);
            let mut offset = self.offset + within as isize * step;
            for &(size, stride) in outer.iter().rev() {
                offset += (row % size) as isize * stride;
                row /= size;
            }
            let len = (inner - within).min(to - at);
            visit(Run { at, len, offset: offset as usize, step });
            at += len;
        }
    }
}

impl Run {
    /// Copies the run's elements of `memory` into `out`, which starts at element `from`.
    #[inline(always)]
    pub(super) fn copy(self, memory: &[f32], out: &mut [f32], from: usize) {
        let out = &mut out[self.at - from..self.at - from + self.len];
        match self.step {
            1 => out.copy_from_slice(&memory[self.offset..self.offset + self.len]),
            0 => out.fill(memory[self.offset]),
            step => {
                let mut offset = self.offset;
                for value in out {
                    *value = memory[offset];
                    offset = offset.wrapping_add_signed(step);
                }
            }
        }
    }

    /// Combines the run's elements of `values` with those in `memory`.
    #[inline(always)]
    pub(super) fn fold(self, memory: &mut [f32], values: &[f32], join: impl Fn(f32, f32) -> f32) {
        let values = &values[self.at..self.at + self.len];
        match self.step {
            1 => {
                let memory = &mut memory[self.offset..self.offset + self.len];
                memory.iter_mut().zip(values).for_each(|(m, &v)| *m = join(*m, v));
            }
            0 => {
                // Eight partial results: less rounding in a long sum, and vector code.
                let mut lanes = values.chunks_exact(8);
                let mut total = memory[self.offset];
                if let Some(first) = lanes.next() {
                    let mut parts: [f32; 8] = core::array::from_fn(|i| first[i]);
                    for chunk in &mut lanes {
                        parts.iter_mut().zip(chunk).for_each(|(p, &v)| *p = join(*p, v));
                    }
                    let [a, b, c, d, e, f, g, h] = parts;
                    total = join(total, join(join(join(a, b), join(c, d)), join(join(e, f), join(g, h))));
                }
                memory[self.offset] = lanes.remainder().iter().fold(total, |sum, &v| join(sum, v));
            }
            step => {
                let mut offset = self.offset;
                for &value in values {
                    memory[offset] = join(memory[offset], value);
                    offset = offset.wrapping_add_signed(step);
                }
            }
        }
    }
}
