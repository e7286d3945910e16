//! Files of models and arrays.

mod arrays;
mod beside;
mod hdf5;
mod large;
mod onnx;
mod pickles;
