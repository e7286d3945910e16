//! Preparing inputs the way the data sets were.

pub mod augment;
pub mod digit;
pub mod photo;
pub mod text;
