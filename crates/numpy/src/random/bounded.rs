//! Integers within bounds.

use super::bits::Bits;
use crate::dtype::DType;

/// How random bits become an integer within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Bits are masked, and too large numbers are thrown away. `RandomState` does so.
    Masked,
    /// Bits are multiplied (D. Lemire's method). `Generator` does so.
    Lemire,
}

/// The smallest number of the form 2^n - 1 that is not less.
pub(super) fn mask(max: u64) -> u64 {
    u64::MAX.checked_shr(max.leading_zeros()).unwrap_or(0)
}

/// An integer from 0 to `max`, by masks (`random_interval`). Shuffles of `RandomState` use it.
pub(super) fn interval(bits: &mut dyn Bits, max: u64) -> u64 {
    if max == 0 {
        return 0;
    }
    let mask = mask(max);
    loop {
        let value = if max <= u32::MAX as u64 { bits.next_u32() as u64 } else { bits.next_u64() } & mask;
        if value <= max {
            return value;
        }
    }
}

/// Integers of one width from 0 to `range`. Small types share the bits of one word.
pub(super) struct Bounded {
    method: Method,
    range: u64,
    width: u32,
    buffer: u32,
    left: u32,
}

impl Bounded {
    /// Integers for an array of this type.
    pub fn new(method: Method, range: u64, dtype: DType) -> Self {
        let width = match dtype {
            DType::Bool => 1,
            DType::UInt8 => 8,
            DType::Int32 => 32,
            _ => 64,
        };
        Bounded { method, range, width, buffer: 0, left: 0 }
    }

    /// The next piece of a word's bits.
    fn small(&mut self, bits: &mut dyn Bits) -> u64 {
        if self.left == 0 {
            self.buffer = bits.next_u32();
            self.left = 32 / self.width - 1;
        } else {
            self.buffer >>= self.width;
            self.left -= 1;
        }
        (self.buffer & ((1 << self.width) - 1)) as u64
    }

    /// Random bits of the width that the range needs.
    fn bits(&mut self, bits: &mut dyn Bits, width: u32) -> u64 {
        match width {
            64 => bits.next_u64(),
            32 => bits.next_u32() as u64,
            _ => self.small(bits),
        }
    }

    /// The next integer.
    pub fn next(&mut self, bits: &mut dyn Bits) -> u64 {
        let range = self.range;
        if range == 0 {
            return 0;
        }
        // A range of 32 bits needs no more, whatever the type is.
        let width = if self.width == 64 && range <= u32::MAX as u64 { 32 } else { self.width };
        if width == 1 || range == u64::MAX >> (64 - width) {
            return self.bits(bits, width);
        }
        if self.method == Method::Masked {
            let mask = mask(range);
            loop {
                let value = self.bits(bits, width) & mask;
                if value <= range {
                    return value;
                }
            }
        }
        let count = range + 1;
        let split = |random: u64| {
            let product = random as u128 * count as u128;
            let low = product & ((1u128 << width) - 1);
            ((product >> width) as u64, low as u64)
        };
        let (mut value, mut low) = split(self.bits(bits, width));
        if low < count {
            let threshold = ((u64::MAX >> (64 - width)) - range) % count;
            while low < threshold {
                (value, low) = split(self.bits(bits, width));
            }
        }
        value
    }
}
