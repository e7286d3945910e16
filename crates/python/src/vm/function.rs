//! Functions and methods are made; context managers are entered and left.

use std::cell::RefCell;
use std::rc::Rc;

use super::generator::Generator;
use super::{R, Vm};
use crate::object::{Args, Function, Method, Payload, Str, Value};

impl Vm {
    /// Calls `__exit__` without an exception.
    #[inline(never)]
    pub(super) fn exit_with(&mut self) -> R<()> {
        let exit = self.pop();
        self.call(&exit, Args::of([Value::None, Value::None, Value::None])).map(drop)
    }

    /// Calls `__exit__` with the exception on the stack; pushes whether it takes it.
    #[inline(never)]
    pub(super) fn exit_with_exception(&mut self) -> R<()> {
        // exit, previous, exception
        let exception = self.top().clone();
        let exit = self.stack[self.stack.len() - 3].clone();
        let class = Value::Class(self.class_of(&exception));
        let trace = self.traceback_object(&exception);
        let taken = self.call(&exit, Args::of([class, exception, trace]))?;
        let taken = self.truth(&taken)?;
        self.stack.push(Value::Bool(taken));
        Ok(())
    }

    pub(super) fn make_function(&mut self, flags: u32) {
        let Value::Code(code) = self.pop() else { return };
        let closure = match if flags & 8 == 0 { Value::None } else { self.pop() } {
            Value::Tuple(cells) => cells.0.clone(),
            _ => Vec::new(),
        };
        let annotations = if flags & 4 == 0 { Value::Unset } else { self.pop() };
        let keyword_defaults = match if flags & 2 == 0 { Value::None } else { self.pop() } {
            Value::Dict(dict) => {
                let table = dict.borrow();
                table
                    .iter()
                    .filter_map(|(name, value)| Some((name.as_str()?.clone(), value.clone())))
                    .collect()
            }
            _ => Vec::new(),
        };
        let defaults = match if flags & 1 == 0 { Value::None } else { self.pop() } {
            Value::Tuple(values) => values.0.clone(),
            _ => Vec::new(),
        };
        let globals = self.frames.last().map(|frame| frame.globals.clone()).unwrap_or_default();
        let function = Function {
            name: RefCell::new(code.name.clone()),
            qualified: RefCell::new(code.qualified.clone()),
            doc: RefCell::new(code.doc.clone()),
            code: RefCell::new(code),
            globals,
            defaults: RefCell::new(defaults),
            keyword_defaults: RefCell::new(keyword_defaults),
            closure,
            annotations,
            type_params: RefCell::new(Value::tuple(Vec::new())),
            attributes: RefCell::new(None),
        };
        self.stack.push(Value::Function(Rc::new(function)));
    }

    /// A generator for a function that was called; its frame is the newest.
    pub(crate) fn make_generator(&mut self, function: &Rc<Function>) -> Value {
        let generator =
            Rc::new(Generator::new(function.name.borrow().clone(), function.qualified.borrow().clone()));
        let ip = self.ip;
        if let Some(mut frame) = self.frames.pop() {
            let values = self.stack.split_off(frame.base);
            self.stack.truncate(frame.floor);
            frame.ip = ip;
            generator.store(frame, values);
        }
        if let Some(below) = self.frames.last() {
            self.ip = below.ip;
        }
        Value::Generator(generator)
    }

    /// The method of an object.
    pub(crate) fn method(function: Value, receiver: Value) -> Value {
        Value::Method(Rc::new(Method { function, receiver }))
    }

    pub(super) fn load_method(&mut self, value: Value, name: &Str) -> R<()> {
        let class = match &value {
            Value::Class(_) | Value::Module(_) => None,
            Value::Object(object) => {
                let class = object.class.borrow().clone();
                let own = class.own_getattribute.get() || matches!(object.payload, Payload::Super(..));
                if own { None } else { Some(class) }
            }
            other => Some(self.class_of(other)),
        };
        if let Some(class) = class
            && let Some(found) = self.find(&class, name)
        {
            let plain = match &found {
                Value::Function(_) => true,
                Value::Native(native) => native.owner.is_some(),
                _ => false,
            };
            let shadowed = match &value {
                Value::Object(object) => {
                    !object.attributes.is_empty() && object.attributes.get_str(name).is_some()
                }
                _ => false,
            };
            if plain && !shadowed {
                self.stack.push(found);
                self.stack.push(value);
                return Ok(());
            }
        }
        let method = self.get_attr(&value, name)?;
        match method {
            Value::Method(method) => {
                self.stack.push(method.function.clone());
                self.stack.push(method.receiver.clone());
            }
            method => {
                self.stack.push(method);
                self.stack.push(Value::Unset);
            }
        }
        Ok(())
    }

    pub(super) fn enter_with(&mut self) -> R<()> {
        let manager = self.pop();
        let names = self.names.clone();
        let class = self.class_of(&manager);
        let (enter, exit) = (self.find(&class, &names.enter), self.find(&class, &names.exit));
        let (Some(enter), Some(exit)) = (enter.clone(), exit) else {
            let name = self.class_of(&manager).name.borrow().clone();
            let missed = if enter.is_some() { " (missed __exit__ method)" } else { "" };
            let message = format!("'{name}' object does not support the context manager protocol{missed}");
            return Err(self.type_error(message));
        };
        let exit = self.bind(exit, &manager, &class)?;
        let enter = self.bind(enter, &manager, &class)?;
        let value = self.call(&enter, Args::default())?;
        self.stack.push(exit);
        self.stack.push(value);
        Ok(())
    }
}
