//! File formats: models of Pupil ([`model`]) and of other programs ([`open()`]), MNIST's data files ([`idx`]), and
//! TensorBoard's event files ([`events`]).
//!
//! [`open()`] tells what a file is by its bytes, and reads Keras's files, those of TensorFlow.js, and ONNX.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod arrays;
mod beside;
pub mod contents;
pub mod events;
mod floats;
pub mod hdf5;
pub mod idx;
mod inflate;
mod json;
pub mod keras;
pub mod kind;
mod layers;
pub mod model;
pub mod npy;
mod numbers;
pub mod onnx;
mod open;
pub mod pickle;
mod pixels;
mod protobuf;
pub mod safetensors;
mod save;
mod source;
pub mod state_dict;
pub mod tfjs;
pub mod zip;

pub use beside::{Beside, beside};
pub use inflate::gunzip;
pub use open::{OpenOptions, contents, find_weights, open, open_all, open_with, open_without_onnx};
pub use save::{SaveFormat, bundle_contents, save, save_without_onnx};
pub use source::Source;
