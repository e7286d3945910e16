//! Models: how layers are put together.

mod sequential;
mod summary;

pub use sequential::{Sequential, Weight};
