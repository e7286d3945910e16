//! What `fit` returns.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// The values of every epoch, as Keras's `History`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The epochs' numbers, from 0.
    pub epoch: Vec<usize>,
    /// Under each name (`loss`, `accuracy`, `val_loss`, ..) one value an epoch.
    pub history: BTreeMap<String, Vec<f64>>,
}

impl History {
    /// Adds one value of the current epoch.
    pub(super) fn push(&mut self, name: &str, value: f64) {
        match self.history.get_mut(name) {
            Some(values) => values.push(value),
            None => {
                self.history.insert(name.into(), alloc::vec![value]);
            }
        }
    }

    /// The last value under a name.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.history.get(name)?.last().copied()
    }
}
