//! Runs programs on the CPU.
//!
//! [`CpuDevice`] implements `pupil_core`'s device trait. `compile` makes one kernel for each step and measures how much
//! scratch memory the kernels need; `run` calls them one after the other and allocates nothing.
//! `kernels/` has one file for each operation, under the operation's name in `pupil_core::graph::ops`;
//! `simd/` hides the instruction sets behind one small trait.
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod device;
pub mod kernels;
mod math;
pub mod profile;
pub mod simd;

pub use device::{CpuDevice, Executable, Memory};

/// The README's Rust example, run by the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
