//! Losses: one value for each row (the mean over the last axis where Keras takes one) and its gradient.
//!
//! With `p` the prediction, `t` the target, `n` the length of the last axis and `z` logits:
//!
//! | kind | value of a row | gradient |
//! |---|---|---|
//! | mean squared error | `sum (p - t)^2 / n` | `2 (p - t) / n` |
//! | mean absolute error | `sum abs(p - t) / n` | `sign(p - t) / n` |
//! | binary crossentropy | `-sum (t ln q + (1 - t) ln(1 - q)) / n`, `q` = `p` clipped to `[e, 1 - e]` | `((1 - t)/(1 - q) - t/q) / n`, 0 where clipped |
//! | ... on logits | `sum (max(z, 0) - z t + ln(1 + exp(-abs z))) / n` | `(sigmoid(z) - t) / n` |
//! | categorical crossentropy | `-sum t ln q`, `q` = `p / sum p` clipped | through the clip and the division |
//! | ... on logits | `ln(sum exp z) sum t - sum t z` | `softmax(z) sum t - t` |
//!
//! The sparse forms take the class as a number, `t` being one there and zero elsewhere. Clipping uses
//! Keras's epsilon, 1e-7.

use alloc::format;
use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Which loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossKind {
    /// Mean of squared differences.
    MeanSquaredError,
    /// Mean of absolute differences.
    MeanAbsoluteError,
    /// Crossentropy of independent probabilities.
    BinaryCrossentropy {
        /// The prediction is logits, not probabilities.
        from_logits: bool,
    },
    /// Crossentropy of a distribution over classes, the target being a distribution.
    CategoricalCrossentropy {
        /// The prediction is logits, not probabilities.
        from_logits: bool,
    },
    /// Crossentropy of a distribution over classes, the target being a class number.
    SparseCategoricalCrossentropy {
        /// The prediction is logits, not probabilities.
        from_logits: bool,
    },
}

impl LossKind {
    /// True when the target is one class number a row.
    pub fn sparse(self) -> bool {
        matches!(self, Self::SparseCategoricalCrossentropy { .. })
    }
}

/// The loss of each row; inputs prediction and target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossValue(pub LossKind);

/// The gradient of the prediction; inputs prediction, target and the gradient of each row's loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossGrad(pub LossKind);

impl Operation for LossValue {
    fn name(&self) -> &'static str {
        match self.0 {
            LossKind::MeanSquaredError => "mean_squared_error",
            LossKind::MeanAbsoluteError => "mean_absolute_error",
            LossKind::BinaryCrossentropy { .. } => "binary_crossentropy",
            LossKind::CategoricalCrossentropy { .. } => "categorical_crossentropy",
            LossKind::SparseCategoricalCrossentropy { .. } => "sparse_categorical_crossentropy",
        }
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (prediction, target) = (inputs[0], inputs[1]);
        let rows = prediction.rows();
        let expected = if self.0.sparse() { rows } else { prediction.size() };
        if target.size() != expected {
            return Err(format!(
                "the target's shape {target} does not go with the prediction's shape {prediction}"
            ));
        }
        Ok([rows].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        at.push(0, LossGrad(self.0), &[at.inputs[0], at.inputs[1], at.grad])
    }
}

impl Operation for LossGrad {
    fn name(&self) -> &'static str {
        "loss_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }
}
