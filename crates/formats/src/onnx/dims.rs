//! A short list of sizes or axes that lives on the stack, so that views and shapes are plain copies.
//!
//! Its functions are not inlined, and an index past the end reads 0. Inlined iterators and checks would take 12 KB
//! (packed) of the module for browsers.

use core::ops::{Deref, Index, IndexMut, RangeFrom};

/// The most axes a tensor may have.
pub(super) const MOST_AXES: usize = 8;

/// Up to [`MOST_AXES`] sizes or axes. More are dropped: whoever adds axes checks their number first.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Dims {
    items: [usize; MOST_AXES],
    length: usize,
}

impl Dims {
    /// No axes.
    pub(super) const NONE: Self = Self { items: [0; MOST_AXES], length: 0 };

    /// A list of these.
    #[inline(never)]
    pub(super) fn of(items: &[usize]) -> Self {
        let mut all = Self::NONE;
        all.extend(items);
        all
    }

    /// The numbers from `from` up to but not including `to`.
    #[inline(never)]
    pub(super) fn range(from: usize, to: usize) -> Self {
        let mut all = Self::NONE;
        (from..to).take(MOST_AXES).for_each(|k| all.push(k));
        all
    }

    /// A number, the items of a list, and another number.
    #[inline(never)]
    pub(super) fn around(first: usize, middle: &[usize], last: usize) -> Self {
        let mut all = Self::NONE;
        all.push(first);
        all.extend(middle);
        all.push(last);
        all
    }

    /// The same number several times.
    #[inline(never)]
    pub(super) fn repeated(item: usize, times: usize) -> Self {
        let mut all = Self::NONE;
        (0..times.min(MOST_AXES)).for_each(|_| all.push(item));
        all
    }

    /// Adds a number at the end.
    #[inline(never)]
    pub(super) fn push(&mut self, item: usize) {
        if let Some(place) = self.items.get_mut(self.length) {
            *place = item;
            self.length += 1;
        }
    }

    /// Adds several numbers at the end.
    #[inline(never)]
    pub(super) fn extend(&mut self, items: &[usize]) {
        items.iter().for_each(|&item| self.push(item));
    }

    /// Adds a number before the one at `index`.
    #[inline(never)]
    pub(super) fn insert(&mut self, index: usize, item: usize) {
        let before = *self;
        self.length = index.min(before.length);
        self.push(item);
        self.extend(&before[index..]);
    }

    /// Removes the number at `index`.
    #[inline(never)]
    pub(super) fn remove(&mut self, index: usize) {
        let before = *self;
        self.length = index.min(before.length);
        self.extend(&before[index + 1..]);
    }

    /// The first numbers.
    #[inline(never)]
    pub(super) fn to(&self, end: usize) -> &[usize] {
        self.get(..end).unwrap_or(self)
    }

    /// The number of items.
    #[inline(never)]
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The last number; 0 if there is none.
    #[inline(never)]
    pub(super) fn end(&self) -> usize {
        self[self.length.wrapping_sub(1)]
    }

    /// The places of this list's numbers: for each `k` the index of `k`. The inverse of an order of axes.
    #[inline(never)]
    pub(super) fn inverse(&self) -> Self {
        let mut inverse = Self::NONE;
        (0..self.length).for_each(|k| inverse.push(self.place(k).unwrap_or(0)));
        inverse
    }

    /// The index of a number.
    #[inline(never)]
    pub(super) fn place(&self, number: usize) -> Option<usize> {
        self.iter().position(|&item| item == number)
    }

    /// True if the number is in the list.
    #[inline(never)]
    pub(super) fn has(&self, number: usize) -> bool {
        self.place(number).is_some()
    }

    /// The items at these places.
    #[inline(never)]
    pub(super) fn pick(&self, places: &[usize]) -> Self {
        let mut picked = Self::NONE;
        places.iter().filter_map(|&place| self.get(place)).for_each(|&item| picked.push(item));
        picked
    }

    /// The places of a number.
    #[inline(never)]
    pub(super) fn places(&self, number: usize) -> Self {
        let mut found = Self::NONE;
        (0..self.length).filter(|&k| self.items[k] == number).for_each(|k| found.push(k));
        found
    }

    /// The numbers that are not among others.
    #[inline(never)]
    pub(super) fn without(&self, others: &[usize]) -> Self {
        let mut left = Self::NONE;
        self.iter().filter(|item| !others.contains(item)).for_each(|&item| left.push(item));
        left
    }

    /// True if each number is larger than the one before.
    #[inline(never)]
    pub(super) fn rises(&self) -> bool {
        self.windows(2).all(|pair| pair[0] < pair[1])
    }
}

impl Deref for Dims {
    type Target = [usize];
    #[inline(never)]
    fn deref(&self) -> &[usize] {
        self.items.get(..self.length).unwrap_or_default()
    }
}

impl Index<usize> for Dims {
    type Output = usize;
    #[inline(never)]
    fn index(&self, index: usize) -> &usize {
        self.get(index).unwrap_or(&0)
    }
}

impl IndexMut<usize> for Dims {
    #[inline(never)]
    fn index_mut(&mut self, index: usize) -> &mut usize {
        &mut self.items[index % MOST_AXES]
    }
}

impl Index<RangeFrom<usize>> for Dims {
    type Output = [usize];
    #[inline(never)]
    fn index(&self, range: RangeFrom<usize>) -> &[usize] {
        self.get(range).unwrap_or_default()
    }
}
