//! Models: how layers are put together.

mod build;
mod functional;
mod names;
mod nested;
mod network;
mod sequential;
mod summary;
mod texts;

pub use functional::{Functional, LayerId};
pub use network::{ModelKind, Network, Symbol, Weight};
