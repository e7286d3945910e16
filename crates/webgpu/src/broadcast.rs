//! Where an element of one shape lies in memory with other strides, as WGSL.

use pupil_core::graph::ops::{broadcast_strides, joined};

/// A shape over memory with other strides.
pub struct Broadcast {
    axes: Vec<(usize, isize)>,
    offset: usize,
}

impl Broadcast {
    pub fn new(shape: &[usize], strides: &[isize], offset: usize) -> Self {
        Self { axes: joined(shape, strides), offset }
    }

    /// The shape `full` over a tensor of shape `small` that is broadcast to it.
    pub fn to(full: &[usize], small: &[usize]) -> Self {
        Self::new(full, &broadcast_strides(full, small), 0)
    }

    /// A function of this name from the number of an element to its place.
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
