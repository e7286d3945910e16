//! The processor's fastest multiply-adds, in registers, without memory.

use pupil_cpu::simd::{Isa, Simd, Work};

/// Each sum waits about seven cycles for its own multiply-add, and two can start in each cycle. So fourteen sums keep
/// the units busy, and with the two factors they just fit into the sixteen registers of x86.
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

/// Does `rounds` times fourteen multiply-adds of vectors; returns a value that depends on all of them.
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
pub fn flops_of_a_round() -> usize {
    2 * SUMS * Isa::detect().run(Lanes)
}
