//! Reads the same numbers in another order: `y[i, j, ..] = x[offset + i s0 + j s1 + ..]` in row-major memory.
//! Permuting, slicing, reversing, repeating and taking windows are all views. An element that a view reads several
//! times gets the sum of their gradients.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Reads a tensor with a stride of its own along each axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The shape read.
    pub shape: Shape,
    /// The step in `x` along each axis, in elements; 0 repeats, negative goes backwards.
    pub strides: Vec<isize>,
    /// The element of `x` where it starts.
    pub offset: usize,
}

/// The transpose of a [`View`]: writes zeros of shape `into`, then adds each element of its input where the view
/// would have read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scatter {
    /// Where each element goes.
    pub view: View,
    /// The shape written.
    pub into: Shape,
}

/// The row-major strides of a shape.
pub fn strides(shape: &[usize]) -> Vec<isize> {
    let mut strides = vec![1isize; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis] as isize);
    }
    strides
}

/// The strides that repeat a tensor of shape `small` to the shape `full`, as NumPy broadcasts.
pub fn broadcast_strides(full: &[usize], small: &[usize]) -> Vec<isize> {
    let mut repeated = vec![0; full.len()];
    let missing = full.len() - small.len();
    for (axis, stride) in strides(small).into_iter().enumerate().filter(|&(axis, _)| small[axis] != 1) {
        repeated[axis + missing] = stride;
    }
    repeated
}

/// Size and stride of each axis, simplified: axes of one element are left out, and neighbours become one axis where one
/// stride covers both. At least one axis remains.
pub fn joined(shape: &[usize], strides: &[isize]) -> Vec<(usize, isize)> {
    let mut axes: Vec<(usize, isize)> = Vec::new();
    for (&size, &stride) in shape.iter().zip(strides).filter(|&(&size, _)| size != 1) {
        match axes.last_mut() {
            Some((n, outer)) if *outer == stride * size as isize => {
                *n *= size;
                *outer = stride;
            }
            _ => axes.push((size, stride)),
        }
    }
    if axes.is_empty() {
        axes.push((1, 0));
    }
    axes
}

impl View {
    /// A view of a whole tensor of this shape, from which the methods below make others.
    pub fn of(shape: &Shape) -> Self {
        Self { shape: shape.clone(), strides: strides(shape), offset: 0 }
    }

    /// With the axes in another order.
    pub fn permuted(self, order: &[usize]) -> Self {
        let shape: Vec<usize> = order.iter().map(|&axis| self.shape[axis]).collect();
        Self {
            shape: shape.into(),
            strides: order.iter().map(|&axis| self.strides[axis]).collect(),
            offset: self.offset,
        }
    }

    /// `len` entries of an axis from `start` on.
    pub fn sliced(mut self, axis: usize, start: usize, len: usize) -> Self {
        self.offset = self.offset.wrapping_add_signed((start as isize).wrapping_mul(self.strides[axis]));
        self.with_axis(axis, len, |stride| stride)
    }

    /// An axis backwards.
    pub fn reversed(mut self, axis: usize) -> Self {
        let last = self.shape[axis] as isize - 1;
        self.offset = self.offset.wrapping_add_signed(last * self.strides[axis]);
        let len = self.shape[axis];
        self.with_axis(axis, len, |stride| -stride)
    }

    fn with_axis(mut self, axis: usize, len: usize, stride: impl Fn(isize) -> isize) -> Self {
        let mut dims = self.shape.to_vec();
        dims[axis] = len;
        self.shape = dims.into();
        self.strides[axis] = stride(self.strides[axis]);
        self
    }

    /// Adds an axis after `axis` along which everything repeats `times` times.
    pub fn repeated(self, axis: usize, times: usize) -> Self {
        self.inserted(axis + 1, times, 0)
    }

    fn inserted(mut self, at: usize, len: usize, stride: isize) -> Self {
        let mut dims = self.shape.to_vec();
        dims.insert(at, len);
        self.shape = dims.into();
        self.strides.insert(at, stride);
        self
    }

    /// Windows of `size` elements along an axis. The axis becomes the index of the window; a new axis at `at` is the
    /// position within it.
    pub fn windows(self, axis: usize, at: usize, size: usize, stride: usize, dilation: usize) -> Self {
        let step = self.strides[axis];
        let count = (self.shape[axis] - (size - 1) * dilation - 1) / stride + 1;
        // The stride saturates only where there is one window, whose stride is never used.
        let view = self.with_axis(axis, count, |step| step.saturating_mul(stride as isize));
        view.inserted(at, size, step.saturating_mul(dilation as isize))
    }

    /// Zeros around a tensor of this shape, as a [`Scatter`]: `amounts` before and after each axis.
    pub fn padding(shape: &Shape, amounts: &[[usize; 2]]) -> Scatter {
        let dims = shape
            .iter()
            .zip(amounts)
            .map(|(&n, [before, after])| n.saturating_add(*before).saturating_add(*after));
        let dims: Vec<usize> = dims.collect();
        let into = Shape::from(dims);
        let mut view = Self::of(&into);
        for (axis, &[before, _]) in amounts.iter().enumerate() {
            view = view.sliced(axis, before, shape[axis]);
        }
        Scatter { view, into }
    }

    fn stays_inside(&self, size: usize) -> Result<(), String> {
        let (mut low, mut high) = (self.offset as isize, self.offset as isize);
        for (&n, &stride) in self.shape.iter().zip(&self.strides) {
            let reach = (n as isize - 1).saturating_mul(stride);
            low = low.saturating_add(reach.min(0));
            high = high.saturating_add(reach.max(0));
        }
        if low >= 0 && high < size as isize {
            Ok(())
        } else {
            Err(format!("a view reaches from {low} to {high} of {size}"))
        }
    }
}

impl Operation for View {
    fn name(&self) -> &'static str {
        "view"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        self.stays_inside(inputs[0].size())?;
        Ok(self.shape.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let into = at.graph.shape(at.inputs[0]).clone();
        at.push(0, Scatter { view: self.clone(), into }, &[at.grad])
    }
}

impl Operation for Scatter {
    fn name(&self) -> &'static str {
        "scatter"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        self.view.stays_inside(self.into.size())?;
        if *inputs[0] != self.view.shape {
            return Err(format!("expected shape {}, got {}", self.view.shape, inputs[0]));
        }
        Ok(self.into.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, self.view.clone(), &[at.grad])
    }
}
