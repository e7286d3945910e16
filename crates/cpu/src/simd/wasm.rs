//! WebAssembly's 128-bit vectors.

#![allow(unsafe_code, reason = "loads and stores go through pointers")]

use core::arch::wasm32::*;

use super::Simd;

/// The kind of processor the browser runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// 16 vector registers.
    X86,
    /// 32 vector registers.
    Arm,
}

impl Host {
    /// Detected by the sign of the NaN that `inf - inf` gives: set on x86, clear on ARM (as XNNPACK does it).
    /// WebAssembly does not define this sign, so the answer may be wrong, which costs only time.
    pub(super) fn detect() -> Self {
        let [a, b] = core::hint::black_box([f32::INFINITY; 2]);
        if (a - b).is_sign_negative() { Self::X86 } else { Self::Arm }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::X86 => "simd128",
            Self::Arm => "simd128, ARM",
        }
    }
}

/// WebAssembly simd128.
#[derive(Debug, Clone, Copy)]
pub struct Wasm(Host);

impl Wasm {
    pub(super) fn new(host: Host) -> Self {
        Self(host)
    }
}

impl Simd for Wasm {
    type F = v128;
    const LANES: usize = 4;
    const TILE_VECTORS: usize = 2;

    // Eight sums, two vectors of the right matrix and one of the left fit the 16 registers of x86. Six rows, or other
    // shapes of 12 sums, spill there and run at half the speed (measured: 26 against 55 GFLOP/s). The 32 registers of
    // ARM hold the 12 sums.
    #[inline(always)]
    fn tile_rows(self) -> usize {
        match self.0 {
            Host::X86 => 4,
            Host::Arm => 6,
        }
    }
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
