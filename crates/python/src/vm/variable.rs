//! Variables: of functions, of modules, and in the namespaces of class bodies.

use std::rc::Rc;

use super::{R, Raise, Vm};
use crate::code::{Code, CodeKind};
use crate::object::{Str, Value};

impl Vm {
    pub(super) fn delete_global(&mut self, name: &Str) -> R<()> {
        let globals = self.frames.last().map(|frame| frame.globals.clone());
        match globals.and_then(|globals| globals.remove_str(name)) {
            Some(_) => Ok(()),
            None => Err(self.name_error(name)),
        }
    }

    /// Makes `__annotations__`, unless the namespace has it.
    pub(super) fn setup_annotations(&mut self) -> R<()> {
        let name = self.names.annotations.clone();
        match self.local_name(&name)? {
            Some(_) => Ok(()),
            None => self.store_local_name(&name, Value::Dict(Rc::default())),
        }
    }

    pub(super) fn set_cell(&mut self, place: usize, value: Value) -> Value {
        match &self.stack[place] {
            Value::Cell(cell) => cell.replace(value),
            _ => {
                self.stack[place] = Value::cell(value);
                Value::Unset
            }
        }
    }

    /// An attribute that the object itself has, found where it was the last time.
    pub(super) fn own_attribute(
        &mut self,
        code: &Code,
        ip: usize,
        value: &Value,
        name: &Str,
    ) -> Option<Value> {
        let Value::Object(object) = value else { return None };
        let class = object.class.borrow().clone();
        if class.own_getattribute.get() || self.find(&class, name).is_some() {
            return None;
        }
        let table = object.attributes.borrow();
        let cached = code.caches[ip].get() as usize;
        if let Some((Value::Str(key), value)) = table.at(cached)
            && key.same(name)
        {
            return Some(value.clone());
        }
        let position = table.find_str(name)?;
        code.caches[ip].set(position as u32);
        table.at(position).map(|(_, value)| value.clone())
    }

    pub(super) fn annotate(&mut self, name: &Str, value: Value) -> R<()> {
        let annotations = self.names.annotations.clone();
        if let Some(Value::Dict(dict)) = self.local_name(&annotations)? {
            dict.set_str(name.clone(), value);
        }
        Ok(())
    }

    pub(super) fn load_global(&mut self, code: &Code, ip: usize, place: u32) -> R<()> {
        let name = &code.names[place as usize];
        let Some(frame) = self.frames.last() else { return Ok(()) };
        {
            let table = frame.globals.borrow();
            let cached = code.caches[ip].get() as usize;
            if let Some((Value::Str(key), value)) = table.at(cached)
                && key.same(name)
            {
                let value = value.clone();
                drop(table);
                self.stack.push(value);
                return Ok(());
            }
            if let Some(position) = table.find_str(name) {
                code.caches[ip].set(position as u32);
                if let Some((_, value)) = table.at(position) {
                    let value = value.clone();
                    drop(table);
                    self.stack.push(value);
                    return Ok(());
                }
            }
        }
        match self.builtins.get_str(name) {
            Some(value) => {
                self.stack.push(value);
                Ok(())
            }
            None => Err(self.name_error(name)),
        }
    }

    pub(super) fn load_local_name(&mut self, code: &Code, ip: usize, place: u32) -> R<()> {
        let has_locals = self.frames.last().is_some_and(|frame| frame.locals.is_some());
        if has_locals && let Some(value) = self.local_name(&code.names[place as usize])? {
            self.stack.push(value);
            return Ok(());
        }
        self.load_global(code, ip, place)
    }

    /// A variable in the namespace of the newest frame.
    pub(crate) fn local_name(&mut self, name: &Str) -> R<Option<Value>> {
        let Some(frame) = self.frames.last() else { return Ok(None) };
        match frame.locals.clone() {
            None => Ok(frame.globals.get_str(name)),
            Some(Value::Dict(dict)) => Ok(dict.get_str(name)),
            Some(mapping) => match self.get_item(&mapping, &Value::Str(name.clone())) {
                Ok(value) => Ok(Some(value)),
                Err(raise) if raise.0.class.borrow().derives_from(&self.types.key_error) => Ok(None),
                Err(raise) => Err(raise),
            },
        }
    }

    pub(super) fn store_local_name(&mut self, name: &Str, value: Value) -> R<()> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        match frame.locals.clone() {
            None => {
                let globals = frame.globals.clone();
                globals.set_str(name.clone(), value);
                Ok(())
            }
            Some(Value::Dict(dict)) => {
                dict.set_str(name.clone(), value);
                Ok(())
            }
            Some(mapping) => self.set_item(&mapping, &Value::Str(name.clone()), value),
        }
    }

    pub(super) fn delete_local_name(&mut self, name: &Str) -> R<()> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let removed = match frame.locals.clone() {
            None => frame.globals.clone().remove_str(name),
            Some(Value::Dict(dict)) => dict.remove_str(name),
            Some(mapping) => {
                return self.delete_item(&mapping, &Value::Str(name.clone()));
            }
        };
        if removed.is_none() { Err(self.name_error(name)) } else { Ok(()) }
    }

    pub(super) fn unbound(&mut self, code: &Code, slot: u32) -> Raise {
        let name = &code.variables[slot as usize];
        let free = code.variables.len() - code.free;
        if slot as usize >= free {
            let message = format!(
                "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            );
            return self.error(&self.types.name_error.clone(), &message);
        }
        if code.kind != CodeKind::Function {
            return self.name_error(name);
        }
        let message =
            format!("cannot access local variable '{name}' where it is not associated with a value");
        self.error(&self.types.unbound_local_error.clone(), &message)
    }
}
