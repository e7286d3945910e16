//! WebAssembly's 128-bit vectors.

#![allow(unsafe_code, reason = "loads and stores go through pointers")]

use core::arch::wasm32::*;

use super::Simd;

/// WebAssembly simd128.
#[derive(Debug, Clone, Copy)]
pub struct Wasm(());

impl Wasm {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl Simd for Wasm {
    type F = v128;
    const LANES: usize = 4;
    // Eight accumulators, two loads of B and a splat of A fit the 16 registers of x86; 6x8, 4x12 and 3x16 spill
    // there and run at half the speed (measured, 26 against 55 GFLOP/s).
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    fn splat(self, value: f32) -> v128 {
        f32x4_splat(value)
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> v128 {
        // SAFETY: the caller's promise of four floats.
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: v128) {
        // SAFETY: the caller's promise of four floats.
        unsafe { v128_store(to.cast(), value) }
    }
    #[inline(always)]
    fn add(self, a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    fn sub(self, a: v128, b: v128) -> v128 {
        f32x4_sub(a, b)
    }
    #[inline(always)]
    fn mul(self, a: v128, b: v128) -> v128 {
        f32x4_mul(a, b)
    }
    #[inline(always)]
    fn div(self, a: v128, b: v128) -> v128 {
        f32x4_div(a, b)
    }
    #[inline(always)]
    fn sqrt(self, a: v128) -> v128 {
        f32x4_sqrt(a)
    }
    #[inline(always)]
    fn mul_add(self, a: v128, b: v128, c: v128) -> v128 {
        f32x4_add(f32x4_mul(a, b), c)
    }
    #[inline(always)]
    fn max(self, a: v128, b: v128) -> v128 {
        // pmax is one instruction on x86, where the other form needs several for NaN and signed zeros.
        f32x4_pmax(a, b)
    }
    #[inline(always)]
    fn min(self, a: v128, b: v128) -> v128 {
        f32x4_pmin(a, b)
    }
    #[inline(always)]
    fn power_of_two(self, shifted: v128) -> v128 {
        i32x4_add(i32x4_shl(shifted, 23), f32x4_splat(1.0))
    }
}
