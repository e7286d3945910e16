//! What `fit` returns.

use alloc::string::String;
use alloc::vec::Vec;

/// The values of every epoch, as Keras's `History`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The epochs' numbers, from 0.
    pub epoch: Vec<usize>,
    /// Each name (`loss`, `accuracy`, `val_loss`, ..) with one value an epoch.
    pub history: Vec<(String, Vec<f64>)>,
}

impl History {
    /// Adds one value of the current epoch.
    pub(super) fn push(&mut self, name: &str, value: f64) {
        match self.history.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value),
            None => self.history.push((name.into(), alloc::vec![value])),
        }
    }

    /// The values under a name.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.history.iter().find(|(known, _)| known == name).map(|(_, values)| values.as_slice())
    }

    /// The last value under a name.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.get(name)?.last().copied()
    }
}
