//! Values given from outside.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// A value that is fed at every step: a batch, its targets, the step's hyperparameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input;

/// A weight of the model, by its number in the model's list of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Index among the model's weights in Keras order.
    pub index: usize,
}

const NO_RULE: &str = "a leaf's shape is given, not inferred";

impl Operation for Input {
    fn name(&self) -> &'static str {
        "input"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Err(NO_RULE.into())
    }
}

impl Operation for Parameter {
    fn name(&self) -> &'static str {
        "parameter"
    }

    fn infer(&self, _inputs: &[&Shape]) -> Result<Shape, String> {
        Err(NO_RULE.into())
    }
}
