//! Distributions that `RandomState` and `Generator` have in common.

use super::bits::Bits;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::storage::Element;

/// How a generator makes normal and exponential numbers, which others are made of.
pub trait Source {
    /// The random bits.
    fn bits(&mut self) -> &mut dyn Bits;
    /// A normal number with mean 0 and deviation 1.
    fn next_normal(&mut self) -> f64;
    /// An exponential number with mean 1.
    fn next_exponential(&mut self) -> f64;
    /// True for the older generator, which computes some distributions by other formulas.
    fn is_older(&self) -> bool;
    /// A number from 0 to 1.
    fn next_uniform(&mut self) -> f64 {
        self.bits().next_f64()
    }
}

/// A gamma number with scale 1 (Marsaglia and Tsang).
pub(super) fn gamma(source: &mut dyn Source, shape: f64) -> f64 {
    if shape == 1.0 {
        return source.next_exponential();
    }
    if shape == 0.0 || shape.is_nan() {
        return shape;
    }
    if shape < 1.0 {
        loop {
            let u = source.next_uniform();
            let v = source.next_exponential();
            if u <= 1.0 - shape {
                let x = u.powf(1.0 / shape);
                if x <= v {
                    return x;
                }
            } else {
                let y = -((1.0 - u) / shape).ln();
                let x = (1.0 - shape + shape * y).powf(1.0 / shape);
                if x <= v + y {
                    return x;
                }
            }
        }
    }
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (mut x, mut v);
        loop {
            x = source.next_normal();
            v = 1.0 + c * x;
            if v > 0.0 {
                break;
            }
        }
        v = v * v * v;
        let u = source.next_uniform();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) {
            return b * v;
        }
        if u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
            return b * v;
        }
    }
}

/// A beta number.
pub(super) fn beta(source: &mut dyn Source, a: f64, b: f64) -> f64 {
    if a <= 1.0 && b <= 1.0 {
        loop {
            let u = source.next_uniform();
            let v = source.next_uniform();
            let x = u.powf(1.0 / a);
            let y = v.powf(1.0 / b);
            let sum = x + y;
            if sum <= 1.0 && u + v > 0.0 {
                if sum > 0.0 {
                    return x / sum;
                }
                let (log_x, log_y) = (u.ln() / a, v.ln() / b);
                let largest = log_x.max(log_y);
                let (log_x, log_y) = (log_x - largest, log_y - largest);
                return (log_x - (log_x.exp() + log_y.exp()).ln()).exp();
            }
        }
    }
    let x = gamma(source, a);
    let y = gamma(source, b);
    x / (x + y)
}

/// The logarithm of the gamma function, as NumPy's streams need it.
fn log_gamma(x: f64) -> f64 {
    const A: [f64; 10] = [
        8.333333333333333e-02,
        -2.777777777777778e-03,
        7.936507936507937e-04,
        -5.952380952380952e-04,
        8.417508417508418e-04,
        -1.917526917526918e-03,
        6.41025641025641e-03,
        -2.955065359477124e-02,
        1.796443723688307e-01,
        -1.3924322169059,
    ];
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    let steps = if x < 7.0 { (7.0 - x) as i64 } else { 0 };
    let mut x0 = x + steps as f64;
    let x2 = 1.0 / (x0 * x0);
    let mut sum = A[9];
    for a in A[..9].iter().rev() {
        sum *= x2;
        sum += a;
    }
    let log_2_pi = 1.8378770664093453;
    let mut result = sum / x0 + 0.5 * log_2_pi + (x0 - 0.5) * x0.ln() - x0;
    if x < 7.0 {
        for _ in 0..steps {
            result -= (x0 - 1.0).ln();
            x0 -= 1.0;
        }
    }
    result
}

/// A Poisson number.
pub(super) fn poisson(bits: &mut dyn Bits, mean: f64) -> i64 {
    if mean == 0.0 {
        return 0;
    }
    if mean < 10.0 {
        let limit = (-mean).exp();
        let mut product = 1.0;
        for count in 0.. {
            product *= bits.next_f64();
            if product <= limit {
                return count;
            }
        }
    }
    // W. Hoermann's transformed rejection
    let root = mean.sqrt();
    let log_mean = mean.ln();
    let b = 0.931 + 2.53 * root;
    let a = -0.059 + 0.02483 * b;
    let inv_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let limit = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = bits.next_f64() - 0.5;
        let v = bits.next_f64();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= limit {
            return k as i64;
        }
        if k < 0.0 || us < 0.013 && v > us {
            continue;
        }
        if v.ln() + inv_alpha.ln() - (a / (us * us) + b).ln() <= -mean + k * log_mean - log_gamma(k + 1.0) {
            return k as i64;
        }
    }
}

/// A binomial number: how many of `n` trials succeed with probability `p`.
pub(super) fn binomial(bits: &mut dyn Bits, n: i64, p: f64) -> i64 {
    let rare = p <= 0.5;
    let q = if rare { p } else { 1.0 - p };
    let count = if q * n as f64 <= 30.0 { binomial_inversion(bits, n, q) } else { binomial_btpe(bits, n, q) };
    if rare { count } else { n - count }
}

fn binomial_inversion(bits: &mut dyn Bits, n: i64, p: f64) -> i64 {
    let q = 1.0 - p;
    let start = (n as f64 * q.ln()).exp();
    let mean = n as f64 * p;
    let bound = (n as f64).min(mean + 10.0 * (mean * q + 1.0).sqrt()) as i64;
    let mut x = 0;
    let mut probability = start;
    let mut u = bits.next_f64();
    while u > probability {
        x += 1;
        if x > bound {
            x = 0;
            probability = start;
            u = bits.next_f64();
        } else {
            u -= probability;
            probability = ((n - x + 1) as f64 * p * probability) / (x as f64 * q);
        }
    }
    x
}

/// The algorithm BTPE of Kachitvichyanukul and Schmeiser.
fn binomial_btpe(bits: &mut dyn Bits, n: i64, p: f64) -> i64 {
    let count = n as f64;
    let r = p.min(1.0 - p);
    let q = 1.0 - r;
    let fm = count * r + r;
    let m = fm.floor();
    let p1 = (2.195 * (count * r * q).sqrt() - 4.6 * q).floor() + 0.5;
    let xm = m + 0.5;
    let (xl, xr) = (xm - p1, xm + p1);
    let c = 0.134 + 20.5 / (15.3 + m);
    let slope = |a: f64| a * (1.0 + a / 2.0);
    let left = slope((fm - xl) / (fm - xl * r));
    let right = slope((xr - fm) / (xr * q));
    let p2 = p1 * (1.0 + 2.0 * c);
    let p3 = p2 + c / left;
    let p4 = p3 + c / right;
    let variance = count * r * q;
    loop {
        let u = bits.next_f64() * p4;
        let mut v = bits.next_f64();
        let y;
        if u <= p1 {
            return (xm - p1 * v + u).floor() as i64;
        } else if u <= p2 {
            let x = xl + (u - p1) / c;
            v = v * c + 1.0 - (m - x + 0.5).abs() / p1;
            if v > 1.0 {
                continue;
            }
            y = x.floor();
        } else if u <= p3 {
            y = (xl + v.ln() / left).floor();
            if y < 0.0 || v == 0.0 {
                continue;
            }
            v = v * (u - p2) * left;
        } else {
            y = (xr - v.ln() / right).floor();
            if y > count || v == 0.0 {
                continue;
            }
            v = v * (u - p3) * right;
        }
        let k = (y - m).abs();
        if !(k > 20.0 && k < variance / 2.0 - 1.0) {
            let s = r / q;
            let a = s * (count + 1.0);
            let mut f = 1.0;
            if m < y {
                let mut i = m + 1.0;
                while i <= y {
                    f *= a / i - s;
                    i += 1.0;
                }
            } else if m > y {
                let mut i = y + 1.0;
                while i <= m {
                    f /= a / i - s;
                    i += 1.0;
                }
            }
            if v > f {
                continue;
            }
            return y as i64;
        }
        let rho = (k / variance) * ((k * (k / 3.0 + 0.625) + 0.16666666666666666) / variance + 0.5);
        let t = -k * k / (2.0 * variance);
        let log_v = v.ln();
        if log_v < t - rho {
            return y as i64;
        }
        if log_v > t + rho {
            continue;
        }
        let stirling = |x: f64| {
            let x2 = x * x;
            (13680.0 - (462.0 - (132.0 - (99.0 - 140.0 / x2) / x2) / x2) / x2) / x / 166320.0
        };
        let (x1, f1, z, w) = (y + 1.0, m + 1.0, count + 1.0 - m, count - y + 1.0);
        let bound = xm * (f1 / x1).ln()
            + (count - m + 0.5) * (z / w).ln()
            + (y - m) * (w * r / (x1 * q)).ln()
            + stirling(f1)
            + stirling(z)
            + stirling(x1)
            + stirling(w);
        if log_v > bound {
            continue;
        }
        return y as i64;
    }
}

/// How `n` trials fall into categories with these probabilities.
pub(super) fn multinomial(
    n: i64,
    p: &Array,
    size: Option<&[usize]>,
    binomial: &mut dyn FnMut(i64, f64) -> i64,
) -> Result<Array> {
    if n < 0 {
        return value_error("n < 0");
    }
    let chances = p.to_vec::<f64>()?;
    if chances.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return value_error("pvals < 0, pvals > 1 or pvals contains NaNs");
    }
    let known = chances.len().saturating_sub(1);
    if chances[..known].iter().sum::<f64>() > 1.0 + 1e-12 {
        return value_error("sum(pvals[:-1]) > 1.0");
    }
    let mut shape = size.unwrap_or(&[]).to_vec();
    let count = memory::checked_size(&shape, DType::Int64)?;
    shape.push(chances.len());
    let mut values: Vec<i64> = memory::reserve(&shape, DType::Int64)?;
    for _ in 0..count {
        let (mut left, mut chance) = (n, 1.0);
        for (i, p) in chances.iter().enumerate() {
            let hits = if left <= 0 {
                0
            } else if i == known {
                left
            } else {
                binomial(left, p / chance)
            };
            values.push(hits);
            left -= hits;
            chance -= p;
        }
    }
    Ok(Array::new(i64::wrap(values).0, shape))
}

/// How many trials there are up to the first success.
pub(super) fn geometric(source: &mut dyn Source, p: f64) -> i64 {
    if p >= 1.0 / 3.0 {
        let (mut count, mut sum, mut product) = (1, p, p);
        let u = source.next_uniform();
        while u > sum {
            product *= 1.0 - p;
            sum += product;
            count += 1;
        }
        return count;
    }
    let waiting =
        if source.is_older() { -(-source.next_uniform()).ln_1p() } else { source.next_exponential() };
    (-waiting / (-p).ln_1p()).ceil() as i64
}

/// A number with density falling to both sides.
pub(super) fn laplace(source: &mut dyn Source, mean: f64, scale: f64) -> f64 {
    loop {
        let u = source.next_uniform();
        if u >= 0.5 {
            return mean - scale * (2.0 - u - u).ln();
        }
        if u > 0.0 {
            return mean + scale * (u + u).ln();
        }
    }
}

/// A logistic number.
pub(super) fn logistic(source: &mut dyn Source, mean: f64, scale: f64) -> f64 {
    loop {
        let u = source.next_uniform();
        if u > 0.0 {
            return mean + scale * (u / (1.0 - u)).ln();
        }
    }
}

/// A Gumbel number.
pub(super) fn gumbel(source: &mut dyn Source, mean: f64, scale: f64) -> f64 {
    loop {
        let u = 1.0 - source.next_uniform();
        if u < 1.0 {
            return mean - scale * (-u.ln()).ln();
        }
    }
}

/// A number with a triangular density.
pub(super) fn triangular(source: &mut dyn Source, left: f64, mode: f64, right: f64) -> f64 {
    let base = right - left;
    let left_base = mode - left;
    let u = source.next_uniform();
    if u <= left_base / base {
        left + (u * (left_base * base)).sqrt()
    } else {
        right - ((1.0 - u) * ((right - mode) * base)).sqrt()
    }
}
