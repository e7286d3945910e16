//! `object[index]`, slices and `in`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{R, Vm};
use crate::object::{Args, Class, Range, Slice, Value};
use crate::types::bytes;

/// The numbers of a slice; none where it has `None`.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub start: Option<i64>,
    pub stop: Option<i64>,
    pub step: i64,
}

impl Bounds {
    /// The first place in a sequence of a length, and how many places there are.
    pub fn of_range(&self, length: u64) -> (i64, u64) {
        let (start, stop) = self.limits(i64::try_from(length).unwrap_or(i64::MAX));
        (start, Range { start, stop, step: self.step }.len())
    }

    /// The first place in a sequence of a length, and the place before which the slice ends.
    pub fn limits(&self, length: i64) -> (i64, i64) {
        let limit = |value: Option<i64>, default: i64, low: i64, high: i64| match value {
            None => default,
            Some(value) if value < 0 => value.saturating_add(length).max(low),
            Some(value) => value.min(high),
        };
        if self.step > 0 {
            (limit(self.start, 0, 0, length), limit(self.stop, length, 0, length))
        } else {
            (limit(self.start, length - 1, -1, length - 1), limit(self.stop, -1, -1, length - 1))
        }
    }

    /// The first place in a list of a length.
    pub fn first(&self, length: usize) -> usize {
        self.of_range(length as u64).0.max(0) as usize
    }

    /// How many places there are in a list of a length.
    pub fn count(&self, length: usize) -> usize {
        self.of_range(length as u64).1 as usize
    }

    /// The places in a list of a length.
    pub fn places(&self, length: usize) -> impl Iterator<Item = usize> + use<> {
        let (start, count) = self.of_range(length as u64);
        let step = self.step;
        (0..count as i64).map(move |number| start.wrapping_add(step.wrapping_mul(number)) as usize)
    }
}

impl Vm {
    /// The place that an index means in a sequence. The length is asked for last, because a method that gives the index
    /// may change it.
    pub(crate) fn place(
        &mut self,
        index: &Value,
        what: &str,
        verb: &str,
        length: impl FnOnce() -> usize,
    ) -> R<usize> {
        let index = self.sequence_index(index, what)?;
        let length = length();
        let from_start = if index < 0 { index.saturating_add(length as i64) } else { index };
        match usize::try_from(from_start) {
            Ok(place) if place < length => Ok(place),
            _ if what == "index" => Err(self.index_error("index out of range".into())),
            _ => Err(self.index_error(format!("{what} {verb}index out of range"))),
        }
    }

    fn sequence_index(&mut self, index: &Value, what: &str) -> R<i64> {
        match self.optional_index(index) {
            Ok(Some(index)) => Ok(index),
            Ok(None) => {
                let name = self.class_name(index);
                Err(self.type_error(match what {
                    "string" => format!("string indices must be integers, not '{name}'"),
                    "index" => format!("byte indices must be integers or slices, not {name}"),
                    "range object" => format!("range indices must be integers or slices, not {name}"),
                    _ => format!("{what} indices must be integers or slices, not {name}"),
                }))
            }
            Err(raise) if self.raised(&raise, &self.types.overflow_error) => {
                let name = self.class_name(index);
                Err(self.index_error(format!("cannot fit '{name}' into an index-sized integer")))
            }
            Err(raise) => Err(raise),
        }
    }

    /// The places of a slice in a sequence: start, step, count.
    pub fn slice_places(&mut self, slice: &Slice, length: usize) -> R<(i64, i64, usize)> {
        let bounds = self.slice_bounds(slice)?;
        let (start, count) = bounds.of_range(length as u64);
        Ok((start, bounds.step, count as usize))
    }

    /// The numbers of a slice.
    pub(crate) fn slice_bounds(&mut self, slice: &Slice) -> R<Bounds> {
        let step = self.slice_part(&slice.step)?.unwrap_or(1);
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero".into()));
        }
        Ok(Bounds { start: self.slice_part(&slice.start)?, stop: self.slice_part(&slice.stop)?, step })
    }

    fn slice_part(&mut self, value: &Value) -> R<Option<i64>> {
        match value {
            Value::None => Ok(None),
            Value::Big(big) => {
                Ok(Some(if big.sign() == num_bigint::Sign::Minus { i64::MIN } else { i64::MAX }))
            }
            other => match self.optional_index(other)? {
                Some(value) => Ok(Some(value)),
                None => Err(self
                    .type_error("slice indices must be integers or None or have an __index__ method".into())),
            },
        }
    }

    /// `object[index]`.
    pub fn get_item(&mut self, object: &Value, index: &Value) -> R<Value> {
        match (object, index) {
            (Value::List(list), Value::Slice(slice)) => {
                let bounds = self.slice_bounds(slice)?;
                let items = list.0.borrow();
                Ok(Value::list(bounds.places(items.len()).map(|place| items[place].clone()).collect()))
            }
            (Value::List(list), _) => {
                let place = self.place(index, "list", "", || list.0.borrow().len())?;
                Ok(list.0.borrow()[place].clone())
            }
            (Value::Tuple(tuple), Value::Slice(slice)) => {
                let places = self.slice_bounds(slice)?.places(tuple.0.len());
                Ok(Value::tuple(places.map(|place| tuple.0[place].clone()).collect()))
            }
            (Value::Tuple(tuple), _) => {
                let place = self.place(index, "tuple", "", || tuple.0.len())?;
                Ok(tuple.0[place].clone())
            }
            (Value::Dict(dict), _) => match self.dict_get(dict, index)? {
                Some(value) => Ok(value),
                None => Err(self.key_error(index.clone())),
            },
            (Value::Str(text), Value::Slice(slice)) => {
                let bounds = self.slice_bounds(slice)?;
                let length = text.length();
                if bounds.step == 1 {
                    let start = bounds.first(length);
                    return Ok(Value::str(text.slice(start, start + bounds.count(length))));
                }
                let chars: Vec<char> = text.chars().collect();
                Ok(Value::str(bounds.places(length).map(|place| chars[place]).collect::<String>()))
            }
            (Value::Str(text), _) => {
                let place = self.place(index, "string", "", || text.length())?;
                Ok(Value::str(text.char_at(place).unwrap_or_default().encode_utf8(&mut [0; 4])))
            }
            (Value::Bytes(bytes), Value::Slice(slice)) => {
                let places = self.slice_bounds(slice)?.places(bytes.len());
                Ok(Value::Bytes(Rc::new(places.map(|place| bytes[place]).collect())))
            }
            (Value::Bytes(bytes), _) => {
                let place = self.place(index, "index", "", || bytes.len())?;
                Ok(Value::Int(i64::from(bytes[place])))
            }
            (Value::ByteArray(bytes), Value::Slice(slice)) => {
                let bounds = self.slice_bounds(slice)?;
                let bytes = bytes.borrow();
                let picked = bounds.places(bytes.len()).map(|place| bytes[place]).collect();
                Ok(Value::ByteArray(Rc::new(RefCell::new(picked))))
            }
            (Value::ByteArray(bytes), _) => {
                let place = self.place(index, "bytearray", "", || bytes.borrow().len())?;
                Ok(Value::Int(i64::from(bytes.borrow()[place])))
            }
            (Value::Range(range), Value::Slice(slice)) => {
                let bounds = self.slice_bounds(slice)?;
                let (start, count) = bounds.of_range(range.len());
                Ok(Value::Range(Rc::new(range.part(start, bounds.step, count))))
            }
            (Value::Range(range), _) => {
                let index = self.sequence_index(index, "range object")?;
                let length = i128::from(range.len());
                let place = if index < 0 { i128::from(index) + length } else { i128::from(index) };
                if !(0..length).contains(&place) {
                    return Err(self.index_error("range object index out of range".into()));
                }
                Ok(Value::Int(range.at(place as u64)))
            }
            (Value::Class(class), _) => self.class_item(class, index),
            _ => {
                let names = self.names.clone();
                match self.call_special(object, &names.getitem, Args::of([index.clone()]))? {
                    Some(value) => Ok(value),
                    None => {
                        let name = self.class_name(object);
                        Err(self.type_error(format!("'{name}' object is not subscriptable")))
                    }
                }
            }
        }
    }

    /// `Class[item]`.
    fn class_item(&mut self, class: &Rc<Class>, index: &Value) -> R<Value> {
        let names = self.names.clone();
        let metaclass = self.class_of(&Value::Class(class.clone()));
        if let Some(method) = self.find(&metaclass, &names.getitem) {
            let method = self.bind(method, &Value::Class(class.clone()), &metaclass)?;
            return self.call1(&method, index.clone());
        }
        if let Some(found) = self.find(class, &names.class_getitem) {
            let bound = match &found {
                // `__class_getitem__` is a class method by itself.
                Value::Function(_) => Self::method(found, Value::Class(class.clone())),
                _ => self.bind(found, &Value::Class(class.clone()), class)?,
            };
            return self.call1(&bound, index.clone());
        }
        if class.builtin
            && ["list", "dict", "tuple", "set", "frozenset", "type"].contains(&&**class.name.borrow())
        {
            return Ok(self.generic_alias(Value::Class(class.clone()), index.clone()));
        }
        let name = class.name.borrow().clone();
        Err(self.type_error(format!("type '{name}' is not subscriptable")))
    }

    /// `object[index] = value`.
    pub fn set_item(&mut self, object: &Value, index: &Value, value: Value) -> R<()> {
        match (object, index) {
            (Value::Dict(dict), _) => self.dict_set(dict, index.clone(), value),
            (Value::List(list), Value::Slice(slice)) => {
                let new = match &value {
                    Value::List(other) => other.0.borrow().clone(),
                    other => match self.to_vec(other) {
                        Ok(items) => items,
                        Err(raise) if self.raised(&raise, &self.types.type_error) => {
                            return Err(self.type_error("must assign iterable to extended slice".into()));
                        }
                        Err(raise) => return Err(raise),
                    },
                };
                let bounds = self.slice_bounds(slice)?;
                let length = list.0.borrow().len();
                let count = bounds.count(length);
                if bounds.step == 1 {
                    let from = bounds.first(length);
                    let old: Vec<Value> = list.0.borrow_mut().splice(from..from + count, new).collect();
                    drop(old);
                } else if new.len() != count {
                    let got = new.len();
                    return Err(self.value_error(format!(
                        "attempt to assign sequence of size {got} to extended slice of size {count}"
                    )));
                } else {
                    for (place, value) in bounds.places(length).zip(new) {
                        let old = std::mem::replace(&mut list.0.borrow_mut()[place], value);
                        drop(old);
                    }
                }
                Ok(())
            }
            (Value::List(list), _) => {
                let place = self.place(index, "list", "assignment ", || list.0.borrow().len())?;
                let old = std::mem::replace(&mut list.0.borrow_mut()[place], value);
                drop(old);
                Ok(())
            }
            (Value::ByteArray(bytes), _) => bytes::set_item(self, &bytes.clone(), index, &value),
            _ => {
                let names = self.names.clone();
                match self.call_special(object, &names.setitem, Args::of([index.clone(), value]))? {
                    Some(_) => Ok(()),
                    None => {
                        let name = self.class_name(object);
                        Err(self.type_error(format!("'{name}' object does not support item assignment")))
                    }
                }
            }
        }
    }

    /// `del object[index]`.
    pub fn delete_item(&mut self, object: &Value, index: &Value) -> R<()> {
        match (object, index) {
            (Value::Dict(dict), _) => match self.dict_remove(dict, index)? {
                Some(_) => Ok(()),
                None => Err(self.key_error(index.clone())),
            },
            (Value::List(list), Value::Slice(slice)) => {
                let bounds = self.slice_bounds(slice)?;
                let mut items = list.0.borrow_mut();
                let mut places: Vec<usize> = bounds.places(items.len()).collect();
                places.sort_unstable();
                let (mut removed, mut kept) =
                    (Vec::with_capacity(places.len()), Vec::with_capacity(items.len()));
                for (number, item) in items.drain(..).enumerate() {
                    if places.binary_search(&number).is_ok() { removed.push(item) } else { kept.push(item) }
                }
                *items = kept;
                drop(items);
                drop(removed);
                Ok(())
            }
            (Value::List(list), _) => {
                let place = self.place(index, "list", "assignment ", || list.0.borrow().len())?;
                let removed = list.0.borrow_mut().remove(place);
                drop(removed);
                Ok(())
            }
            (Value::ByteArray(bytes), _) => bytes::delete_item(self, &bytes.clone(), index),
            _ => {
                let names = self.names.clone();
                match self.call_special(object, &names.delitem, Args::of([index.clone()]))? {
                    Some(_) => Ok(()),
                    None => {
                        let name = self.class_name(object);
                        Err(self.type_error(format!("'{name}' object doesn't support item deletion")))
                    }
                }
            }
        }
    }

    /// `item in object`.
    pub fn contains(&mut self, object: &Value, item: &Value) -> R<bool> {
        match object {
            Value::Str(text) => match item.as_str() {
                Some(part) => Ok(text.contains(&**part)),
                None => {
                    let name = self.class_name(item);
                    Err(self.type_error(format!("'in <string>' requires string as left operand, not {name}")))
                }
            },
            Value::Dict(dict) => Ok(self.dict_get(dict, item)?.is_some()),
            Value::Set(set) | Value::FrozenSet(set) => self.set_contains(set, item),
            Value::Range(range) if !matches!(item, Value::Object(_)) => Ok(match item {
                Value::Int(value) => range.index_of(*value).is_some(),
                Value::Bool(value) => range.index_of(i64::from(*value)).is_some(),
                Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e18 => {
                    range.index_of(*value as i64).is_some()
                }
                Value::Complex(value) if value.1 == 0.0 => {
                    return self.contains(object, &Value::Float(value.0));
                }
                _ => false,
            }),
            Value::Bytes(_) | Value::ByteArray(_) => {
                let part = bytes::part(self, item)?;
                Ok(bytes::bytes_of(object).is_some_and(|bytes| bytes::position(&bytes, &part).is_some()))
            }
            Value::List(_) | Value::Tuple(_) => {
                let mut place = 0;
                loop {
                    let other = match object {
                        Value::List(list) => list.0.borrow().get(place).cloned(),
                        Value::Tuple(tuple) => tuple.0.get(place).cloned(),
                        _ => None,
                    };
                    let Some(other) = other else { return Ok(false) };
                    if self.equal(&other, item)? {
                        return Ok(true);
                    }
                    place += 1;
                }
            }
            _ => {
                let names = self.names.clone();
                if !matches!(object, Value::Range(_))
                    && let Some(result) =
                        self.call_special(object, &names.contains, Args::of([item.clone()]))?
                {
                    return self.truth(&result);
                }
                let iterator = match self.iter(object) {
                    Ok(iterator) => iterator,
                    Err(raise) if self.raised(&raise, &self.types.type_error) => {
                        let name = self.class_name(object);
                        return Err(self.type_error(format!("argument of type '{name}' is not iterable")));
                    }
                    Err(raise) => return Err(raise),
                };
                while let Some(other) = self.iter_next(&iterator)? {
                    if self.equal(&other, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}
