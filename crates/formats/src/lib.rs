//! File formats: models ([`model`]), HDF5 ([`hdf5`]) and MNIST's data files ([`idx`]).
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod contents;
pub mod hdf5;
pub mod idx;
pub mod model;
pub mod safetensors;
