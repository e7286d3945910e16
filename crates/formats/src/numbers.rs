//! NumPy's dtypes, and the numbers in arrays of them.

use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::floats::from_f16;

/// The most bytes that the numbers of an array may take: memory for a few of them must be there.
pub(crate) const LARGEST: usize = 1 << 30;

/// A tensor of numbers that are stored like this. Unsigned bytes stay bytes, and all else becomes floats.
///
/// # Errors
/// When they would take more than a gigabyte, or the number of bytes is not that of the shape.
pub(crate) fn tensor(dtype: Dtype, shape: impl Into<Shape>, data: &[u8]) -> Result<Tensor> {
    if dtype.is_byte() {
        return Tensor::from_u8(shape, data.to_vec(), 1.0);
    }
    if data.len() / dtype.width.max(1) > LARGEST / 4 {
        return Err(Error::format("array", "its numbers take more than 1 GB as 32-bit floats"));
    }
    Tensor::from_f32(shape, dtype.numbers(data, |value| value as f32))
}

/// A dtype of NumPy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dtype {
    /// `f` for floats, `i` and `u` for whole numbers, `b` for truth values, `U` for texts.
    pub kind: char,
    /// Bytes of one value.
    pub width: usize,
    /// True if the first byte is the highest.
    pub big: bool,
}

impl Dtype {
    /// True for numbers that [`Dtype::numbers`] reads.
    pub fn is_number(self) -> bool {
        matches!((self.kind, self.width), ('f', 2 | 4 | 8) | ('i' | 'u', 1 | 2 | 4 | 8) | ('b', 1))
    }

    /// True for unsigned bytes.
    pub fn is_byte(self) -> bool {
        (self.kind, self.width) == ('u', 1)
    }

    /// The numbers in these bytes.
    pub fn numbers<T>(self, bytes: &[u8], convert: fn(f64) -> T) -> Vec<T> {
        bytes.chunks_exact(self.width.max(1)).map(|bytes| convert(self.number(bytes))).collect()
    }

    fn number(self, bytes: &[u8]) -> f64 {
        let mut wide = [0; 8];
        wide.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        if self.big {
            wide[..self.width].reverse();
        }
        let bits = u64::from_le_bytes(wide);
        match (self.kind, self.width) {
            ('f', 2) => from_f16(bits as u16).into(),
            ('f', 4) => f32::from_bits(bits as u32).into(),
            ('f', _) => f64::from_bits(bits),
            ('i', width) => ((bits << (64 - 8 * width)) as i64 >> (64 - 8 * width)) as f64,
            _ => bits as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_widths_are_read() {
        for (kind, width, big, bytes, expected) in [
            ('f', 2, false, &[0, 0xc0][..], -2.0),
            ('f', 4, true, &[0x3f, 0xc0, 0, 0], 1.5),
            ('f', 8, false, &1e300f64.to_le_bytes(), 1e300),
            ('i', 1, false, &[0xff], -1.0),
            ('i', 2, true, &[0xff, 0xfe], -2.0),
            ('i', 8, false, &(-3i64).to_le_bytes(), -3.0),
            ('u', 4, false, &[0xff; 4], 4_294_967_295.0),
            ('b', 1, false, &[1], 1.0),
        ] {
            let dtype = Dtype { kind, width, big };
            assert!(dtype.is_number());
            assert_eq!(dtype.numbers(bytes, |value| value), [expected], "{dtype:?}");
        }
        assert!(!Dtype { kind: 'f', width: 16, big: false }.is_number());
    }
}
