//! The weights of safetensors files of other programs, mostly PyTorch's state dicts, for a Keras model.
//!
//! Such a file names its tensors after the modules of a Python program, and says nothing of their order. [`find`] gives
//! each layer of a model its tensors: by the layers' names, by the order of the names, or by shapes if these leave no
//! choice.

mod convert;
mod find;
mod layer;
mod matching;
mod order;
mod unit;

pub use find::{Found, find, is_foreign};
pub use layer::{Target, WeightsFrom};
