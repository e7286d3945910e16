//! Inverted dropout: `y = x * mask / (1 - rate)`, `dx = dy * mask / (1 - rate)` with the same mask
//! (Srivastava et al. 2014).
//!
//! The mask is not stored: it is a hash of the step's key (second input, the `hyper` feed), the operation's
//! salt and the element's index, so forward and backward agree on every device.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Sets a random `rate` of the elements to zero and scales the others; inputs `x` and the `hyper` feed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// The share of elements dropped, in `[0, 1)`.
    pub rate: f32,
    /// Differs between the dropouts of a model, so that each has its own mask.
    pub salt: u32,
}

impl Dropout {
    /// The hash of an element. The element is kept when its hash is at least [`Dropout::threshold`].
    ///
    /// Two rounds of the 32-bit mixer "lowbias32" (Chris Wellons, hash-prospector, 2018).
    #[inline(always)]
    pub fn hash(key: u32, index: u32) -> u32 {
        let mut x = key ^ index.wrapping_mul(0x9E37_79B9);
        for _ in 0..2 {
            x = (x ^ (x >> 16)).wrapping_mul(0x7FEB_352D);
            x = (x ^ (x >> 15)).wrapping_mul(0x846C_A68B);
            x ^= x >> 16;
        }
        x
    }

    /// Elements whose hash is below this are dropped.
    pub fn threshold(&self) -> u32 {
        (f64::from(self.rate) * 4_294_967_296.0) as u32
    }

    /// The hash key of one step, from the two key numbers of the `hyper` feed (whole, below 2^24).
    pub fn key(salt: u32, keys: [f32; 2]) -> u32 {
        Self::hash(Self::hash(salt, keys[0] as u32), keys[1] as u32)
    }
}

impl Operation for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, *self, &[at.grad, at.inputs[1]])
    }

    fn in_place(&self) -> Option<usize> {
        Some(0)
    }
}
