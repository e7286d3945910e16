//! What all kinds of objects can do: truth, length, index, special methods.

use super::{R, Vm};
use crate::object::{Args, Str, Value};

impl Vm {
    /// The special method of an object's class, bound to it.
    pub(crate) fn special(&mut self, object: &Value, name: &Str) -> R<Option<Value>> {
        let class = self.class_of(object);
        match self.find(&class, name) {
            Some(Value::None) | None => Ok(None),
            Some(found) => self.bind(found, object, &class).map(Some),
        }
    }

    /// Calls a special method if the object's class is one of the program's or the host's.
    pub(super) fn call_special(&mut self, object: &Value, name: &Str, args: Args) -> R<Option<Value>> {
        match self.special(object, name)? {
            Some(method) => self.call(&method, args).map(Some),
            None => Ok(None),
        }
    }

    /// `bool(value)`.
    pub fn truth(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::Bool(value) => *value,
            Value::None | Value::Unset => false,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Complex(value) => value.0 != 0.0 || value.1 != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::ByteArray(bytes) => !bytes.borrow().is_empty(),
            Value::Tuple(items) => !items.0.is_empty(),
            Value::List(items) => !items.0.borrow().is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Set(set) | Value::FrozenSet(set) => !set.borrow().is_empty(),
            Value::Range(range) => !range.is_empty(),
            Value::NotImplemented => {
                return Err(self.type_error("NotImplemented should not be used in a boolean context".into()));
            }
            Value::Object(_) | Value::Class(_) => {
                let names = self.names.clone();
                if let Some(result) = self.call_special(value, &names.bool, Args::default())? {
                    return match result {
                        Value::Bool(truth) => Ok(truth),
                        other => {
                            let name = self.class_name(&other);
                            Err(self.type_error(format!("__bool__ should return bool, returned {name}")))
                        }
                    };
                }
                match self.special(value, &names.len)? {
                    Some(_) => self.length(value)? != 0,
                    None => true,
                }
            }
            _ => true,
        })
    }

    /// `len(value)`.
    pub fn length(&mut self, value: &Value) -> R<usize> {
        Ok(match value {
            Value::Str(text) => text.length(),
            Value::Bytes(bytes) => bytes.len(),
            Value::ByteArray(bytes) => bytes.borrow().len(),
            Value::Tuple(items) => items.0.len(),
            Value::List(items) => items.0.borrow().len(),
            Value::Dict(dict) => dict.len(),
            Value::Set(set) | Value::FrozenSet(set) => set.borrow().len(),
            Value::Range(range) => match usize::try_from(range.len()) {
                Ok(length) if i64::try_from(length).is_ok() => length,
                _ => return Err(self.overflow_error("Python int too large to convert to C ssize_t")),
            },
            other => {
                let names = self.names.clone();
                match self.call_special(other, &names.len, Args::default())? {
                    Some(length) => {
                        let length = self.index(&length)?;
                        match usize::try_from(length) {
                            Ok(length) => length,
                            Err(_) => return Err(self.value_error("__len__() should return >= 0".into())),
                        }
                    }
                    None => {
                        let name = self.class_name(other);
                        return Err(self.type_error(format!("object of type '{name}' has no len()")));
                    }
                }
            }
        })
    }

    /// A number of things from an argument: at least 0.
    pub(crate) fn count(&mut self, value: &Value) -> R<usize> {
        Ok(super::size(self.index(value)?))
    }

    /// An integer, as for an index.
    pub fn index(&mut self, value: &Value) -> R<i64> {
        match self.optional_index(value)? {
            Some(index) => Ok(index),
            None => {
                let name = self.class_name(value);
                Err(self.type_error(format!("'{name}' object cannot be interpreted as an integer")))
            }
        }
    }

    /// An integer, if the value is one or has `__index__`.
    pub fn optional_index(&mut self, value: &Value) -> R<Option<i64>> {
        match value.core() {
            Value::Int(value) => Ok(Some(*value)),
            Value::Bool(value) => Ok(Some(i64::from(*value))),
            Value::Big(_) => Err(self.overflow_error("Python int too large to convert to C ssize_t")),
            Value::Object(_) => {
                let names = self.names.clone();
                match self.call_special(value, &names.index, Args::default())? {
                    Some(result) if matches!(result, Value::Int(_) | Value::Bool(_) | Value::Big(_)) => {
                        self.optional_index(&result)
                    }
                    Some(other) => {
                        let name = self.class_name(&other);
                        Err(self.type_error(format!("__index__ returned non-int (type {name})")))
                    }
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }
}
