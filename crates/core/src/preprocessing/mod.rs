//! Preparing inputs the way the data sets were.

pub mod digit;
pub mod augment;
