//! Whether each row's prediction is right, 1 or 0, in Keras's three forms of accuracy.

use alloc::format;
use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::shape::Shape;

/// Whether each row is right; inputs prediction and target. Ties of the largest go to the first, as in Keras.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricValue {
    /// The share of the row's elements where `p > 0.5` equals the target.
    BinaryAccuracy,
    /// The largest prediction stands where the largest target does.
    CategoricalAccuracy,
    /// The largest prediction stands at the target's class number.
    SparseCategoricalAccuracy,
}

impl Operation for MetricValue {
    fn name(&self) -> &'static str {
        match self {
            Self::BinaryAccuracy => "binary_accuracy",
            Self::CategoricalAccuracy => "categorical_accuracy",
            Self::SparseCategoricalAccuracy => "sparse_categorical_accuracy",
        }
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (prediction, target) = (inputs[0], inputs[1]);
        let rows = prediction.rows();
        let expected = if *self == Self::SparseCategoricalAccuracy { rows } else { prediction.size() };
        if target.size() != expected {
            return Err(format!(
                "the target's shape {target} does not go with the prediction's shape {prediction}"
            ));
        }
        Ok([rows].into())
    }
}
