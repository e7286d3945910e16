//! Imports. Modules come from Rust, or as source from the host.

use std::rc::Rc;

use super::{R, Raise, Vm};
use crate::code::Source;
use crate::object::{Dict, Module, Str, Value};

impl Vm {
    /// `import name` and `from name import names`.
    fn import_statement(&mut self, name: &Str, names: &Value, level: &Value) -> R<Value> {
        let level = if let Value::Int(level) = level { *level } else { 0 };
        let absolute = if level > 0 { self.relative_name(name, level)? } else { name.to_string() };
        let module = self.import(&absolute)?;
        match names {
            Value::Tuple(list) => {
                // Modules of a package.
                for wanted in &list.0 {
                    if let Some(wanted) = wanted.as_str()
                        && &**wanted != "*"
                        && let Value::Module(inner) = &module
                        && inner.globals.get_str(&self.names.path).is_some()
                        && inner.globals.get_str(wanted).is_none()
                    {
                        let path = format!("{absolute}.{wanted}");
                        match self.import(&path) {
                            Ok(_) => {}
                            // A module that it imports itself may be missing too, which is an error.
                            Err(raise) if self.is_missing(&raise, &path) => {}
                            Err(raise) => return Err(raise),
                        }
                    }
                }
                Ok(module)
            }
            _ => match absolute.split_once('.') {
                Some((first, _)) => self.import(first),
                None => Ok(module),
            },
        }
    }

    /// True if the exception says that there is no module of this name.
    fn is_missing(&self, raise: &Raise, module: &str) -> bool {
        let name = raise.0.attributes.get_str(&Str::new("name"));
        self.raised(raise, &self.types.module_not_found_error)
            && name.is_some_and(|name| name.as_str().is_some_and(|name| &**name == module))
    }

    /// The instruction of `import`: the level and the names are on the stack.
    #[inline(never)]
    pub(super) fn import_named(&mut self, name: &Str) -> R<()> {
        let names = self.pop();
        let level = self.pop();
        let module = self.import_statement(name, &names, &level)?;
        self.stack.push(module);
        Ok(())
    }

    fn relative_name(&mut self, name: &Str, level: i64) -> R<String> {
        let names = self.names.clone();
        let (own, package) = match self.frames.last() {
            Some(frame) => (frame.globals.get_str(&names.name), frame.globals.get_str(&names.path).is_some()),
            None => (None, false),
        };
        let own = own.and_then(|own| own.as_str().map(Str::to_string)).unwrap_or_default();
        let mut parts: Vec<&str> = own.split('.').collect();
        for _ in 0..level - i64::from(package) {
            parts.pop();
        }
        if parts.is_empty() || own == "__main__" {
            let message = "attempted relative import with no known parent package";
            return Err(self.error(&self.types.import_error.clone(), message));
        }
        if !name.is_empty() {
            parts.push(name);
        }
        Ok(parts.join("."))
    }

    /// The module of a name.
    pub fn import(&mut self, name: &str) -> R<Value> {
        let key = self.intern(name);
        if let Some(module) = self.modules.get_str(&key) {
            return Ok(module);
        }
        let parent = name.rsplit_once('.');
        if let Some((parent, _)) = parent {
            self.import(parent)?;
            if let Some(module) = self.modules.get_str(&key) {
                return Ok(module);
            }
        }
        let module = self.load_module(&key)?;
        if let Some((parent, last)) = parent {
            let parent = self.intern(parent);
            if let Some(Value::Module(parent)) = self.modules.get_str(&parent) {
                let last = self.intern(last);
                parent.globals.set_str(last, module.clone());
            }
        }
        Ok(module)
    }

    fn load_module(&mut self, name: &Str) -> R<Value> {
        if let Some(make) = self.natives.get(&**name).copied() {
            let globals = make(self)?;
            globals.set_str(self.names.name.clone(), Value::Str(name.clone()));
            let module = Value::Module(Rc::new(Module { name: name.clone(), globals }));
            self.modules.set_str(name.clone(), module.clone());
            return Ok(module);
        }
        let mut library = self.libraries.iter().rev().copied().flatten();
        let found = library.find(|(other, ..)| *other == &**name);
        let found = found.map(|(_, file, text, package)| ((*file).to_owned(), (*text).to_owned(), *package));
        let Some((file, text, package)) = self.host.module(name).or(found) else {
            let message = match name.rsplit_once('.') {
                Some((parent, _))
                    if self.modules.get(parent).is_some_and(|module| self.is_plain_module(&module)) =>
                {
                    format!("No module named '{name}'; '{parent}' is not a package")
                }
                _ => format!("No module named '{name}'"),
            };
            let raise = self.error(&self.types.module_not_found_error.clone(), &message);
            raise.0.attributes.set_str(Str::new("name"), Value::Str(name.clone()));
            return Err(raise);
        };
        let globals = self.new_globals(name);
        globals.set_str(self.names.file.clone(), Value::str(&file));
        if package {
            globals.set_str(self.names.path.clone(), Value::list(Vec::new()));
        }
        let package_name =
            if package { &**name } else { name.rsplit_once('.').map_or("", |(parent, _)| parent) };
        let key = self.intern("__package__");
        globals.set_str(key, Value::str(package_name));
        let module = Value::Module(Rc::new(Module { name: name.clone(), globals: globals.clone() }));
        self.modules.set_str(name.clone(), module.clone());
        let source = Rc::new(Source::new(&file, &text));
        self.sources.insert(file, source.clone());
        let done = self.compile(&source, false).and_then(|code| self.run_code(code, globals, None));
        if let Err(raise) = done {
            self.modules.remove_str(name);
            return Err(raise);
        }
        // The module may have put another object in its place.
        Ok(self.modules.get_str(name).unwrap_or(module))
    }

    fn is_plain_module(&self, module: &Value) -> bool {
        matches!(module, Value::Module(module) if module.globals.get_str(&self.names.path).is_none())
    }

    /// `from module import name`.
    pub(super) fn import_from(&mut self, module: &Value, name: &Str) -> R<Value> {
        if let Some(value) = self.optional_attr(module, name)? {
            return Ok(value);
        }
        let (module_name, globals): (String, Option<Rc<Dict>>) = match module {
            Value::Module(module) => (module.name.to_string(), Some(module.globals.clone())),
            _ => ("?".to_owned(), None),
        };
        let path = format!("{module_name}.{name}");
        if let Some(found) = self.modules.get(&path) {
            return Ok(found);
        }
        let file = globals.as_ref().and_then(|globals| globals.get_str(&self.names.file));
        let place = match file {
            Some(file) => file.as_str().map(Str::to_string).unwrap_or_default(),
            None => "unknown location".to_owned(),
        };
        let mut message = format!("cannot import name '{name}' from '{module_name}' ({place})");
        if let Some(globals) = globals {
            let table = globals.borrow();
            let known =
                table.iter().filter_map(|(key, _)| key.as_str().map(|key| &**key)).collect::<Vec<_>>();
            if let Some(similar) = crate::traceback::similar(name, known.into_iter()) {
                message.push_str(&format!(". Did you mean: '{similar}'?"));
            }
        }
        let raise = self.error(&self.types.import_error.clone(), &message);
        raise.0.attributes.set_str(Str::new("name"), Value::str(module_name));
        Err(raise)
    }

    /// `from module import *`.
    pub(super) fn import_star(&mut self, module: &Value) -> R<()> {
        let Value::Module(module) = module else { return Ok(()) };
        let names = match module.globals.get_str(&self.names.all) {
            Some(list) => {
                self.to_vec(&list)?.iter().filter_map(|name| name.as_str().cloned()).collect::<Vec<_>>()
            }
            None => {
                let table = module.globals.borrow();
                table
                    .iter()
                    .filter_map(|(name, _)| name.as_str().cloned())
                    .filter(|name| !name.starts_with('_'))
                    .collect()
            }
        };
        let Some(globals) = self.frames.last().map(|frame| frame.globals.clone()) else { return Ok(()) };
        let module = Value::Module(module.clone());
        for name in names {
            let value = self.get_attr(&module, &name)?;
            globals.set_str(name, value);
        }
        Ok(())
    }
}
