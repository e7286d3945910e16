//! Sets: a table with CPython's places, so that a set of numbers is printed in CPython's order.

use std::cell::{Ref, RefCell, RefMut};

use super::dict::equal_keys;
use super::{Value, release_values};

/// A set or a frozenset.
#[derive(Default)]
pub struct Set(RefCell<SetTable>);

/// The items of a set.
#[derive(Clone)]
pub struct SetTable {
    places: Vec<Place>,
    /// Items and removed items.
    filled: usize,
    used: usize,
}

#[derive(Clone)]
enum Place {
    Empty,
    Removed,
    Item(u64, Value),
}

/// What a search for an item found.
pub enum Found {
    /// The item's place.
    At(usize),
    /// It is not there.
    Nothing,
    /// Only the methods of these items can tell whether they equal the one that is searched for.
    Ask(Vec<(usize, Value)>),
}

const SMALLEST: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

impl Default for SetTable {
    fn default() -> Self {
        Self { places: vec![Place::Empty; SMALLEST], filled: 0, used: 0 }
    }
}

/// The places where an item of this hash may lie, in the order of the search.
fn probes(hash: u64, mask: usize) -> impl Iterator<Item = usize> {
    let mut perturb = hash as usize;
    let mut start = perturb & mask;
    let mut offset = 0;
    std::iter::from_fn(move || {
        let linear = if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
        if offset > linear {
            perturb >>= PERTURB_SHIFT;
            start = (start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb)) & mask;
            offset = 0;
        }
        offset += 1;
        Some(start + offset - 1)
    })
}

impl SetTable {
    /// How many items it has.
    pub fn len(&self) -> usize {
        self.used
    }

    /// True if it has no item.
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// The item at a place.
    pub fn at(&self, place: usize) -> Option<&Value> {
        match self.places.get(place)? {
            Place::Item(_, value) => Some(value),
            _ => None,
        }
    }

    /// All items with their hashes.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Value)> {
        self.places.iter().filter_map(|place| match place {
            Place::Item(hash, value) => Some((*hash, value)),
            _ => None,
        })
    }

    /// Searches for an item.
    pub fn find(&self, hash: u64, item: &Value) -> Found {
        let mut ask = Vec::new();
        for place in probes(hash, self.places.len() - 1) {
            match &self.places[place] {
                Place::Empty => break,
                Place::Item(other, value) if *other == hash => match equal_keys(value, item) {
                    Some(true) => return Found::At(place),
                    Some(false) => {}
                    None => ask.push((place, value.clone())),
                },
                _ => {}
            }
        }
        if ask.is_empty() { Found::Nothing } else { Found::Ask(ask) }
    }

    /// Adds an item that is not there.
    pub fn push(&mut self, hash: u64, item: Value) {
        let mask = self.places.len() - 1;
        for place in probes(hash, mask) {
            if matches!(self.places[place], Place::Empty) {
                self.places[place] = Place::Item(hash, item);
                break;
            }
        }
        self.filled += 1;
        self.used += 1;
        if self.filled * 5 >= mask * 3 {
            self.resize(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
    }

    fn resize(&mut self, more_than: usize) {
        let mut size = SMALLEST;
        while size <= more_than {
            size *= 2;
        }
        let old = std::mem::replace(&mut self.places, vec![Place::Empty; size]);
        self.filled = self.used;
        for place in old {
            if let Place::Item(hash, value) = place {
                let free = probes(hash, size - 1).find(|at| matches!(self.places[*at], Place::Empty));
                if let Some(at) = free {
                    self.places[at] = Place::Item(hash, value);
                }
            }
        }
    }

    /// Removes the item at a place.
    pub fn remove(&mut self, place: usize) -> Option<Value> {
        match std::mem::replace(self.places.get_mut(place)?, Place::Removed) {
            Place::Item(_, value) => {
                self.used -= 1;
                Some(value)
            }
            other => {
                self.places[place] = other;
                None
            }
        }
    }
}

impl Set {
    /// Its items.
    pub fn borrow(&self) -> Ref<'_, SetTable> {
        self.0.borrow()
    }

    /// Copies of its items.
    pub fn items(&self) -> Vec<Value> {
        self.0.borrow().iter().map(|(_, item)| item.clone()).collect()
    }

    /// Its items, to be changed. No code of the program may run meanwhile.
    pub fn borrow_mut(&self) -> RefMut<'_, SetTable> {
        self.0.borrow_mut()
    }

    /// A set with these items.
    pub fn from_table(table: SetTable) -> Self {
        Self(RefCell::new(table))
    }
}

impl Drop for SetTable {
    fn drop(&mut self) {
        release_values(self.places.drain(..).filter_map(|place| match place {
            Place::Item(_, value) => Some(value),
            _ => None,
        }));
    }
}
