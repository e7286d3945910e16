//! ONNX files. [`read`] turns a graph of operators into Keras layers, so that the model can be trained. [`write()`] turns a
//! network of Keras layers into a graph.

mod arithmetic;
mod arrange;
mod assemble;
mod borders;
mod build;
mod constant;
mod convolution;
mod dense;
mod dims;
mod elementwise;
mod fold;
mod keras_patterns;
mod normalization;
mod options;
mod patterns;
mod pooling;
mod proto;
mod read;
mod recurrent;
mod shapes;
mod window;
mod wire;
mod writer;

pub use read::read;
pub use writer::{write, write_contents};
