//! WGSL functions that give the place in memory of a shape's elements, for any strides.

use pupil_core::graph::ops::{broadcast_strides, joined};

/// A shape whose elements lie in memory with given strides.
pub struct Broadcast {
    /// The size and the stride of each axis.
    axes: Vec<(usize, isize)>,
    offset: usize,
}

impl Broadcast {
    /// A shape with one stride for each axis; `offset` is the place of its first element.
    pub fn new(shape: &[usize], strides: &[isize], offset: usize) -> Self {
        Self { axes: joined(shape, strides), offset }
    }

    /// A tensor of shape `small` that is broadcast to the shape `full`.
    pub fn to(full: &[usize], small: &[usize]) -> Self {
        Self::new(full, &broadcast_strides(full, small), 0)
    }

    /// The WGSL of a function `name` that takes the index of an element and returns its place in memory.
    pub fn function(&self, name: &str) -> String {
        let mut terms = Vec::new();
        let mut inner = 1usize;
        for (axis, &(size, stride)) in self.axes.iter().enumerate().rev() {
            let mut place = String::from("i");
            if inner > 1 {
                place = format!("({place} / {inner}u)");
            }
            // The first axis needs no remainder.
            if axis > 0 {
                place = format!("({place} % {size}u)");
            }
            inner *= size;
            match stride {
                0 => {}
                1 => terms.push(format!("i32({place})")),
                stride => terms.push(format!("i32({place}) * {stride}")),
            }
        }
        if self.offset > 0 || terms.is_empty() {
            terms.push(self.offset.to_string());
        }
        format!("fn {name}(i: u32) -> u32 {{ return u32({}); }}\n", terms.join(" + "))
    }
}
