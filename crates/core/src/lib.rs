//! What a deep-learning model is and how it learns, without knowing any device, file system, browser or clock.
//!
//! How data flows: the [`layers`] of a [`models::Network`] trace themselves into a [`graph::Graph`]. The graph is
//! differentiated, fused and planned into a [`program::Program`], which a [`device::Device`] runs.
//! [`training::Model`] drives it all: `compile`, `fit`, `evaluate`, `predict`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod activations;
#[cfg(feature = "rare")]
pub mod applications;
pub mod block_on;
pub mod config;
pub mod constraints;
pub mod dataset;
pub mod device;
pub mod error;
pub mod graph;
pub mod initializers;
pub mod layers;
pub mod losses;
pub mod memory;
pub mod metrics;
pub mod models;
pub mod numbers;
pub mod optimizers;
pub mod program;
pub mod random;
pub mod regularizers;
pub mod shape;
pub mod tensor;
pub mod text;
pub mod training;

/// The names of layers, losses, metrics and optimizers that this build lacks, because it was made without the feature
/// `rare`.
pub fn missing_names() -> impl Iterator<Item = &'static str> {
    let all = [layers::RARE_NAMES, losses::RARE, metrics::RARE, optimizers::RARE];
    all.into_iter().flatten().copied().filter(|_| !cfg!(feature = "rare"))
}

pub use error::{Error, Result};
pub use shape::{OpenShape, Shape};
pub use tensor::Tensor;
