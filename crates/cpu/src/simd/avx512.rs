//! x86-64 with AVX-512: 32 registers of 16 floats.

#![allow(unsafe_code, reason = "vector instructions; see the one-line reasons below")]

use core::arch::x86_64::*;

use super::{Simd, Work};

/// x86-64 with AVX-512: 32 registers of 16 floats.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

/// Runs `work`, compiled for these instructions.
#[target_feature(enable = "avx512f,avx2,fma")]
pub(super) fn run<W: Work>(work: W) -> W::Output {
    work.run(Avx512(()))
}

// SAFETY of every block below: a value of this type exists only inside `run`, whose caller checked that the machine has
// the instructions; loads and stores rely on their callers' promise of 16 floats.
impl Simd for Avx512 {
    type F = __m512;
    const LANES: usize = 16;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    fn tile_rows(self) -> usize {
        12
    }
    #[inline(always)]
    fn splat(self, value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> __m512 {
        unsafe { _mm512_loadu_ps(from) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: __m512) {
        unsafe { _mm512_storeu_ps(to, value) }
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    fn sqrt(self, a: __m512) -> __m512 {
        unsafe { _mm512_sqrt_ps(a) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    // The instruction returns its second operand where either is NaN, so NaN in `a` stays.
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(b, a) }
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(b, a) }
    }
    #[inline(always)]
    fn power_of_two(self, shifted: __m512) -> __m512 {
        unsafe {
            let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(shifted));
            _mm512_castsi512_ps(_mm512_add_epi32(exponent, _mm512_set1_epi32(1.0f32.to_bits() as i32)))
        }
    }
}
