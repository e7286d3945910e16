//! One float at a time, for machines without the other sets.

#![allow(unsafe_code, reason = "the trait's loads and stores go through pointers")]

use super::Simd;

/// No vectors.
#[derive(Debug, Clone, Copy)]
pub struct Scalar(());

impl Scalar {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl Simd for Scalar {
    type F = f32;
    const LANES: usize = 1;
    const TILE_VECTORS: usize = 4;

    #[inline(always)]
    fn tile_rows(self) -> usize {
        4
    }
    #[inline(always)]
    fn splat(self, value: f32) -> f32 {
        value
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> f32 {
        // SAFETY: the caller's promise.
        unsafe { *from }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: f32) {
        // SAFETY: the caller's promise.
        unsafe { *to = value }
    }
    #[inline(always)]
    fn add(self, a: f32, b: f32) -> f32 {
        a + b
    }
    #[inline(always)]
    fn sub(self, a: f32, b: f32) -> f32 {
        a - b
    }
    #[inline(always)]
    fn mul(self, a: f32, b: f32) -> f32 {
        a * b
    }
    #[inline(always)]
    fn div(self, a: f32, b: f32) -> f32 {
        a / b
    }
    #[inline(always)]
    fn sqrt(self, a: f32) -> f32 {
        libm::sqrtf(a)
    }
    #[inline(always)]
    fn mul_add(self, a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
    #[inline(always)]
    fn max(self, a: f32, b: f32) -> f32 {
        if a < b { b } else { a }
    }
    #[inline(always)]
    fn min(self, a: f32, b: f32) -> f32 {
        if b < a { b } else { a }
    }
    #[inline(always)]
    fn power_of_two(self, shifted: f32) -> f32 {
        f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
    }
}
