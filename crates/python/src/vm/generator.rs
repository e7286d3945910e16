//! Generators: frames that are taken from the stack and put back.

use std::cell::{Cell, RefCell};

use super::run::Ran;
use super::{Ends, Frame, R, Raise, Vm};
use crate::code::Op;
use crate::object::{Args, Payload, Str, Value, release_values};

/// A generator.
pub struct Generator {
    /// The function's name.
    pub name: Str,
    /// The function's name with those around it.
    pub qualified: Str,
    suspended: RefCell<Option<(Frame, Vec<Value>)>>,
    running: Cell<bool>,
    started: Cell<bool>,
    /// The exception that it was handling.
    handled: RefCell<Value>,
}

impl Generator {
    pub(crate) fn new(name: Str, qualified: Str) -> Self {
        Self {
            name,
            qualified,
            suspended: RefCell::new(None),
            running: Cell::new(false),
            started: Cell::new(false),
            handled: RefCell::new(Value::None),
        }
    }

    pub(crate) fn store(&self, frame: Frame, values: Vec<Value>) {
        self.suspended.replace(Some((frame, values)));
    }

    /// It has ended by an exception.
    pub(crate) fn finish(&self) {
        self.running.set(false);
    }

    /// True while it runs.
    pub fn is_running(&self) -> bool {
        self.running.get()
    }

    /// True if it can go on.
    pub fn is_suspended(&self) -> bool {
        self.suspended.borrow().is_some()
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        if let Some((_, values)) = self.suspended.take() {
            release_values(values.into_iter());
        }
    }
}

/// What goes into a generator.
enum Input {
    Value(Value),
    Exception(Raise),
}

impl Vm {
    /// Goes on with a generator. Gives what it yields, or within `Err` what it returns.
    pub(crate) fn generator_send(
        &mut self,
        generator: &std::rc::Rc<Generator>,
        value: Value,
    ) -> R<Result<Value, Value>> {
        if !generator.started.get() && !value.is_none() && generator.is_suspended() {
            return Err(self.type_error("can't send non-None value to a just-started generator".into()));
        }
        self.resume(generator, Input::Value(value))
    }

    fn resume(&mut self, generator: &std::rc::Rc<Generator>, input: Input) -> R<Result<Value, Value>> {
        if generator.running.get() {
            return Err(self.value_error("generator already executing".into()));
        }
        let Some((mut frame, values)) = generator.suspended.take() else {
            return match input {
                Input::Value(_) => Ok(Err(Value::None)),
                Input::Exception(raise) => Err(raise),
            };
        };
        let floor = self.stack.len();
        frame.base = floor;
        frame.floor = floor;
        frame.ends = Ends::Native;
        frame.generator = Some(generator.clone());
        self.stack.extend(values);
        let first = !generator.started.replace(true);
        generator.running.set(true);
        let outer = std::mem::replace(&mut self.handled, generator.handled.replace(Value::None));
        let pushed = self.push_frame(frame);
        let ran = pushed.and_then(|()| match input {
            Input::Value(value) => {
                if !first {
                    self.stack.push(value);
                }
                self.run_frames()
            }
            Input::Exception(raise) => self.run_raised(raise, first),
        });
        generator.running.set(false);
        let own = std::mem::replace(&mut self.handled, outer);
        match ran {
            Ok(Ran::Yielded(value)) => {
                generator.handled.replace(own);
                Ok(Ok(value))
            }
            Ok(Ran::Returned(value)) => Ok(Err(value)),
            Err(raise) if raise.0.class.borrow().derives_from(&self.types.stop_iteration) => {
                // PEP 479.
                let error = self.error(&self.types.runtime_error.clone(), "generator raised StopIteration");
                if let Payload::Exception(state) = &error.0.payload {
                    let mut state = state.borrow_mut();
                    state.cause = Value::Object(raise.0.clone());
                    state.context = Value::Object(raise.0);
                    state.suppress_context = true;
                }
                Err(error)
            }
            Err(raise) => Err(raise),
        }
    }

    /// Runs the newest frame with an exception raised at its place.
    fn run_raised(&mut self, raise: Raise, first: bool) -> R<Ran> {
        let frame = self.frames.last();
        let at = self.ip;
        let inner = match frame.and_then(|frame| frame.code.ops.get(at)) {
            Some(Op::YieldFrom) if !first => self.stack.last().cloned(),
            _ => None,
        };
        let Some(inner) = inner else { return self.run_with(raise) };
        // The exception goes to the iterator that it waits for.
        let exit = raise.0.class.borrow().derives_from(&self.types.generator_exit);
        let thrown = match &inner {
            Value::Generator(generator) if exit => self.generator_close(&generator.clone()).and(Err(raise)),
            Value::Generator(generator) => self.generator_throw(&generator.clone(), raise),
            other => {
                let name = self.names.throw.clone();
                match self.get_attr(other, &name) {
                    Ok(method) if !exit => self.call1(&method, Value::Object(raise.0)).map(Ok),
                    _ => Err(raise),
                }
            }
        };
        match thrown {
            Ok(Ok(value)) => {
                // It goes on to wait.
                self.suspend();
                Ok(Ran::Yielded(value))
            }
            Ok(Err(result)) => {
                self.stack.pop();
                self.stack.push(result);
                self.ip = at + 1;
                self.run_frames()
            }
            Err(raise) => match self.stop_value(&raise) {
                Some(result) if !exit => {
                    self.stack.pop();
                    self.stack.push(result);
                    self.ip = at + 1;
                    self.run_frames()
                }
                _ => {
                    self.ip = at + 1;
                    self.run_with(raise)
                }
            },
        }
    }

    /// Takes the newest frame from the stack into its generator.
    pub(super) fn suspend(&mut self) {
        let ip = self.ip;
        let Some(mut frame) = self.frames.pop() else { return };
        let values = self.stack.split_off(frame.base);
        self.stack.truncate(frame.floor);
        frame.ip = ip;
        if let Some(below) = self.frames.last() {
            self.ip = below.ip;
        }
        if let Some(generator) = frame.generator.take() {
            generator.store(frame, values);
        }
    }

    /// The value of a `StopIteration`.
    pub(crate) fn stop_value(&self, raise: &Raise) -> Option<Value> {
        if !raise.0.class.borrow().derives_from(&self.types.stop_iteration) {
            return None;
        }
        let arguments = self.exception_arguments(&Value::Object(raise.0.clone()));
        Some(arguments.into_iter().next().unwrap_or(Value::None))
    }

    /// `throw`.
    pub(crate) fn generator_throw(
        &mut self,
        generator: &std::rc::Rc<Generator>,
        raise: Raise,
    ) -> R<Result<Value, Value>> {
        self.resume(generator, Input::Exception(raise))
    }

    /// `close`.
    pub(crate) fn generator_close(&mut self, generator: &std::rc::Rc<Generator>) -> R<Value> {
        if generator.is_running() {
            return Err(self.value_error("generator already executing".into()));
        }
        if !generator.is_suspended() {
            return Ok(Value::None);
        }
        if !generator.started.get() {
            generator.suspended.take();
            return Ok(Value::None);
        }
        let exit = self.error(&self.types.generator_exit.clone(), "");
        match self.resume(generator, Input::Exception(exit)) {
            Ok(Ok(_)) => {
                Err(self.error(&self.types.runtime_error.clone(), "generator ignored GeneratorExit"))
            }
            Ok(Err(value)) => Ok(value),
            Err(raise) if raise.0.class.borrow().derives_from(&self.types.generator_exit) => Ok(Value::None),
            Err(raise) => Err(raise),
        }
    }

    /// Sends a value to an iterator. Gives what it yields, or within `Err` what it returns.
    pub(crate) fn send_to(&mut self, iterator: &Value, value: Value) -> R<Result<Value, Value>> {
        match iterator {
            Value::Generator(generator) => self.generator_send(&generator.clone(), value),
            other if value.is_none() => match self.next_or_result(other)? {
                Ok(value) => Ok(Ok(value)),
                Err(result) => Ok(Err(result)),
            },
            other => {
                let name = self.names.send.clone();
                let method = self.get_attr(other, &name)?;
                match self.call(&method, Args::of([value])) {
                    Ok(value) => Ok(Ok(value)),
                    Err(raise) => match self.stop_value(&raise) {
                        Some(result) => Ok(Err(result)),
                        None => Err(raise),
                    },
                }
            }
        }
    }
}
