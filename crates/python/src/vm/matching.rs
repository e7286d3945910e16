//! The tests of `match`.

use std::rc::Rc;

use super::{R, Vm};
use crate::object::{Dict, Str, Value};

impl Vm {
    /// True for a sequence with `count` items, or with at least as many.
    pub(super) fn match_sequence(&mut self, value: &Value, count: usize, more: bool) -> R<bool> {
        let sequence = match value.core() {
            Value::List(_) | Value::Tuple(_) | Value::Range(_) => true,
            Value::Object(_) => self.is_registered(value, "Sequence")?,
            _ => false,
        };
        if !sequence {
            return Ok(false);
        }
        let length = self.length(value.core())?;
        Ok(if more { length >= count } else { length == count })
    }

    /// True for dicts and what `collections.abc` knows as a mapping.
    pub(super) fn is_mapping(&mut self, value: &Value) -> bool {
        match value.core() {
            Value::Dict(_) => true,
            Value::Object(_) => {
                let names = self.names.clone();
                let class = self.class_of(value);
                self.find(&class, &names.keys).is_some() && self.find(&class, &names.getitem).is_some()
            }
            _ => false,
        }
    }

    /// True for an object whose class `collections.abc` knows under a name. Without that module none is known.
    fn is_registered(&mut self, value: &Value, name: &str) -> R<bool> {
        let Some(Value::Module(module)) = self.modules.get("collections.abc") else { return Ok(false) };
        match module.globals.get(name) {
            Some(class) => self.isinstance(value, &class),
            None => Ok(false),
        }
    }

    /// The values of keys, or `None` if one is not there.
    pub(super) fn match_keys(&mut self, value: &Value, keys: &Value) -> R<Value> {
        let Value::Tuple(keys) = keys else { return Ok(Value::None) };
        let mut values = Vec::new();
        for key in &keys.0 {
            let found = match value.core() {
                // `defaultdict` makes no entry for a pattern.
                Value::Dict(dict) => self.dict_get(dict, key)?,
                _ => match self.get_item(value, key) {
                    Ok(value) => Some(value),
                    Err(raise) if self.raised(&raise, &self.types.key_error) => None,
                    Err(raise) => return Err(raise),
                },
            };
            match found {
                Some(value) => values.push(value),
                None => return Ok(Value::None),
            }
        }
        Ok(Value::tuple(values))
    }

    /// A copy of a mapping without keys.
    pub(super) fn match_rest(&mut self, value: &Value, keys: &Value) -> R<Value> {
        let rest: Rc<Dict> = Rc::default();
        self.dict_update(&rest, value)?;
        for key in self.to_vec(keys)? {
            self.dict_remove(&rest, &key)?;
        }
        Ok(Value::Dict(rest))
    }

    /// The attributes of a class pattern, or `None` if the value is of another class or lacks one.
    pub(super) fn match_class(
        &mut self,
        value: &Value,
        class: &Value,
        positional: usize,
        names: &Value,
    ) -> R<Value> {
        let Value::Class(inner) = class else {
            return Err(self.type_error("called match pattern must be a class".into()));
        };
        if !self.isinstance(value, class)? {
            return Ok(Value::None);
        }
        let mut values = Vec::new();
        let mut wanted: Vec<Str> = Vec::new();
        if positional > 0 {
            const WHOLE: [&str; 11] = [
                "bool",
                "bytearray",
                "bytes",
                "dict",
                "float",
                "frozenset",
                "int",
                "list",
                "set",
                "str",
                "tuple",
            ];
            let all = self.names.clone();
            let declared = self.optional_attr(class, &all.match_args)?;
            match declared {
                Some(Value::Tuple(declared)) => {
                    if positional > declared.0.len() {
                        return Err(self.too_many_patterns(class, declared.0.len(), positional));
                    }
                    wanted.extend(declared.0[..positional].iter().filter_map(|name| name.as_str().cloned()));
                }
                Some(_) => {
                    let name = inner.name.borrow().clone();
                    return Err(self.type_error(format!("{name}.__match_args__ must be a tuple (got list)")));
                }
                None => {
                    let whole = inner
                        .search()
                        .iter()
                        .any(|class| class.builtin && WHOLE.contains(&&**class.name.borrow()));
                    if !whole || positional > 1 {
                        return Err(self.too_many_patterns(class, usize::from(whole), positional));
                    }
                    values.push(value.clone());
                }
            }
        }
        if let Value::Tuple(names) = names {
            wanted.extend(names.0.iter().filter_map(|name| name.as_str().cloned()));
        }
        for (number, name) in wanted.iter().enumerate() {
            if wanted[..number].contains(name) {
                let class = inner.name.borrow().clone();
                return Err(
                    self.type_error(format!("{class}() got multiple sub-patterns for attribute '{name}'"))
                );
            }
            match self.optional_attr(value, name)? {
                Some(value) => values.push(value),
                None => return Ok(Value::None),
            }
        }
        Ok(Value::tuple(values))
    }

    fn too_many_patterns(&mut self, class: &Value, most: usize, given: usize) -> super::Raise {
        let name = match class {
            Value::Class(class) => class.name.borrow().to_string(),
            _ => String::new(),
        };
        let plural = if most == 1 { "" } else { "s" };
        self.type_error(format!("{name}() accepts {most} positional sub-pattern{plural} ({given} given)"))
    }
}
