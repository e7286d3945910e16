//! Preparing pictures the way the data sets were.

pub mod augment;
pub mod digit;
pub mod photo;
