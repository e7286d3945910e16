//! The engine of `crates/web/engine` once more, with a GPU as second device. It is a module of its own so that only those who
//! use a GPU load it.

pub use pupil_wasm::*;
