//! Models: how layers are put together.

mod build;
mod functional;
mod names;
mod nested;
mod network;
mod parts;
mod sequential;
mod summary;
mod texts;

pub use functional::{Functional, LayerId};
pub use network::{ModelKind, Network};
pub use parts::{Symbol, Weight};
