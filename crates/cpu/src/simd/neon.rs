//! AArch64 with NEON, which every such processor has: 32 registers of 4 floats.

#![allow(
    unsafe_code,
    reason = "loads and stores go through pointers; the other instructions are always there"
)]

use core::arch::aarch64::*;

use super::Simd;

/// AArch64 NEON.
#[derive(Debug, Clone, Copy)]
pub struct Neon(());

impl Neon {
    pub(super) fn new() -> Self {
        Self(())
    }
}

// SAFETY of every block below: NEON is part of the architecture; loads and stores rely on their callers' promise of 4
// floats.
impl Simd for Neon {
    type F = float32x4_t;
    const LANES: usize = 4;
    const TILE_VECTORS: usize = 2;

    // 24 sums, two vectors of the right matrix and one of the left.
    #[inline(always)]
    fn tile_rows(self) -> usize {
        12
    }
    #[inline(always)]
    fn splat(self, value: f32) -> float32x4_t {
        unsafe { vdupq_n_f32(value) }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> float32x4_t {
        unsafe { vld1q_f32(from) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: float32x4_t) {
        unsafe { vst1q_f32(to, value) }
    }
    #[inline(always)]
    fn add(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vaddq_f32(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vsubq_f32(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vmulq_f32(a, b) }
    }
    #[inline(always)]
    fn div(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vdivq_f32(a, b) }
    }
    #[inline(always)]
    fn sqrt(self, a: float32x4_t) -> float32x4_t {
        unsafe { vsqrtq_f32(a) }
    }
    #[inline(always)]
    fn mul_add(self, a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        unsafe { vfmaq_f32(c, a, b) }
    }
    // A comparison with NaN is false, so `a` stays.
    #[inline(always)]
    fn max(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vbslq_f32(vcltq_f32(a, b), b, a) }
    }
    #[inline(always)]
    fn min(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vbslq_f32(vcltq_f32(b, a), b, a) }
    }
    #[inline(always)]
    fn power_of_two(self, shifted: float32x4_t) -> float32x4_t {
        unsafe {
            let exponent = vshlq_n_u32::<23>(vreinterpretq_u32_f32(shifted));
            vreinterpretq_f32_u32(vaddq_u32(exponent, vdupq_n_u32(1.0f32.to_bits())))
        }
    }
}
