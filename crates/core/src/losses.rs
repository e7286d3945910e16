//! Losses by their Keras names.

use alloc::string::ToString;

use serde_json::Value;

use crate::config::{Config, object, snake_case};
use crate::error::{Error, Result};
use crate::graph::ops::{LossKind, LossValue, Op, Unary};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// A loss function, reduced to the mean over samples (Keras's `sum_over_batch_size`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss(pub LossKind);

const NAMES: &str = "mean_squared_error (mse), mean_absolute_error (mae), binary_crossentropy, \
                     categorical_crossentropy, sparse_categorical_crossentropy";

impl Loss {
    /// The loss of this Keras name (`mse`, `mean_squared_error`, `MeanSquaredError`).
    pub fn from_name(name: &str) -> Result<Self> {
        Self::build(name, false)
    }

    fn build(name: &str, from_logits: bool) -> Result<Self> {
        Ok(Self(match snake_case(name).trim_start_matches('_') {
            "mse" | "mean_squared_error" | "m_s_e" => LossKind::MeanSquaredError,
            "mae" | "mean_absolute_error" | "m_a_e" => LossKind::MeanAbsoluteError,
            "binary_crossentropy" => LossKind::BinaryCrossentropy { from_logits },
            "categorical_crossentropy" => LossKind::CategoricalCrossentropy { from_logits },
            "sparse_categorical_crossentropy" => LossKind::SparseCategoricalCrossentropy { from_logits },
            _ => return Err(Error::unsupported("loss", name, NAMES)),
        }))
    }

    /// The loss of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let (class, map) =
            object(value).ok_or_else(|| Error::unsupported("loss", value.to_string(), NAMES))?;
        let config = Config::new(class, "loss", map);
        let from_logits = config.flag("from_logits", false)?;
        config.choice("reduction", 0, &["sum_over_batch_size"])?;
        config.number("label_smoothing", 0.0, "0, the only supported value", |v| v == 0.0)?;
        config.number("axis", -1.0, "-1, the only supported value", |v| v == -1.0)?;
        config.get("fn");
        config.get("ignore_class");
        config.finish()?;
        Self::build(class, from_logits)
    }

    /// The Keras name.
    pub fn name(self) -> &'static str {
        use crate::graph::ops::Operation;
        LossValue(self.0).name()
    }

    /// The shape of one sample's target for a model with this output.
    pub fn target_shape(self, output: &Shape) -> Shape {
        if self.0.sparse() { Shape::new(&output[..output.len().saturating_sub(1)]) } else { output.clone() }
    }

    /// The number of classes when the target is a class number.
    pub fn classes(self, output: &Shape) -> Option<usize> {
        self.0.sparse().then(|| output.last_axis())
    }

    /// Each row's loss. Where the prediction comes out of a sigmoid or softmax, its logits are taken, which is
    /// stable and is what Keras does: its activations leave their input with their output, and every
    /// crossentropy takes that, whichever of the two it was.
    pub fn trace(self, graph: &mut Graph, prediction: NodeId, target: NodeId) -> Result<NodeId> {
        let node = graph.node(prediction);
        let logits = match (&node.op, node.inputs.first()) {
            (Op::Unary(Unary::Sigmoid) | Op::Softmax(_), Some(&logits)) => Some(logits),
            _ => None,
        };
        let (kind, prediction) = match (self.0, logits) {
            (LossKind::BinaryCrossentropy { .. }, Some(logits)) => {
                (LossKind::BinaryCrossentropy { from_logits: true }, logits)
            }
            (LossKind::CategoricalCrossentropy { .. }, Some(logits)) => {
                (LossKind::CategoricalCrossentropy { from_logits: true }, logits)
            }
            (LossKind::SparseCategoricalCrossentropy { .. }, Some(logits)) => {
                (LossKind::SparseCategoricalCrossentropy { from_logits: true }, logits)
            }
            (kind, _) => (kind, prediction),
        };
        graph.push(LossValue(kind), &[prediction, target])
    }
}
