//! What learning needs around a network: [`table`]s from CSV and [`linear`] models on them, [`text`] as numbers, and
//! [`pictures`] and [`strokes`] of digits. Without an operating system, like `pupil-core`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod linear;
pub mod pictures;
pub mod strokes;
pub mod table;
pub mod text;
