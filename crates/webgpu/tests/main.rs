//! The kernels on WebGPU against those of the CPU.

mod common;
mod eight_bits;
mod float16;
mod loops;
mod lost;
mod ops;
mod parity;
mod pictures;
mod products;
mod samples;
