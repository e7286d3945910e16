//! The kernels against simple loops.

mod cells;
mod convolution;
mod gradients;
mod inside;
mod lost;
mod open_sizes;
mod shapes;
mod threads;
