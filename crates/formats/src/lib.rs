//! File formats: models ([`model`], [`onnx`]) and MNIST's data files ([`idx`]).
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod contents;
pub mod idx;
pub mod model;
pub mod onnx;
pub mod safetensors;
