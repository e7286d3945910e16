//! `int`, `bool`, `float`, `complex`.

use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

use super::{Def, SELF, SELF1};
use crate::code::{BinaryOp, CompareOp, UnaryOp};
use crate::object::{Args, Str, Value};
use crate::unicode::{decimal, is_space};
use crate::vm::{R, Vm};

macro_rules! binary_methods {
    ($($name:literal $reflected:literal $op:ident),*) => {
        &[
            $(($name, SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::$op)),
            ($reflected, SELF1, 2, |vm, a| vm.reflected_method(&a, BinaryOp::$op)),)*
        ]
    };
}

/// The operators that numbers have, as methods, for classes derived from numbers.
const NUMERIC: &[Def] = binary_methods!(
    "__add__" "__radd__" Add, "__sub__" "__rsub__" Sub, "__mul__" "__rmul__" Mul, "__truediv__" "__rtruediv__" Div,
    "__floordiv__" "__rfloordiv__" FloorDiv, "__mod__" "__rmod__" Mod, "__pow__" "__rpow__" Pow
);

const BITS: &[Def] = binary_methods!(
    "__and__" "__rand__" And, "__or__" "__ror__" Or, "__xor__" "__rxor__" Xor, "__lshift__" "__rlshift__" Shl,
    "__rshift__" "__rrshift__" Shr
);

macro_rules! compare_methods {
    ($($name:literal $op:ident),*) => {
        &[$(($name, SELF1, 2, |vm, a| {
            let (left, right) = (a.get(0).core().clone(), a.get(1).core().clone());
            match vm.compare(CompareOp::$op, &left, &right) {
                Err(raise) if vm.raised(&raise, &vm.types.type_error) => Ok(Value::NotImplemented),
                result => result,
            }
        }),)*]
    };
}

/// Comparisons as methods.
pub(crate) const COMPARISONS: &[Def] =
    compare_methods!("__eq__" Eq, "__ne__" Ne, "__lt__" Lt, "__le__" Le, "__gt__" Gt, "__ge__" Ge);

const COMMON: &[Def] = &[
    ("__neg__", SELF, 1, |vm, a| vm.unary(UnaryOp::Neg, &a.get(0).core().clone())),
    ("__pos__", SELF, 1, |vm, a| vm.unary(UnaryOp::Pos, &a.get(0).core().clone())),
    ("__abs__", SELF, 1, |vm, a| vm.abs(&a.get(0).core().clone())),
    ("__bool__", SELF, 1, |vm, a| vm.truth(&a.get(0).core().clone()).map(Value::Bool)),
    ("__int__", SELF, 1, |vm, a| vm.int(&a.get(0).core().clone())),
    ("__float__", SELF, 1, |vm, a| vm.float(a.get(0)).map(Value::Float)),
    ("__hash__", SELF, 1, |vm, a| Ok(Value::Int(vm.hash(&a.get(0).core().clone())? as i64))),
    ("__repr__", SELF, 1, |vm, a| vm.repr(&a.get(0).core().clone()).map(Value::str)),
    ("__format__", SELF1, 2, |vm, a| {
        let spec = a.get(1).as_str().map(Str::to_string).unwrap_or_default();
        vm.format_builtin(&a.get(0).core().clone(), &spec).map(Value::str)
    }),
    ("__divmod__", SELF1, 2, |vm, a| vm.divmod(&a.get(0).core().clone(), &a.get(1).core().clone())),
    ("conjugate", SELF, 1, |_, a| {
        Ok(match a.get(0) {
            Value::Complex(value) => Value::Complex(Rc::new((value.0, -value.1))),
            other => other.core().clone(),
        })
    }),
];

const INT: &[Def] = &[
    ("__index__", SELF, 1, |_, a| Ok(a.get(0).core().clone())),
    ("__invert__", SELF, 1, |vm, a| vm.unary(UnaryOp::Invert, &a.get(0).core().clone())),
    ("__trunc__", SELF, 1, |_, a| Ok(a.get(0).core().clone())),
    ("__floor__", SELF, 1, |_, a| Ok(a.get(0).core().clone())),
    ("__ceil__", SELF, 1, |_, a| Ok(a.get(0).core().clone())),
    ("__round__", &["/self", "/digits"], 1, |vm, mut a| {
        let digits = a.take(1).given();
        vm.round(&a.get(0).core().clone(), digits)
    }),
    ("bit_length", SELF, 1, |_, a| Ok(Value::Int(big(a.get(0)).bits() as i64))),
    ("bit_count", SELF, 1, |_, a| {
        let ones: u32 = big(a.get(0)).abs().iter_u64_digits().map(u64::count_ones).sum();
        Ok(Value::Int(i64::from(ones)))
    }),
    ("is_integer", SELF, 1, |_, _| Ok(Value::Bool(true))),
    ("as_integer_ratio", SELF, 1, |_, a| Ok(Value::tuple(vec![a.get(0).core().clone(), Value::Int(1)]))),
    ("to_bytes", &["/self", "length", "byteorder", "signed"], 1, |vm, a| {
        let value = big(a.get(0));
        let length = a.given(1).map_or(Ok(1), |length| vm.index(length))?;
        let Ok(length) = usize::try_from(length) else {
            return Err(vm.value_error("length argument must be non-negative".into()));
        };
        vm.reserve(length)?;
        let signed = a.given(3).map_or(Ok(false), |signed| vm.truth(signed))?;
        let little = a.given(2).and_then(Value::as_str).is_some_and(|order| &**order == "little");
        if value.is_negative() && !signed {
            return Err(vm.overflow_error("can't convert negative int to unsigned"));
        }
        let mut bytes = if signed { value.to_signed_bytes_le() } else { value.to_bytes_le().1 };
        while bytes.len() > length && bytes.last() == Some(&0) {
            bytes.pop();
        }
        if bytes.len() > length {
            return Err(vm.overflow_error("int too big to convert"));
        }
        bytes.resize(length, if value.is_negative() { 0xff } else { 0 });
        if !little {
            bytes.reverse();
        }
        Ok(Value::Bytes(Rc::new(bytes)))
    }),
];

fn big(value: &Value) -> BigInt {
    match value.core() {
        Value::Int(value) => BigInt::from(*value),
        Value::Bool(value) => BigInt::from(u8::from(*value)),
        Value::Big(value) => (**value).clone(),
        _ => BigInt::zero(),
    }
}

const FLOAT: &[Def] = &[
    ("is_integer", SELF, 1, |vm, a| {
        let value = vm.float(a.get(0))?;
        Ok(Value::Bool(value.is_finite() && value.fract() == 0.0))
    }),
    ("__trunc__", SELF, 1, |vm, a| vm.int(&a.get(0).core().clone())),
    ("__floor__", SELF, 1, |vm, a| {
        let value = vm.float(a.get(0))?;
        vm.int(&Value::Float(value.floor()))
    }),
    ("__ceil__", SELF, 1, |vm, a| {
        let value = vm.float(a.get(0))?;
        vm.int(&Value::Float(value.ceil()))
    }),
    ("__round__", &["/self", "/digits"], 1, |vm, mut a| {
        let digits = a.take(1).given();
        vm.round(&a.get(0).core().clone(), digits)
    }),
    ("as_integer_ratio", SELF, 1, |vm, a| {
        let value = vm.float(a.get(0))?;
        if !value.is_finite() {
            let what = if value.is_nan() { "NaN" } else { "infinity" };
            return Err(if value.is_nan() {
                vm.value_error(format!("cannot convert {what} to integer ratio"))
            } else {
                vm.overflow_error(&format!("cannot convert {} to integer ratio", "Infinity"))
            });
        }
        let (mut mantissa, mut exponent) = crate::vm::frexp(value);
        while mantissa.fract() != 0.0 {
            mantissa *= 2.0;
            exponent -= 1;
        }
        let numerator = BigInt::from_f64(mantissa).unwrap_or_default();
        let (numerator, denominator) = if exponent >= 0 {
            (numerator << exponent as usize, BigInt::from(1))
        } else {
            (numerator, BigInt::from(1) << (-exponent) as usize)
        };
        Ok(Value::tuple(vec![Value::big(numerator), Value::big(denominator)]))
    }),
    ("hex", SELF, 1, |vm, a| {
        let value = vm.float(a.get(0))?;
        if !value.is_finite() {
            return Ok(Value::str(crate::format::float_repr(value)));
        }
        let bits = value.to_bits();
        let (exponent, mantissa) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
        let sign = if value.is_sign_negative() { "-" } else { "" };
        let (lead, exponent) = match (exponent, mantissa) {
            (0, 0) => return Ok(Value::str(format!("{sign}0x0.0p+0"))),
            (0, _) => (0, -1022),
            (exponent, _) => (1, exponent as i64 - 1023),
        };
        Ok(Value::str(format!("{sign}0x{lead}.{mantissa:013x}p{exponent:+}")))
    }),
];

fn int_new(vm: &mut Vm, mut args: Args) -> R<Value> {
    vm.at_most(&args, "int", 2)?;
    let class = args.take(0);
    let base = args.keyword("base").or_else(|| args.take(2).given());
    let value = args.take(1);
    let made = match (value.given(), base) {
        (None, None) => Value::Int(0),
        (Some(value), None) => vm.int(&value)?,
        (value, Some(base)) => {
            let base = vm.index(&base)?;
            match value.as_ref().and_then(Value::as_str) {
                Some(text) => vm.parse_int(text, base)?,
                None => return Err(vm.type_error("int() can't convert non-string with explicit base".into())),
            }
        }
    };
    Ok(vm.wrap(&class, made))
}

/// What `float` reads as a number: texts, and bytes of ASCII.
fn readable(value: &Value) -> Option<&str> {
    match value.core() {
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        other => other.as_str().map(|text| &**text),
    }
}

fn float_new(vm: &mut Vm, mut args: Args) -> R<Value> {
    vm.at_most(&args, "float", 1)?;
    let class = args.take(0);
    let value = match args.take(1).given() {
        None => 0.0,
        Some(value) => match readable(&value) {
            Some(text) => match parse_float(text) {
                Some(value) => value,
                None => {
                    let shown = vm.repr(&value)?;
                    return Err(vm.value_error(format!("could not convert string to float: {shown}")));
                }
            },
            None => match vm.float(&value) {
                Err(raise) if vm.raised(&raise, &vm.types.type_error) && !vm.has_float(&value) => {
                    let name = vm.class_name(&value);
                    let message = format!("float() argument must be a string or a real number, not '{name}'");
                    return Err(vm.type_error(message));
                }
                result => result?,
            },
        },
    };
    Ok(vm.wrap(&class, Value::Float(value)))
}

/// `float.fromhex`.
fn float_fromhex(vm: &mut Vm, args: Args) -> R<Value> {
    let text = args.get(1).as_str().map_or(String::new(), |text| text.trim().to_lowercase());
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => (-1.0, body),
        None => (1.0, text.strip_prefix('+').unwrap_or(&text)),
    };
    let parsed = || -> Option<f64> {
        if matches!(body, "inf" | "infinity" | "nan") {
            return body.parse().ok();
        }
        let body = body.strip_prefix("0x").unwrap_or(body);
        let (mantissa, exponent) = body.split_once('p').unwrap_or((body, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = BigInt::parse_bytes(format!("{whole}{part}").as_bytes(), 16)?;
        let exponent: i64 = exponent.parse().ok()?;
        Some(crate::vm::scale(digits.to_f64()?, exponent - 4 * part.len() as i64))
    };
    match parsed() {
        Some(value) => Ok(Value::Float(sign * value)),
        None => Err(vm.value_error("invalid hexadecimal floating-point string".into())),
    }
}

/// A float from its text, with Python's rules for blanks and underscores.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_space);
    if !text.is_ascii() {
        let digits: String = text
            .chars()
            .map(|char| decimal(char).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(char))
            .collect();
        return if digits.is_ascii() { parse_float(&digits) } else { None };
    }
    let plain = text.trim_start_matches(['+', '-']);
    let lower = plain.to_ascii_lowercase();
    if !matches!(lower.as_str(), "inf" | "infinity" | "nan")
        && !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    {
        return None;
    }
    if text.starts_with("++") || text.starts_with("--") || text.starts_with("+-") || text.starts_with("-+") {
        return None;
    }
    if text.contains('_') {
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            if *byte == b'_' && !(digit(at.checked_sub(1)) && digit(Some(at + 1))) {
                return None;
            }
        }
        return text.replace('_', "").parse().ok();
    }
    text.parse().ok()
}

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    for class in [&types.int, &types.float, &types.complex] {
        vm.methods(class, NUMERIC, &[]);
        vm.methods(class, COMPARISONS, &[]);
        vm.methods(class, COMMON, &[]);
    }
    vm.methods(&types.int, BITS, &[("__new__", int_new), ("from_bytes", from_bytes)]);
    vm.methods(&types.int, INT, &[]);
    super::object::class_method(vm, &types.int, "from_bytes");
    vm.methods(&types.float, FLOAT, &[("__new__", float_new), ("fromhex", float_fromhex)]);
    super::object::class_method(vm, &types.float, "fromhex");
    vm.methods(
        &types.bool,
        &[],
        &[("__new__", |vm, args| {
            vm.at_most(&args, "bool", 1)?;
            let truth = args.given(1).map_or(Ok(false), |value| vm.truth(value))?;
            Ok(Value::Bool(truth))
        })],
    );
    vm.methods(
        &types.complex,
        &[],
        &[("__new__", |vm, mut args| {
            let (re, im) = (
                args.keyword("real").or_else(|| args.take(1).given()),
                args.keyword("imag").or_else(|| args.take(2).given()),
            );
            if let Some(text) = re.as_ref().and_then(Value::as_str).cloned() {
                return match parse_complex(&text) {
                    Some(value) => Ok(Value::Complex(Rc::new(value))),
                    None => Err(vm.value_error("complex() arg is a malformed string".into())),
                };
            }
            let (re, im) = (complex_part(vm, re, "first")?, complex_part(vm, im, "second")?);
            Ok(Value::Complex(Rc::new((re.0 - im.1, re.1 + im.0))))
        })],
    );
}

/// An argument of `complex`; 0 if it was not given.
fn complex_part(vm: &mut Vm, value: Option<Value>, which: &str) -> R<(f64, f64)> {
    let Some(mut value) = value else { return Ok((0.0, 0.0)) };
    let names = vm.names.clone();
    if which == "first"
        && let Some(method) = vm.special(&value, &names.complex)?
    {
        value = vm.call(&method, Args::default())?;
    }
    if let Value::Complex(value) = value.core() {
        return Ok(**value);
    }
    match vm.float(&value) {
        Ok(real) => Ok((real, 0.0)),
        Err(raise) if vm.raised(&raise, &vm.types.type_error) && !matches!(value, Value::Object(_)) => {
            let name = vm.class_name(&value);
            let accepted = if which == "first" { "a string or a number" } else { "a number" };
            Err(vm.type_error(format!("complex() {which} argument must be {accepted}, not '{name}'")))
        }
        Err(raise) => Err(raise),
    }
}

/// A complex number from its text: `1+2j`, `3j`, `1.5`.
fn parse_complex(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text).trim();
    let Some(body) = text.strip_suffix(['j', 'J']) else { return Some((parse_float(text)?, 0.0)) };
    let split = body
        .char_indices()
        .skip(1)
        .filter(|(at, char)| matches!(char, '+' | '-') && !matches!(body.as_bytes()[at - 1], b'e' | b'E'))
        .last();
    let imaginary = |part: &str| match part {
        "" | "+" => Some(1.0),
        "-" => Some(-1.0),
        part => parse_float(part),
    };
    match split {
        Some((at, _)) => Some((parse_float(&body[..at])?, imaginary(&body[at..])?)),
        None => Some((0.0, imaginary(body)?)),
    }
}

fn from_bytes(vm: &mut Vm, mut args: Args) -> R<Value> {
    let order = args.keyword("byteorder").or_else(|| args.take(2).given());
    let signed = args.keyword("signed").map_or(Ok(false), |signed| vm.truth(&signed))?;
    let bytes: Vec<u8> = match args.get(1) {
        Value::Bytes(bytes) => bytes.to_vec(),
        Value::ByteArray(bytes) => bytes.borrow().clone(),
        other => {
            let mut bytes = Vec::new();
            for item in vm.to_vec(other)? {
                bytes.push(vm.index(&item)? as u8);
            }
            bytes
        }
    };
    let little = order.as_ref().and_then(Value::as_str).is_some_and(|order| &**order == "little");
    Ok(Value::big(match (little, signed) {
        (true, true) => BigInt::from_signed_bytes_le(&bytes),
        (false, true) => BigInt::from_signed_bytes_be(&bytes),
        (true, false) => BigInt::from_bytes_le(Sign::Plus, &bytes),
        (false, false) => BigInt::from_bytes_be(Sign::Plus, &bytes),
    }))
}

impl Vm {
    /// `int(value)`.
    pub(crate) fn int(&mut self, value: &Value) -> R<Value> {
        match value.core() {
            Value::Int(_) | Value::Big(_) => Ok(value.core().clone()),
            Value::Bool(value) => Ok(Value::Int(i64::from(*value))),
            Value::Float(value) => {
                if value.is_nan() {
                    return Err(self.value_error("cannot convert float NaN to integer".into()));
                }
                if value.is_infinite() {
                    return Err(self.overflow_error("cannot convert float infinity to integer"));
                }
                Ok(Value::big(BigInt::from_f64(value.trunc()).unwrap_or_default()))
            }
            Value::Str(text) => {
                let text = text.clone();
                self.parse_int(&text, 10)
            }
            Value::Bytes(bytes) => {
                let text = Str::new(&String::from_utf8_lossy(bytes));
                self.parse_int(&text, 10)
            }
            _ => {
                let names = self.names.clone();
                for name in [&names.int, &names.index, &names.trunc] {
                    if let Some(method) = self.special(value, name)? {
                        let result = self.call(&method, Args::default())?;
                        return match result.core() {
                            Value::Int(_) | Value::Big(_) | Value::Bool(_) => self.int(&result),
                            _ => {
                                let other = self.class_name(&result);
                                Err(self.type_error(format!("__int__ returned non-int (type {other})")))
                            }
                        };
                    }
                }
                let name = self.class_name(value);
                let message = format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
                );
                Err(self.type_error(message))
            }
        }
    }

    /// An integer from its text.
    pub(crate) fn parse_int(&mut self, text: &Str, base: i64) -> R<Value> {
        if base != 0 && !(2..=36).contains(&base) {
            return Err(self.value_error("int() base must be >= 2 and <= 36, or 0".into()));
        }
        match parse_digits(text.trim_matches(is_space), base as u32) {
            Some((digits, _)) if digits.len() > 4300 && !matches!(base, 2 | 4 | 8 | 16 | 32) => {
                let given = digits.len();
                let message = format!(
                    "Exceeds the limit (4300 digits) for integer string conversion: value has {given} digits; use sys.set_int_max_str_digits() to increase the limit"
                );
                Err(self.value_error(message))
            }
            Some((digits, base)) => {
                let negative = text.trim_start_matches(is_space).starts_with('-');
                let value = BigInt::parse_bytes(digits.as_bytes(), base).unwrap_or_default();
                Ok(Value::big(if negative { -value } else { value }))
            }
            None => {
                let shown = self.repr(&Value::Str(text.clone()))?;
                Err(self.value_error(format!("invalid literal for int() with base {base}: {shown}")))
            }
        }
    }

    /// `abs(value)`.
    pub(crate) fn abs(&mut self, value: &Value) -> R<Value> {
        match value {
            Value::Int(value) => Ok(Value::big(BigInt::from(*value).abs())),
            Value::Bool(value) => Ok(Value::Int(i64::from(*value))),
            Value::Big(value) => Ok(Value::big(value.abs())),
            Value::Float(value) => Ok(Value::Float(value.abs())),
            Value::Complex(value) => Ok(Value::Float(value.0.hypot(value.1))),
            other => {
                let names = self.names.clone();
                match self.special(other, &names.abs)? {
                    Some(method) => self.call(&method, Args::default()),
                    None => {
                        let name = self.class_name(other);
                        Err(self.type_error(format!("bad operand type for abs(): '{name}'")))
                    }
                }
            }
        }
    }

    /// `divmod(a, b)`.
    pub(crate) fn divmod(&mut self, a: &Value, b: &Value) -> R<Value> {
        let names = self.names.clone();
        for (object, name, other) in [(a, &names.divmod, b), (b, &names.rdivmod, a)] {
            if matches!(object, Value::Object(_))
                && let Some(method) = self.special(object, name)?
            {
                let result = self.call1(&method, other.clone())?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
        }
        let quotient = match self.binary(BinaryOp::FloorDiv, a, b) {
            Ok(quotient) => quotient,
            Err(raise) if self.raised(&raise, &self.types.type_error) => {
                let (a, b) = (self.class_name(a), self.class_name(b));
                return Err(
                    self.type_error(format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'"))
                );
            }
            Err(raise) => return Err(raise),
        };
        let rest = self.binary(BinaryOp::Mod, a, b)?;
        Ok(Value::tuple(vec![quotient, rest]))
    }

    /// `round(value, digits)`.
    pub(crate) fn round(&mut self, value: &Value, digits: Option<Value>) -> R<Value> {
        let digits = match digits {
            None | Some(Value::None) => None,
            Some(digits) => Some(self.index(&digits)?),
        };
        match (value, digits) {
            (Value::Int(_) | Value::Big(_) | Value::Bool(_), digits) => {
                let integer = big(value);
                let Some(digits) = digits.filter(|digits| *digits < 0) else {
                    return Ok(Value::big(integer));
                };
                if digits < -4000 {
                    return Ok(Value::Int(0));
                }
                let unit = num_traits::Pow::pow(BigInt::from(10), digits.unsigned_abs() as u32);
                let (quotient, rest) = num_integer::Integer::div_mod_floor(&integer, &unit);
                let twice: BigInt = &rest * 2;
                let up = twice > unit || (twice == unit && num_integer::Integer::is_odd(&quotient));
                Ok(Value::big((quotient + i32::from(up)) * unit))
            }
            (Value::Float(value), None) => {
                if !value.is_finite() {
                    return self.int(&Value::Float(*value));
                }
                self.int(&Value::Float(value.round_ties_even()))
            }
            (Value::Float(value), Some(digits)) => {
                if !value.is_finite() || digits > 323 {
                    return Ok(Value::Float(*value));
                }
                if digits < -308 {
                    return Ok(Value::Float(0.0_f64.copysign(*value)));
                }
                if digits >= 0 {
                    let text = format!("{value:.*}", digits as usize);
                    return Ok(Value::Float(text.parse().unwrap_or(*value)));
                }
                let unit = 10.0_f64.powi(-digits as i32);
                let scaled = value / unit;
                Ok(Value::Float(scaled.round_ties_even() * unit))
            }
            (other, digits) => {
                let names = self.names.clone();
                match self.special(other, &names.round)? {
                    Some(method) => {
                        let args = digits.map(Value::Int);
                        self.call(&method, Args::of(args))
                    }
                    None => {
                        let name = self.class_name(other);
                        Err(self.type_error(format!("type {name} doesn't define __round__ method")))
                    }
                }
            }
        }
    }
}

/// The digits of an integer's text and their base; nothing if it is none.
fn parse_digits(text: &str, base: u32) -> Option<(String, u32)> {
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = plain.to_ascii_lowercase();
    let prefixed = match lower.get(..2) {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        _ => None,
    };
    let (base, digits) = match (base, prefixed) {
        (0, Some(found)) => (found, &lower[2..]),
        (0, None) => {
            if lower.len() > 1 && lower.starts_with('0') && !lower.trim_start_matches(['0', '_']).is_empty() {
                return None;
            }
            (10, &lower[..])
        }
        (base, Some(found)) if base == found => (base, &lower[2..]),
        (base, _) => (base, &lower[..]),
    };
    let digits = if prefixed == Some(base) { digits.strip_prefix('_').unwrap_or(digits) } else { digits };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let mut made = String::with_capacity(digits.len());
    for char in digits.chars().filter(|char| *char != '_') {
        let digit = char.to_digit(36).or_else(|| decimal(char))?;
        if digit >= base {
            return None;
        }
        made.push(char::from_digit(digit, base)?);
    }
    Some((made, base))
}
