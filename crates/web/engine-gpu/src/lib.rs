//! The engine of `crates/web/engine`, with a GPU as a second device. It is a module of its own so that only those who
//! use a GPU load it.

pub use pupil_wasm::*;
