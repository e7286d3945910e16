//! The values of a pickle, and what they say.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use pupil_core::error::{Error, Result};
use serde_json::{Map, Value};

use crate::json;
use crate::numbers::Dtype;

pub(super) fn bad(message: impl Into<String>) -> Error {
    Error::format("Python pickle", message.into())
}

pub(super) fn cut() -> Error {
    bad("it is damaged or cut short")
}

/// The most levels that values may lie inside each other when they are read out.
const DEPTH: usize = 20;

/// A value: its place among all values of the machine.
pub(super) type Place = usize;

#[derive(Debug, Clone)]
pub(super) enum Item {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// A list, a tuple or a set.
    List(Vec<Place>),
    Dict(Vec<(Place, Place)>),
    /// A class or function, by its module and name.
    Name(String),
    /// The result of a call that was not made: what would be called, the arguments, and what was put into it since.
    Object {
        of: Place,
        arguments: Place,
        state: Option<Place>,
        items: Vec<(Place, Place)>,
    },
    /// The numbers of an array that joblib writes behind the pickle's own bytes.
    Array(Vec<f64>),
    /// The same of texts.
    Texts(Vec<String>),
}

/// All values of a machine.
pub(super) struct Items(pub(super) Vec<Item>, pub(super) Cell<usize>);

/// The most values that are read out. A value can be in many places, so a small file could name any number.
pub(super) const MOST_READ: usize = 2_000_000;

/// The most values that a program makes.
pub(super) const MOST_MADE: usize = 4_000_000;

impl Items {
    /// Counts values that are read out; `None` when they are too many.
    fn spend(&self, count: usize) -> Option<()> {
        self.1.set(self.1.get().checked_sub(count)?);
        Some(())
    }

    /// The class of an object.
    pub(super) fn class(&self, place: Place) -> Option<&str> {
        let Item::Object { of, arguments, .. } = self.0.get(place)? else { return None };
        match &self.0[*of] {
            // copyreg._reconstructor(class, object, None)
            Item::Name(name) if name.ends_with("_reconstructor") => {
                let Item::List(list) = &self.0[*arguments] else { return None };
                let Item::Name(name) = &self.0[*list.first()?] else { return None };
                Some(name)
            }
            Item::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn state(&self, place: Place) -> Option<Place> {
        match self.0.get(place)? {
            Item::Object { state, .. } => *state,
            _ => None,
        }
    }

    /// The pairs of a dict.
    pub(super) fn pairs(&self, place: Place) -> Option<&[(Place, Place)]> {
        match self.0.get(place)? {
            Item::Dict(pairs) => Some(pairs),
            Item::Object { items, .. } => Some(items),
            _ => None,
        }
    }

    /// A member of a dict.
    pub(super) fn member(&self, place: Place, key: &str) -> Option<Place> {
        let named = |(name, _): &&(Place, Place)| matches!(&self.0[*name], Item::Text(text) if text == key);
        self.pairs(place)?.iter().find(named).map(|pair| pair.1)
    }

    /// The kind, the width in bytes and the order of the values of a dtype.
    pub(super) fn dtype(&self, place: Place) -> Option<Dtype> {
        let Item::Object { arguments, state, .. } = self.0.get(place)? else { return None };
        let Item::List(list) = &self.0[*arguments] else { return None };
        let Item::Text(name) = &self.0[*list.first()?] else { return None };
        let mut name = name.chars();
        let kind = name.next()?;
        let digits = name.map(|digit| digit.to_digit(10)).collect::<Option<Vec<u32>>>()?;
        let width = digits
            .iter()
            .try_fold(0usize, |number, &digit| number.checked_mul(10)?.checked_add(digit as usize))?;
        // The state is (3, '<', None, ..).
        let big = state.and_then(|state| match &self.0[state] {
            Item::List(list) => match self.0.get(*list.get(1)?)? {
                Item::Text(order) => Some(order == ">"),
                _ => None,
            },
            _ => None,
        });
        // Texts have four bytes a character.
        let width: usize = if kind == 'U' { usize::checked_mul(width, 4)? } else { width };
        let dtype = Dtype { kind, width, big: big.unwrap_or(false) };
        (dtype.is_number() || kind == 'U' && width >= 4).then_some(dtype)
    }

    /// The numbers of an array, a list or a single number.
    pub(super) fn numbers(&self, place: Place, depth: usize) -> Option<Vec<f64>> {
        self.spend(match self.0.get(place)? {
            Item::Array(numbers) => numbers.len(),
            _ => 1,
        })?;
        match self.0.get(place)? {
            Item::Number(number) => Some(vec![*number]),
            Item::Array(numbers) => Some(numbers.clone()),
            Item::List(list) if depth < 2 => {
                let mut all = Vec::new();
                for &item in list {
                    all.extend(self.numbers(item, depth + 1)?);
                }
                Some(all)
            }
            Item::Object { .. } => {
                let (bytes, dtype) = self.raw(place)?;
                (dtype.kind != 'U').then(|| dtype.numbers(&bytes, |value| value))
            }
            _ => None,
        }
    }

    /// The bytes and the dtype of an array or of a single number of NumPy.
    pub(super) fn raw(&self, place: Place) -> Option<(Vec<u8>, Dtype)> {
        let Item::Object { of, arguments, state, .. } = self.0.get(place)? else { return None };
        let Item::Name(name) = &self.0[*of] else { return None };
        // numpy.ndarray: the state is (1, shape, dtype, fortran order, bytes). A single number: (dtype, bytes).
        let (list, at) = match name.ends_with("_reconstruct") {
            true => (&self.0[(*state)?], 2),
            false if name.ends_with("multiarray.scalar") => (&self.0[*arguments], 0),
            false => return None,
        };
        let Item::List(list) = list else { return None };
        let dtype = self.dtype(*list.get(at)?)?;
        let bytes = match self.0.get(*list.get(if at == 2 { 4 } else { 1 })?)? {
            Item::Bytes(bytes) => bytes.clone(),
            other => self.latin1(other)?,
        };
        Some((bytes, dtype))
    }

    /// Bytes that protocol 2 writes as `_codecs.encode(text, "latin1")`.
    fn latin1(&self, item: &Item) -> Option<Vec<u8>> {
        let Item::Object { arguments, .. } = item else { return None };
        let Item::List(list) = &self.0[*arguments] else { return None };
        let Item::Text(text) = &self.0[*list.first()?] else { return None };
        text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
    }

    /// A value as JSON; keys become texts.
    pub(super) fn json(&self, place: Place, depth: usize) -> Result<Value> {
        if depth > DEPTH || self.spend(1).is_none() {
            return Err(bad("its values are too many, or lie too deep inside each other"));
        }
        Ok(match &self.0[place] {
            Item::Nothing | Item::Name(_) => Value::Null,
            Item::Flag(flag) => (*flag).into(),
            Item::Number(number) if *number == (*number as i64) as f64 => (*number as i64).into(),
            Item::Number(number) => (*number).into(),
            Item::Text(text) => text.as_str().into(),
            Item::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned().into(),
            Item::Array(numbers) => numbers.clone().into(),
            Item::Texts(texts) => texts.clone().into(),
            Item::List(list) => list.iter().map(|&item| self.json(item, depth + 1)).collect::<Result<_>>()?,
            Item::Dict(pairs) => self.dict(pairs, depth)?,
            Item::Object { of, items, .. } => match &self.0[*of] {
                Item::Name(name) if name.ends_with("Dict") || name.ends_with("dict") => {
                    self.dict(items, depth)?
                }
                _ => match self.numbers(place, 0) {
                    Some(numbers) => numbers.into(),
                    None => Value::Null,
                },
            },
        })
    }

    fn dict(&self, pairs: &[(Place, Place)], depth: usize) -> Result<Value> {
        let mut map = Map::new();
        for &(key, value) in pairs {
            let key = match self.json(key, depth + 1)? {
                Value::String(text) => text,
                other => json::text(&other),
            };
            map.insert(key, self.json(value, depth + 1)?);
        }
        Ok(map.into())
    }
}

/// Texts of a fixed size from their bytes.
pub(super) fn texts(bytes: &[u8], Dtype { width, big, .. }: Dtype) -> Vec<String> {
    let character = |c: &[u8]| {
        let bytes = [c[0], c[1], c[2], c[3]];
        char::from_u32(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    let text = |text: &[u8]| text.chunks_exact(4).filter_map(character).filter(|&c| c != '\0').collect();
    bytes.chunks_exact(width).map(text).collect()
}
