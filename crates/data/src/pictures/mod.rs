//! Prepares pictures the way the pictures of the data sets were prepared.

pub mod augment;
pub mod digit;
pub mod photo;
