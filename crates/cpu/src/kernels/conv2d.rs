//! Convolution and its gradients, as matrix products over the picture's patches. 3x3 convolutions that Winograd's
//! minimal filtering suits are in `winograd`.
//!
//! Element `(patch, tap)` of the patch matrix (im2col) is at `patches[patch] + taps[tap]` in the input, so the matrix
//! is never made. The output is patches x filters, and the gradient of the filters is patches^T x dy. The gradient of
//! the input is dy x filters^T, of which a few rows at a time are added onto their patches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::graph::ops::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Epilogue};
use pupil_core::program::Step;

use super::gemm::{self, BLOCK, Lhs, Packed, Rhs, RowEpilogue};
use super::matmul::finish;
use super::winograd::{self, Pass};
use super::{Io, Kernel};
use crate::simd::Isa;

/// The rows of the input gradient's product that are computed before they are added onto the picture. For the
/// tutorial's second convolution these are 32 rows of 288 floats, which stay in the cache.
const CHUNK: usize = 32;

/// The patch matrix of an input of shape `x`, for filters of shape `filter` and an output of shape `y`.
pub(super) fn patches(conv: &Conv2d, x: &Shape, filter: &[usize], y: &Shape) -> Lhs {
    let (row, image) = (x[2] * x[3], x[1] * x[2] * x[3]);
    let mut rows = Vec::with_capacity(y.rows());
    for b in 0..y[0] {
        for i in 0..y[1] {
            for j in 0..y[2] {
                rows.push((b * image + i * conv.strides[0] * row + j * conv.strides[1] * x[3]) as u32);
            }
        }
    }
    let mut cols = Vec::with_capacity(filter[0] * filter[1] * filter[2]);
    for u in 0..filter[0] {
        for v in 0..filter[1] {
            for c in 0..filter[2] {
                cols.push((u * conv.dilation[0] * row + v * conv.dilation[1] * x[3] + c) as u32);
            }
        }
    }
    Lhs::new(rows, cols)
}

/// The kernel of a convolution.
pub(super) fn forward(conv: &Conv2d, step: &Step, isa: Isa) -> Box<dyn Kernel> {
    let (x, filter, y) = (&step.inputs[0].shape, &step.inputs[1].shape, &step.outputs[0].shape);
    if winograd::fits(conv, filter, y, isa) {
        return Box::new(Transformed { pass: Pass::forward(x, y), epilogue: conv.epilogue });
    }
    Box::new(Forward::new(conv, step, isa))
}

/// The kernel of the filters' gradient.
pub(super) fn filter_grad(op: &Conv2dFilterGrad, step: &Step, isa: Isa) -> Box<dyn Kernel> {
    let (x, y) = (&step.inputs[0].shape, &step.inputs[1].shape);
    if winograd::fits(&op.conv, &op.filter, y, isa) {
        return Box::new(winograd::FilterGrad::new(x, y));
    }
    Box::new(FilterGrad::new(op, step, isa))
}

/// The kernel of the input's gradient.
pub(super) fn input_grad(op: &Conv2dInputGrad, step: &Step, isa: Isa) -> Box<dyn Kernel> {
    let (filter, y) = (&step.inputs[0].shape, &step.inputs[1].shape);
    if winograd::fits(&op.conv, filter, y, isa) {
        return Box::new(TransformedInputGrad(Pass::backward(&op.input, y)));
    }
    Box::new(InputGrad::new(op, step, isa))
}

/// A convolution by Winograd's minimal filtering.
struct Transformed {
    pass: Pass,
    epilogue: Epilogue,
}

impl Kernel for Transformed {
    fn scratch(&self) -> usize {
        self.pass.scratch()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([x, filter, bias, ..], [y, ..]) = (io.inputs, io.outputs);
        self.pass.run(isa, (x, filter), y, finish(&self.epilogue, bias), scratch);
    }
}

/// The gradient of the input by Winograd's minimal filtering.
struct TransformedInputGrad(Pass);

impl Kernel for TransformedInputGrad {
    fn scratch(&self) -> usize {
        self.0.scratch()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([filter, dy, ..], [dx, ..]) = (io.inputs, io.outputs);
        self.0.run(isa, (dy, filter), dx, RowEpilogue::default(), scratch);
    }
}

impl Kernel for winograd::FilterGrad {
    fn scratch(&self) -> usize {
        Self::scratch(self)
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([x, dy, ..], [dw, ..]) = (io.inputs, io.outputs);
        Self::run(self, isa, (x, dy), dw, scratch);
    }
}

struct Forward {
    patches: Lhs,
    filters: Rhs,
    epilogue: Epilogue,
    scratch: usize,
}

impl Forward {
    fn new(conv: &Conv2d, step: &Step, isa: Isa) -> Self {
        let (x, filter, y) = (&step.inputs[0].shape, &step.inputs[1].shape, &step.outputs[0].shape);
        let filters = Rhs::new(filter.rows(), filter[3], false);
        Self {
            patches: patches(conv, x, filter, y),
            filters,
            epilogue: conv.epilogue,
            scratch: filters.packed(isa, filters.k.min(BLOCK)),
        }
    }
}

impl Kernel for Forward {
    fn scratch(&self) -> usize {
        self.scratch
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([x, filter, bias, ..], [y, ..]) = (io.inputs, io.outputs);
        gemm::gemm(isa, (&self.patches, x), (self.filters, filter), y, finish(&self.epilogue, bias), scratch);
    }
}

struct FilterGrad {
    patches: Lhs,
    dy: Rhs,
    scratch: usize,
}

impl FilterGrad {
    fn new(op: &Conv2dFilterGrad, step: &Step, isa: Isa) -> Self {
        let (x, y) = (&step.inputs[0].shape, &step.inputs[1].shape);
        let dy = Rhs::new(y.rows(), y[3], false);
        let patches = patches(&op.conv, x, &op.filter, y).transposed();
        Self { patches, dy, scratch: dy.packed(isa, dy.k.min(BLOCK)) }
    }
}

impl Kernel for FilterGrad {
    fn scratch(&self) -> usize {
        self.scratch
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([x, dy, ..], [dw, ..]) = (io.inputs, io.outputs);
        gemm::gemm(isa, (&self.patches, x), (self.dy, dy), dw, RowEpilogue::default(), scratch);
    }
}

struct InputGrad {
    patches: Lhs,
    /// Runs of taps whose pixels are contiguous in the input: the offset and the length of each.
    runs: Vec<(u32, u32)>,
    dy: Lhs,
    filters: Packed,
    /// The number of floats in the packed filters.
    packed: usize,
}

impl InputGrad {
    fn new(op: &Conv2dInputGrad, step: &Step, isa: Isa) -> Self {
        let (filter, y) = (&step.inputs[0].shape, &step.inputs[1].shape);
        let patches = patches(&op.conv, &op.input, filter, y);
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for &tap in patches.col_offsets() {
            match runs.last_mut() {
                Some((from, len)) if *from + *len == tap => *len += 1,
                _ => runs.push((tap, 1)),
            }
        }
        let filters = Packed::new(Rhs::new(filter[3], filter.rows(), true));
        Self { patches, runs, dy: Lhs::matrix(y.rows(), y[3], false), filters, packed: filters.len(isa) }
    }
}

impl Kernel for InputGrad {
    fn scratch(&self) -> usize {
        self.packed + CHUNK * self.patches.k()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let ([filter, dy, ..], [dx, ..]) = (io.inputs, io.outputs);
        let (packed, columns) = scratch.split_at_mut(self.packed);
        let taps = self.patches.k();
        self.filters.pack(isa, filter, packed);
        dx.fill(0.0);
        let patches = self.patches.row_offsets();
        for from in (0..patches.len()).step_by(CHUNK) {
            let range = from..patches.len().min(from + CHUNK);
            self.filters.multiply(isa, &self.dy, dy, range.clone(), packed, columns);
            isa.loops(|| {
                for (&patch, column) in patches[range].iter().zip(columns.chunks_exact(taps)) {
                    let mut rest = column;
                    for &(tap, len) in &self.runs {
                        let (values, after) = rest.split_at(len as usize);
                        rest = after;
                        let target = &mut dx[(patch + tap) as usize..][..len as usize];
                        target.iter_mut().zip(values).for_each(|(d, &v)| *d += v);
                    }
                }
            });
        }
    }
}
