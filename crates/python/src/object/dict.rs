//! Dicts: entries in the order of their insertion, and a table from hashes to entries.

use std::cell::{Ref, RefCell, RefMut};

use hashbrown::HashTable;

use super::{Str, Value, release_values};

/// A dict.
#[derive(Default)]
pub struct Dict(RefCell<Table>);

/// The entries of a dict.
#[derive(Default)]
pub struct Table {
    entries: Vec<Option<Entry>>,
    /// Positions in `entries`. Empty while there are few entries, which are then searched one after the other.
    index: HashTable<u32>,
    live: usize,
}

struct Entry {
    hash: u64,
    key: Value,
    value: Value,
}

/// What a search for a key found.
pub enum Found {
    /// The entry's position.
    At(usize),
    /// No entry has this key.
    Nothing,
    /// Only the methods of these keys can tell whether they equal the key that is searched for.
    Ask(Vec<(usize, Value)>),
}

/// Up to this number of entries there is no index.
const FEW: usize = 8;

impl Table {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.live
    }

    /// True if it has no entry.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// How many positions there are, with those of removed entries.
    pub fn positions(&self) -> usize {
        self.entries.len()
    }

    /// The entry at a position.
    pub fn at(&self, position: usize) -> Option<(&Value, &Value)> {
        self.entries.get(position)?.as_ref().map(|entry| (&entry.key, &entry.value))
    }

    /// The value at a position, to be changed.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut Value> {
        self.entries.get_mut(position)?.as_mut().map(|entry| &mut entry.value)
    }

    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Value)> {
        self.entries.iter().flatten().map(|entry| (&entry.key, &entry.value))
    }

    /// Searches for a key.
    pub fn find(&self, hash: u64, key: &Value) -> Found {
        let mut ask = Vec::new();
        let mut test = |position: usize| {
            let Some(entry) = &self.entries[position] else { return false };
            if entry.hash != hash {
                return false;
            }
            match equal_keys(&entry.key, key) {
                Some(equal) => equal,
                None => {
                    ask.push((position, entry.key.clone()));
                    false
                }
            }
        };
        let at = if self.index.is_empty() {
            (0..self.entries.len()).find(|position| test(*position))
        } else {
            self.index.find(hash, |position| test(*position as usize)).map(|position| *position as usize)
        };
        match at {
            Some(position) => Found::At(position),
            None if ask.is_empty() => Found::Nothing,
            None => Found::Ask(ask),
        }
    }

    /// The position of a string.
    pub fn find_str(&self, key: &Str) -> Option<usize> {
        let hash = key.hash();
        let test = |position: usize| match &self.entries[position] {
            Some(Entry { hash: other, key: Value::Str(text), .. }) => *other == hash && text == key,
            _ => false,
        };
        if self.index.is_empty() {
            (0..self.entries.len()).find(|position| test(*position))
        } else {
            self.index.find(hash, |position| test(*position as usize)).map(|position| *position as usize)
        }
    }

    /// Adds an entry whose key is not there.
    pub fn push(&mut self, hash: u64, key: Value, value: Value) {
        if self.entries.len() > 2 * FEW && self.entries.len() > 2 * self.live {
            self.compact();
        }
        let position = self.entries.len();
        self.entries.push(Some(Entry { hash, key, value }));
        self.live += 1;
        if !self.index.is_empty() {
            self.index.insert_unique(hash, position as u32, hasher(&self.entries));
        } else if self.entries.len() > FEW {
            self.rebuild();
        }
    }

    /// Removes the entry at a position.
    pub fn remove(&mut self, position: usize) -> Option<(Value, Value)> {
        let entry = self.entries.get_mut(position)?.take()?;
        self.live -= 1;
        if let Ok(found) = self.index.find_entry(entry.hash, |other| *other as usize == position) {
            found.remove();
        }
        while let Some(None) = self.entries.last() {
            self.entries.pop();
        }
        if self.live == 0 {
            self.index.clear();
        }
        Some((entry.key, entry.value))
    }

    fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        self.rebuild();
    }

    fn rebuild(&mut self) {
        self.index.clear();
        for (position, entry) in self.entries.iter().enumerate() {
            if let Some(entry) = entry {
                self.index.insert_unique(entry.hash, position as u32, hasher(&self.entries));
            }
        }
    }
}

fn hasher(entries: &[Option<Entry>]) -> impl Fn(&u32) -> u64 + '_ {
    |position| entries[*position as usize].as_ref().map_or(0, |entry| entry.hash)
}

/// True for values of built-in types that are never equal to a string.
fn is_plain(value: &Value) -> bool {
    matches!(
        value,
        Value::Int(_) | Value::None | Value::Float(_) | Value::Bool(_) | Value::Tuple(_) | Value::Bytes(_)
    )
}

/// True if two keys are equal; nothing if only methods of the program can tell.
pub(crate) fn equal_keys(a: &Value, b: &Value) -> Option<bool> {
    if a.is(b) {
        return Some(true);
    }
    Some(match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::None | Value::Ellipsis, Value::None | Value::Ellipsis) => false,
        (Value::Str(_), other) | (other, Value::Str(_)) if is_plain(other) => false,
        (Value::Int(a), Value::Bool(b)) | (Value::Bool(b), Value::Int(a)) => *a == i64::from(*b),
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => {
            *b == *a as f64 && *b as i64 == *a
        }
        (Value::Big(a), Value::Big(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Class(_) | Value::Function(_), Value::Class(_) | Value::Function(_)) => false,
        (Value::Tuple(a), Value::Tuple(b)) => {
            if a.0.len() != b.0.len() {
                return Some(false);
            }
            for (a, b) in a.0.iter().zip(&b.0) {
                match equal_keys(a, b) {
                    Some(true) => {}
                    other => return other,
                }
            }
            true
        }
        _ => return None,
    })
}

impl Dict {
    /// Its entries.
    pub fn borrow(&self) -> Ref<'_, Table> {
        self.0.borrow()
    }

    /// Its entries, to be changed. No code of the program may run meanwhile.
    pub fn borrow_mut(&self) -> RefMut<'_, Table> {
        self.0.borrow_mut()
    }

    /// Copies of its keys and values.
    pub fn entries(&self) -> Vec<(Value, Value)> {
        self.0.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// True if it has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a string.
    pub fn get_str(&self, key: &Str) -> Option<Value> {
        let table = self.0.borrow();
        let position = table.find_str(key)?;
        table.at(position).map(|(_, value)| value.clone())
    }

    /// The value of a string that is not interned.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.get_str(&Str::new(key))
    }

    /// Sets the value of a string.
    pub fn set_str(&self, key: Str, value: Value) {
        let mut table = self.0.borrow_mut();
        match table.find_str(&key) {
            Some(position) => {
                let old = table.value_mut(position).map(|place| std::mem::replace(place, value));
                drop(table);
                drop(old);
            }
            None => table.push(key.hash(), Value::Str(key), value),
        }
    }

    /// Removes a string.
    pub fn remove_str(&self, key: &Str) -> Option<Value> {
        let mut table = self.0.borrow_mut();
        let position = table.find_str(key)?;
        table.remove(position).map(|(_, value)| value)
    }

    /// Removes everything.
    pub fn clear(&self) {
        let old = std::mem::take(&mut *self.0.borrow_mut());
        drop(old);
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        release_values(self.entries.drain(..).flatten().flat_map(|entry| [entry.key, entry.value]));
    }
}
