//! What is needed to continue after a device was lost.

use alloc::string::String;
use alloc::vec::Vec;

/// A copy of the persistent region.
pub(super) struct Backup {
    /// Its words.
    pub(super) values: Vec<f32>,
    /// Training steps done when it was copied.
    pub(super) steps: u64,
    /// The model's number of changes when it was copied.
    pub(super) changes: u64,
}

/// What is needed to continue after a device was lost.
#[derive(Default)]
pub(super) struct Recovery {
    pub(super) backup: Option<Backup>,
    /// Devices lost in a row.
    pub(super) losses: usize,
    /// A message for the user.
    pub(super) notice: Option<String>,
}

impl Recovery {
    /// Drops the copy on the host, because the memory has another layout now.
    pub(super) fn forget_copy(&mut self) {
        self.backup = None;
    }
}
