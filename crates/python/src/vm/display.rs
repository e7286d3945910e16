//! Displays such as `[a, *b]`, f-strings, and their opposite: values are unpacked.

use std::rc::Rc;

use super::{R, Raise, Vm};
use crate::object::{Dict, Set, Str, Value};

impl Vm {
    #[inline(never)]
    pub(super) fn build_set(&mut self, count: u32) -> R<()> {
        let set = Rc::new(Set::default());
        for item in self.pop_many(count) {
            self.set_add(&set, item)?;
        }
        self.stack.push(Value::Set(set));
        Ok(())
    }

    #[inline(never)]
    pub(super) fn build_dict(&mut self, count: u32) -> R<()> {
        let dict = Rc::new(Dict::default());
        let mut items = self.pop_many(2 * count).into_iter();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            self.dict_set(&dict, key, value)?;
        }
        self.stack.push(Value::Dict(dict));
        Ok(())
    }

    #[inline(never)]
    pub(super) fn build_string(&mut self, count: u32) {
        let parts = self.pop_many(count);
        let text: String = parts.iter().filter_map(Value::as_str).map(Str::as_str).collect();
        self.stack.push(Value::str(text));
    }

    /// Makes a text of the top of the stack, as within an f-string.
    #[inline(never)]
    pub(super) fn format_part(&mut self, conversion: u8, has_spec: bool) -> R<()> {
        let spec = if has_spec { self.pop() } else { Value::Unset };
        let value = self.pop();
        let value = match conversion {
            b'r' => Value::str(self.repr(&value)?),
            b's' => Value::str(self.str(&value)?),
            b'a' => Value::str(self.ascii(&value)?),
            _ => value,
        };
        let text = match (&value, has_spec) {
            (Value::Str(_), false) => value,
            _ => self.format_value(&value, spec.as_str().map_or("", Str::as_str))?,
        };
        self.stack.push(text);
        Ok(())
    }

    /// `{*values}`
    #[inline(never)]
    pub(super) fn extend_set(&mut self) -> R<()> {
        let values = self.pop();
        let Value::Set(set) = self.top().clone() else { return Ok(()) };
        self.each(&values, |vm, value| vm.set_add(&set, value))
    }

    /// `{**other}`
    #[inline(never)]
    pub(super) fn update_display(&mut self) -> R<()> {
        let other = self.pop();
        let Value::Dict(dict) = self.top().clone() else { return Ok(()) };
        if !self.is_mapping(&other) {
            let name = self.class_name(&other);
            return Err(self.type_error(format!("'{name}' object is not a mapping")));
        }
        self.dict_update(&dict, &other)
    }

    pub(super) fn extend_display(&mut self, values: &Value) -> R<()> {
        let Value::List(list) = self.top().clone() else { return Ok(()) };
        let iterator = match self.iter(values) {
            Err(raise) if self.raised(&raise, &self.types.type_error) && !self.is_iterable(values) => {
                let name = self.class_name(values);
                return Err(self.type_error(format!("Value after * must be an iterable, not {name}")));
            }
            iterator => iterator?,
        };
        self.each(&iterator, |_, value| {
            list.0.borrow_mut().push(value);
            Ok(())
        })
    }

    pub(super) fn unpack(&mut self, value: &Value, count: usize) -> R<()> {
        let items = match value {
            Value::Tuple(tuple) => tuple.0.clone(),
            Value::List(list) => list.0.borrow().clone(),
            other => {
                let iterator = match self.iter(other) {
                    Ok(iterator) => iterator,
                    Err(raise) => return Err(self.cannot_unpack(other, raise)),
                };
                let mut items = Vec::new();
                while items.len() <= count {
                    match self.iter_next(&iterator)? {
                        Some(item) => items.push(item),
                        None => break,
                    }
                }
                items
            }
        };
        if items.len() != count {
            let got = items.len();
            let message = if got > count {
                format!("too many values to unpack (expected {count})")
            } else {
                format!("not enough values to unpack (expected {count}, got {got})")
            };
            return Err(self.value_error(message));
        }
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }

    pub(super) fn cannot_unpack(&mut self, value: &Value, raise: Raise) -> Raise {
        if raise.0.class.borrow().derives_from(&self.types.type_error) {
            let name = self.class_name(value);
            return self.type_error(format!("cannot unpack non-iterable {name} object"));
        }
        raise
    }

    pub(super) fn unpack_star(&mut self, value: &Value, before: usize, after: usize) -> R<()> {
        let items = match self.to_vec(value) {
            Ok(items) => items,
            Err(raise) => return Err(self.cannot_unpack(value, raise)),
        };
        if items.len() < before + after {
            let (expected, got) = (before + after, items.len());
            return Err(self.value_error(format!(
                "not enough values to unpack (expected at least {expected}, got {got})"
            )));
        }
        let mut items = items;
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        self.stack.extend(tail.into_iter().rev());
        self.stack.push(Value::list(middle));
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }
}
