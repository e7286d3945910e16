//! `math`.

use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};

use crate::object::{Args, Dict, Value};
use crate::types::{Def, Free};
use crate::vm::{R, Vm};

macro_rules! functions {
    ($($name:literal => $function:expr),* $(,)?) => {
        &[$(($name, &["/x"], 1, |vm, a| {
            let function: fn(f64) -> f64 = $function;
            one(vm, &a, function)
        }),)*]
    };
}

fn one(vm: &mut Vm, args: &Args, function: fn(f64) -> f64) -> R<Value> {
    let x = vm.float(args.get(0))?;
    let y = function(x);
    if y.is_nan() && !x.is_nan() {
        return Err(domain(vm));
    }
    if y.is_infinite() && x.is_finite() {
        return Err(vm.overflow_error("math range error"));
    }
    Ok(Value::Float(y))
}

fn domain(vm: &mut Vm) -> crate::vm::Raise {
    vm.value_error("math domain error".into())
}

const SIMPLE: &[Def] = functions! {
    "sqrt" => f64::sqrt, "cbrt" => f64::cbrt, "exp" => f64::exp, "exp2" => f64::exp2, "expm1" => f64::exp_m1,
    "sin" => f64::sin, "cos" => f64::cos, "tan" => f64::tan, "asin" => f64::asin, "acos" => f64::acos,
    "atan" => f64::atan, "sinh" => f64::sinh, "cosh" => f64::cosh, "tanh" => f64::tanh, "asinh" => f64::asinh,
    "acosh" => f64::acosh, "atanh" => |x| if x.abs() >= 1.0 { f64::NAN } else { x.atanh() }, "fabs" => f64::abs,
    "degrees" => |x| x * (180.0 / std::f64::consts::PI), "radians" => |x| x * (std::f64::consts::PI / 180.0),
    "erf" => libm::erf, "erfc" => libm::erfc, "lgamma" => libm::lgamma,
    "gamma" => |x| if x == 0.0 { f64::NAN } else { libm::tgamma(x) },
};

const XY: &[&str] = &["/x", "/y"];

fn logarithm(vm: &mut Vm, value: &Value, function: fn(f64) -> f64) -> R<f64> {
    if let Value::Big(big) = value.core() {
        if !big.is_positive() {
            return Err(domain(vm));
        }
        // The number is split, because it may be too large for a float.
        let shift = big.bits().saturating_sub(60);
        let mantissa = (&**big >> shift).to_f64().unwrap_or(1.0);
        return Ok(function(mantissa) + shift as f64 * function(2.0));
    }
    let x = vm.float(value)?;
    if x <= 0.0 {
        return Err(domain(vm));
    }
    Ok(function(x))
}

const FUNCTIONS: &[Def] = &[
    ("log", &["/x", "/base"], 1, |vm, a| {
        let x = logarithm(vm, a.get(0), f64::ln)?;
        match a.given(1) {
            None => Ok(Value::Float(x)),
            Some(base) => {
                let base = logarithm(vm, base, f64::ln)?;
                if base == 0.0 {
                    return Err(vm.zero_division("float division by zero"));
                }
                Ok(Value::Float(x / base))
            }
        }
    }),
    ("log2", &["/x"], 1, |vm, a| logarithm(vm, a.get(0), f64::log2).map(Value::Float)),
    ("log10", &["/x"], 1, |vm, a| logarithm(vm, a.get(0), f64::log10).map(Value::Float)),
    ("log1p", &["/x"], 1, |vm, a| {
        let x = vm.float(a.get(0))?;
        if x <= -1.0 { Err(domain(vm)) } else { Ok(Value::Float(x.ln_1p())) }
    }),
    ("pow", XY, 2, |vm, a| {
        let (x, y) = (vm.float(a.get(0))?, vm.float(a.get(1))?);
        let result = x.powf(y);
        if result.is_nan() && !x.is_nan() && !y.is_nan() || x == 0.0 && y < 0.0 {
            return Err(domain(vm));
        }
        if result.is_infinite() && x.is_finite() && y.is_finite() {
            return Err(vm.overflow_error("math range error"));
        }
        Ok(Value::Float(result))
    }),
    ("fma", &["/x", "/y", "/z"], 3, |vm, a| {
        let (x, y, z) = (vm.float(a.get(0))?, vm.float(a.get(1))?, vm.float(a.get(2))?);
        let result = x.mul_add(y, z);
        if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(vm.value_error("invalid operation in fma".into()));
        }
        if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.overflow_error("overflow in fma"));
        }
        Ok(Value::Float(result))
    }),
    ("atan2", XY, 2, |vm, a| Ok(Value::Float(vm.float(a.get(0))?.atan2(vm.float(a.get(1))?)))),
    ("fmod", XY, 2, |vm, a| {
        let (x, y) = (vm.float(a.get(0))?, vm.float(a.get(1))?);
        if y == 0.0 || x.is_infinite() { Err(domain(vm)) } else { Ok(Value::Float(x % y)) }
    }),
    ("remainder", XY, 2, |vm, a| {
        let (x, y) = (vm.float(a.get(0))?, vm.float(a.get(1))?);
        if y == 0.0 || x.is_infinite() {
            return Err(domain(vm));
        }
        Ok(Value::Float(x - (x / y).round_ties_even() * y))
    }),
    ("copysign", XY, 2, |vm, a| Ok(Value::Float(vm.float(a.get(0))?.copysign(vm.float(a.get(1))?)))),
    ("ldexp", XY, 2, |vm, a| {
        let (x, power) = (vm.float(a.get(0))?, vm.index(a.get(1))?);
        let result = crate::vm::scale(x, power);
        if result.is_infinite() && x.is_finite() {
            Err(vm.overflow_error("math range error"))
        } else {
            Ok(Value::Float(result))
        }
    }),
    ("frexp", &["/x"], 1, |vm, a| {
        let (mantissa, exponent) = crate::vm::frexp(vm.float(a.get(0))?);
        Ok(Value::tuple(vec![Value::Float(mantissa), Value::Int(i64::from(exponent))]))
    }),
    ("modf", &["/x"], 1, |vm, a| {
        let x = vm.float(a.get(0))?;
        let whole = x.trunc();
        let part = if x.is_infinite() { 0.0 } else { x - whole };
        Ok(Value::tuple(vec![Value::Float(part.copysign(x)), Value::Float(whole)]))
    }),
    ("nextafter", XY, 2, |vm, a| {
        let (x, y) = (vm.float(a.get(0))?, vm.float(a.get(1))?);
        Ok(Value::Float(if x == y {
            y
        } else if y > x {
            x.next_up()
        } else {
            x.next_down()
        }))
    }),
    ("ulp", &["/x"], 1, |vm, a| {
        let x = vm.float(a.get(0))?.abs();
        Ok(Value::Float(x.next_up() - x))
    }),
    ("isnan", &["/x"], 1, |vm, a| Ok(Value::Bool(vm.float(a.get(0))?.is_nan()))),
    ("isinf", &["/x"], 1, |vm, a| Ok(Value::Bool(vm.float(a.get(0))?.is_infinite()))),
    ("isfinite", &["/x"], 1, |vm, a| Ok(Value::Bool(vm.float(a.get(0))?.is_finite()))),
    ("isclose", &["/a", "/b", "rel_tol", "abs_tol"], 2, |vm, a| {
        let (x, y) = (vm.float(a.get(0))?, vm.float(a.get(1))?);
        let relative = a.given(2).map_or(Ok(1e-9), |value| vm.float(value))?;
        let absolute = a.given(3).map_or(Ok(0.0), |value| vm.float(value))?;
        if relative < 0.0 || absolute < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative".into()));
        }
        let difference = (x - y).abs();
        let close = x == y
            || difference.is_finite()
                && (difference <= relative * x.abs().max(y.abs()) || difference <= absolute);
        Ok(Value::Bool(close))
    }),
    ("floor", &["/x"], 1, |vm, a| whole(vm, a.get(0), "__floor__", f64::floor)),
    ("ceil", &["/x"], 1, |vm, a| whole(vm, a.get(0), "__ceil__", f64::ceil)),
    ("trunc", &["/x"], 1, |vm, a| whole(vm, a.get(0), "__trunc__", f64::trunc)),
    ("factorial", &["/x"], 1, |vm, a| {
        let n = match a.get(0).core() {
            Value::Float(_) => {
                return Err(vm.type_error("'float' object cannot be interpreted as an integer".into()));
            }
            _ => vm.index(a.get(0))?,
        };
        if n < 0 {
            return Err(vm.value_error("factorial() not defined for negative values".into()));
        }
        if n > 100_000 {
            return Err(vm.memory_error());
        }
        Ok(Value::big(product(vm, 2, n)?))
    }),
    ("comb", &["/n", "/k"], 2, |vm, a| {
        let (n, k) = (vm.index(a.get(0))?, vm.index(a.get(1))?);
        if n < 0 || k < 0 {
            let which = if n < 0 { "n" } else { "k" };
            return Err(vm.value_error(format!("{which} must be a non-negative integer")));
        }
        let k = k.min(n - k);
        if k < 0 {
            return Ok(Value::Int(0));
        }
        let mut value = BigInt::one();
        for i in 0..k {
            vm.spend()?;
            value = value * (n - i) / (i + 1);
        }
        Ok(Value::big(value))
    }),
    ("perm", &["/n", "/k"], 1, |vm, a| {
        let n = vm.index(a.get(0))?;
        let k = a.given(1).filter(|k| !k.is_none()).map_or(Ok(n), |k| vm.index(k))?;
        if n < 0 || k < 0 {
            let which = if n < 0 { "n" } else { "k" };
            return Err(vm.value_error(format!("{which} must be a non-negative integer")));
        }
        if k > n {
            return Ok(Value::Int(0));
        }
        Ok(Value::big(product(vm, n - k + 1, n)?))
    }),
    ("isqrt", &["/n"], 1, |vm, a| {
        let value = big(vm, a.get(0))?;
        if value.is_negative() {
            return Err(vm.value_error("isqrt() argument must be nonnegative".into()));
        }
        Ok(Value::big(value.sqrt()))
    }),
    ("fsum", &["/values"], 1, |vm, a| {
        // Shewchuk's sum: exact partial sums.
        let mut partials: Vec<f64> = Vec::new();
        for value in vm.to_vec(a.get(0))? {
            let mut x = vm.float(&value)?;
            let mut kept = Vec::with_capacity(partials.len() + 1);
            for y in partials {
                let (large, small) = if x.abs() < y.abs() { (y, x) } else { (x, y) };
                let high = large + small;
                let low = small - (high - large);
                if low != 0.0 {
                    kept.push(low);
                }
                x = high;
            }
            kept.push(x);
            partials = kept;
        }
        let mut sum = 0.0;
        let mut low = 0.0;
        while let Some(x) = partials.pop() {
            let before: f64 = sum;
            sum = before + x;
            low = x - (sum - before);
            if low != 0.0 {
                break;
            }
        }
        if let Some(next) = partials.last()
            && ((low < 0.0 && *next < 0.0) || (low > 0.0 && *next > 0.0))
        {
            let twice = low * 2.0;
            let moved = sum + twice;
            if twice == moved - sum {
                sum = moved;
            }
        }
        Ok(Value::Float(sum))
    }),
    ("prod", &["/values", "start"], 1, |vm, mut a| {
        let mut product = a.take(1).given().unwrap_or(Value::Int(1));
        for value in vm.to_vec(a.get(0))? {
            product = vm.binary(crate::code::BinaryOp::Mul, &product, &value)?;
        }
        Ok(product)
    }),
    ("dist", &["/p", "/q"], 2, |vm, a| {
        let (p, q) = (vm.to_vec(a.get(0))?, vm.to_vec(a.get(1))?);
        if p.len() != q.len() {
            return Err(vm.value_error("both points must have the same number of dimensions".into()));
        }
        let mut sum: f64 = 0.0;
        for (p, q) in p.iter().zip(&q) {
            let difference = vm.float(p)? - vm.float(q)?;
            sum = sum.hypot(difference);
        }
        Ok(Value::Float(sum))
    }),
    ("sumprod", &["/p", "/q"], 2, |vm, a| {
        let (p, q) = (vm.to_vec(a.get(0))?, vm.to_vec(a.get(1))?);
        if p.len() != q.len() {
            return Err(vm.value_error("Inputs are not the same length".into()));
        }
        let mut sum = Value::Int(0);
        for (p, q) in p.iter().zip(&q) {
            let product = vm.binary(crate::code::BinaryOp::Mul, p, q)?;
            sum = vm.binary(crate::code::BinaryOp::Add, &sum, &product)?;
        }
        Ok(sum)
    }),
];

/// The product of the numbers from `low` to `high`. It can be stopped, because it may take long.
fn product(vm: &mut Vm, low: i64, high: i64) -> R<BigInt> {
    let mut product = BigInt::one();
    for number in low..=high {
        vm.spend()?;
        product *= number;
    }
    Ok(product)
}

fn whole(vm: &mut Vm, value: &Value, method: &str, function: fn(f64) -> f64) -> R<Value> {
    if let Value::Float(x) = value.core() {
        return vm.int(&Value::Float(function(*x)));
    }
    let name = vm.intern(method);
    if let Some(found) = vm.special(value, &name)? {
        return vm.call(&found, Args::default());
    }
    let x = vm.float(value)?;
    vm.int(&Value::Float(function(x)))
}

fn big(vm: &mut Vm, value: &Value) -> R<BigInt> {
    match value.core() {
        Value::Big(value) => Ok((**value).clone()),
        _ => Ok(BigInt::from(vm.index(value)?)),
    }
}

const FREE: &[Free] = &[
    ("gcd", |vm, args| {
        let mut result = BigInt::from(0);
        for value in &args.values {
            result = result.gcd(&big(vm, value)?);
        }
        Ok(Value::big(result))
    }),
    ("lcm", |vm, args| {
        let mut result = BigInt::one();
        for value in &args.values {
            result = result.lcm(&big(vm, value)?);
        }
        Ok(Value::big(result.abs()))
    }),
    ("hypot", |vm, args| {
        let mut sum: f64 = 0.0;
        for value in &args.values {
            sum = sum.hypot(vm.float(value)?);
        }
        Ok(Value::Float(sum))
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals = super::namespace(vm, FUNCTIONS, FREE);
    super::add(vm, &globals, SIMPLE, &[]);
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        super::set(vm, &globals, name, Value::Float(value));
    }
    Ok(globals)
}
