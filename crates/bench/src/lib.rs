//! Work for the benchmark page to time: matrix products, and the fastest multiply-adds there can be.

use pupil_cpu::kernels::gemm::{BLOCK, Finish, Left, Right, gemm};
use pupil_cpu::simd::{Isa, Simd, Work};
use wasm_bindgen::prelude::*;

/// A square product, its memory made once.
#[wasm_bindgen]
pub struct Product {
    isa: Isa,
    left: Left,
    right: Right,
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
    scratch: Vec<f32>,
}

#[wasm_bindgen]
impl Product {
    /// Of two matrices of `n` by `n`.
    #[wasm_bindgen(constructor)]
    pub fn new(n: usize) -> Self {
        let isa = Isa::detect();
        let right = Right { k: n, n, transposed: false };
        let numbers = |step: usize| (0..n * n).map(|i| ((i * step) % 17) as f32 * 0.1 - 0.8).collect();
        Self {
            isa,
            left: Left::matrix(n, n, false),
            right,
            a: numbers(7),
            b: numbers(5),
            c: vec![0.0; n * n],
            scratch: vec![0.0; right.packed(isa, n.min(BLOCK))],
        }
    }

    /// Multiplies `rounds` times.
    pub fn run(&mut self, rounds: usize) {
        for _ in 0..rounds {
            let Self { isa, left, right, a, b, c, scratch } = self;
            gemm(*isa, (left, a), (*right, b), c, Finish::default(), scratch);
        }
    }

    /// The largest difference of the first row from sums in 64 bits.
    pub fn error(&self) -> f64 {
        let n = self.right.n;
        (0..n)
            .map(|j| {
                let sum: f64 = (0..n).map(|k| f64::from(self.a[k]) * f64::from(self.b[k * n + j])).sum();
                (sum - f64::from(self.c[j])).abs()
            })
            .fold(0.0, f64::max)
    }
}

/// Each sum waits for its own multiplication and addition, about seven cycles, and two can start in each: fourteen
/// sums keep the units busy, and with the two factors they just fit the sixteen registers of x86.
const SUMS: usize = 14;

struct Limit {
    rounds: usize,
    start: f32,
}

impl Work for Limit {
    type Output = f32;

    #[inline(always)]
    #[allow(unsafe_code, reason = "a vector is stored to read its first lane")]
    fn run<S: Simd>(self, simd: S) -> f32 {
        let (a, b) = (simd.splat(self.start), simd.splat(1.0 - self.start));
        let mut sums: [S::F; SUMS] = core::array::from_fn(|i| simd.splat(i as f32));
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = simd.mul_add(*sum, a, b);
            }
        }
        let mut lanes = [0.0f32; 16];
        sums.into_iter()
            .map(|sum| {
                // SAFETY: no vector is longer than 16 floats.
                unsafe { simd.store(lanes.as_mut_ptr(), sum) };
                lanes[0]
            })
            .sum()
    }
}

/// Does `rounds` times fourteen multiply-adds of vectors; returns something that depends on all of them.
#[wasm_bindgen(js_name = mulAdd)]
pub fn mul_add(rounds: usize, start: f32) -> f32 {
    Isa::detect().run(Limit { rounds, start })
}

struct Lanes;

impl Work for Lanes {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> usize {
        S::LANES
    }
}

/// Floating-point operations of one round of [`mul_add`].
#[wasm_bindgen(js_name = flopsOfARound)]
pub fn flops_of_a_round() -> usize {
    2 * SUMS * Isa::detect().run(Lanes)
}
