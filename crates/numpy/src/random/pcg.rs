//! PCG64, as NumPy seeds and reads it.

use super::bits::Bits;
use super::seed_sequence::SeedSequence;
use rand_core::Rng;
use rand_pcg::Pcg64;

/// The bits of `np.random.default_rng`.
#[derive(Clone, Debug)]
pub(super) struct Pcg {
    generator: Pcg64,
    /// The upper half of the last 64 bits, which the next 32 bits come from.
    half: Option<u32>,
}

impl Pcg {
    /// The stream of a seed sequence.
    pub fn new(seed: &SeedSequence) -> Self {
        let words = seed.generate_u64(4);
        let join = |high: u64, low: u64| (high as u128) << 64 | low as u128;
        Pcg { generator: Pcg64::new(join(words[0], words[1]), join(words[2], words[3])), half: None }
    }
}

impl Bits for Pcg {
    fn next_u32(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let bits = self.generator.next_u64();
        self.half = Some((bits >> 32) as u32);
        bits as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.generator.next_u64()
    }

    fn next_f64(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / 9007199254740992.0)
    }
}
