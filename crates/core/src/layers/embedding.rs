//! `Embedding`: looks up a row of a table for each index.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Gather;
use crate::initializers::Initializer;
use crate::shape::Shape;

/// Numbers `0..input_dim` become vectors of `output_dim`. Weight: `embeddings (input_dim, output_dim)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// Size of the vocabulary.
    pub input_dim: usize,
    /// Length of the vectors.
    pub output_dim: usize,
    /// True if index 0 is padding, which the layers after this one skip; false by default.
    pub mask_zero: bool,
    /// Options of the vectors; uniform in -0.05..0.05 by default.
    pub embeddings: WeightOptions,
}

impl Embedding {
    /// A table of these sizes, the rest as Keras's defaults.
    pub fn new(input_dim: usize, output_dim: usize) -> Self {
        Self { input_dim, output_dim, mask_zero: false, embeddings: Initializer::RANDOM_UNIFORM.into() }
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        // tf.keras 2 and Keras 3 accept this option and ignore it.
        config.get("input_length");
        Ok(Self {
            input_dim: config.count("input_dim")?,
            output_dim: config.count("output_dim")?,
            mask_zero: config.flag("mask_zero", false)?,
            embeddings: config.weight("embeddings", Initializer::RANDOM_UNIFORM)?,
        })
    }
}

impl Layer for Embedding {
    fn class_name(&self) -> &'static str {
        "Embedding"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("input_dim", self.input_dim.into()),
            ("output_dim", self.output_dim.into()),
            ("activity_regularizer", Value::Null),
            ("mask_zero", self.mask_zero.into()),
        ]);
        self.embeddings.write(&mut config, "embeddings");
        config
    }

    fn arguments(&self) -> String {
        let mask = if self.mask_zero { ", mask_zero=True" } else { "" };
        format!("{}, {}{mask}", self.input_dim, self.output_dim)
    }

    fn weights(&self, _inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        Ok(vec![self.embeddings.spec("embeddings", [self.input_dim, self.output_dim])?])
    }

    fn vocabulary(&self, _input: usize) -> Option<usize> {
        Some(self.input_dim)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let mask = match self.mask_zero {
            true => Some(trace.graph.map("1 - (x == 0)", &[("x", x)], &[])?),
            false => None,
        };
        let node = trace.graph.push(Gather, &[weights[0], x])?;
        Ok(Signal { node, mask }.into())
    }
}
