//! The one source of random numbers: seeded, the same on every machine.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded generator of random numbers (xoshiro256++).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generator(Xoshiro256PlusPlus);

impl Generator {
    /// The generator of this seed; the same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// An independent generator for one of several uses of `seed`.
    pub fn stream(seed: u64, stream: u64) -> Self {
        // An odd constant (2^64 divided by the golden ratio) spreads neighbouring streams apart.
        Self::new(seed ^ stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// Uniform in `[0, 1)`, with 24 random bits.
    pub fn uniform(&mut self) -> f32 {
        (self.bits() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform in `[low, high)`.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.uniform()
    }

    /// Normal with mean 0 and standard deviation 1 (Box-Muller).
    pub fn normal(&mut self) -> f32 {
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - self.uniform()));
        radius * crate::numbers::cos(core::f32::consts::TAU * self.uniform())
    }

    /// A whole number in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of a 64-bit product; its bias is below n / 2^64.
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// Puts `items` into a random order (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_and_normal_have_their_moments() {
        let mut generator = Generator::new(3);
        let n = 200_000;
        let (mut mean, mut normal_mean, mut normal_square) = (0.0f64, 0.0f64, 0.0f64);
        for _ in 0..n {
            let u = generator.uniform();
            assert!((0.0..1.0).contains(&u));
            mean += f64::from(u);
            let z = f64::from(generator.normal());
            normal_mean += z;
            normal_square += z * z;
        }
        let n = f64::from(n);
        assert!((mean / n - 0.5).abs() < 0.005);
        assert!((normal_mean / n).abs() < 0.01);
        assert!((normal_square / n - 1.0).abs() < 0.02);
    }

    #[test]
    fn shuffle_is_a_permutation_and_follows_the_seed() {
        let order = |seed| {
            let mut items: alloc::vec::Vec<u32> = (0..100).collect();
            Generator::new(seed).shuffle(&mut items);
            items
        };
        let mut sorted = order(1);
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        sorted.sort_unstable();
        assert!(sorted.iter().enumerate().all(|(i, &v)| i == v as usize));
    }

    #[test]
    fn below_stays_below() {
        let mut generator = Generator::new(9);
        assert_eq!(generator.below(0), 0);
        assert!((0..1000).all(|_| generator.below(7) < 7));
    }
}
