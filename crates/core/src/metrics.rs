//! Metrics by their Keras names.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{object, snake_case};
use crate::error::{Error, Result};
use crate::graph::ops::{LossKind, LossValue, MetricValue, Op};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// A metric, shown beside the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Accuracy in the form that fits the shapes: binary, categorical or sparse.
    Accuracy,
    /// The share of elements where `p > 0.5` equals the target.
    BinaryAccuracy,
    /// The largest prediction against the largest target.
    CategoricalAccuracy,
    /// The largest prediction against the class number.
    SparseCategoricalAccuracy,
    /// Mean of squared differences.
    MeanSquaredError,
    /// Mean of absolute differences.
    MeanAbsoluteError,
}

const NAMES: &str = "accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, \
                     mean_squared_error (mse), mean_absolute_error (mae)";

impl Metric {
    /// The metric of a Keras name, and the name its values are shown under.
    pub fn from_name(name: &str) -> Result<(Self, String)> {
        let metric = match snake_case(name).trim_start_matches('_') {
            "accuracy" | "acc" => Self::Accuracy,
            "binary_accuracy" => Self::BinaryAccuracy,
            "categorical_accuracy" => Self::CategoricalAccuracy,
            "sparse_categorical_accuracy" => Self::SparseCategoricalAccuracy,
            "mse" | "mean_squared_error" => Self::MeanSquaredError,
            "mae" | "mean_absolute_error" => Self::MeanAbsoluteError,
            _ => return Err(Error::unsupported("metric", name, NAMES)),
        };
        Ok((metric, name.into()))
    }

    /// The metric of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<(Self, String)> {
        let (class, map) =
            object(value).ok_or_else(|| Error::unsupported("metric", value.to_string(), NAMES))?;
        let (metric, name) = Self::from_name(class)?;
        let shown = map.and_then(|map| map.get("name")).and_then(Value::as_str);
        Ok((metric, shown.map_or(name, ToString::to_string)))
    }

    /// Each row's value for a model with this output, one sample's target having the shape `target`.
    pub fn trace(self, graph: &mut Graph, prediction: NodeId, target: NodeId) -> Result<NodeId> {
        let op: Op = match self {
            Self::Accuracy => match accuracy_form(graph.shape(prediction), graph.shape(target)) {
                Some(form) => form.into(),
                None => {
                    return Err(Error::invalid(format!(
                        "accuracy has no form for predictions of shape {} and targets of shape {}",
                        graph.shape(prediction),
                        graph.shape(target)
                    )));
                }
            },
            Self::BinaryAccuracy => MetricValue::BinaryAccuracy.into(),
            Self::CategoricalAccuracy => MetricValue::CategoricalAccuracy.into(),
            Self::SparseCategoricalAccuracy => MetricValue::SparseCategoricalAccuracy.into(),
            Self::MeanSquaredError => LossValue(LossKind::MeanSquaredError).into(),
            Self::MeanAbsoluteError => LossValue(LossKind::MeanAbsoluteError).into(),
        };
        graph.push(op, &[prediction, target])
    }
}

/// Keras's choice: one output is binary; a class number for several outputs is sparse; else categorical.
fn accuracy_form(prediction: &Shape, target: &Shape) -> Option<MetricValue> {
    if prediction.size() == target.size() {
        let binary = prediction.last_axis() == 1;
        Some(if binary { MetricValue::BinaryAccuracy } else { MetricValue::CategoricalAccuracy })
    } else {
        (target.size() == prediction.rows()).then_some(MetricValue::SparseCategoricalAccuracy)
    }
}

/// Counts of predictions by class: row = true class, column = predicted class.
///
/// # Errors
/// When the lists differ in length or hold a class of `classes` or more.
pub fn confusion_matrix(truth: &[usize], predicted: &[usize], classes: usize) -> Result<Vec<Vec<usize>>> {
    if truth.len() != predicted.len() {
        return Err(Error::invalid(format!(
            "confusion_matrix: {} labels but {} predictions",
            truth.len(),
            predicted.len()
        )));
    }
    let mut matrix = vec![vec![0; classes]; classes];
    for (sample, (&t, &p)) in truth.iter().zip(predicted).enumerate() {
        if t >= classes || p >= classes {
            return Err(Error::Label { value: t.max(p) as f64, sample, last: classes.saturating_sub(1) });
        }
        matrix[t][p] += 1;
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_takes_its_form_from_the_shapes() {
        let form = |p: &[usize], t: &[usize]| accuracy_form(&p.into(), &t.into());
        assert_eq!(form(&[8, 1], &[8, 1]), Some(MetricValue::BinaryAccuracy));
        assert_eq!(form(&[8, 10], &[8, 10]), Some(MetricValue::CategoricalAccuracy));
        assert_eq!(form(&[8, 10], &[8]), Some(MetricValue::SparseCategoricalAccuracy));
        assert_eq!(form(&[8, 10], &[8, 3]), None);
    }

    #[test]
    fn confusion_matrix_counts_and_refuses() {
        assert_eq!(confusion_matrix(&[0, 1, 1], &[0, 0, 1], 2).unwrap(), [[1, 0], [1, 1]]);
        assert!(confusion_matrix(&[0], &[2], 2).unwrap_err().to_string().contains("from 0 to 1"));
    }
}
