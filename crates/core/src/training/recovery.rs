//! What is needed to go on after a device was lost.

use alloc::string::String;
use alloc::vec::Vec;

/// A copy of the persistent region.
pub(super) struct Backup {
    /// Its words.
    pub(super) values: Vec<f32>,
    /// Training steps done by then.
    pub(super) steps: u64,
    /// The model's number of changes then.
    pub(super) changes: u64,
}

/// What is needed to go on after a device was lost.
#[derive(Default)]
pub(super) struct Recovery {
    pub(super) backup: Option<Backup>,
    /// Devices lost in a row.
    pub(super) losses: usize,
    /// What the user should know of.
    pub(super) notice: Option<String>,
}

impl Recovery {
    /// Forgets the copy on the host: the memory has another layout now.
    pub(super) fn forget_copy(&mut self) {
        self.backup = None;
    }
}
