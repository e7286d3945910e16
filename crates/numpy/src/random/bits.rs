//! What distributions need of a generator of random bits.

/// A source of random bits.
pub trait Bits {
    /// 32 random bits.
    fn next_u32(&mut self) -> u32;
    /// 64 random bits.
    fn next_u64(&mut self) -> u64;
    /// A number from 0 to 1, without 1, with 53 random bits.
    fn next_f64(&mut self) -> f64;
    /// A number from 0 to 1, without 1, with 24 random bits.
    fn next_f32(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 * (1.0 / 16777216.0)
    }
}
