//! Strings: UTF-8 with the number of code points and the hash kept.

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

/// A string. Its indices are code points, as in Python.
#[derive(Clone)]
pub struct Str(Rc<Text>);

struct Text {
    text: Box<str>,
    /// The number of code points.
    length: usize,
    /// 0 if it was not computed yet.
    hash: Cell<u64>,
}

impl Str {
    /// Copies a text.
    pub fn new(text: &str) -> Self {
        let length = if text.is_ascii() { text.len() } else { text.chars().count() };
        Self(Rc::new(Text { text: text.into(), length, hash: Cell::new(0) }))
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
        self.0.text.char_indices().nth(index).map_or(self.0.text.len(), |(offset, _)| offset)
    }

    /// The code point that begins at byte `offset`.
    pub fn index_of(&self, offset: usize) -> usize {
        if self.is_ascii() { offset } else { self.0.text[..offset].chars().count() }
    }

    /// Code point `index`.
    pub fn char_at(&self, index: usize) -> Option<char> {
        if self.is_ascii() {
            return self.0.text.as_bytes().get(index).map(|byte| char::from(*byte));
        }
        self.0.text.chars().nth(index)
    }

    /// Code points `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        if start >= end {
            return "";
        }
        let first = self.offset(start);
        let rest = &self.0.text[first..];
        if self.is_ascii() {
            return &rest[..end.min(self.0.length) - start];
        }
        let length = rest.char_indices().nth(end - start).map_or(rest.len(), |(offset, _)| offset);
        &rest[..length]
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
