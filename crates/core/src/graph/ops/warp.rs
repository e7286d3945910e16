//! Affine transforms of pictures: output pixel `(i, j)` is the input's pixel at row `b0 j + b1 i + b2`, column `a0 j +
//! a1 i + a2`. Each sample has its own `(a0, a1, a2, b0, b1, b2)`. This is TensorFlow's `ImageProjectiveTransformV3`
//! without perspective.
//!
//! The gradient is TensorFlow's, with which Keras trains: `dy` transformed by the inverse transforms. It is exact where
//! pixels fall onto pixels, and elsewhere it smooths a little more than the exact gradient.

use alloc::format;
use alloc::string::String;

use super::{Iota, Operation, View, expect_rank};
use crate::error::Result;
use crate::graph::{Backward, NodeId};
use crate::numbers::between;
use crate::shape::Shape;

/// What lies beyond the picture's borders, with Keras's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillMode {
    /// The picture mirrored, with its border pixels repeated: `dcba|abcd|dcba`.
    Reflect,
    /// The picture again: `abcd|abcd|abcd`.
    Wrap,
    /// The value of [`Warp::fill_value`].
    Constant,
    /// The nearest pixel of the border.
    Nearest,
}

/// Transforms pictures `(batch, height, width, channels)` by numbers `(batch, 6)`, six for each picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Warp {
    /// True to interpolate between the four pixels around a place, false to take the nearest one.
    pub bilinear: bool,
    /// What lies beyond the borders.
    pub fill_mode: FillMode,
    /// The value of [`FillMode::Constant`].
    pub fill_value: f32,
}

impl FillMode {
    /// The place that is read instead of place `at` on an axis of `len` pixels. The formulas are TensorFlow's, also for
    /// places between two pixels.
    pub fn place(self, at: f32, len: usize) -> f32 {
        let (n, last) = (len as f32, len as f32 - 1.0);
        if self == Self::Constant {
            return at;
        }
        let inside = between(at, 0.0, last);
        if self == Self::Nearest || at == inside || len == 1 {
            return inside;
        }
        let moved = match self {
            Self::Reflect if at < 0.0 => {
                let at = at + 2.0 * n * libm::truncf(-at / (2.0 * n));
                if at < -n { at + 2.0 * n } else { -at - 1.0 }
            }
            Self::Reflect => {
                let at = at - 2.0 * n * libm::truncf(at / (2.0 * n));
                if at >= n { 2.0 * n - at - 1.0 } else { at }
            }
            _ if at < 0.0 => at + n * (libm::truncf(-at / last) + 1.0),
            _ => at - n * libm::truncf(at / last),
        };
        between(moved, 0.0, last)
    }
}

impl Operation for Warp {
    fn name(&self) -> &'static str {
        "warp"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (x, transforms) = (inputs[0], inputs[1]);
        expect_rank(x, 4, "(batch, height, width, channels)")?;
        if **transforms != [x[0], 6] {
            return Err(format!("expected transforms of shape ({}, 6), got {transforms}", x[0]));
        }
        Ok(x.clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let transforms = at.inputs[1];
        let view = View::of(at.graph.shape(transforms));
        let mut inputs = [("k", at.graph.push(Iota::new(6), &[])?); 7];
        let names = ["a0", "a1", "a2", "b0", "b1", "b2"];
        for (index, (input, name)) in inputs[1..].iter_mut().zip(names).enumerate() {
            let number: NodeId = at.graph.push(view.clone().sliced(1, index, 1), &[transforms])?;
            *input = (name, number);
        }
        let inverse = "k == 0 ? b1 / d : k == 1 ? -a1 / d : k == 2 ? (a1 * b2 - a2 * b1) / d : \
                       k == 3 ? -b0 / d : k == 4 ? a0 / d : (a2 * b0 - a0 * b2) / d";
        let formula = format!("d = a0 * b1 - a1 * b0; {inverse}");
        let back = at.graph.map(&formula, &inputs, &[])?;
        at.push(0, Self { fill_value: 0.0, ..*self }, &[at.grad, back])
    }

    fn flops(&self, _inputs: &[&Shape], output: &Shape) -> u64 {
        8 * output.size() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::FillMode;

    #[test]
    fn places_beyond_the_borders_map_to_places_inside() {
        let places = |mode: FillMode| [-5.0, -4.0, -1.0, 0.0, 3.0, 4.0, 7.0, 8.0].map(|at| mode.place(at, 4));
        assert_eq!(places(FillMode::Reflect), [3.0, 3.0, 0.0, 0.0, 3.0, 3.0, 0.0, 0.0]);
        assert_eq!(places(FillMode::Nearest), [0.0, 0.0, 0.0, 0.0, 3.0, 3.0, 3.0, 3.0]);
        assert_eq!(places(FillMode::Constant), [-5.0, -4.0, -1.0, 0.0, 3.0, 4.0, 7.0, 8.0]);
        assert_eq!(FillMode::Wrap.place(-1.0, 4), 3.0);
        assert_eq!(FillMode::Wrap.place(5.0, 4), 1.0);
        assert_eq!(FillMode::Reflect.place(9.0, 1), 0.0);
    }
}
