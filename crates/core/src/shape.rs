//! Shapes: the sizes of a tensor's axes, outermost first; and shapes in which some sizes are unknown.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

/// The sizes of a tensor's axes, outermost first; images are `(height, width, channels)`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// A shape from its axes.
    pub fn new(dims: impl Into<Vec<usize>>) -> Self {
        Self(dims.into())
    }

    /// The number of elements (1 for a scalar's empty shape). It is `usize::MAX` where a `usize` cannot hold the
    /// number, so that a shape too large never looks small.
    pub fn size(&self) -> usize {
        product(&self.0)
    }

    /// The size of the last axis; 1 for a scalar.
    pub fn last_axis(&self) -> usize {
        self.0.last().copied().unwrap_or(1)
    }

    /// The number of rows: the product of all axes but the last.
    pub fn rows(&self) -> usize {
        self.0.split_last().map_or(1, |(_, rest)| product(rest))
    }

    /// This shape without its last axis.
    pub fn rows_shape(&self) -> Self {
        Self(self.0.split_last().map_or_else(Vec::new, |(_, rest)| rest.to_vec()))
    }

    /// This shape with one more axis in front.
    pub fn batched(&self, batch: usize) -> Self {
        let mut dims = Vec::with_capacity(self.0.len() + 1);
        dims.push(batch);
        dims.extend_from_slice(&self.0);
        Self(dims)
    }

    /// This shape without its first axis.
    pub fn sample(&self) -> Self {
        Self(self.0.get(1..).unwrap_or_default().to_vec())
    }
}

/// The product of sizes, or `usize::MAX` where a `usize` cannot hold it.
pub fn product(sizes: &[usize]) -> usize {
    // A size of zero makes the product zero, however large the others are.
    if sizes.contains(&0) { 0 } else { sizes.iter().fold(1, |product: usize, &n| product.saturating_mul(n)) }
}

impl Deref for Shape {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        &self.0
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(dims: [usize; N]) -> Self {
        Self(dims.to_vec())
    }
}

impl From<&[usize]> for Shape {
    fn from(dims: &[usize]) -> Self {
        Self(dims.to_vec())
    }
}

impl From<Vec<usize>> for Shape {
    fn from(dims: Vec<usize>) -> Self {
        Self(dims)
    }
}

/// As Python prints a tuple: `(28, 28, 1)`, `(10,)`, `()`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tuple(f, self.0.iter().copied().map(Some))
    }
}

/// A shape in which the sizes of some axes are unknown, as Keras's `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenShape(Vec<Option<usize>>);

impl OpenShape {
    /// A shape from its axes.
    pub fn new(dims: impl Into<Vec<Option<usize>>>) -> Self {
        Self(dims.into())
    }

    /// True if the size of an axis is unknown.
    pub fn is_open(&self) -> bool {
        self.0.contains(&None)
    }

    /// The shape with `size` in place of every unknown size.
    pub fn filled(&self, size: usize) -> Shape {
        Shape(self.0.iter().map(|dim| dim.unwrap_or(size)).collect())
    }

    /// The shape, if all sizes are known.
    pub fn known(&self) -> Option<Shape> {
        self.0.iter().copied().collect::<Option<Vec<usize>>>().map(Shape)
    }

    /// True if a tensor of shape `given` has this shape: each size is the same or unknown.
    pub fn takes(&self, given: &[usize]) -> bool {
        let same = |(dim, &size): (&Option<usize>, &usize)| dim.is_none_or(|dim| dim == size);
        self.0.len() == given.len() && self.0.iter().zip(given).all(same)
    }

    /// What two shapes have in common: sizes in which they differ are unknown.
    pub(crate) fn common(a: &Shape, b: &Shape) -> Self {
        Self(a.0.iter().zip(&b.0).map(|(a, b)| Some(*a).filter(|a| a == b)).collect())
    }
}

impl Deref for OpenShape {
    type Target = [Option<usize>];
    fn deref(&self) -> &[Option<usize>] {
        &self.0
    }
}

impl From<&[usize]> for OpenShape {
    fn from(dims: &[usize]) -> Self {
        Self(dims.iter().copied().map(Some).collect())
    }
}

impl From<Shape> for OpenShape {
    fn from(shape: Shape) -> Self {
        shape.0.as_slice().into()
    }
}

impl From<Vec<usize>> for OpenShape {
    fn from(dims: Vec<usize>) -> Self {
        dims.as_slice().into()
    }
}

impl<const N: usize> From<[usize; N]> for OpenShape {
    fn from(dims: [usize; N]) -> Self {
        dims.as_slice().into()
    }
}

impl<const N: usize> From<[Option<usize>; N]> for OpenShape {
    fn from(dims: [Option<usize>; N]) -> Self {
        Self(dims.to_vec())
    }
}

/// As Python prints a tuple: `(None, 3)`.
impl fmt::Display for OpenShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tuple(f, self.0.iter().copied())
    }
}

/// Writes sizes as Python prints a tuple, with `None` for an unknown size.
fn tuple(f: &mut fmt::Formatter<'_>, dims: impl ExactSizeIterator<Item = Option<usize>>) -> fmt::Result {
    let count = dims.len();
    f.write_str("(")?;
    for (axis, size) in dims.enumerate() {
        if axis > 0 {
            f.write_str(", ")?;
        }
        match size {
            Some(size) => write!(f, "{size}")?,
            None => f.write_str("None")?,
        }
    }
    f.write_str(if count == 1 { ",)" } else { ")" })
}
