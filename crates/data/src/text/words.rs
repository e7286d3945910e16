//! A map from words to numbers that keeps the order of insertion, as Python's `dict` does.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Words, each with a number, in the order of insertion.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    words: Vec<(String, usize)>,
    /// Open addressing with linear probing: indices into `words`, or [`FREE`]; at most half full.
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl Words {
    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The words and their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.words.iter().map(|(word, number)| (word.as_str(), *number))
    }

    /// The word and number at an index.
    pub fn at(&self, place: usize) -> (&str, usize) {
        let (word, number) = &self.words[place];
        (word, *number)
    }

    /// The index of a word.
    pub fn place(&self, word: &str) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let found = self.slots[self.slot(word)];
        (found != FREE).then_some(found as usize)
    }

    /// The number of a word.
    pub fn get(&self, word: &str) -> Option<usize> {
        self.place(word).map(|place| self.words[place].1)
    }

    /// The index and number of a word; a new word is added at the end with number 0.
    pub fn entry(&mut self, word: &str) -> (usize, &mut usize) {
        if (self.words.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot(word);
        if self.slots[slot] == FREE {
            self.slots[slot] = self.words.len() as u32;
            self.words.push((word.into(), 0));
        }
        let place = self.slots[slot] as usize;
        (place, &mut self.words[place].1)
    }

    /// Gives a word a number.
    pub fn set(&mut self, word: &str, number: usize) {
        *self.entry(word).1 = number;
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; (self.slots.len() * 2).max(16)];
        for place in 0..self.words.len() {
            let slot = self.slot(&self.words[place].0);
            self.slots[slot] = place as u32;
        }
    }

    /// The index in `slots` of a word, or of the free slot where it would go.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(word) as usize & mask;
        while self.slots[slot] != FREE && self.words[self.slots[slot] as usize].0 != word {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// FNV-1a, with the high bits folded onto the low ones, which choose a slot.
fn hash(word: &str) -> u32 {
    let hash =
        word.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// The numbers from 0 to `len - 1`, sorted by `compare`, which must not find two of them equal. Sorting indices instead
/// of values needs only one copy of the sort for all types.
pub(super) fn sorted(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_unstable_by(|&a, &b| compare(a, b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn many_words_keep_their_order_and_numbers() {
        let mut words = Words::default();
        assert_eq!(words.get("0"), None);
        for i in 0..1000 {
            words.set(&format!("{i}"), i);
        }
        words.set("7", 70);
        assert_eq!((words.len(), words.at(7), words.get("7")), (1000, ("7", 70), Some(70)));
        assert!(words.iter().enumerate().all(|(at, (word, _))| word == format!("{at}")));
        assert_eq!((words.get("999"), words.get("1000"), words.get("")), (Some(999), None, None));
    }

    #[test]
    fn indices_are_sorted_by_their_values() {
        let values = [2, 9, 4];
        assert_eq!(sorted(3, &|a, b| values[b].cmp(&values[a])), [1, 2, 0]);
    }
}
