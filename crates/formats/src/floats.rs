//! Floats of other widths.

/// The value of a float in 16 bits (IEEE 754 binary16).
pub fn from_f16(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (u32::from(bits >> 10 & 31), f32::from(bits & 1023));
    match exponent {
        // Below 2^-14 numbers are multiples of 2^-24.
        0 => sign * fraction / 16_777_216.0,
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * f32::from_bits((exponent + 112) << 23),
    }
}

/// The value of a float in 16 bits with the exponent of 32 (bfloat16).
pub fn from_bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_have_their_values() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x0400, 6.103_515_6e-5),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(from_f16(bits), value, "{bits:04x}");
        }
        assert!(from_f16(0x7e00).is_nan());
        assert_eq!(from_bf16(0x3f80), 1.0);
    }
}
