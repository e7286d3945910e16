//! `repr`, `str`, `ascii` and `format` of all kinds of objects.

use std::rc::Rc;

use super::iterator::Body;
use super::raise::exception_state;
use super::{R, Vm};
use crate::format;
use crate::object::{Args, Class, Payload, Str, Value};

impl Vm {
    /// `repr(value)`.
    pub fn repr(&mut self, value: &Value) -> R<String> {
        Ok(match value {
            Value::Unset => "<unset>".into(),
            Value::None => "None".into(),
            Value::NotImplemented => "NotImplemented".into(),
            Value::Ellipsis => "Ellipsis".into(),
            Value::Bool(true) => "True".into(),
            Value::Bool(false) => "False".into(),
            Value::Int(value) => value.to_string(),
            Value::Big(value) => {
                // 4,300 digits, as in CPython.
                if value.bits() > 14_284 {
                    let text = value.to_string();
                    if text.trim_start_matches('-').len() > 4300 {
                        let message = "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit";
                        return Err(self.value_error(message.into()));
                    }
                    return Ok(text);
                }
                value.to_string()
            }
            Value::Float(value) => format::float_repr(*value),
            Value::Complex(value) => format::complex_repr(value.0, value.1),
            Value::Str(text) => format::str_repr(text),
            Value::Bytes(bytes) => format::bytes_repr(bytes),
            Value::ByteArray(bytes) => format!("bytearray({})", format::bytes_repr(&bytes.borrow())),
            Value::Tuple(items) => {
                let items = items.0.clone();
                let inner = self.joined(value, &items, "(...)")?;
                match inner {
                    Err(within) => within,
                    Ok(inner) if items.len() == 1 => format!("({inner},)"),
                    Ok(inner) => format!("({inner})"),
                }
            }
            Value::List(items) => {
                let items = items.0.borrow().clone();
                self.joined(value, &items, "[...]")?
                    .map_or_else(|within| within, |inner| format!("[{inner}]"))
            }
            Value::Set(set) => {
                let items = set.items();
                if items.is_empty() {
                    return Ok("set()".into());
                }
                self.joined(value, &items, "set(...)")?
                    .map_or_else(|within| within, |inner| format!("{{{inner}}}"))
            }
            Value::FrozenSet(set) => {
                let items = set.items();
                if items.is_empty() {
                    return Ok("frozenset()".into());
                }
                self.joined(value, &items, "frozenset(...)")?
                    .map_or_else(|within| within, |inner| format!("frozenset({{{inner}}})"))
            }
            Value::Dict(dict) => {
                let entries = dict.entries();
                if !self.begin_repr(value) {
                    return Ok("{...}".into());
                }
                let entry = |vm: &mut Vm, (key, item): &(Value, Value)| {
                    Ok(format!("{}: {}", vm.repr(key)?, vm.repr(item)?))
                };
                let parts: R<Vec<String>> =
                    self.nested(|vm| entries.iter().map(|pair| entry(vm, pair)).collect());
                self.end_repr();
                format!("{{{}}}", parts?.join(", "))
            }
            Value::Range(range) if range.step == 1 => format!("range({}, {})", range.start, range.stop),
            Value::Range(range) => format!("range({}, {}, {})", range.start, range.stop, range.step),
            Value::Slice(slice) => {
                let parts = [&slice.start, &slice.stop, &slice.step];
                let parts: Vec<String> =
                    self.nested(|vm| parts.into_iter().map(|part| vm.repr(part)).collect())?;
                format!("slice({})", parts.join(", "))
            }
            Value::Function(function) => {
                format!("<function {} at {}>", function.qualified.borrow(), address(value))
            }
            Value::Native(native) => match &native.owner {
                Some(owner) => format!("<method '{}' of '{owner}' objects>", native.name),
                None => format!("<built-in function {}>", native.name),
            },
            Value::Method(method) => match &method.function {
                Value::Native(native) => {
                    let class = self.class_name(&method.receiver);
                    format!(
                        "<built-in method {} of {class} object at {}>",
                        native.name,
                        address(&method.receiver)
                    )
                }
                Value::Function(function) => {
                    let receiver = self.repr(&method.receiver)?;
                    format!("<bound method {} of {receiver}>", function.qualified.borrow())
                }
                other => {
                    let (function, receiver) = (self.repr(other)?, self.repr(&method.receiver)?);
                    format!("<bound method {function} of {receiver}>")
                }
            },
            Value::Class(class) => {
                let names = self.names.clone();
                let metaclass = self.class_of(value);
                if !metaclass.builtin
                    && let Some(found) = self.find(&metaclass, &names.repr)
                    && !matches!(found, Value::Native(_))
                {
                    let method = self.bind(found, value, &metaclass)?;
                    return self.text_of(&method, "__repr__");
                }
                format!("<class '{}'>", class.full_name())
            }
            Value::Object(object) => {
                let class = object.class.borrow().clone();
                let names = self.names.clone();
                match self.find(&class, &names.repr) {
                    Some(found) => {
                        let method = self.bind(found, value, &class)?;
                        return self.text_of(&method, "__repr__");
                    }
                    None => self.default_repr(value),
                }
            }
            Value::Module(module) => match module.globals.get_str(&self.names.file) {
                Some(file) => {
                    format!("<module '{}' from '{}'>", module.name, file.as_str().map_or("", Str::as_str))
                }
                None if self.natives.contains_key(&*module.name) => {
                    format!("<module '{}' (built-in)>", module.name)
                }
                None => format!("<module '{}'>", module.name),
            },
            Value::Generator(generator) => {
                format!("<generator object {} at {}>", generator.qualified, address(value))
            }
            Value::Iterator(iterator) => match &iterator.body {
                Body::Count(next, step) => {
                    let next = next.borrow().clone();
                    let next = self.repr(&next)?;
                    if matches!(step, Value::Int(1)) {
                        format!("count({next})")
                    } else {
                        format!("count({next}, {})", self.repr(step)?)
                    }
                }
                Body::Repeat(item, left) => {
                    let item = self.repr(item)?;
                    left.get()
                        .map_or_else(|| format!("repeat({item})"), |left| format!("repeat({item}, {left})"))
                }
                _ => format!("<{} object at {}>", iterator.name, address(value)),
            },
            Value::Cell(_) => format!("<cell at {}>", address(value)),
            Value::Code(code) => {
                let line = code.source.line(code.start);
                format!(
                    "<code object {} at {}, file \"{}\", line {line}>",
                    code.name,
                    address(value),
                    code.source.name
                )
            }
        })
    }

    /// `object.__repr__` and that of built-in classes' instances.
    pub(crate) fn default_repr(&mut self, value: &Value) -> String {
        let class = self.class_of(value);
        let module = class.module();
        let name = match module.as_deref() {
            Some("builtins") | None => class.name.borrow().to_string(),
            _ => class.full_name(),
        };
        format!("<{name} object at {}>", address(value))
    }

    fn text_of(&mut self, method: &Value, name: &str) -> R<String> {
        let result = self.nested(|vm| vm.call(method, Args::default()))?;
        match result.as_str() {
            Some(text) => Ok(text.to_string()),
            None => {
                let other = self.class_name(&result);
                Err(self.type_error(format!("{name} returned non-string (type {other})")))
            }
        }
    }

    /// Marks a container whose text is being made; false if it is within itself.
    pub(crate) fn begin_repr(&mut self, value: &Value) -> bool {
        let id = value.id();
        let first = !self.in_repr.contains(&id);
        if first {
            self.in_repr.push(id);
        }
        first
    }

    pub(crate) fn end_repr(&mut self) {
        self.in_repr.pop();
    }

    /// The texts of a container's items; within `Err` the text for a container within itself.
    fn joined(&mut self, value: &Value, items: &[Value], within: &str) -> R<Result<String, String>> {
        if !self.begin_repr(value) {
            return Ok(Err(within.to_owned()));
        }
        let texts: R<Vec<String>> = self.nested(|vm| items.iter().map(|item| vm.repr(item)).collect());
        self.end_repr();
        Ok(Ok(texts?.join(", ")))
    }

    /// `str(value)`.
    pub fn str(&mut self, value: &Value) -> R<String> {
        match value {
            Value::Str(text) => Ok(text.to_string()),
            Value::Object(object) => {
                let class = object.class.borrow().clone();
                let names = self.names.clone();
                match self.find(&class, &names.str) {
                    Some(found) if !matches!(&found, Value::Native(native) if native.owner.as_deref() == Some("object")) =>
                    {
                        let method = self.bind(found, value, &class)?;
                        self.text_of(&method, "__str__")
                    }
                    _ => self.repr(value),
                }
            }
            _ => self.repr(value),
        }
    }

    /// An argument that must be a string; `what` names it in the error.
    pub fn text(&mut self, value: &Value, what: &str) -> R<Str> {
        match value.as_str() {
            Some(text) => Ok(text.clone()),
            None => {
                let name = self.class_name(value);
                Err(self.type_error(format!("{what} must be str, not {name}")))
            }
        }
    }

    /// The text of an exception.
    pub(crate) fn exception_str(&mut self, value: &Value) -> R<String> {
        let Some(state) = exception_state(value) else { return Ok(String::new()) };
        let arguments = state.borrow().arguments.clone();
        let class = self.class_of(value);
        match arguments.as_slice() {
            [] => Ok(String::new()),
            [key] if class.derives_from(&self.types.key_error) => self.repr(key),
            [message, Value::Tuple(place)] if class.derives_from(&self.types.syntax_error) => {
                let message = self.str(message)?;
                let (file, line) = (place.0.first().cloned(), place.0.get(1).cloned());
                match (file, line) {
                    (Some(file), Some(line)) => {
                        let (file, line) = (self.str(&file)?, self.str(&line)?);
                        Ok(format!(
                            "{message} ({}, line {line})",
                            file.rsplit('/').next().unwrap_or_default()
                        ))
                    }
                    _ => Ok(message),
                }
            }
            [errno, text] if class.derives_from(&self.types.os_error) => {
                let (errno, text) = (self.str(errno)?, self.str(text)?);
                let file = match value {
                    Value::Object(object) => object.attributes.get("filename"),
                    _ => None,
                };
                match file {
                    Some(file) => Ok(format!("[Errno {errno}] {text}: {}", self.repr(&file)?)),
                    None => Ok(format!("[Errno {errno}] {text}")),
                }
            }
            [one] => self.str(one),
            [Value::Str(codec), object, Value::Int(start), Value::Int(end), reason]
                if class.derives_from(&self.types.unicode_decode_error)
                    || class.derives_from(&self.types.unicode_encode_error) =>
            {
                let one = *end == start + 1;
                let (verb, what) = match object {
                    Value::Bytes(bytes) => {
                        let byte =
                            usize::try_from(*start).ok().and_then(|at| bytes.get(at)).copied().unwrap_or(0);
                        ("decode", if one { format!("byte 0x{byte:02x}") } else { "bytes".to_owned() })
                    }
                    other => {
                        let char =
                            other.as_str().and_then(|text| text.chars().nth(usize::try_from(*start).ok()?));
                        let shown = char.map_or(String::new(), format::escape);
                        ("encode", if one { format!("character '{shown}'") } else { "characters".to_owned() })
                    }
                };
                let place = if one { start.to_string() } else { format!("{start}-{}", end - 1) };
                let reason = self.str(reason)?;
                Ok(format!("'{codec}' codec can't {verb} {what} in position {place}: {reason}"))
            }
            _ => self.repr(&Value::tuple(arguments)),
        }
    }

    /// `ascii(value)`.
    pub(crate) fn ascii(&mut self, value: &Value) -> R<String> {
        Ok(format::ascii(&self.repr(value)?))
    }

    /// `format(value, spec)`.
    pub fn format_value(&mut self, value: &Value, spec: &str) -> R<Value> {
        if let Value::Object(object) = value {
            let class = object.class.borrow().clone();
            let names = self.names.clone();
            if let Some(found) = self.find(&class, &names.format)
                && !matches!(&found, Value::Native(native) if native.owner.as_deref() == Some("object"))
            {
                let method = self.bind(found, value, &class)?;
                let result = self.call1(&method, Value::str(spec))?;
                if result.as_str().is_none() {
                    let name = self.class_name(&result);
                    return Err(self.type_error(format!("__format__ must return a str, not {name}")));
                }
                return Ok(result);
            }
            if matches!(object.payload, Payload::Value(_)) && !spec.is_empty() {
                return self.format_value(value.core(), spec);
            }
            if spec.is_empty() {
                return Ok(Value::str(self.str(value)?));
            }
            let name = class.name.borrow().clone();
            return Err(self.type_error(format!("unsupported format string passed to {name}.__format__")));
        }
        self.format_builtin(value, spec).map(Value::str)
    }

    /// The full name of a class for messages about exceptions.
    pub(crate) fn exception_name(&self, class: &Rc<Class>) -> String {
        match class.module().as_deref() {
            Some("__main__") | Some("builtins") | None => {
                let qualified = class.attributes.get("__qualname__").and_then(|name| name.as_str().cloned());
                qualified.unwrap_or_else(|| class.name.borrow().clone()).to_string()
            }
            _ => class.full_name(),
        }
    }
}

fn address(value: &Value) -> String {
    format!("0x{:012x}", value.id())
}
