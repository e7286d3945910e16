//! What learning needs besides a network: [`table`]s from CSV and [`linear`] models on them, [`text`] as numbers, and
//! [`pictures`] and [`strokes`] of digits. Like `pupil-core`, it needs no operating system.
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
