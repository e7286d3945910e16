//! Numeric functions with less code than those of Rust's library and `libm`.

use core::f64::consts::TAU;

/// `value` limited to `low..=high`; NaN stays NaN. [`f32::clamp`] does the same, but the message of its bounds check
/// formats floats, which adds 7 KB packed to what browsers load.
pub fn between(value: f32, low: f32, high: f32) -> f32 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// The cosine of an angle in radians, rounded to 32 bits. Before the rounding, its error is below 1e-9 for angles up to
/// 1e6. `libm`'s cosine is exact for angles of any size, but adds 2 KB packed to what browsers load.
pub fn cos(angle: f32) -> f32 {
    cos_of_turns(f64::from(angle) / TAU) as f32
}

/// The sine of an angle in radians; see [`cos`].
pub fn sin(angle: f32) -> f32 {
    cos_of_turns(f64::from(angle) / TAU - 0.25) as f32
}

/// `base` to the power of `exponent`, computed in 64 bits. With `libm::powf`, browsers would load a second function for
/// powers.
pub fn pow(base: f32, exponent: f32) -> f32 {
    libm::pow(base.into(), exponent.into()) as f32
}

/// Terms of the cosine's Taylor series. At half a turn, the last term is 3e-16.
const TERMS: usize = 15;

/// The series' coefficients of the even powers.
const FACTORS: [f64; TERMS] = {
    let mut factors = [1.0; TERMS];
    let mut n = 1;
    while n < TERMS {
        factors[n] = -factors[n - 1] / ((2 * n - 1) * (2 * n)) as f64;
        n += 1;
    }
    factors
};

/// The cosine of an angle in full turns, with an error below 2e-15.
pub fn cos_of_turns(turns: f64) -> f64 {
    let angle = TAU * (turns - libm::floor(turns + 0.5));
    FACTORS.iter().rev().fold(0.0, |sum, factor| sum * angle * angle + factor)
}

#[cfg(test)]
mod tests {
    use super::{between, cos, cos_of_turns, sin};

    #[test]
    fn sine_and_cosine_agree_with_libm() {
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
