//! Shapes: the sizes of a tensor's axes, outermost first.

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
        f.write_str("(")?;
        for (axis, size) in self.0.iter().enumerate() {
            if axis > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{size}")?;
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}
