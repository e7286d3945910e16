//! Elementary functions on vectors, without branches.
//!
//! Largest errors, measured by the tests below against f64 over the whole range: exp 2 ulp, sigmoid 3 ulp, tanh 8 ulp,
//! erf 8 ulp, ln 2 ulp.

#![allow(unsafe_code, reason = "vectors are read from and written to slices")]

use core::f32::consts::FRAC_2_SQRT_PI;

use crate::simd::Simd;

/// Adding this rounds to the nearest whole number, which is then in the lowest bits.
const ROUND: f32 = 12_582_912.0;

/// `e^x = p 2^n` for `x` from -88 to 89: gives `p`, and `n` plus [`ROUND`].
///
/// `x = n ln 2 + r` (Cody & Waite's two-part reduction) and `e^r` by its Taylor polynomial of degree 7 on
/// `abs r <= ln 2 / 2`.
#[inline(always)]
fn exp_parts<S: Simd>(s: S, x: S::F) -> (S::F, S::F) {
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let shifted = s.mul_add(x, s.splat(core::f32::consts::LOG2_E), s.splat(ROUND));
    let n = s.sub(shifted, s.splat(ROUND));
    let r = s.sub(x, s.mul(n, s.splat(LN_2_HIGH)));
    let r = s.sub(r, s.mul(n, s.splat(LN_2_LOW)));
    let mut p = s.splat(1.0 / 5040.0);
    for coefficient in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = s.mul_add(p, r, s.splat(coefficient));
    }
    (p, shifted)
}

/// `e^x`; 0 below -86.9, where the numbers of full precision end, infinity above 88.7.
#[inline(always)]
pub fn exp<S: Simd>(s: S, x: S::F) -> S::F {
    let x = s.min(s.max(x, s.splat(-87.0)), s.splat(89.0));
    let (p, shifted) = exp_parts(s, x);
    // Half of it first: `2^128` does not fit a 32-bit float, but the result may.
    let half = s.mul(p, s.power_of_two(s.sub(shifted, s.splat(1.0))));
    s.add(half, half)
}

/// `1 / (1 + e^-x)`; 0 below -88.4.
#[inline(always)]
pub fn sigmoid<S: Simd>(s: S, x: S::F) -> S::F {
    let x = s.min(s.max(s.sub(s.splat(0.0), x), s.splat(-88.0)), s.splat(89.0));
    let (p, shifted) = exp_parts(s, x);
    let one = s.splat(1.0);
    s.div(one, s.mul_add(p, s.power_of_two(shifted), one))
}

/// A polynomial, the coefficient of the highest power first.
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(s: S, x: S::F, coefficients: [f32; N]) -> S::F {
    let mut sum = s.splat(coefficients[0]);
    for &coefficient in &coefficients[1..] {
        sum = s.mul_add(sum, x, s.splat(coefficient));
    }
    sum
}

/// The hyperbolic tangent, as a rational function of degree 13 over 6 (the coefficients of Eigen's
/// `generic_fast_tanh_float`), exact to the last bits where it saturates.
#[inline(always)]
pub fn tanh<S: Simd>(s: S, x: S::F) -> S::F {
    const NUMERATOR: [f32; 7] = [
        -2.760_768_5e-16,
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297e-8,
        1.485_722_4e-5,
        6.372_619_3e-4,
        4.893_524_6e-3,
    ];
    const DENOMINATOR: [f32; 4] = [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3];
    const END: f32 = 7.905_311;
    let x = s.max(s.min(x, s.splat(END)), s.splat(-END));
    let square = s.mul(x, x);
    s.div(s.mul(x, polynomial(s, square, NUMERATOR)), polynomial(s, square, DENOMINATOR))
}

/// The error function: `x` times a rational function of `x^2` of degree 5 over 5. Its coefficients are a fit with the
/// smallest relative error, 1.3e-8, up to the number where the result rounds to 1.
#[inline(always)]
pub fn erf<S: Simd>(s: S, x: S::F) -> S::F {
    const NUMERATOR: [f32; 6] =
        [2.123_127_8e-6, 2.859_422_5e-4, 3.652_734_2e-3, 0.052_418_47, 0.187_307_94, FRAC_2_SQRT_PI];
    const DENOMINATOR: [f32; 6] =
        [3.889_818_6e-5, 1.141_701_4e-3, 0.014_742_458, 0.112_900_33, 0.499_330_25, 1.0];
    const END: f32 = 3.832_507;
    let x = s.max(s.min(x, s.splat(END)), s.splat(-END));
    let square = s.mul(x, x);
    let value = s.div(s.mul(x, polynomial(s, square, NUMERATOR)), polynomial(s, square, DENOMINATOR));
    // Rounding can lead a little beyond 1.
    s.max(s.min(value, s.splat(1.0)), s.splat(-1.0))
}

/// The natural logarithm: `x = m 2^n` with `m` from 0.75 to 1.5, and `ln m = 2 artanh((m - 1) / (m + 1))` by its
/// Taylor polynomial of degree 11.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    // Subnormal numbers are scaled up first.
    let small = x < f32::MIN_POSITIVE;
    let scaled = if small { x * 8_388_608.0 } else { x };
    let bits = scaled.to_bits() as i32;
    let n = bits.wrapping_sub(0.75f32.to_bits() as i32) >> 23;
    let m = f32::from_bits(bits.wrapping_sub(n << 23) as u32);
    let n = n as f32 - if small { 23.0 } else { 0.0 };
    let f = m - 1.0;
    let t = f / (m + 1.0);
    let square = t * t;
    let mut p = 1.0 / 11.0;
    for coefficient in [1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0] {
        p = p * square + coefficient;
    }
    // 2 t = f - t f, exact in f; the rest is small.
    let value = n * 0.693_359_4 + (f - t * (f - 2.0 * square * p)) + n * -2.121_944_4e-4;
    let value = if x == 0.0 { f32::NEG_INFINITY } else { value };
    let value = if x == f32::INFINITY { x } else { value };
    if x >= 0.0 { value } else { f32::NAN }
}

/// Replaces every number of a slice by a function of vectors. This is a macro because closures are compiled without the
/// caller's instruction set.
macro_rules! replace {
    ($simd:ident, $values:expr, |$v:ident| $function:expr) => {{
        let mut vectors = $values.chunks_exact_mut(S::LANES);
        for vector in &mut vectors {
            let at = vector.as_mut_ptr();
            // SAFETY: the slice holds `LANES` floats.
            let $v = unsafe { $simd.load(at) };
            // SAFETY: as above.
            unsafe { $simd.store(at, $function) };
        }
        let rest = vectors.into_remainder();
        if !rest.is_empty() {
            let mut lanes = [0.0f32; 16];
            lanes[..rest.len()].copy_from_slice(rest);
            // SAFETY: no vector is longer than 16 floats.
            let $v = unsafe { $simd.load(lanes.as_ptr()) };
            // SAFETY: as above.
            unsafe { $simd.store(lanes.as_mut_ptr(), $function) };
            rest.copy_from_slice(&lanes[..rest.len()]);
        }
    }};
}
pub(crate) use replace;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Isa, Work};

    /// A function of vectors as one of single numbers.
    macro_rules! single {
        ($function:ident) => {{
            struct Single(f32);
            impl Work for Single {
                type Output = f32;
                #[inline(always)]
                fn run<S: Simd>(self, simd: S) -> f32 {
                    let mut value = [self.0];
                    replace!(simd, value, |v| $function(simd, v));
                    value[0]
                }
            }
            |isa: Isa, x: f32| isa.run(Single(x))
        }};
    }

    /// The largest difference in units of the last place over a sweep, whatever the instruction set.
    fn ulps(from: f32, to: f32, ours: impl Fn(Isa, f32) -> f32, exact: impl Fn(f64) -> f64) -> f64 {
        let steps = 200_000;
        let mut worst = 0.0;
        for isa in Isa::all() {
            for x in (0..=steps).map(|i| from + (to - from) * (i as f32 / steps as f32)) {
                let expected = exact(f64::from(x));
                let unit = f64::from((expected as f32).abs().next_up()) - f64::from((expected as f32).abs());
                worst = f64::max(worst, (f64::from(ours(isa, x)) - expected).abs() / unit);
            }
        }
        worst
    }

    #[test]
    fn errors_stay_within_their_bounds() {
        // Logarithms over all powers of two.
        let ln_of_power = |_, x: f32| ln(x.exp2());
        for (name, worst, bound) in [
            ("exp", ulps(-86.9, 88.7, single!(exp), f64::exp), 2.0),
            ("sigmoid", ulps(-86.0, 86.0, single!(sigmoid), |x| 1.0 / (1.0 + (-x).exp())), 3.0),
            ("tanh", ulps(-9.0, 9.0, single!(tanh), f64::tanh), 8.0),
            ("tanh near 0", ulps(-1e-3, 1e-3, single!(tanh), f64::tanh), 8.0),
            ("erf", ulps(-5.0, 5.0, single!(erf), libm::erf), 8.0),
            ("erf near 0", ulps(-1e-3, 1e-3, single!(erf), libm::erf), 8.0),
            ("ln", ulps(1e-3, 20.0, |_, x| ln(x), f64::ln), 2.0),
            ("ln of powers", ulps(-149.0, 128.0, ln_of_power, |x| f64::from((x as f32).exp2()).ln()), 2.0),
        ] {
            assert!(worst <= bound, "{name}: {worst} ulp, more than {bound}");
        }
    }

    #[test]
    fn the_ends_are_right() {
        for isa in Isa::all() {
            let exp = |x| single!(exp)(isa, x);
            let sigmoid = |x| single!(sigmoid)(isa, x);
            let tanh = |x| single!(tanh)(isa, x);
            let erf = |x| single!(erf)(isa, x);
            assert_eq!((exp(f32::NEG_INFINITY), exp(0.0), exp(f32::INFINITY)), (0.0, 1.0, f32::INFINITY));
            assert_eq!((exp(-87.5), exp(89.0)), (0.0, f32::INFINITY));
            assert_eq!((sigmoid(-200.0), sigmoid(0.0), sigmoid(200.0)), (0.0, 0.5, 1.0));
            assert!((tanh(-50.0) + 1.0).abs() < 1e-6 && tanh(0.0) == 0.0);
            assert_eq!((erf(f32::NEG_INFINITY), erf(-4.0), erf(0.0), erf(50.0)), (-1.0, -1.0, 0.0, 1.0));
            assert!(exp(f32::NAN).is_nan() && sigmoid(f32::NAN).is_nan());
            assert!(tanh(f32::NAN).is_nan() && erf(f32::NAN).is_nan());
        }
        assert_eq!((ln(0.0), ln(1.0), ln(f32::INFINITY)), (f32::NEG_INFINITY, 0.0, f32::INFINITY));
        assert_eq!(ln(-0.0), f32::NEG_INFINITY);
        assert!(ln(-1.0).is_nan() && ln(-1e-30).is_nan() && ln(f32::NAN).is_nan());
    }
}
