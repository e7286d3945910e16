//! `Embedding`: looks up a row of a table for each index. `ReversibleEmbedding` also goes the other way: from vectors to a
//! score for each row.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::ops::{Gather, MatMul};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;
use crate::text::number;

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
    /// What only `ReversibleEmbedding` has.
    pub reversible: Option<Reversible>,
}

/// How a `ReversibleEmbedding` goes from vectors to scores, where its call has `reverse=True`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reversible {
    /// True if the scores are products with the same table; false for a weight of its own, `reverse_embeddings (output_dim,
    /// input_dim)`; true by default.
    pub tie_weights: bool,
    /// Limits the scores smoothly: `cap * tanh(score / cap)`; none by default.
    pub logit_soft_cap: Option<f64>,
}

impl Embedding {
    /// A table of these sizes, the rest as Keras's defaults.
    pub fn new(input_dim: usize, output_dim: usize) -> Self {
        Self {
            input_dim,
            output_dim,
            mask_zero: false,
            embeddings: Initializer::RANDOM_UNIFORM.into(),
            reversible: None,
        }
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        // tf.keras 2 and Keras 3 accept this option and ignore it.
        config.get("input_length");
        Ok(Self {
            input_dim: config.count("input_dim")?,
            output_dim: config.count("output_dim")?,
            mask_zero: config.flag("mask_zero", false)?,
            embeddings: config.weight("embeddings", Initializer::RANDOM_UNIFORM)?,
            reversible: None,
        })
    }

    /// A `ReversibleEmbedding`.
    pub(super) fn reversible_from_config(config: &Config<'_>) -> Result<Self> {
        // The dtype of the products: the engine computes in float32.
        config.get("reverse_dtype");
        let tie_weights = config.flag("tie_weights", true)?;
        let key = "logit_soft_cap";
        let cap = config.number(key, 0.0, "a number above 0, or null", |cap| cap > 0.0)?;
        let logit_soft_cap = config.get(key).map(|_| cap);
        Ok(Self {
            reversible: Some(Reversible { tie_weights, logit_soft_cap }),
            ..Self::from_config(config)?
        })
    }

    /// The scores of all rows for vectors `x`.
    fn scores(&self, graph: &mut Graph, x: NodeId, weights: &[NodeId], of: Reversible) -> Result<NodeId> {
        let kernel = weights[if of.tie_weights { 0 } else { 1 }];
        let y = graph.push(MatMul::new(false, of.tie_weights), &[x, kernel])?;
        match of.logit_soft_cap {
            Some(cap) => graph.map("c * tanh(y / c)", &[("y", y)], &[("c", cap)]),
            None => Ok(y),
        }
    }
}

impl Layer for Embedding {
    fn class_name(&self) -> &'static str {
        if self.reversible.is_some() { "ReversibleEmbedding" } else { "Embedding" }
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("input_dim", self.input_dim.into()),
            ("output_dim", self.output_dim.into()),
            ("activity_regularizer", Value::Null),
            ("mask_zero", self.mask_zero.into()),
        ]);
        if let Some(Reversible { tie_weights, logit_soft_cap }) = self.reversible {
            config["tie_weights"] = tie_weights.into();
            config["logit_soft_cap"] = logit_soft_cap.into();
            config["reverse_dtype"] = Value::Null;
        }
        self.embeddings.write(&mut config, "embeddings");
        config
    }

    fn arguments(&self) -> String {
        let mask = if self.mask_zero { ", mask_zero=True" } else { "" };
        let mut text = format!("{}, {}{mask}", self.input_dim, self.output_dim);
        if let Some(Reversible { tie_weights, logit_soft_cap }) = self.reversible {
            text += if tie_weights { "" } else { ", tie_weights=False" };
            if let Some(cap) = logit_soft_cap {
                text += &format!(", logit_soft_cap={}", number(cap));
            }
        }
        text
    }

    fn weights(&self, _inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let mut weights = vec![self.embeddings.spec("embeddings", [self.input_dim, self.output_dim])?];
        if self.reversible.is_some_and(|of| !of.tie_weights) {
            // Keras gives it only the initializer.
            let options = WeightOptions::from(self.embeddings.initializer);
            weights.push(options.spec("reverse_embeddings", [self.output_dim, self.input_dim])?);
        }
        Ok(weights)
    }

    fn vocabulary(&self, _input: usize) -> Option<usize> {
        Some(self.input_dim)
    }

    fn call_form(&self) -> CallForm {
        CallForm { reverses: self.reversible.is_some(), ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        if let Some(of) = self.reversible.filter(|_| trace.arguments.reverse) {
            return self.scores(trace.graph, x, weights, of).map(|y| input.carry(y));
        }
        let mask = match self.mask_zero {
            true => Some(trace.graph.map("1 - (x == 0)", &[("x", x)], &[])?),
            false => None,
        };
        let node = trace.graph.push(Gather, &[weights[0], x])?;
        Ok(Signal { node, mask }.into())
    }
}
