//! Numeric functions that need less code than the standard library's.

use core::f64::consts::TAU;

/// `value` limited to `low..=high`; NaN stays NaN. [`f32::clamp`] does the same, but the message of its bounds check
/// formats floats: 7 KB packed of what browsers load.
pub fn between(value: f32, low: f32, high: f32) -> f32 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// The cosine of an angle in radians, rounded to 32 bits. `libm`'s takes angles of any size to the last digit, which costs 2 KB
/// packed in what browsers load; this one is exact to 1e-9 for angles up to 1e6.
pub fn cos(angle: f32) -> f32 {
    cos_of_turns(f64::from(angle) / TAU) as f32
}

/// The sine of an angle; see [`cos`].
pub fn sin(angle: f32) -> f32 {
    cos_of_turns(f64::from(angle) / TAU - 0.25) as f32
}

/// `base` to the power of `exponent`, by way of 64 bits: with `libm::powf`, browsers would load a second function for powers.
pub fn pow(base: f32, exponent: f32) -> f32 {
    libm::pow(base.into(), exponent.into()) as f32
}

/// Terms of the cosine's Taylor series: of the last one, half a turn makes 1e-16.
const TERMS: usize = 15;

/// The factors of the even powers in it.
const FACTORS: [f64; TERMS] = {
    let mut factors = [1.0; TERMS];
    let mut n = 1;
    while n < TERMS {
        factors[n] = -factors[n - 1] / ((2 * n - 1) * (2 * n)) as f64;
        n += 1;
    }
    factors
};

/// The cosine of an angle in full turns, to 15 digits.
pub fn cos_of_turns(turns: f64) -> f64 {
    let angle = TAU * (turns - libm::floor(turns + 0.5));
    FACTORS.iter().rev().fold(0.0, |sum, factor| sum * angle * angle + factor)
}

#[cfg(test)]
mod tests {
    use super::{between, cos, cos_of_turns, sin};

    #[test]
    fn angles_are_as_libm_has_them() {
        for step in -200_000..=200_000 {
            let angle = step as f32 * 1e-3;
            assert!((cos(angle) - libm::cosf(angle)).abs() <= f32::EPSILON / 2.0, "cos({angle})");
            assert!((sin(angle) - libm::sinf(angle)).abs() <= f32::EPSILON / 2.0, "sin({angle})");
        }
        for step in 0..=1000 {
            let half = f64::from(step) / 2000.0;
            assert!((cos_of_turns(half) - libm::cos(super::TAU * half)).abs() < 2e-15, "{half}");
        }
        assert!(cos(f32::NAN).is_nan() && sin(f32::INFINITY).is_nan());
    }

    #[test]
    fn values_stay_between_their_bounds() {
        assert_eq!([-1.0, 0.25, 3.0].map(|value| between(value, 0.0, 1.0)), [0.0, 0.25, 1.0]);
        assert!(between(f32::NAN, 0.0, 1.0).is_nan());
    }
}
