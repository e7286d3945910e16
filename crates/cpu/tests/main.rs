//! The kernels against simple loops, and bad sizes.

mod convolution;
mod gradients;
mod inside;
mod lost;
mod shapes;
mod sizes;
mod threads;
