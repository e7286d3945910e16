//! Comparisons.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::{R, Vm};
use crate::code::CompareOp;
use crate::object::{Str, Value};

impl CompareOp {
    fn of(self, order: Ordering) -> bool {
        match self {
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        }
    }

    /// The operator with its operands exchanged.
    fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            other => other,
        }
    }

    fn text(self) -> &'static str {
        match self {
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        }
    }
}

/// The result for small numbers and strings; nothing where more must be looked at.
#[inline]
pub(crate) fn fast(op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(op.of(a.cmp(b))),
        (Value::Float(a), Value::Float(b)) => Some(floats(op, *a, *b)),
        (Value::Str(a), Value::Str(b)) => Some(match op {
            CompareOp::Eq => a == b,
            CompareOp::Ne => a != b,
            _ => op.of(a.as_str().cmp(b.as_str())),
        }),
        _ => None,
    }
}

fn floats(op: CompareOp, a: f64, b: f64) -> bool {
    match a.partial_cmp(&b) {
        Some(order) => op.of(order),
        None => op == CompareOp::Ne,
    }
}

/// The order of two numbers; `Err` if one is nan, nothing if they are none.
fn numbers(left: &Value, right: &Value) -> Option<Result<Ordering, ()>> {
    enum N {
        Int(i64),
        Big(BigInt),
        Float(f64),
    }
    let number = |value: &Value| match value {
        Value::Int(value) => Some(N::Int(*value)),
        Value::Bool(value) => Some(N::Int(i64::from(*value))),
        Value::Big(value) => Some(N::Big((**value).clone())),
        Value::Float(value) => Some(N::Float(*value)),
        _ => None,
    };
    let big = |value: N| match value {
        N::Int(value) => BigInt::from(value),
        N::Big(value) => value,
        N::Float(value) => BigInt::from_f64(value.floor()).unwrap_or_default(),
    };
    Some(match (number(left)?, number(right)?) {
        (N::Int(a), N::Int(b)) => Ok(a.cmp(&b)),
        (N::Float(a), N::Float(b)) => a.partial_cmp(&b).ok_or(()),
        (N::Float(a), _) | (_, N::Float(a)) if a.is_nan() => Err(()),
        (N::Float(a), b) => Ok(float_int(a, &big(b))),
        (a, N::Float(b)) => Ok(float_int(b, &big(a)).reverse()),
        (a, b) => Ok(big(a).cmp(&big(b))),
    })
}

fn float_int(float: f64, int: &BigInt) -> Ordering {
    if float.is_infinite() {
        return if float > 0.0 { Ordering::Greater } else { Ordering::Less };
    }
    let floor = BigInt::from_f64(float.floor()).unwrap_or_default();
    floor.cmp(int).then(if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Greater })
}

impl Vm {
    /// `left == right` as a truth.
    pub fn equal(&mut self, left: &Value, right: &Value) -> R<bool> {
        if left.is(right) {
            return Ok(true);
        }
        if let Some(result) = fast(CompareOp::Eq, left, right) {
            return Ok(result);
        }
        let result = self.compare(CompareOp::Eq, left, right)?;
        self.truth(&result)
    }

    /// `left < right` as a truth.
    pub fn less(&mut self, left: &Value, right: &Value) -> R<bool> {
        if let Some(result) = fast(CompareOp::Lt, left, right) {
            return Ok(result);
        }
        let result = self.compare(CompareOp::Lt, left, right)?;
        self.truth(&result)
    }

    fn compare_name(&self, op: CompareOp) -> Str {
        let names = &self.names;
        match op {
            CompareOp::Lt => &names.lt,
            CompareOp::Le => &names.le,
            CompareOp::Eq => &names.eq,
            CompareOp::Ne => &names.ne,
            CompareOp::Gt => &names.gt,
            CompareOp::Ge => &names.ge,
        }
        .clone()
    }

    /// `left op right`.
    pub fn compare(&mut self, op: CompareOp, left: &Value, right: &Value) -> R<Value> {
        let plain = |value: &Value| !matches!(value, Value::Object(_) | Value::Class(_));
        if !plain(left) || !plain(right) {
            let (left_class, right_class) = (self.class_of(left), self.class_of(right));
            let swap =
                !std::rc::Rc::ptr_eq(&left_class, &right_class) && right_class.derives_from(&left_class);
            let mut order = [(left, right, op), (right, left, op.swapped())];
            if swap {
                order.swap(0, 1);
            }
            for (object, other, op) in order {
                if plain(object) {
                    continue;
                }
                let name = self.compare_name(op);
                let class = self.class_of(object);
                let Some(found) = self.find(&class, &name) else { continue };
                if found.is_none() || self.is_object_method(&found) {
                    continue;
                }
                let method = self.bind(found, object, &class)?;
                let result = self.call1(&method, other.clone())?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
            // `!=` is the opposite of an own `==`.
            if op == CompareOp::Ne {
                for (object, other) in [(left, right), (right, left)] {
                    if plain(object) {
                        continue;
                    }
                    let name = self.names.eq.clone();
                    let class = self.class_of(object);
                    let Some(found) = self.find(&class, &name) else { continue };
                    if self.is_object_method(&found) {
                        continue;
                    }
                    let method = self.bind(found, object, &class)?;
                    let result = self.call1(&method, other.clone())?;
                    if !matches!(result, Value::NotImplemented) {
                        return Ok(Value::Bool(!self.truth(&result)?));
                    }
                }
            }
        }
        if let Some(result) = self.builtin_compare(op, left.core(), right.core())? {
            return Ok(Value::Bool(result));
        }
        match op {
            CompareOp::Eq => Ok(Value::Bool(left.is(right))),
            CompareOp::Ne => Ok(Value::Bool(!left.is(right))),
            _ => {
                let (a, b) = (self.class_name(left), self.class_name(right));
                Err(self.type_error(format!(
                    "'{}' not supported between instances of '{a}' and '{b}'",
                    op.text()
                )))
            }
        }
    }

    /// True for the methods that `object` has.
    fn is_object_method(&self, value: &Value) -> bool {
        matches!(value, Value::Native(native) if native.owner.as_deref() == Some("object"))
    }

    fn builtin_compare(&mut self, op: CompareOp, left: &Value, right: &Value) -> R<Option<bool>> {
        if let Some(result) = fast(op, left, right) {
            return Ok(Some(result));
        }
        if let Some(order) = numbers(left, right) {
            return Ok(Some(order.map_or(op == CompareOp::Ne, |order| op.of(order))));
        }
        match (left, right) {
            (Value::List(a), Value::List(b)) => {
                let (a, b) = (a.0.borrow().clone(), b.0.borrow().clone());
                self.sequences(op, &a, &b)
            }
            (Value::Tuple(a), Value::Tuple(b)) => self.sequences(op, &a.0, &b.0),
            (Value::Bytes(a), Value::Bytes(b)) => Ok(Some(op.of(a.cmp(b)))),
            (Value::ByteArray(a), Value::ByteArray(b)) => Ok(Some(op.of(a.borrow().cmp(&b.borrow())))),
            (Value::ByteArray(a), Value::Bytes(b)) => {
                Ok(Some(op.of(a.borrow().as_slice().cmp(b.as_slice()))))
            }
            (Value::Bytes(a), Value::ByteArray(b)) => {
                Ok(Some(op.of(a.as_slice().cmp(b.borrow().as_slice()))))
            }
            (Value::Range(a), Value::Range(b)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let same = a.len() == b.len()
                    && (a.is_empty() || (a.start == b.start && (a.len() == 1 || a.step == b.step)));
                Ok(Some(same == (op == CompareOp::Eq)))
            }
            (Value::Slice(a), Value::Slice(b)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let pairs = [(&a.start, &b.start), (&a.stop, &b.stop), (&a.step, &b.step)];
                let same = self.nested(|vm| {
                    pairs.into_iter().try_fold(true, |same, (a, b)| Ok(same && vm.equal(a, b)?))
                })?;
                Ok(Some(same == (op == CompareOp::Eq)))
            }
            (Value::Complex(a), _) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let same = match right {
                    Value::Complex(b) => a == b,
                    Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                        a.1 == 0.0 && numbers(&Value::Float(a.0), right) == Some(Ok(Ordering::Equal))
                    }
                    _ => return Ok(None),
                };
                Ok(Some(same == (op == CompareOp::Eq)))
            }
            (Value::Dict(a), Value::Dict(b)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let same = self.equal_dicts(a, b)?;
                Ok(Some(same == (op == CompareOp::Eq)))
            }
            (Value::Set(a) | Value::FrozenSet(a), Value::Set(b) | Value::FrozenSet(b)) => {
                let (a, b) = (a.clone(), b.clone());
                let (small, large) = (a.borrow().len(), b.borrow().len());
                Ok(Some(match op {
                    CompareOp::Eq => small == large && self.is_subset(&a, &b)?,
                    CompareOp::Ne => !(small == large && self.is_subset(&a, &b)?),
                    CompareOp::Le => self.is_subset(&a, &b)?,
                    CompareOp::Lt => small < large && self.is_subset(&a, &b)?,
                    CompareOp::Ge => self.is_subset(&b, &a)?,
                    CompareOp::Gt => small > large && self.is_subset(&b, &a)?,
                }))
            }
            (Value::Method(a), Value::Method(b)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let same = a.function.is(&b.function) && a.receiver.is(&b.receiver);
                Ok(Some(same == (op == CompareOp::Eq)))
            }
            _ => Ok(None),
        }
    }

    fn sequences(&mut self, op: CompareOp, a: &[Value], b: &[Value]) -> R<Option<bool>> {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) && a.len() != b.len() {
            return Ok(Some(op == CompareOp::Ne));
        }
        self.nested(|vm| {
            for (a, b) in a.iter().zip(b) {
                if vm.equal(a, b)? {
                    continue;
                }
                return match op {
                    CompareOp::Eq => Ok(Some(false)),
                    CompareOp::Ne => Ok(Some(true)),
                    _ => {
                        let result = vm.compare(op, a, b)?;
                        vm.truth(&result).map(Some)
                    }
                };
            }
            Ok(Some(op.of(a.len().cmp(&b.len()))))
        })
    }

    fn equal_dicts(
        &mut self,
        a: &std::rc::Rc<crate::object::Dict>,
        b: &std::rc::Rc<crate::object::Dict>,
    ) -> R<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        let entries = a.entries();
        self.nested(|vm| {
            for (key, value) in entries {
                let same = match vm.dict_get(b, &key)? {
                    Some(other) => vm.equal(&value, &other)?,
                    None => false,
                };
                if !same {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// True if a value has `__float__` or `__index__`.
    pub(crate) fn has_float(&mut self, value: &Value) -> bool {
        let names = self.names.clone();
        let class = self.class_of(value);
        self.find(&class, &names.float).is_some() || self.find(&class, &names.index).is_some()
    }

    /// A number as a float, for comparisons and mathematics.
    pub fn float(&mut self, value: &Value) -> R<f64> {
        match value.core() {
            Value::Float(value) => Ok(*value),
            Value::Int(value) => Ok(*value as f64),
            Value::Bool(value) => Ok(f64::from(u8::from(*value))),
            Value::Big(value) => match value.to_f64().filter(|value| value.is_finite()) {
                Some(value) => Ok(value),
                None => Err(self.overflow_error("int too large to convert to float")),
            },
            _ => {
                let names = self.names.clone();
                if let Some(method) = self.special(value, &names.float)? {
                    let result = self.call(&method, crate::object::Args::default())?;
                    return match result.core() {
                        Value::Float(value) => Ok(*value),
                        _ => {
                            let (class, other) = (self.class_name(value), self.class_name(&result));
                            Err(self
                                .type_error(format!("{class}.__float__ returned non-float (type {other})")))
                        }
                    };
                }
                if let Some(index) = self.optional_index(value)? {
                    return Ok(index as f64);
                }
                let name = self.class_name(value);
                Err(self.type_error(format!("must be real number, not {name}")))
            }
        }
    }
}
