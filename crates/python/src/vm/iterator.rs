//! Iterators that are written in Rust.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{R, Vm};
use crate::code::BinaryOp;
use crate::object::{Args, Dict, List, Set, Str, Tuple, Value};

/// An iterator.
pub struct NativeIterator {
    /// The name of its type.
    pub name: &'static str,
    /// What it goes over.
    pub body: Body,
}

/// What an iterator goes over.
pub enum Body {
    /// Numbers: the next, the step, how many are left.
    Range(Cell<i64>, i64, Cell<u64>),
    /// A list, with the next place. It grows with the list.
    List(RefCell<Option<Rc<List>>>, Cell<usize>),
    /// A list backwards; the number of items that are left.
    ListBack(Rc<List>, Cell<usize>),
    /// A tuple.
    Tuple(Rc<Tuple>, Cell<usize>),
    /// A string, by bytes.
    Str(Str, Cell<usize>),
    /// A dict: what is given of each entry, the place, and the number of entries at the start.
    Dict(Rc<Dict>, DictPart, Cell<usize>, usize),
    /// A dict backwards.
    DictBack(Rc<Dict>, DictPart, Cell<usize>),
    /// A set: the place, and the number of items at the start.
    Set(Rc<Set>, Cell<usize>, usize),
    /// Anything with `__getitem__`.
    Items(Value, Cell<i64>),
    /// `itertools.count`: the next number and the step.
    Count(RefCell<Value>, Value),
    /// `itertools.repeat`: how often the value still comes; nothing for ever.
    Repeat(Value, Cell<Option<i64>>),
    /// A function.
    Next(RefCell<NextBody>),
    /// Nothing: what an iterator is when it is dropped.
    Ended,
}

/// A function that gives the next value.
pub type NextBody = Box<dyn FnMut(&mut Vm) -> R<Option<Value>>>;

/// What an iterator over a dict gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictPart {
    /// Keys.
    Keys,
    /// Values.
    Values,
    /// Pairs.
    Items,
}

impl NativeIterator {
    /// The next value.
    pub fn next(&self, vm: &mut Vm) -> R<Option<Value>> {
        match &self.body {
            Body::Range(next, step, left) => {
                if left.get() == 0 {
                    return Ok(None);
                }
                left.set(left.get() - 1);
                let value = next.get();
                next.set(value.wrapping_add(*step));
                Ok(Some(Value::Int(value)))
            }
            Body::List(list, place) => {
                let value = list.borrow().as_ref().and_then(|list| list.0.borrow().get(place.get()).cloned());
                if value.is_some() {
                    place.set(place.get() + 1);
                } else {
                    list.replace(None);
                }
                Ok(value)
            }
            Body::ListBack(list, left) => {
                if left.get() == 0 {
                    return Ok(None);
                }
                left.set(left.get() - 1);
                let value = list.0.borrow().get(left.get()).cloned();
                if value.is_none() {
                    left.set(0);
                }
                Ok(value)
            }
            Body::Tuple(tuple, place) => {
                let value = tuple.0.get(place.get()).cloned();
                place.set(place.get() + 1);
                Ok(value)
            }
            Body::Str(text, offset) => {
                let Some(next) = text[offset.get()..].chars().next() else { return Ok(None) };
                offset.set(offset.get() + next.len_utf8());
                Ok(Some(Value::str(next.encode_utf8(&mut [0; 4]))))
            }
            Body::Dict(dict, part, place, length) => {
                let table = dict.borrow();
                if table.len() != *length {
                    place.set(usize::MAX / 2);
                    return Err(
                        vm.error(&vm.types.runtime_error.clone(), "dictionary changed size during iteration")
                    );
                }
                while place.get() < table.positions() {
                    let at = place.get();
                    place.set(at + 1);
                    if let Some((key, value)) = table.at(at) {
                        return Ok(Some(part.of(key, value)));
                    }
                }
                Ok(None)
            }
            Body::DictBack(dict, part, place) => {
                let table = dict.borrow();
                while place.get() > 0 {
                    let at = place.get() - 1;
                    place.set(at);
                    if let Some((key, value)) = table.at(at) {
                        return Ok(Some(part.of(key, value)));
                    }
                }
                Ok(None)
            }
            Body::Set(set, place, length) => {
                let table = set.borrow();
                if table.len() != *length {
                    return Err(
                        vm.error(&vm.types.runtime_error.clone(), "Set changed size during iteration")
                    );
                }
                while place.get() < table.places() {
                    let at = place.get();
                    place.set(at + 1);
                    if let Some(value) = table.at(at) {
                        return Ok(Some(value.clone()));
                    }
                }
                Ok(None)
            }
            Body::Items(object, place) => {
                if place.get() < 0 {
                    return Ok(None);
                }
                match vm.get_item(object, &Value::Int(place.get())) {
                    Ok(value) => {
                        place.set(place.get() + 1);
                        Ok(Some(value))
                    }
                    Err(raise)
                        if vm.raised(&raise, &vm.types.index_error)
                            || vm.raised(&raise, &vm.types.stop_iteration) =>
                    {
                        place.set(-1);
                        Ok(None)
                    }
                    Err(raise) => Err(raise),
                }
            }
            Body::Count(next, step) => {
                let value = next.borrow().clone();
                let after = vm.binary(BinaryOp::Add, &value, step)?;
                next.replace(after);
                Ok(Some(value))
            }
            Body::Repeat(value, left) => match left.get() {
                Some(0) => Ok(None),
                count => {
                    left.set(count.map(|count| count - 1));
                    Ok(Some(value.clone()))
                }
            },
            Body::Next(body) => match body.try_borrow_mut() {
                Ok(mut body) => vm.nested(|vm| body(vm)),
                Err(_) => Err(vm.value_error("iterator already executing".into())),
            },
            Body::Ended => Ok(None),
        }
    }
}

impl DictPart {
    fn of(self, key: &Value, value: &Value) -> Value {
        match self {
            DictPart::Keys => key.clone(),
            DictPart::Values => value.clone(),
            DictPart::Items => Value::tuple(vec![key.clone(), value.clone()]),
        }
    }
}

/// An iterator of a built-in type.
pub(crate) fn iterator(name: &'static str, body: Body) -> Value {
    Value::Iterator(Rc::new(NativeIterator { name, body }))
}

/// An iterator whose values a function gives.
pub(crate) fn from_fn(name: &'static str, next: impl FnMut(&mut Vm) -> R<Option<Value>> + 'static) -> Value {
    iterator(name, Body::Next(RefCell::new(Box::new(next))))
}

impl Vm {
    /// `iter(value)`.
    pub fn iter(&mut self, value: &Value) -> R<Value> {
        Ok(match value {
            Value::Iterator(_) | Value::Generator(_) => value.clone(),
            Value::List(list) => {
                iterator("list_iterator", Body::List(RefCell::new(Some(list.clone())), Cell::new(0)))
            }
            Value::Tuple(tuple) => iterator("tuple_iterator", Body::Tuple(tuple.clone(), Cell::new(0))),
            Value::Range(range) => iterator(
                "range_iterator",
                Body::Range(Cell::new(range.start), range.step, Cell::new(range.len())),
            ),
            Value::Str(text) => iterator("str_ascii_iterator", Body::Str(text.clone(), Cell::new(0))),
            Value::Dict(dict) => iterator(
                "dict_keyiterator",
                Body::Dict(dict.clone(), DictPart::Keys, Cell::new(0), dict.len()),
            ),
            Value::Set(set) | Value::FrozenSet(set) => {
                let length = set.borrow().len();
                iterator("set_iterator", Body::Set(set.clone(), Cell::new(0), length))
            }
            Value::Bytes(bytes) => {
                let (bytes, mut place) = (bytes.clone(), 0);
                from_fn("bytes_iterator", move |_| {
                    place += 1;
                    Ok(bytes.get(place - 1).map(|byte| Value::Int(i64::from(*byte))))
                })
            }
            Value::ByteArray(bytes) => {
                let (bytes, mut place) = (bytes.clone(), 0);
                from_fn("bytearray_iterator", move |_| {
                    place += 1;
                    Ok(bytes.borrow().get(place - 1).map(|byte| Value::Int(i64::from(*byte))))
                })
            }
            other => {
                let names = self.names.clone();
                if let Some(method) = self.special(other, &names.iter)? {
                    let made = self.call(&method, Args::default())?;
                    if !self.is_iterator(&made)? {
                        let name = self.class_name(&made);
                        return Err(self.type_error(format!("iter() returned non-iterator of type '{name}'")));
                    }
                    return Ok(made);
                }
                let class = self.class_of(other);
                if self.find(&class, &names.getitem).is_some()
                    && !matches!(self.find(&class, &names.iter), Some(Value::None))
                {
                    return Ok(iterator("iterator", Body::Items(other.clone(), Cell::new(0))));
                }
                let name = self.class_name(other);
                return Err(self.type_error(format!("'{name}' object is not iterable")));
            }
        })
    }

    /// True if the value's class has `__iter__` or `__getitem__`.
    pub(crate) fn is_iterable(&mut self, value: &Value) -> bool {
        let names = self.names.clone();
        let class = self.class_of(value);
        [&names.iter, &names.getitem]
            .into_iter()
            .any(|name| self.find(&class, name).is_some_and(|found| !found.is_none()))
    }

    /// True if the value has `__next__`.
    pub(crate) fn is_iterator(&mut self, value: &Value) -> R<bool> {
        if matches!(value, Value::Iterator(_) | Value::Generator(_)) {
            return Ok(true);
        }
        let names = self.names.clone();
        let class = self.class_of(value);
        Ok(self.find(&class, &names.next).is_some())
    }

    /// The next value of an iterator; nothing at its end.
    pub fn iter_next(&mut self, iterator: &Value) -> R<Option<Value>> {
        Ok(self.next_or_result(iterator)?.ok())
    }

    /// The next value of an iterator, or within `Err` what it returned at its end.
    pub(crate) fn next_or_result(&mut self, iterator: &Value) -> R<Result<Value, Value>> {
        match iterator {
            Value::Iterator(iterator) => {
                // A loop in Rust over an endless iterator can be stopped.
                self.spend()?;
                Ok(iterator.clone().next(self)?.ok_or(Value::None))
            }
            Value::Generator(generator) => self.generator_send(&generator.clone(), Value::None),
            other => {
                let names = self.names.clone();
                let Some(method) = self.special(other, &names.next)? else {
                    let name = self.class_name(other);
                    return Err(self.type_error(format!("'{name}' object is not an iterator")));
                };
                match self.call(&method, Args::default()) {
                    Ok(value) => Ok(Ok(value)),
                    Err(raise) => match self.stop_value(&raise) {
                        Some(value) => Ok(Err(value)),
                        None => Err(raise),
                    },
                }
            }
        }
    }

    /// Does something with each value of an iterable.
    pub fn each(&mut self, iterable: &Value, mut action: impl FnMut(&mut Vm, Value) -> R<()>) -> R<()> {
        self.reserve(self.known_length(iterable).saturating_mul(size_of::<Value>()))?;
        let iterator = self.iter(iterable)?;
        while let Some(value) = self.iter_next(&iterator)? {
            action(self, value)?;
        }
        Ok(())
    }

    /// How many values an iterable has, where that is known without asking it.
    pub(crate) fn known_length(&self, iterable: &Value) -> usize {
        match iterable {
            Value::Range(range) => usize::try_from(range.len()).unwrap_or(usize::MAX),
            Value::Iterator(iterator) => match &iterator.body {
                Body::Range(_, _, left) => usize::try_from(left.get()).unwrap_or(usize::MAX),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// All values of an iterable.
    pub fn to_vec(&mut self, iterable: &Value) -> R<Vec<Value>> {
        match iterable {
            Value::List(list) => Ok(list.0.borrow().clone()),
            Value::Tuple(tuple) => Ok(tuple.0.clone()),
            other => {
                let mut values = Vec::new();
                self.each(other, |_, value| {
                    values.push(value);
                    Ok(())
                })?;
                Ok(values)
            }
        }
    }
}
