//! x86-64 with AVX2 and FMA: 16 registers of 8 floats.

#![allow(unsafe_code, reason = "vector instructions; see the one-line reasons below")]

use core::arch::x86_64::*;

use super::{Simd, Work};

/// x86-64 with AVX2 and FMA: 16 registers of 8 floats.
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

/// Runs `work`, compiled for these instructions.
#[target_feature(enable = "avx2,fma")]
pub(super) fn run<W: Work>(work: W) -> W::Output {
    work.run(Avx2(()))
}

// SAFETY of every block below: a value of this type exists only inside `run`, whose caller checked that the machine has
// the instructions; loads and stores rely on their callers' promise of 8 floats.
impl Simd for Avx2 {
    type F = __m256;
    const LANES: usize = 8;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    fn tile_rows(self) -> usize {
        6
    }
    #[inline(always)]
    fn splat(self, value: f32) -> __m256 {
        unsafe { _mm256_set1_ps(value) }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> __m256 {
        unsafe { _mm256_loadu_ps(from) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: __m256) {
        unsafe { _mm256_storeu_ps(to, value) }
    }
    #[inline(always)]
    fn add(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_div_ps(a, b) }
    }
    #[inline(always)]
    fn sqrt(self, a: __m256) -> __m256 {
        unsafe { _mm256_sqrt_ps(a) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }
    // The instruction returns its second operand where either is NaN, so NaN in `a` stays.
    #[inline(always)]
    fn max(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_max_ps(b, a) }
    }
    #[inline(always)]
    fn min(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_min_ps(b, a) }
    }
    #[inline(always)]
    fn power_of_two(self, shifted: __m256) -> __m256 {
        unsafe {
            let exponent = _mm256_slli_epi32::<23>(_mm256_castps_si256(shifted));
            _mm256_castsi256_ps(_mm256_add_epi32(exponent, _mm256_set1_epi32(1.0f32.to_bits() as i32)))
        }
    }
}
