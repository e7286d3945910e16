//! Functions of numbers that Rust's library does not have, with C's and NumPy's rules.

/// Python's `a // b` and `a % b` of floats: the remainder has the sign of `b`.
pub(super) fn divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    if b == 0.0 {
        return (a / b, rest);
    }
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = f64::copysign(0.0, b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        f64::copysign(0.0, a / b)
    };
    (floor, rest)
}

/// `a // b` of integers. Division by zero gives zero.
pub(super) fn floor_divide(a: i64, b: i64) -> i64 {
    if b == 0 {
        return 0;
    }
    let quotient = a.wrapping_div(b);
    if a.wrapping_rem(b) != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}

/// `a % b` of integers, with the sign of `b`.
pub(super) fn remainder(a: i64, b: i64) -> i64 {
    if b == 0 {
        return 0;
    }
    let rest = a.wrapping_rem(b);
    if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
}

/// `a % b` of integers as C computes it, with the sign of `a`.
pub(super) fn c_remainder(a: i64, b: i64) -> i64 {
    if b == 0 { 0 } else { a.wrapping_rem(b) }
}

/// Integer powers that wrap. The exponent is not negative.
pub(super) fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut result = 1i64;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        exponent >>= 1;
    }
    result
}

/// The greatest common divisor.
pub(super) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a as i64
}

/// The least common multiple.
pub(super) fn lcm(a: i64, b: i64) -> i64 {
    let divisor = gcd(a, b);
    if divisor == 0 { 0 } else { (a / divisor).wrapping_mul(b).wrapping_abs() }
}

/// `a << b`. All bits are gone from 64 on.
pub(super) fn left_shift(a: i64, b: i64) -> i64 {
    if (0..64).contains(&b) { a << b } else { 0 }
}

/// `a >> b`, which keeps the sign.
pub(super) fn right_shift(a: i64, b: i64) -> i64 {
    if (0..64).contains(&b) {
        a >> b
    } else if a < 0 {
        -1
    } else {
        0
    }
}

/// The larger number. NaN if one is NaN.
pub(super) fn maximum(a: f64, b: f64) -> f64 {
    if a >= b || a.is_nan() { a } else { b }
}

/// The smaller number. NaN if one is NaN.
pub(super) fn minimum(a: f64, b: f64) -> f64 {
    if a <= b || a.is_nan() { a } else { b }
}

/// The larger number. NaN only if both are NaN.
pub(super) fn fmax(a: f64, b: f64) -> f64 {
    if a >= b || b.is_nan() { a } else { b }
}

/// The smaller number. NaN only if both are NaN.
pub(super) fn fmin(a: f64, b: f64) -> f64 {
    if a <= b || b.is_nan() { a } else { b }
}

/// 0 below zero, `b` at zero, 1 above.
pub(super) fn heaviside(a: f64, b: f64) -> f64 {
    if a.is_nan() {
        a
    } else if a == 0.0 {
        b
    } else if a < 0.0 {
        0.0
    } else {
        1.0
    }
}

/// The neighbour of `a` in the direction of `b`.
pub(super) fn nextafter(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == b {
        b
    } else if a < b {
        a.next_up()
    } else {
        a.next_down()
    }
}

/// The neighbour of `a` as `f32` in the direction of `b`.
pub(super) fn nextafter32(a: f64, b: f64) -> f64 {
    let (a, b) = (a as f32, b as f32);
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == b {
        b as f64
    } else if a < b {
        a.next_up() as f64
    } else {
        a.next_down() as f64
    }
}

/// log(exp(a) + exp(b))
pub(super) fn logaddexp(a: f64, b: f64) -> f64 {
    if a == b {
        return a + core::f64::consts::LN_2;
    }
    let difference = a - b;
    if difference > 0.0 {
        a + (-difference).exp().ln_1p()
    } else if difference <= 0.0 {
        b + difference.exp().ln_1p()
    } else {
        difference
    }
}

/// log2(2**a + 2**b)
pub(super) fn logaddexp2(a: f64, b: f64) -> f64 {
    if a == b {
        return a + 1.0;
    }
    let difference = a - b;
    if difference > 0.0 {
        a + (-difference).exp2().ln_1p() * core::f64::consts::LOG2_E
    } else if difference <= 0.0 {
        b + difference.exp2().ln_1p() * core::f64::consts::LOG2_E
    } else {
        difference
    }
}

/// -1, 0 or 1. NaN stays.
pub(super) fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else if x == 0.0 {
        0.0
    } else {
        x
    }
}

/// sin(pi x) / (pi x)
pub(super) fn sinc(x: f64) -> f64 {
    let y = core::f64::consts::PI * if x == 0.0 { 1.0e-20 } else { x };
    y.sin() / y
}

/// Powers, with C's rules for special values.
pub(super) fn powf(a: f64, b: f64) -> f64 {
    if b == 2.0 { a * a } else { a.powf(b) }
}
