//! A short list of sizes or axes that lives on the stack, so that views and shapes are plain copies.

use core::ops::{Deref, DerefMut};

use serde_json::Value;

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
        self.extend(&before[index.min(before.length)..]);
    }

    /// Removes the number at `index`.
    #[inline(never)]
    pub(super) fn remove(&mut self, index: usize) {
        let before = *self;
        self.length = index.min(before.length);
        self.extend(before.get(index + 1..).unwrap_or_default());
    }

    /// The places of this list's numbers: for each `k` the index of `k`. The inverse of an order of axes.
    #[inline(never)]
    pub(super) fn inverse(&self) -> Self {
        let mut inverse = Self::NONE;
        for k in 0..self.length {
            inverse.push(self.place(k).unwrap_or(0));
        }
        inverse
    }

    /// The index of a number.
    #[inline(never)]
    pub(super) fn place(&self, number: usize) -> Option<usize> {
        self.iter().position(|&item| item == number)
    }

    /// The items at these places.
    #[inline(never)]
    pub(super) fn pick(&self, places: &[usize]) -> Self {
        let mut picked = Self::NONE;
        places.iter().filter_map(|&place| self.get(place)).for_each(|&item| picked.push(item));
        picked
    }

    /// Keeps the numbers for which `keep` is true.
    pub(super) fn retain(&mut self, keep: &dyn Fn(usize) -> bool) {
        let before = *self;
        self.length = 0;
        before.iter().filter(|&&item| keep(item)).for_each(|&item| self.push(item));
    }
}

impl Deref for Dims {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        self.items.get(..self.length).unwrap_or_default()
    }
}

impl DerefMut for Dims {
    fn deref_mut(&mut self) -> &mut [usize] {
        self.items.get_mut(..self.length).unwrap_or_default()
    }
}

impl FromIterator<usize> for Dims {
    fn from_iter<I: IntoIterator<Item = usize>>(items: I) -> Self {
        let mut all = Self::NONE;
        items.into_iter().for_each(|item| all.push(item));
        all
    }
}

impl From<Dims> for Value {
    #[inline(never)]
    fn from(dims: Dims) -> Self {
        Self::Array(dims.iter().map(|&n| Self::from(n)).collect())
    }
}

impl<'d> IntoIterator for &'d Dims {
    type Item = &'d usize;
    type IntoIter = core::slice::Iter<'d, usize>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
