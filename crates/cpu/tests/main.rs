//! The kernels against simple loops.

mod cells;
mod convolution;
mod gradients;
mod inside;
mod lost;
mod shapes;
mod threads;
