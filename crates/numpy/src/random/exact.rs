//! Logarithms that are rounded exactly, so that streams do not depend on the machine's library.

use std::sync::OnceLock;

/// A number of about 32 digits: the sum of two floats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Double(pub f64, pub f64);

const LN_2: Double = Double(core::f64::consts::LN_2, 2.3190468138462996e-17);

/// The sum of two floats and its rounding error.
fn two_sum(a: f64, b: f64) -> Double {
    let sum = a + b;
    let part = sum - a;
    Double(sum, (a - (sum - part)) + (b - part))
}

/// The product of two floats and its rounding error.
fn two_product(a: f64, b: f64) -> Double {
    let halves = |x: f64| {
        let scaled = 134217729.0 * x;
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    Double(product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

impl Double {
    pub fn add(self, other: Double) -> Double {
        let Double(high, low) = two_sum(self.0, other.0);
        let Double(low1, low2) = two_sum(self.1, other.1);
        let Double(high, low) = two_sum(high, low + low1);
        two_sum(high, low + low2)
    }

    pub fn neg(self) -> Double {
        Double(-self.0, -self.1)
    }

    pub fn mul(self, other: Double) -> Double {
        let Double(high, low) = two_product(self.0, other.0);
        two_sum(high, low + (self.0 * other.1 + self.1 * other.0))
    }

    pub fn div(self, other: Double) -> Double {
        let mut quotient = Double(0.0, 0.0);
        let mut rest = self;
        for _ in 0..3 {
            let part = Double(rest.0 / other.0, 0.0);
            quotient = quotient.add(part);
            rest = rest.add(part.mul(other).neg());
        }
        quotient
    }

    pub fn scaled(self, power_of_two: f64) -> Double {
        Double(self.0 * power_of_two, self.1 * power_of_two)
    }

    pub fn exp(self) -> Double {
        let k = (self.0 / core::f64::consts::LN_2).round();
        let rest = self.add(LN_2.mul(Double(-k, 0.0))).scaled(1.0 / 64.0);
        let mut sum = Double(1.0, 0.0);
        let mut term = Double(1.0, 0.0);
        for i in 1..16 {
            term = term.mul(rest).div(Double(i as f64, 0.0));
            sum = sum.add(term);
        }
        for _ in 0..6 {
            sum = sum.mul(sum);
        }
        sum.scaled(2f64.powi(k as i32))
    }

    /// The logarithm, by one step of Newton's method from a float.
    pub fn ln(self) -> Double {
        let guess = Double(self.0.ln(), 0.0);
        guess.add(self.mul(guess.neg().exp()).add(Double(-1.0, 0.0)))
    }
}

/// The logarithm, rounded to the nearest float. NumPy's streams of normal numbers depend on the last digit.
pub(super) fn ln(x: f64) -> f64 {
    // 2^(i / 64), so that the exponential needs few terms.
    static POWERS: OnceLock<[Double; 64]> = OnceLock::new();
    let powers =
        POWERS.get_or_init(|| core::array::from_fn(|i| LN_2.mul(Double(i as f64 / 64.0, 0.0)).exp()));
    let guess = x.ln();
    if !(1e-300..1e300).contains(&x) {
        return guess;
    }
    // x * exp(-guess) - 1 is how much the guess lacks.
    let k = (-guess * (64.0 / core::f64::consts::LN_2)).round();
    let step = LN_2.scaled(1.0 / 64.0);
    let rest = two_product(-k, step.0).add(Double(-guess, -k * step.1));
    let r = rest.0;
    let square = two_product(r, r);
    let small = r * r * r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)));
    let series = Double(1.0, 0.0)
        .add(rest)
        .add(Double(square.0 * 0.5, square.1 * 0.5 + r * rest.1))
        .add(Double(small, 0.0));
    let (whole, part) = ((k / 64.0).floor(), k.rem_euclid(64.0));
    let product = series.mul(powers[part as usize]).mul(Double(x, 0.0)).scaled(2f64.powi(whole as i32));
    let lack = product.add(Double(-1.0, 0.0));
    guess + (lack.0 + lack.1)
}
