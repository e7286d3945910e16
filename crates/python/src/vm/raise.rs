//! Exceptions: made, raised and matched.

use std::cell::RefCell;
use std::rc::Rc;

use super::{R, Raise, Vm};
use crate::code::Code;
use crate::code::Source;
use crate::compile::SyntaxError;
use crate::object::{Args, Class, ExceptionState, Object, Payload, Str, TraceFrame, Value};

impl Vm {
    /// An exception of a class with a message; without one if it is empty.
    pub fn error(&self, class: &Rc<Class>, message: &str) -> Raise {
        let arguments = if message.is_empty() { Vec::new() } else { vec![Value::str(message)] };
        self.error_with(class, arguments)
    }

    /// An exception of a class with arguments.
    pub fn error_with(&self, class: &Rc<Class>, arguments: Vec<Value>) -> Raise {
        let mut state = ExceptionState::new(arguments);
        state.context = self.handled.clone();
        Raise(Object::new(class, Payload::Exception(RefCell::new(state))))
    }

    /// A `TypeError`.
    pub fn type_error(&self, message: String) -> Raise {
        self.error(&self.types.type_error, &message)
    }

    /// A `ValueError`.
    pub fn value_error(&self, message: String) -> Raise {
        self.error(&self.types.value_error, &message)
    }

    /// An `IndexError`.
    pub fn index_error(&self, message: String) -> Raise {
        self.error(&self.types.index_error, &message)
    }

    /// A `KeyError` for a key.
    pub fn key_error(&self, key: Value) -> Raise {
        self.error_with(&self.types.key_error, vec![key])
    }

    /// A `MemoryError`.
    pub fn memory_error(&self) -> Raise {
        self.error(&self.types.memory_error, "")
    }

    /// An `OverflowError`.
    pub fn overflow_error(&self, message: &str) -> Raise {
        self.error(&self.types.overflow_error, message)
    }

    /// A `ZeroDivisionError`.
    pub fn zero_division(&self, message: &str) -> Raise {
        self.error(&self.types.zero_division_error, message)
    }

    /// A `NameError` for a name without a value.
    pub(crate) fn name_error(&mut self, name: &Str) -> Raise {
        let raise = self.error(&self.types.name_error, &format!("name '{name}' is not defined"));
        raise.0.attributes.set_str(Str::new("name"), Value::Str(name.clone()));
        raise
    }

    /// An `AttributeError` that knows the object and the name, for suggestions.
    pub(crate) fn attribute_error(&mut self, object: &Value, name: &Str, message: String) -> Raise {
        let raise = self.error(&self.types.attribute_error, &message);
        raise.0.attributes.set_str(Str::new("name"), Value::Str(name.clone()));
        raise.0.attributes.set_str(Str::new("obj"), object.clone());
        raise
    }

    pub(crate) fn syntax_error(&mut self, source: &Rc<Source>, error: &SyntaxError) -> Raise {
        let class = match error.class {
            "IndentationError" => &self.types.indentation_error,
            "TabError" => &self.types.tab_error,
            _ => &self.types.syntax_error,
        };
        let (start, end) = (u32::from(error.range.start()), u32::from(error.range.end()));
        let line = source.line(start.min(source.text.len() as u32));
        let text = source.line_text(line);
        let column = |offset: u32| {
            let from = source.line_start(line) as usize;
            source.text.get(from..(offset as usize).max(from)).map_or(0, |before| before.chars().count())
                as i64
                + 1
        };
        let last = source.line(if end > start { end - 1 } else { end }.min(source.text.len() as u32));
        let last_start = source.line_start(last) as usize;
        let end_column = source
            .text
            .get(last_start..end as usize)
            .map_or(end as usize - last_start, |before| before.chars().count());
        let place = Value::tuple(vec![
            Value::Str(source.name.clone()),
            Value::size(line),
            Value::Int(column(start)),
            Value::str(text),
            Value::size(last),
            Value::Int(error.end_offset.unwrap_or(end_column as i64 + 1)),
        ]);
        self.error_with(&class.clone(), vec![Value::str(&error.message), place])
    }

    /// Writes the warnings of a program that was compiled.
    pub(crate) fn syntax_warnings(&mut self, source: &Source, warnings: &[SyntaxError]) {
        for warning in warnings {
            let line = source.line(warning.range.start().into());
            let mut text = format!("{}:{line}: SyntaxWarning: {}\n", source.name, warning.message);
            if &*source.name != "<string>" {
                text.push_str(&format!("  {}\n", source.line_text(line).trim()));
            }
            self.write(crate::host::Stream::Error, &text);
        }
    }

    /// The arguments of an exception.
    pub fn exception_arguments(&self, value: &Value) -> Vec<Value> {
        match exception_state(value) {
            Some(state) => state.borrow().arguments.clone(),
            None => Vec::new(),
        }
    }

    pub(crate) fn add_trace(&self, raise: &Raise, code: &Rc<Code>, at: usize) {
        if let Payload::Exception(state) = &raise.0.payload {
            let mut state = state.borrow_mut();
            // A recursion of a million frames is told by its ends.
            if state.trace.len() < 5000 {
                let range = code.ranges.get(at).copied().unwrap_or((code.start, code.start));
                state.trace.push(TraceFrame { code: code.clone(), range });
            }
        }
    }

    /// `raise`, with the values on the stack.
    pub(super) fn raise_statement(&mut self, count: u32) -> Raise {
        let cause = if count == 2 { self.stack.pop() } else { None };
        if count == 0 {
            return match self.handled.clone() {
                Value::Object(object) => Raise(object),
                _ => self.error(&self.types.runtime_error, "No active exception to reraise"),
            };
        }
        let value = self.stack.pop().unwrap_or(Value::None);
        let raise = match self.as_exception(value, "exceptions must derive from BaseException") {
            Ok(raise) | Err(raise) => raise,
        };
        if let Payload::Exception(state) = &raise.0.payload {
            let own = |value: &Value| matches!(value, Value::Object(other) if Rc::ptr_eq(other, &raise.0));
            if !own(&self.handled) {
                state.borrow_mut().context = self.handled.clone();
            }
        }
        if let Some(cause) = cause {
            let cause = match cause {
                Value::None => Value::None,
                cause => match self.as_exception(cause, "exception causes must derive from BaseException") {
                    Ok(raise) => Value::Object(raise.0),
                    Err(raise) => return raise,
                },
            };
            if let Payload::Exception(state) = &raise.0.payload {
                let mut state = state.borrow_mut();
                state.cause = cause;
                state.suppress_context = true;
            }
        }
        raise
    }

    /// The exception that a value of `raise` is or makes.
    pub(crate) fn as_exception(&mut self, value: Value, message: &str) -> Result<Raise, Raise> {
        let value = match &value {
            Value::Class(class) if class.derives_from(&self.types.base_exception) => {
                self.call(&value, Args::default())?
            }
            _ => value,
        };
        match value {
            Value::Object(object) if matches!(object.payload, Payload::Exception(_)) => Ok(Raise(object)),
            _ => Err(self.type_error(message.to_owned())),
        }
    }

    /// True if an exception is of a class, or of one of a tuple of classes.
    pub(super) fn exception_matches(&mut self, exception: &Value, class: &Value) -> R<bool> {
        let classes: Vec<Value> = match class {
            Value::Tuple(classes) => classes.0.clone(),
            other => vec![other.clone()],
        };
        let own = self.class_of(exception);
        let mut fits = false;
        for class in &classes {
            match class {
                Value::Class(class) if class.derives_from(&self.types.base_exception) => {
                    fits |= own.derives_from(class)
                }
                Value::Tuple(_) => fits |= self.nested(|vm| vm.exception_matches(exception, class))?,
                _ => {
                    let message = "catching classes that do not inherit from BaseException is not allowed";
                    return Err(self.type_error(message.into()));
                }
            }
        }
        Ok(fits)
    }

    /// True if a raised exception is of a class.
    pub fn raised(&self, raise: &Raise, class: &Rc<Class>) -> bool {
        raise.0.class.borrow().derives_from(class)
    }
}

/// The state of an exception.
pub(crate) fn exception_state(value: &Value) -> Option<&RefCell<ExceptionState>> {
    match value {
        Value::Object(object) => match &object.payload {
            Payload::Exception(state) => Some(state),
            _ => None,
        },
        _ => None,
    }
}
