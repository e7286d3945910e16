//! Data sets, and one that needs no download.

mod dataset;
pub mod strokes;

pub use dataset::Dataset;
