//! Data sets, one that needs no download, and tables.

mod dataset;
pub mod strokes;
pub mod table;

pub use dataset::Dataset;
