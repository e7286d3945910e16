//! `Reshape`: the same values in another shape.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Reshape as ReshapeOp;
use crate::shape::{Shape, product};

/// Gives each sample another shape of the same size; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reshape {
    /// The axes of the new shape. One may be -1; its size follows from the others.
    pub target_shape: Vec<i64>,
}

impl Reshape {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let expected = "a list of whole numbers of at least 1, of which one may be -1";
        let wrong = || config.error(format!("option \"target_shape\" is missing or not {expected}"));
        let items = config.get("target_shape").and_then(Value::as_array).ok_or_else(wrong)?;
        let dims: Option<Vec<i64>> = items.iter().map(Value::as_i64).collect();
        let dims = dims.filter(|dims| {
            dims.iter().all(|&n| n == -1 || n > 0) && dims.iter().filter(|&&n| n == -1).count() <= 1
        });
        Ok(Self { target_shape: dims.ok_or_else(wrong)? })
    }

    /// The new shape for samples of this one.
    fn shape(&self, input: &Shape) -> Result<Shape, String> {
        let sizes = self.target_shape.iter().filter(|&&n| n > 0);
        let sizes: Vec<usize> = sizes.map(|&n| usize::try_from(n).unwrap_or(usize::MAX)).collect();
        let known = product(&sizes);
        let missing = input.size() / known.max(1);
        let dims = self
            .target_shape
            .iter()
            .map(|&n| if n > 0 { usize::try_from(n).unwrap_or(usize::MAX) } else { missing });
        let shape = Shape::from(dims.collect::<Vec<_>>());
        if shape.size() == input.size() {
            Ok(shape)
        } else {
            Err(format!("samples of shape {input} cannot take the shape {:?}", self.target_shape))
        }
    }
}

impl Layer for Reshape {
    fn class_name(&self) -> &'static str {
        "Reshape"
    }

    fn config(&self) -> Value {
        members([("target_shape", self.target_shape.clone().into())])
    }

    fn arguments(&self) -> String {
        let dims: Vec<String> = self.target_shape.iter().map(ToString::to_string).collect();
        format!("({},)", dims.join(", "))
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        self.shape(input).map(|_| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let input = trace.graph.shape(x).clone();
        let shape = self.shape(&input.sample()).map_err(crate::Error::invalid)?.batched(input[0]);
        let y = trace.graph.push(ReshapeOp { shape }, &[x])?;
        Ok(y.into())
    }
}
