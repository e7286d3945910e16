//! Operators.

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use super::{R, Raise, Vm};
use crate::code::{BinaryOp, UnaryOp};
use crate::object::{Args, Payload, Str, Value};
use crate::types::bytes::bytes_of;

/// The result for small numbers; nothing where more must be looked at.
#[inline]
pub(crate) fn fast(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => match op {
            BinaryOp::Add => a.checked_add(*b).map(Value::Int),
            BinaryOp::Sub => a.checked_sub(*b).map(Value::Int),
            BinaryOp::Mul => a.checked_mul(*b).map(Value::Int),
            BinaryOp::FloorDiv if *b > 0 => Some(Value::Int(a.div_euclid(*b))),
            BinaryOp::Mod if *b > 0 => Some(Value::Int(a.rem_euclid(*b))),
            BinaryOp::And => Some(Value::Int(a & b)),
            BinaryOp::Or => Some(Value::Int(a | b)),
            BinaryOp::Xor => Some(Value::Int(a ^ b)),
            BinaryOp::Div if *b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
                Some(Value::Float(*a as f64 / *b as f64))
            }
            _ => None,
        },
        (Value::Float(a), Value::Float(b)) => float(op, *a, *b),
        (Value::Float(a), Value::Int(b)) => float(op, *a, *b as f64),
        (Value::Int(a), Value::Float(b)) => float(op, *a as f64, *b),
        _ => None,
    }
}

#[inline]
fn float(op: BinaryOp, a: f64, b: f64) -> Option<Value> {
    match op {
        BinaryOp::Add => Some(Value::Float(a + b)),
        BinaryOp::Sub => Some(Value::Float(a - b)),
        BinaryOp::Mul => Some(Value::Float(a * b)),
        BinaryOp::Div if b != 0.0 => Some(Value::Float(a / b)),
        _ => None,
    }
}

/// A number of the numeric tower.
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

fn number(value: &Value) -> Option<Number> {
    Some(match value {
        Value::Int(value) => Number::Int(BigInt::from(*value)),
        Value::Bool(value) => Number::Int(BigInt::from(u8::from(*value))),
        Value::Big(value) => Number::Int((**value).clone()),
        Value::Float(value) => Number::Float(*value),
        Value::Complex(value) => Number::Complex(value.0, value.1),
        _ => return None,
    })
}

/// Numbers of more bits are refused.
const MOST_BITS: u64 = 1 << 25;

impl BinaryOp {
    /// The operator's text.
    pub fn text(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::MatMul => "@",
            BinaryOp::Div => "/",
            BinaryOp::Mod => "%",
            BinaryOp::Pow => "**",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::And => "&",
            BinaryOp::FloorDiv => "//",
        }
    }
}

impl Vm {
    /// The names of an operator's methods: plain, reflected, in place.
    fn operator_names(&self, op: BinaryOp) -> (Str, Str, Str) {
        let n = &self.names;
        let (a, b, c) = match op {
            BinaryOp::Add => (&n.add, &n.radd, &n.iadd),
            BinaryOp::Sub => (&n.sub, &n.rsub, &n.isub),
            BinaryOp::Mul => (&n.mul, &n.rmul, &n.imul),
            BinaryOp::MatMul => (&n.matmul, &n.rmatmul, &n.imatmul),
            BinaryOp::Div => (&n.truediv, &n.rtruediv, &n.itruediv),
            BinaryOp::Mod => (&n.mod_, &n.rmod, &n.imod),
            BinaryOp::Pow => (&n.pow, &n.rpow, &n.ipow),
            BinaryOp::Shl => (&n.lshift, &n.rlshift, &n.ilshift),
            BinaryOp::Shr => (&n.rshift, &n.rrshift, &n.irshift),
            BinaryOp::Or => (&n.or, &n.ror, &n.ior),
            BinaryOp::Xor => (&n.xor, &n.rxor, &n.ixor),
            BinaryOp::And => (&n.and, &n.rand, &n.iand),
            BinaryOp::FloorDiv => (&n.floordiv, &n.rfloordiv, &n.ifloordiv),
        };
        (a.clone(), b.clone(), c.clone())
    }

    /// `left op right`.
    pub fn binary(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Value> {
        match self.try_binary(op, left, right)? {
            Some(value) => Ok(value),
            None => Err(self.unsupported(op, left, right, false)),
        }
    }

    /// `left op= right`.
    pub fn in_place(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Value> {
        match (op, left) {
            (BinaryOp::Add, Value::ByteArray(bytes)) => {
                if let Some(more) = bytes_of(right) {
                    bytes.borrow_mut().extend(more);
                    return Ok(left.clone());
                }
            }
            (BinaryOp::Add, Value::List(list)) => {
                let items = self.to_vec(right)?;
                list.0.borrow_mut().extend(items);
                return Ok(left.clone());
            }
            (BinaryOp::Mul, Value::List(list)) => {
                if let Some(Value::List(made)) = self.builtin_binary(op, left, right)? {
                    list.0.replace(made.0.take());
                    return Ok(left.clone());
                }
            }
            (BinaryOp::Or, Value::Dict(dict)) => {
                self.dict_update(dict, right)?;
                return Ok(left.clone());
            }
            (BinaryOp::Or | BinaryOp::And | BinaryOp::Sub | BinaryOp::Xor, Value::Set(set))
                if matches!(right, Value::Set(_) | Value::FrozenSet(_)) =>
            {
                if let Some(Value::Set(made)) = self.builtin_binary(op, left, right)? {
                    let table = made.borrow().clone();
                    *set.borrow_mut() = table;
                    return Ok(left.clone());
                }
            }
            (_, Value::Object(_)) => {
                let (.., name) = self.operator_names(op);
                if let Some(method) = self.special(left, &name)? {
                    let result = self.call1(&method, right.clone())?;
                    if !matches!(result, Value::NotImplemented) {
                        return Ok(result);
                    }
                }
            }
            _ => {}
        }
        match self.try_binary(op, left, right)? {
            Some(value) => Ok(value),
            None => Err(self.unsupported(op, left, right, true)),
        }
    }

    fn try_binary(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
        let plain = |value: &Value| !matches!(value, Value::Object(_) | Value::Class(_));
        if plain(left) && plain(right) {
            return self.builtin_binary(op, left, right);
        }
        let (name, reflected, _) = self.operator_names(op);
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let swap = !Rc::ptr_eq(&left_class, &right_class)
            && right_class.derives_from(&left_class)
            && self.find(&right_class, &reflected).is_some();
        if swap && let Some(value) = self.try_operator(right, &reflected, left)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.try_operator(left, &name, right)? {
            return Ok(Some(value));
        }
        if !swap
            && !Rc::ptr_eq(&left_class, &right_class)
            && let Some(value) = self.try_operator(right, &reflected, left)?
        {
            return Ok(Some(value));
        }
        self.builtin_binary(op, left.core(), right.core())
    }

    fn try_operator(&mut self, object: &Value, name: &Str, other: &Value) -> R<Option<Value>> {
        if !matches!(object, Value::Object(_) | Value::Class(_)) {
            return Ok(None);
        }
        match self.special(object, name)? {
            Some(method) => {
                let result = self.call1(&method, other.clone())?;
                Ok(if matches!(result, Value::NotImplemented) { None } else { Some(result) })
            }
            None => Ok(None),
        }
    }

    fn unsupported(&mut self, op: BinaryOp, left: &Value, right: &Value, in_place: bool) -> Raise {
        let (a, b) = (self.class_name(left), self.class_name(right));
        if op == BinaryOp::Add && matches!(left, Value::Bytes(_) | Value::ByteArray(_)) {
            return self.type_error(format!("can't concat {b} to {a}"));
        }
        if op == BinaryOp::Add && is_sequence(left) {
            return self.type_error(format!("can only concatenate {a} (not \"{b}\") to {a}"));
        }
        if op == BinaryOp::Mul && (is_sequence(left) || is_sequence(right)) {
            let other = if is_sequence(left) { b } else { a };
            return self.type_error(format!("can't multiply sequence by non-int of type '{other}'"));
        }
        let text = match (op, in_place) {
            (BinaryOp::Pow, false) => "** or pow()".to_owned(),
            (op, false) => op.text().to_owned(),
            (op, true) => format!("{}=", op.text()),
        };
        self.type_error(format!("unsupported operand type(s) for {text}: '{a}' and '{b}'"))
    }

    /// The result for built-in types; nothing if they do not have the operator.
    pub(crate) fn builtin_binary(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
        if let Some(value) = fast(op, left, right) {
            return Ok(Some(value));
        }
        if let (Some(a), Some(b)) = (number(left), number(right)) {
            if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
                match op {
                    BinaryOp::And => return Ok(Some(Value::Bool(*a && *b))),
                    BinaryOp::Or => return Ok(Some(Value::Bool(*a || *b))),
                    BinaryOp::Xor => return Ok(Some(Value::Bool(a != b))),
                    _ => {}
                }
            }
            return self.numbers(op, a, b);
        }
        match (op, left, right) {
            (BinaryOp::Add, Value::Str(a), Value::Str(b)) => {
                let mut text = String::with_capacity(a.len() + b.len());
                text.push_str(a);
                text.push_str(b);
                Ok(Some(Value::str(text)))
            }
            (BinaryOp::Mod, Value::Str(text), _) => self.percent(text, right).map(Value::str).map(Some),
            (BinaryOp::Mod, Value::Bytes(_) | Value::ByteArray(_), _) => {
                self.percent_bytes(left, right).map(Some)
            }
            (BinaryOp::Add, Value::List(a), Value::List(b)) => {
                let mut items = a.0.borrow().clone();
                items.extend(b.0.borrow().iter().cloned());
                Ok(Some(Value::list(items)))
            }
            (BinaryOp::Add, Value::Tuple(a), Value::Tuple(b)) => {
                Ok(Some(Value::tuple(a.0.iter().chain(&b.0).cloned().collect())))
            }
            (BinaryOp::Add, Value::Bytes(_) | Value::ByteArray(_), _) => {
                let (Some(mut a), Some(b)) = (bytes_of(left), bytes_of(right)) else { return Ok(None) };
                a.extend(b);
                Ok(Some(match left {
                    Value::Bytes(_) => Value::Bytes(Rc::new(a)),
                    _ => Value::ByteArray(Rc::new(RefCell::new(a))),
                }))
            }
            (BinaryOp::Mul, _, _) => self.repeat(left, right),
            (BinaryOp::Or, Value::Dict(a), Value::Dict(_)) => {
                let made = Rc::default();
                self.dict_update(&made, &Value::Dict(a.clone()))?;
                self.dict_update(&made, right)?;
                Ok(Some(Value::Dict(made)))
            }
            (
                BinaryOp::Or,
                Value::Class(_) | Value::None,
                Value::Class(_) | Value::None | Value::Object(_),
            )
            | (BinaryOp::Or, Value::Object(_), Value::Class(_) | Value::None) => Ok(self.union(left, right)),
            (_, Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_)) => {
                self.set_operator(op, left, right)
            }
            _ => Ok(None),
        }
    }

    fn repeat(&mut self, left: &Value, right: &Value) -> R<Option<Value>> {
        let (items, count) = if is_sequence(left) { (left, right) } else { (right, left) };
        if !is_sequence(items) {
            return Ok(None);
        }
        let count = match self.optional_index(count) {
            Ok(Some(count)) => count,
            Ok(None) => return Ok(None),
            Err(raise) if self.raised(&raise, &self.types.overflow_error) => {
                let name = self.class_name(count);
                return Err(self.overflow_error(&format!("cannot fit '{name}' into an index-sized integer")));
            }
            Err(raise) => return Err(raise),
        };
        let count = super::size(count);
        let length = match items {
            Value::Str(text) => text.len(),
            _ => self.length(items)?,
        };
        let size = if matches!(items, Value::List(_) | Value::Tuple(_)) { size_of::<Value>() } else { 1 };
        let total = length
            .checked_mul(count)
            .filter(|total| total.checked_mul(size).is_some_and(|bytes| bytes < isize::MAX as usize / 4));
        let Some(total) = total else { return Err(self.memory_error()) };
        self.reserve(total.saturating_mul(size))?;
        Ok(Some(match items {
            Value::Str(text) => Value::str(text.repeat(count)),
            Value::Bytes(bytes) => Value::Bytes(Rc::new(bytes.repeat(count))),
            Value::ByteArray(bytes) => Value::ByteArray(Rc::new(RefCell::new(bytes.borrow().repeat(count)))),
            Value::Tuple(tuple) => Value::tuple(repeated(&tuple.0, count)),
            Value::List(list) => Value::list(repeated(&list.0.borrow(), count)),
            _ => return Ok(None),
        }))
    }

    /// Refuses what the limit of memory does not allow.
    pub fn reserve(&mut self, bytes: usize) -> R<()> {
        const SMALL: usize = 1 << 20;
        if bytes > SMALL {
            let before = self.host.memory();
            let mut probe: Vec<u8> = Vec::new();
            let fits = bytes <= self.memory_limit && probe.try_reserve_exact(bytes).is_ok();
            let after = self.host.memory();
            if !fits || after > self.memory_limit && after > before {
                return Err(self.memory_error());
            }
        }
        Ok(())
    }

    fn numbers(&mut self, op: BinaryOp, a: Number, b: Number) -> R<Option<Value>> {
        match (a, b) {
            (Number::Int(a), Number::Int(b)) => self.integers(op, &a, &b),
            (Number::Complex(ar, ai), b) => {
                let Some((br, bi)) = self.to_complex(b) else { return Ok(None) };
                self.complexes(op, (ar, ai), (br, bi))
            }
            (a, Number::Complex(br, bi)) => {
                let Some((ar, ai)) = self.to_complex(a) else { return Ok(None) };
                self.complexes(op, (ar, ai), (br, bi))
            }
            (a, b) => {
                let (a, b) = (self.real(a)?, self.real(b)?);
                self.floats(op, a, b)
            }
        }
    }

    fn to_complex(&self, value: Number) -> Option<(f64, f64)> {
        match value {
            Number::Int(value) => Some((value.to_f64()?, 0.0)),
            Number::Float(value) => Some((value, 0.0)),
            Number::Complex(re, im) => Some((re, im)),
        }
    }

    fn real(&mut self, value: Number) -> R<f64> {
        match value {
            Number::Int(value) => match value.to_f64().filter(|value| value.is_finite()) {
                Some(value) => Ok(value),
                None => Err(self.overflow_error("int too large to convert to float")),
            },
            Number::Float(value) | Number::Complex(value, _) => Ok(value),
        }
    }

    fn integers(&mut self, op: BinaryOp, a: &BigInt, b: &BigInt) -> R<Option<Value>> {
        let zero = b.is_zero();
        Ok(Some(match op {
            BinaryOp::Add => Value::big(a + b),
            BinaryOp::Sub => Value::big(a - b),
            BinaryOp::Mul => {
                if a.bits() + b.bits() > MOST_BITS {
                    return Err(self.memory_error());
                }
                Value::big(a * b)
            }
            BinaryOp::FloorDiv if zero => {
                return Err(self.zero_division("integer division or modulo by zero"));
            }
            BinaryOp::Mod if zero => return Err(self.zero_division("integer modulo by zero")),
            BinaryOp::FloorDiv => Value::big(a.div_floor(b)),
            BinaryOp::Mod => Value::big(a.mod_floor(b)),
            BinaryOp::Div if zero => return Err(self.zero_division("division by zero")),
            BinaryOp::Div => match divide(a, b) {
                Some(value) => Value::Float(value),
                None => return Err(self.overflow_error("integer division result too large for a float")),
            },
            BinaryOp::Pow if b.is_negative() => {
                if a.is_zero() {
                    return Err(self.zero_division("0.0 cannot be raised to a negative power"));
                }
                let (a, b) = (self.real(Number::Int(a.clone()))?, self.real(Number::Int(b.clone()))?);
                return self.floats(op, a, b);
            }
            BinaryOp::Pow => {
                let exponent = b.to_u64().unwrap_or(u64::MAX);
                if a.bits() > 1 && a.bits().saturating_mul(exponent) > MOST_BITS {
                    return Err(self.memory_error());
                }
                match u32::try_from(exponent) {
                    Ok(exponent) => Value::big(Pow::pow(a, exponent)),
                    // The base is -1, 0 or 1.
                    Err(_) if a.is_negative() && b.is_odd() => Value::Int(-1),
                    Err(_) => Value::Int(i64::from(!a.is_zero())),
                }
            }
            BinaryOp::Shl | BinaryOp::Shr if b.is_negative() => {
                return Err(self.value_error("negative shift count".into()));
            }
            BinaryOp::Shl => match b.to_u64() {
                Some(count) if a.bits() + count <= MOST_BITS => Value::big(a << count),
                _ if a.is_zero() => Value::Int(0),
                _ => return Err(self.memory_error()),
            },
            BinaryOp::Shr => match b.to_u64() {
                Some(count) if count < MOST_BITS => Value::big(a >> count),
                _ => Value::Int(if a.is_negative() { -1 } else { 0 }),
            },
            BinaryOp::And => Value::big(a & b),
            BinaryOp::Or => Value::big(a | b),
            BinaryOp::Xor => Value::big(a ^ b),
            BinaryOp::MatMul => return Ok(None),
        }))
    }

    fn floats(&mut self, op: BinaryOp, a: f64, b: f64) -> R<Option<Value>> {
        if let Some(value) = float(op, a, b) {
            return Ok(Some(value));
        }
        Ok(Some(Value::Float(match op {
            BinaryOp::Div => return Err(self.zero_division("float division by zero")),
            BinaryOp::FloorDiv | BinaryOp::Mod if b == 0.0 => {
                let what =
                    if op == BinaryOp::Mod { "float modulo by zero" } else { "float floor division by zero" };
                return Err(self.zero_division(what));
            }
            BinaryOp::FloorDiv => float_divmod(a, b).0,
            BinaryOp::Mod => float_divmod(a, b).1,
            BinaryOp::Pow => {
                if a == 0.0 && b < 0.0 {
                    return Err(self.zero_division("0.0 cannot be raised to a negative power"));
                }
                if a < 0.0 && a.is_finite() && b.is_finite() && b.fract() != 0.0 {
                    return self.complexes(op, (a, 0.0), (b, 0.0));
                }
                let result = a.powf(b);
                if result.is_infinite() && a.is_finite() && b.is_finite() {
                    let arguments = vec![Value::Int(34), Value::str("Numerical result out of range")];
                    return Err(self.error_with(&self.types.overflow_error.clone(), arguments));
                }
                result
            }
            _ => return Ok(None),
        })))
    }

    fn complexes(&mut self, op: BinaryOp, a: (f64, f64), b: (f64, f64)) -> R<Option<Value>> {
        let (re, im) = match op {
            BinaryOp::Add => (a.0 + b.0, a.1 + b.1),
            BinaryOp::Sub => (a.0 - b.0, a.1 - b.1),
            BinaryOp::Mul => (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0),
            BinaryOp::Div => match divide_complex(a, b) {
                Some(quotient) => quotient,
                None => return Err(self.zero_division("complex division by zero")),
            },
            BinaryOp::Pow if b.1 == 0.0 && b.0.fract() == 0.0 && b.0.abs() <= 100.0 => {
                match integer_power(a, b.0 as i32) {
                    Some(power) => power,
                    None => return Err(self.zero_division("0.0 to a negative or complex power")),
                }
            }
            BinaryOp::Pow => {
                let (size, angle) = (a.0.hypot(a.1), a.1.atan2(a.0));
                if size == 0.0 {
                    if b.1 != 0.0 || b.0 < 0.0 {
                        return Err(self.zero_division("0.0 to a negative or complex power"));
                    }
                    return Ok(Some(Value::Complex(Rc::new((0.0, 0.0)))));
                }
                let length = size.powf(b.0) * (-b.1 * angle).exp();
                let turn = b.0 * angle + b.1 * size.ln();
                (length * turn.cos(), length * turn.sin())
            }
            _ => return Ok(None),
        };
        Ok(Some(Value::Complex(Rc::new((re, im)))))
    }

    /// `-value`, `+value`, `~value`, `not value`.
    pub fn unary(&mut self, op: UnaryOp, value: &Value) -> R<Value> {
        if op == UnaryOp::Not {
            return Ok(Value::Bool(!self.truth(value)?));
        }
        if let Value::Object(object) = value {
            let names = self.names.clone();
            let name = match op {
                UnaryOp::Neg => &names.neg,
                UnaryOp::Pos => &names.pos,
                _ => &names.invert,
            };
            if let Some(method) = self.special(value, name)? {
                return self.call(&method, Args::default());
            }
            if let Payload::Value(inner) = &object.payload {
                let inner = inner.clone();
                return self.unary(op, &inner);
            }
        }
        match (op, number(value)) {
            (UnaryOp::Neg, Some(Number::Int(value))) => Ok(Value::big(-value)),
            (UnaryOp::Neg, Some(Number::Float(value))) => Ok(Value::Float(-value)),
            (UnaryOp::Neg, Some(Number::Complex(re, im))) => Ok(Value::Complex(Rc::new((-re, -im)))),
            (UnaryOp::Pos, Some(Number::Int(value))) => Ok(Value::big(value)),
            (UnaryOp::Pos, Some(_)) => Ok(value.clone()),
            (UnaryOp::Invert, Some(Number::Int(value))) => Ok(Value::big(-value - 1)),
            _ => {
                let name = self.class_name(value);
                let text = match op {
                    UnaryOp::Neg => "-",
                    UnaryOp::Pos => "+",
                    _ => "~",
                };
                Err(self.type_error(format!("bad operand type for unary {text}: '{name}'")))
            }
        }
    }
}

/// True for what `*` repeats.
fn is_sequence(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_) | Value::ByteArray(_))
}

fn repeated(items: &[Value], count: usize) -> Vec<Value> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::with_capacity(items.len() * count);
    for _ in 0..count {
        all.extend(items.iter().cloned());
    }
    all
}

/// The quotient of two complex numbers, scaled so that nothing overflows (Smith's method); nothing for 0.
fn divide_complex(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    if b == (0.0, 0.0) {
        return None;
    }
    Some(if b.0.abs() >= b.1.abs() {
        let ratio = b.1 / b.0;
        let scale = b.0 + b.1 * ratio;
        ((a.0 + a.1 * ratio) / scale, (a.1 - a.0 * ratio) / scale)
    } else {
        let ratio = b.0 / b.1;
        let scale = b.0 * ratio + b.1;
        ((a.0 * ratio + a.1) / scale, (a.1 * ratio - a.0) / scale)
    })
}

/// A complex number to an integer's power by multiplications; nothing if 0 would be divided by.
fn integer_power(base: (f64, f64), exponent: i32) -> Option<(f64, f64)> {
    let times = |a: (f64, f64), b: (f64, f64)| (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0);
    let (mut power, mut square, mut left) = ((1.0, 0.0), base, exponent.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            power = times(power, square);
        }
        square = times(square, square);
        left >>= 1;
    }
    if exponent < 0 { divide_complex((1.0, 0.0), power) } else { Some(power) }
}

/// `a // b` and `a % b` as CPython computes them.
pub(crate) fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0.0_f64.copysign(b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0_f64.copysign(a / b)
    };
    (floor, rest)
}

/// The correctly rounded quotient of two integers; nothing if it is too large.
pub(crate) fn divide(a: &BigInt, b: &BigInt) -> Option<f64> {
    let exact = |value: &BigInt| value.bits() <= 53;
    if exact(a) && exact(b) {
        return Some(a.to_f64()? / b.to_f64()?);
    }
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let (a, b) = (a.abs(), b.abs());
    // 66 bits of the quotient, with a last bit for the rest, round right.
    let shift = 66 - (a.bits() as i64 - b.bits() as i64);
    let (quotient, rest) = if shift >= 0 { (a << shift).div_rem(&b) } else { a.div_rem(&(b << -shift)) };
    let quotient = if rest.is_zero() { quotient } else { quotient | BigInt::from(1) };
    let value = scale(quotient.to_f64()?, -shift);
    if value.is_infinite() {
        return None;
    }
    Some(if negative { -value } else { value })
}

/// `value * 2 ** power`.
pub(crate) fn scale(mut value: f64, mut power: i64) -> f64 {
    while power > 1000 && value.is_finite() && value != 0.0 {
        value *= 2.0_f64.powi(1000);
        power -= 1000;
    }
    while power < -1000 && value != 0.0 {
        value *= 2.0_f64.powi(-1000);
        power += 1000;
    }
    value * 2.0_f64.powi(power.clamp(-1074, 1023) as i32)
}
