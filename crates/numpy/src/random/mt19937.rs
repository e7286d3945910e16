//! The Mersenne Twister, as NumPy's `MT19937` seeds and reads it.

use super::bits::Bits;
use rand_mt::Mt;

/// The bits of `np.random.RandomState`.
#[derive(Clone, Debug)]
pub(super) struct Mt19937(Mt);

impl Mt19937 {
    /// The stream of an integer seed.
    pub fn new(seed: u32) -> Self {
        Mt19937(Mt::new(seed))
    }

    /// The stream of a list of integers.
    pub fn from_key(key: &[u32]) -> Self {
        Mt19937(Mt::new_with_key(key.iter().copied()))
    }
}

impl Bits for Mt19937 {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        let high = self.0.next_u32() as u64;
        high << 32 | self.0.next_u32() as u64
    }

    fn next_f64(&mut self) -> f64 {
        let high = (self.0.next_u32() >> 5) as f64;
        let low = (self.0.next_u32() >> 6) as f64;
        (high * 67108864.0 + low) / 9007199254740992.0
    }
}
