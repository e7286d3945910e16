//! The options of `compile`, matched with the network.

use alloc::format;

use super::compile::Compile;
use super::criteria::Criteria;
use crate::error::Error;

/// What a compiled model is trained with.
pub(super) struct Compiled {
    pub(super) options: Compile,
    pub(super) criteria: Criteria,
    /// Training steps done.
    pub(super) steps: u64,
}

/// The error of a call that needs a compiled model.
pub(super) fn not_compiled(what: &str) -> Error {
    Error::invalid(format!(
        "{what}: the model is not compiled; call compile with an optimizer and a loss first"
    ))
}
