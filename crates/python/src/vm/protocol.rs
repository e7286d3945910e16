//! What all kinds of objects can do: truth, length, items, iteration, hash.

use std::rc::Rc;

use num_traits::{ToPrimitive, Zero};

use super::{R, Raise, Vm};
use crate::object::{Args, Class, Dict, Range, Set, Slice, Str, Value};
use crate::types::bytes;

impl Vm {
    /// The special method of an object's class, bound to it.
    pub(crate) fn special(&mut self, object: &Value, name: &Str) -> R<Option<Value>> {
        let class = self.class_of(object);
        match self.find(&class, name) {
            Some(Value::None) | None => Ok(None),
            Some(found) => self.bind(found, object, &class).map(Some),
        }
    }

    /// Calls a special method if the object's class is one of the program's or the host's.
    fn call_special(&mut self, object: &Value, name: &Str, args: Args) -> R<Option<Value>> {
        match self.special(object, name)? {
            Some(method) => self.call(&method, args).map(Some),
            None => Ok(None),
        }
    }

    /// `bool(value)`.
    pub fn truth(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::Bool(value) => *value,
            Value::None | Value::Unset => false,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Complex(value) => value.0 != 0.0 || value.1 != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::ByteArray(bytes) => !bytes.borrow().is_empty(),
            Value::Tuple(items) => !items.0.is_empty(),
            Value::List(items) => !items.0.borrow().is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Set(set) | Value::FrozenSet(set) => !set.borrow().is_empty(),
            Value::Range(range) => !range.is_empty(),
            Value::NotImplemented => {
                return Err(self.type_error("NotImplemented should not be used in a boolean context".into()));
            }
            Value::Object(_) | Value::Class(_) => {
                let names = self.names.clone();
                if let Some(result) = self.call_special(value, &names.bool, Args::default())? {
                    return match result {
                        Value::Bool(truth) => Ok(truth),
                        other => {
                            let name = self.class_name(&other);
                            Err(self.type_error(format!("__bool__ should return bool, returned {name}")))
                        }
                    };
                }
                match self.special(value, &names.len)? {
                    Some(_) => self.length(value)? != 0,
                    None => true,
                }
            }
            _ => true,
        })
    }

    /// `len(value)`.
    pub fn length(&mut self, value: &Value) -> R<usize> {
        Ok(match value {
            Value::Str(text) => text.length(),
            Value::Bytes(bytes) => bytes.len(),
            Value::ByteArray(bytes) => bytes.borrow().len(),
            Value::Tuple(items) => items.0.len(),
            Value::List(items) => items.0.borrow().len(),
            Value::Dict(dict) => dict.len(),
            Value::Set(set) | Value::FrozenSet(set) => set.borrow().len(),
            Value::Range(range) => range.len(),
            other => {
                let names = self.names.clone();
                match self.call_special(other, &names.len, Args::default())? {
                    Some(length) => {
                        let length = self.index(&length)?;
                        match usize::try_from(length) {
                            Ok(length) => length,
                            Err(_) => return Err(self.value_error("__len__() should return >= 0".into())),
                        }
                    }
                    None => {
                        let name = self.class_name(other);
                        return Err(self.type_error(format!("object of type '{name}' has no len()")));
                    }
                }
            }
        })
    }

    /// An integer, as for an index.
    pub fn index(&mut self, value: &Value) -> R<i64> {
        match self.optional_index(value)? {
            Some(index) => Ok(index),
            None => {
                let name = self.class_name(value);
                Err(self.type_error(format!("'{name}' object cannot be interpreted as an integer")))
            }
        }
    }

    /// An integer, if the value is one or has `__index__`.
    pub fn optional_index(&mut self, value: &Value) -> R<Option<i64>> {
        match value.core() {
            Value::Int(value) => Ok(Some(*value)),
            Value::Bool(value) => Ok(Some(i64::from(*value))),
            Value::Big(_) => Err(self.overflow_error("Python int too large to convert to C ssize_t")),
            Value::Object(_) => {
                let names = self.names.clone();
                match self.call_special(value, &names.index, Args::default())? {
                    Some(result) if matches!(result, Value::Int(_) | Value::Bool(_) | Value::Big(_)) => self.optional_index(&result),
                    Some(other) => {
                        let name = self.class_name(&other);
                        Err(self.type_error(format!("__index__ returned non-int (type {name})")))
                    }
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// The place that an index means in a sequence.
    pub(crate) fn place(&mut self, index: &Value, length: usize, what: &str, verb: &str) -> R<usize> {
        let place = match self.optional_index(index) {
            Ok(Some(index)) => index,
            Ok(None) => {
                let name = self.class_name(index);
                return Err(self.type_error(match what {
                    "string" => format!("string indices must be integers, not '{name}'"),
                    "index" => format!("byte indices must be integers or slices, not {name}"),
                    "range object" => format!("range indices must be integers or slices, not {name}"),
                    _ => format!("{what} indices must be integers or slices, not {name}"),
                }));
            }
            Err(raise) if self.raised(&raise, &self.types.overflow_error) => {
                let name = self.class_name(index);
                return Err(self.index_error(format!("cannot fit '{name}' into an index-sized integer")));
            }
            Err(raise) => return Err(raise),
        };
        let from_start = if place < 0 { place + length as i64 } else { place };
        match usize::try_from(from_start) {
            Ok(place) if place < length => Ok(place),
            _ if what == "index" => Err(self.index_error("index out of range".into())),
            _ => Err(self.index_error(format!("{what} {verb}index out of range"))),
        }
    }

    /// The places of a slice: start, step, count.
    pub fn slice_places(&mut self, slice: &Slice, length: usize) -> R<(i64, i64, usize)> {
        let length = length as i64;
        let step = self.slice_part(&slice.step)?.unwrap_or(1);
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero".into()));
        }
        let limit = |value: Option<i64>, default: i64, low: i64, high: i64| match value {
            None => default,
            Some(value) if value < 0 => (value.saturating_add(length)).max(low),
            Some(value) => value.min(high),
        };
        let (start, stop) = (self.slice_part(&slice.start)?, self.slice_part(&slice.stop)?);
        let (start, stop) = if step > 0 {
            (limit(start, 0, 0, length), limit(stop, length, 0, length))
        } else {
            (limit(start, length - 1, -1, length - 1), limit(stop, -1, -1, length - 1))
        };
        let count = Range { start, stop, step }.len();
        Ok((start, step, count))
    }

    fn slice_part(&mut self, value: &Value) -> R<Option<i64>> {
        match value {
            Value::None => Ok(None),
            Value::Big(big) => Ok(Some(if big.sign() == num_bigint::Sign::Minus { i64::MIN } else { i64::MAX })),
            other => match self.optional_index(other)? {
                Some(value) => Ok(Some(value)),
                None => Err(self.type_error("slice indices must be integers or None or have an __index__ method".into())),
            },
        }
    }

    /// `object[index]`.
    pub fn get_item(&mut self, object: &Value, index: &Value) -> R<Value> {
        match (object, index) {
            (Value::List(list), Value::Slice(slice)) => {
                let items = list.0.borrow().clone();
                self.pick(&items, slice).map(Value::list)
            }
            (Value::List(list), _) => {
                let length = list.0.borrow().len();
                let place = self.place(index, length, "list", "")?;
                Ok(list.0.borrow().get(place).cloned().unwrap_or(Value::None))
            }
            (Value::Tuple(tuple), Value::Slice(slice)) => self.pick(&tuple.0, slice).map(Value::tuple),
            (Value::Tuple(tuple), _) => {
                let place = self.place(index, tuple.0.len(), "tuple", "")?;
                Ok(tuple.0[place].clone())
            }
            (Value::Dict(dict), _) => match self.dict_get(dict, index)? {
                Some(value) => Ok(value),
                None => Err(self.key_error(index.clone())),
            },
            (Value::Str(text), Value::Slice(slice)) => {
                let (start, step, count) = self.slice_places(slice, text.length())?;
                if step == 1 {
                    return Ok(Value::str(text.slice(start as usize, start as usize + count)));
                }
                let chars: Vec<char> = text.chars().collect();
                let picked = (0..count).map(|number| chars[(start + step * number as i64) as usize]);
                Ok(Value::str(picked.collect::<String>()))
            }
            (Value::Str(text), _) => {
                let place = self.place(index, text.length(), "string", "")?;
                Ok(Value::str(text.char_at(place).unwrap_or_default().encode_utf8(&mut [0; 4])))
            }
            (Value::Bytes(bytes), Value::Slice(slice)) => {
                let (start, step, count) = self.slice_places(slice, bytes.len())?;
                Ok(Value::Bytes(Rc::new((0..count).map(|number| bytes[(start + step * number as i64) as usize]).collect())))
            }
            (Value::Bytes(bytes), _) => {
                let place = self.place(index, bytes.len(), "index", "")?;
                Ok(Value::Int(i64::from(bytes[place])))
            }
            (Value::ByteArray(bytes), Value::Slice(slice)) => {
                let bytes = bytes.borrow().clone();
                let (start, step, count) = self.slice_places(slice, bytes.len())?;
                let picked = (0..count).map(|number| bytes[(start + step * number as i64) as usize]).collect();
                Ok(Value::ByteArray(Rc::new(std::cell::RefCell::new(picked))))
            }
            (Value::ByteArray(bytes), _) => {
                let length = bytes.borrow().len();
                let place = self.place(index, length, "bytearray", "")?;
                Ok(Value::Int(i64::from(bytes.borrow()[place])))
            }
            (Value::Range(range), Value::Slice(slice)) => {
                let (start, step, count) = self.slice_places(slice, range.len())?;
                Ok(Value::Range(Rc::new(range.part(start, step, count))))
            }
            (Value::Range(range), _) => {
                let place = self.place(index, range.len(), "range object", "")?;
                Ok(Value::Int(range.at(place)))
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

    fn pick(&mut self, items: &[Value], slice: &Slice) -> R<Vec<Value>> {
        let (start, step, count) = self.slice_places(slice, items.len())?;
        Ok((0..count).map(|number| items[(start + step * number as i64) as usize].clone()).collect())
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
        if class.builtin && ["list", "dict", "tuple", "set", "frozenset", "type"].contains(&&**class.name.borrow()) {
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
                let length = list.0.borrow().len();
                let (start, step, count) = self.slice_places(slice, length)?;
                if step == 1 {
                    let from = start as usize;
                    let old: Vec<Value> = list.0.borrow_mut().splice(from..from + count, new).collect();
                    drop(old);
                } else if new.len() != count {
                    let got = new.len();
                    return Err(self.value_error(format!("attempt to assign sequence of size {got} to extended slice of size {count}")));
                } else {
                    for (number, value) in new.into_iter().enumerate() {
                        let place = (start + step * number as i64) as usize;
                        let old = std::mem::replace(&mut list.0.borrow_mut()[place], value);
                        drop(old);
                    }
                }
                Ok(())
            }
            (Value::List(list), _) => {
                let length = list.0.borrow().len();
                let place = self.place(index, length, "list", "assignment ")?;
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
                let length = list.0.borrow().len();
                let (start, step, count) = self.slice_places(slice, length)?;
                let mut places: Vec<usize> = (0..count).map(|number| (start + step * number as i64) as usize).collect();
                places.sort_unstable();
                let mut items = list.0.borrow_mut();
                let removed: Vec<Value> = places.into_iter().rev().map(|place| items.remove(place)).collect();
                drop(items);
                drop(removed);
                Ok(())
            }
            (Value::List(list), _) => {
                let length = list.0.borrow().len();
                let place = self.place(index, length, "list", "assignment ")?;
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
                Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e18 => range.index_of(*value as i64).is_some(),
                Value::Complex(value) if value.1 == 0.0 => return self.contains(object, &Value::Float(value.0)),
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
                    && let Some(result) = self.call_special(object, &names.contains, Args::of([item.clone()]))?
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
                    self.spend()?;
                    if self.equal(&other, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// `hash(value)`.
    pub fn hash(&mut self, value: &Value) -> R<u64> {
        Ok(match value {
            Value::Str(text) => text.hash(),
            Value::Int(value) => hash_int(*value),
            Value::Bool(value) => u64::from(*value),
            Value::Float(value) => hash_float(*value),
            Value::Big(value) => {
                let modulus = num_bigint::BigInt::from((1_i64 << 61) - 1);
                let rest = (&**value % &modulus).to_i64().unwrap_or_default();
                fix(rest as u64)
            }
            Value::Complex(value) => fix(hash_float(value.0).wrapping_add(hash_float(value.1).wrapping_mul(1_000_003))),
            Value::None => 0xFCA8_6420,
            Value::Ellipsis => 0xFCA8_6421,
            Value::Bytes(bytes) => crate::object::hash_bytes(bytes),
            Value::Tuple(items) => {
                let mut hash = 0x27D4_EB2F_1656_67C5_u64;
                self.nested(|vm| {
                    for item in &items.0 {
                        let lane = vm.hash(item)?;
                        hash = hash.wrapping_add(lane.wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
                        hash = hash.rotate_left(31).wrapping_mul(0x9E37_79B1_85EB_CA87);
                    }
                    Ok(())
                })?;
                hash = hash.wrapping_add(items.0.len() as u64 ^ (0x27D4_EB2F_1656_67C5 ^ 3_527_539));
                if hash == u64::MAX { 1_546_275_796 } else { hash }
            }
            Value::FrozenSet(set) => {
                let mut hash = 0_u64;
                for (item, _) in set.borrow().iter() {
                    hash ^= (item ^ 89_869_747 ^ (item << 16)).wrapping_mul(3_644_798_167);
                }
                fix(hash.wrapping_mul(69_069).wrapping_add(907_133_923))
            }
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::ByteArray(_) => {
                return Err(self.unhashable(value));
            }
            Value::Slice(_) => return Err(self.unhashable(value)),
            Value::Range(range) => {
                let values = Value::tuple(vec![Value::size(range.len()), Value::Int(range.start), Value::Int(range.step)]);
                return self.hash(&values);
            }
            Value::Object(_) => {
                let class = self.class_of(value);
                let names = self.names.clone();
                match self.find(&class, &names.hash) {
                    None | Some(Value::None) => return Err(self.unhashable(value)),
                    Some(found) => {
                        let method = self.bind(found, value, &class)?;
                        let result = self.call(&method, Args::default())?;
                        match result {
                            Value::Int(value) => value as u64,
                            Value::Bool(value) => u64::from(value),
                            Value::Big(_) => self.hash(&result)?,
                            _ => return Err(self.type_error("__hash__ method should return an integer".into())),
                        }
                    }
                }
            }
            other => fix((other.id() >> 4) as u64),
        })
    }

    fn unhashable(&mut self, value: &Value) -> Raise {
        let name = self.class_name(value);
        self.type_error(format!("unhashable type: '{name}'"))
    }

    /// The value of a key, if the dict has it.
    pub fn dict_get(&mut self, dict: &Rc<Dict>, key: &Value) -> R<Option<Value>> {
        Ok(match self.dict_find(dict, key)?.1 {
            Some(place) => dict.borrow().at(place).map(|(_, value)| value.clone()),
            None => None,
        })
    }

    fn dict_find(&mut self, dict: &Rc<Dict>, key: &Value) -> R<(u64, Option<usize>)> {
        use crate::object::DictFound;
        let hash = self.hash(key)?;
        let found = dict.borrow().find(hash, key);
        Ok((
            hash,
            match found {
                DictFound::At(place) => Some(place),
                DictFound::Nothing => None,
                DictFound::Ask(candidates) => {
                    let mut place = None;
                    for (at, other) in candidates {
                        if self.equal(&other, key)? {
                            place = Some(at);
                            break;
                        }
                    }
                    place
                }
            },
        ))
    }

    /// Sets the value of a key.
    pub fn dict_set(&mut self, dict: &Rc<Dict>, key: Value, value: Value) -> R<()> {
        let (hash, place) = self.dict_find(dict, &key)?;
        let mut table = dict.borrow_mut();
        match place {
            Some(place) => {
                let old = table.value_mut(place).map(|slot| std::mem::replace(slot, value));
                drop(table);
                drop(old);
            }
            None => table.push(hash, key, value),
        }
        Ok(())
    }

    /// Removes a key; gives its value.
    pub fn dict_remove(&mut self, dict: &Rc<Dict>, key: &Value) -> R<Option<Value>> {
        let (_, place) = self.dict_find(dict, key)?;
        let removed = place.and_then(|place| dict.borrow_mut().remove(place));
        Ok(removed.map(|(_, value)| value))
    }

    /// Adds the entries of a mapping, or the pairs of an iterable.
    pub fn dict_update(&mut self, dict: &Rc<Dict>, other: &Value) -> R<()> {
        if let Value::Dict(other) = other.core() {
            let entries: Vec<(Value, Value)> = other.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            for (key, value) in entries {
                self.dict_set(dict, key, value)?;
            }
            return Ok(());
        }
        let names = self.names.clone();
        if let Some(keys) = self.optional_attr(other, &names.keys)? {
            let keys = self.call(&keys, Args::default())?;
            return self.each(&keys, |vm, key| {
                let value = vm.get_item(other, &key)?;
                vm.dict_set(dict, key, value)
            });
        }
        let mut number = 0;
        let iterator = self.iter(other)?;
        while let Some(pair) = self.iter_next(&iterator)? {
            let pair = match self.to_vec(&pair) {
                Ok(pair) => pair,
                Err(_) => {
                    let message = format!("cannot convert dictionary update sequence element #{number} to a sequence");
                    return Err(self.type_error(message));
                }
            };
            let [key, value] = pair.as_slice() else {
                let length = pair.len();
                let message = format!("dictionary update sequence element #{number} has length {length}; 2 is required");
                return Err(self.value_error(message));
            };
            self.dict_set(dict, key.clone(), value.clone())?;
            number += 1;
        }
        Ok(())
    }

    fn set_find(&mut self, set: &Rc<Set>, item: &Value) -> R<(u64, Option<usize>)> {
        use crate::object::SetFound;
        let hash = self.hash(item)?;
        let found = set.borrow().find(hash, item);
        Ok((
            hash,
            match found {
                SetFound::At(place) => Some(place),
                SetFound::Nothing => None,
                SetFound::Ask(candidates) => {
                    let mut place = None;
                    for (at, other) in candidates {
                        if self.equal(&other, item)? {
                            place = Some(at);
                            break;
                        }
                    }
                    place
                }
            },
        ))
    }

    /// Adds an item to a set.
    pub fn set_add(&mut self, set: &Rc<Set>, item: Value) -> R<()> {
        let (hash, place) = self.set_find(set, &item)?;
        if place.is_none() {
            set.borrow_mut().push(hash, item);
        }
        Ok(())
    }

    /// True if a set has an item.
    pub fn set_contains(&mut self, set: &Rc<Set>, item: &Value) -> R<bool> {
        let item = match item {
            // A set is looked for as a frozenset.
            Value::Set(inner) => &Value::FrozenSet(inner.clone()),
            item => item,
        };
        Ok(self.set_find(set, item)?.1.is_some())
    }

    /// Removes an item from a set; true if it was there.
    pub fn set_remove(&mut self, set: &Rc<Set>, item: &Value) -> R<bool> {
        let (_, place) = self.set_find(set, item)?;
        let removed = place.and_then(|place| set.borrow_mut().remove(place));
        Ok(removed.is_some())
    }
}

fn fix(hash: u64) -> u64 {
    if hash == u64::MAX { u64::MAX - 1 } else { hash }
}

/// CPython's hash of an integer: the rest by 2^61 - 1, with the integer's sign.
fn hash_int(value: i64) -> u64 {
    const MODULUS: i64 = (1 << 61) - 1;
    fix((value % MODULUS) as u64)
}

/// CPython's hash of a float, which is that of an equal integer.
fn hash_float(value: f64) -> u64 {
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { (-314_159_i64) as u64 };
    }
    if value.is_nan() || value.is_zero() {
        return 0;
    }
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << 61) - 1;
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut hash = 0_u64;
    while mantissa > 0.0 {
        hash = ((hash << 28) & MODULUS) | (hash >> (BITS - 28));
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let part = mantissa as u64;
        mantissa -= part as f64;
        hash += part;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let turn = if exponent >= 0 { exponent as u32 % BITS } else { BITS - 1 - ((-1 - exponent) as u32 % BITS) };
    hash = ((hash << turn) & MODULUS) | (hash >> (BITS - turn));
    let signed = if value < 0.0 { (hash as i64).wrapping_neg() } else { hash as i64 };
    fix(signed as u64)
}

/// A mantissa of at least 0.5 and less than 1, and the power of two.
pub(crate) fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    if exponent == 0 {
        let (mantissa, exponent) = frexp(value * f64::from_bits(0x4350_0000_0000_0000));
        return (mantissa, exponent - 54);
    }
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), exponent - 1022)
}
