//! Calls with `*arguments` and `**keywords`.

use std::rc::Rc;

use super::{Ends, R, Vm};
use crate::object::{Dict, Value};

impl Vm {
    pub(super) fn merge_keywords(&mut self) -> R<()> {
        let other = self.pop();
        let Value::Dict(dict) = self.top().clone() else { return Ok(()) };
        if !self.is_mapping(&other) {
            let name = self.class_name(&other);
            let function = self.called_name(4)?;
            return Err(
                self.type_error(format!("{function} argument after ** must be a mapping, not {name}"))
            );
        }
        let extra = Rc::new(Dict::default());
        self.dict_update(&extra, &other)?;
        let entries = extra.entries();
        for (key, value) in entries {
            let Some(name) = key.as_str().cloned() else {
                return Err(self.type_error("keywords must be strings".into()));
            };
            if dict.get_str(&name).is_some() {
                let function = self.called_name(4)?;
                return Err(
                    self.type_error(format!("{function} got multiple values for keyword argument '{name}'"))
                );
            }
            dict.set_str(name, value);
        }
        Ok(())
    }

    /// What lies at a depth of the stack and is called, for messages: `module.name()`.
    pub(super) fn called_name(&mut self, depth: usize) -> R<String> {
        let called = self.stack.len().checked_sub(depth).and_then(|at| self.stack.get(at)).cloned();
        let called = called.unwrap_or(Value::None);
        let names = self.names.clone();
        let Some(name) = self.optional_attr(&called, &names.qualname)? else { return self.str(&called) };
        let name = self.str(&name)?;
        match self.optional_attr(&called, &names.module)? {
            Some(module) if module.as_str().is_some_and(|module| &**module != "builtins") => {
                Ok(format!("{}.{name}()", self.str(&module)?))
            }
            _ => Ok(format!("{name}()")),
        }
    }

    /// Calls with the tuple and the dict on the stack; true if a frame was opened.
    pub(super) fn call_spread(&mut self) -> R<bool> {
        let keywords = self.pop();
        let positional = self.pop();
        let positional = match &positional {
            Value::Tuple(items) => items.0.clone(),
            // A single `*iterable`.
            other => match self.to_vec(other) {
                Err(raise) if self.raised(&raise, &self.types.type_error) && !self.is_iterable(other) => {
                    let (function, name) = (self.called_name(2)?, self.class_name(other));
                    return Err(self
                        .type_error(format!("{function} argument after * must be an iterable, not {name}")));
                }
                items => items?,
            },
        };
        let mut count = positional.len();
        self.stack.extend(positional);
        let mut names = Vec::new();
        if let Value::Dict(dict) = &keywords {
            for (name, value) in dict.borrow().iter() {
                names.push(name.clone());
                self.stack.push(value.clone());
                count += 1;
            }
        }
        let names = if names.is_empty() { None } else { Some(names.as_slice()) };
        self.call_on_stack(count, names, Ends::Push)
    }
}
