//! The engine on the CPU against Keras and other programs.

mod adapted;
mod applications;
mod circles;
mod eight_bits;
mod gradients;
mod keras_files;
mod keras_names;
mod linear;
mod loops;
mod numpy;
mod onnx;
mod parity;
mod pictures;
mod public_models;
mod reference;
mod replicas;
mod several;
mod state_dicts;
mod training;
