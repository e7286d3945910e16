//! Strings: UTF-8 with the number of code points and the hash kept.

use std::cell::{Cell, OnceCell};
use std::ops::Deref;
use std::rc::Rc;

/// A text that is not ASCII knows the bytes of every so many code points, so that an index needs no walk from its start.
const MARK: usize = 64;

/// A string. Its indices are code points, as in Python.
#[derive(Clone)]
pub struct Str(Rc<Text>);

struct Text {
    text: Box<str>,
    /// The number of code points.
    length: usize,
    /// 0 if it was not computed yet.
    hash: Cell<u64>,
    /// The bytes at which code points 0, `MARK`, twice `MARK` and so on begin; made when one of them is asked for.
    #[allow(clippy::box_collection, reason = "8 bytes instead of 24 in each string")]
    marks: OnceCell<Box<Vec<usize>>>,
}

impl Str {
    /// Copies a text.
    pub fn new(text: &str) -> Self {
        let length = if text.is_ascii() { text.len() } else { text.chars().count() };
        Self(Rc::new(Text { text: text.into(), length, hash: Cell::new(0), marks: OnceCell::new() }))
    }

    /// The number of code points.
    pub fn length(&self) -> usize {
        self.0.length
    }

    /// True if each byte is a code point.
    pub fn is_ascii(&self) -> bool {
        self.0.length == self.0.text.len()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// True if both are the same object.
    pub fn same(&self, other: &Str) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<u8>() as usize
    }

    /// Its hash; never 0.
    pub fn hash(&self) -> u64 {
        let known = self.0.hash.get();
        if known != 0 {
            return known;
        }
        let hash = hash_bytes(self.0.text.as_bytes());
        self.0.hash.set(hash);
        hash
    }

    /// The byte at which code point `index` begins; the end for the number of code points.
    pub fn offset(&self, index: usize) -> usize {
        if self.is_ascii() {
            return index.min(self.0.text.len());
        }
        if index >= self.0.length {
            return self.0.text.len();
        }
        let known = if index < MARK { 0 } else { self.marks()[index / MARK] };
        let rest = &self.0.text[known..];
        rest.char_indices().nth(index % MARK).map_or(self.0.text.len(), |(offset, _)| known + offset)
    }

    /// The code point that begins at byte `offset`.
    pub fn index_of(&self, offset: usize) -> usize {
        if self.is_ascii() {
            return offset;
        }
        if offset < MARK {
            return self.0.text[..offset].chars().count();
        }
        let marks = self.marks();
        let before = marks.partition_point(|mark| *mark <= offset) - 1;
        before * MARK + self.0.text[marks[before]..offset].chars().count()
    }

    fn marks(&self) -> &[usize] {
        self.0.marks.get_or_init(|| {
            Box::new(self.0.text.char_indices().step_by(MARK).map(|(offset, _)| offset).collect())
        })
    }

    /// Code point `index`.
    pub fn char_at(&self, index: usize) -> Option<char> {
        if self.is_ascii() {
            return self.0.text.as_bytes().get(index).map(|byte| char::from(*byte));
        }
        self.0.text[self.offset(index)..].chars().next()
    }

    /// Code points `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        if start >= end {
            return "";
        }
        let first = self.offset(start);
        &self.0.text[first..self.offset(end)]
    }
}

/// FNV-1a with a final mix; never 0.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 29;
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).max(2)
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Str) -> bool {
        self.same(other) || self.0.text == other.0.text
    }
}

impl Eq for Str {}

impl std::fmt::Display for Str {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self)
    }
}
