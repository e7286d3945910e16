//! Dicts and sets whose keys may have methods of the program.

use std::rc::Rc;

use super::{R, Vm};
use crate::object::{Args, Dict, DictFound, Set, SetFound, Value};

impl Vm {
    /// The value of a key, if the dict has it.
    pub fn dict_get(&mut self, dict: &Rc<Dict>, key: &Value) -> R<Option<Value>> {
        Ok(match self.dict_find(dict, key)?.1 {
            Some(place) => dict.borrow().at(place).map(|(_, value)| value.clone()),
            None => None,
        })
    }

    fn dict_find(&mut self, dict: &Rc<Dict>, key: &Value) -> R<(u64, Option<usize>)> {
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
            let entries = other.entries();
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
                    let message =
                        format!("cannot convert dictionary update sequence element #{number} to a sequence");
                    return Err(self.type_error(message));
                }
            };
            let [key, value] = pair.as_slice() else {
                let length = pair.len();
                let message = format!(
                    "dictionary update sequence element #{number} has length {length}; 2 is required"
                );
                return Err(self.value_error(message));
            };
            self.dict_set(dict, key.clone(), value.clone())?;
            number += 1;
        }
        Ok(())
    }

    fn set_find(&mut self, set: &Rc<Set>, item: &Value) -> R<(u64, Option<usize>)> {
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
