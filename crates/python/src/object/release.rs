//! Objects are dropped without deep recursion, so that a chain of a million objects does not exhaust the stack.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use super::{Descriptor, Function, List, Method, NativeClosure, Object, Payload, Slice, Tuple, Value};
use crate::vm::iterator::{Body, NativeIterator, NextBody};

/// Something that an object held.
#[allow(dead_code)] // What is in it is only dropped.
pub(crate) enum Held {
    Value(Value),
    Next(NextBody),
    Host(Box<dyn Any>),
    Closure(NativeClosure),
}

thread_local! {
    /// How many objects are being dropped within each other.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What is dropped later.
    static LATER: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
}

/// Objects within each other that are dropped at once.
const DEEP: u32 = 40;

/// Drops what an object held.
pub(crate) fn release(held: impl Iterator<Item = Held>) {
    // The queue is gone while the thread ends.
    let Ok(depth) = DEPTH.try_with(Cell::get) else { return };
    if depth >= DEEP {
        let _ = LATER.try_with(|later| later.borrow_mut().extend(held));
        return;
    }
    DEPTH.set(depth + 1);
    held.for_each(drop);
    if depth == 0 {
        while let Some(held) = LATER.with(|later| later.borrow_mut().pop()) {
            drop(held);
        }
    }
    DEPTH.set(depth);
}

/// Drops values that an object held.
pub(crate) fn release_values(values: impl Iterator<Item = Value>) {
    let mut values = values.filter(is_last).peekable();
    if values.peek().is_some() {
        release(values.map(Held::Value));
    }
}

/// True if nothing else refers to a value that may hold others.
fn is_last(value: &Value) -> bool {
    match value {
        Value::Tuple(rc) => Rc::strong_count(rc) == 1,
        Value::List(rc) => Rc::strong_count(rc) == 1,
        Value::Dict(rc) => Rc::strong_count(rc) == 1,
        Value::Set(rc) | Value::FrozenSet(rc) => Rc::strong_count(rc) == 1,
        Value::Slice(rc) => Rc::strong_count(rc) == 1,
        Value::Function(rc) => Rc::strong_count(rc) == 1,
        Value::Native(rc) => Rc::strong_count(rc) == 1,
        Value::Method(rc) => Rc::strong_count(rc) == 1,
        Value::Class(rc) => Rc::strong_count(rc) == 1,
        Value::Object(rc) => Rc::strong_count(rc) == 1,
        Value::Module(rc) => Rc::strong_count(rc) == 1,
        Value::Generator(rc) => Rc::strong_count(rc) == 1,
        Value::Iterator(rc) => Rc::strong_count(rc) == 1,
        Value::Cell(rc) => Rc::strong_count(rc) == 1,
        _ => false,
    }
}

fn taken(value: &mut Value) -> Value {
    std::mem::replace(value, Value::None)
}

/// A variable that functions share.
pub struct Shared(RefCell<Value>);

impl Value {
    /// A shared variable.
    pub(crate) fn cell(value: Value) -> Value {
        Value::Cell(Rc::new(Shared(RefCell::new(value))))
    }
}

impl Deref for Shared {
    type Target = RefCell<Value>;

    fn deref(&self) -> &RefCell<Value> {
        &self.0
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        release_values(std::iter::once(taken(self.0.get_mut())));
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        release_values(self.0.drain(..));
    }
}

impl Drop for List {
    fn drop(&mut self) {
        release_values(self.0.get_mut().drain(..));
    }
}

impl Drop for Slice {
    fn drop(&mut self) {
        release_values([taken(&mut self.start), taken(&mut self.stop), taken(&mut self.step)].into_iter());
    }
}

impl Drop for Method {
    fn drop(&mut self) {
        release_values([taken(&mut self.function), taken(&mut self.receiver)].into_iter());
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let keyword_defaults = self.keyword_defaults.get_mut().drain(..).map(|(_, value)| value);
        let values = self.defaults.get_mut().drain(..).chain(keyword_defaults).chain(self.closure.drain(..));
        release_values(values.chain([taken(&mut self.annotations)]));
    }
}

impl Drop for super::Native {
    fn drop(&mut self) {
        let plain = super::NativeBody::Plain(|_, _| Ok(Value::None));
        if let super::NativeBody::Closure(closure) = std::mem::replace(&mut self.body, plain) {
            release(std::iter::once(Held::Closure(closure)));
        }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.payload, Payload::None) {
            Payload::None => {}
            Payload::Value(value) | Payload::Super(_, value) => release_values(std::iter::once(value)),
            Payload::Exception(state) => {
                let state = state.into_inner();
                let linked = [state.cause, state.context, state.traceback.1];
                release_values(state.arguments.into_iter().chain(linked));
            }
            Payload::Descriptor(Descriptor::Property(getter, setter, deleter)) => {
                release_values([getter, setter, deleter].into_iter());
            }
            Payload::Descriptor(Descriptor::ClassMethod(function) | Descriptor::StaticMethod(function)) => {
                release_values(std::iter::once(function));
            }
            Payload::Descriptor(Descriptor::Slot(_)) => {}
            Payload::Host(data) => release(std::iter::once(Held::Host(data))),
        }
    }
}

impl Drop for NativeIterator {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.body, Body::Ended) {
            Body::Next(next) => release(std::iter::once(Held::Next(next.into_inner()))),
            Body::Items(value, _) | Body::Repeat(value, _) => release_values(std::iter::once(value)),
            Body::List(list, _) => release_values(list.into_inner().map(Value::List).into_iter()),
            Body::ListBack(list, _) => release_values(std::iter::once(Value::List(list))),
            Body::Tuple(tuple, _) => release_values(std::iter::once(Value::Tuple(tuple))),
            Body::Dict(dict, ..) | Body::DictBack(dict, ..) => {
                release_values(std::iter::once(Value::Dict(dict)))
            }
            Body::Set(set, ..) => release_values(std::iter::once(Value::Set(set))),
            Body::Range(..) | Body::Str(..) | Body::Count(..) | Body::Ended => {}
        }
    }
}
