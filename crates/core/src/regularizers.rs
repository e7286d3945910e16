//! Regularizers by their Keras names: `l1 sum(abs(w)) + l2 sum(w^2)`, added to the loss.

use alloc::string::ToString;

use serde_json::Value;

use crate::config::{Config, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Reduce, Reduction};
use crate::graph::{Graph, NodeId, Steps};

/// Class, function, and the defaults of `l1` and `l2`; `None` where the class has no such option.
type Row = (&'static str, &'static str, [Option<f64>; 2]);

const TABLE: [Row; 3] = [
    ("L1", "l1", [Some(0.01), None]),
    ("L2", "l2", [None, Some(0.01)]),
    ("L1L2", "l1_l2", [Some(0.0), Some(0.0)]),
];

/// The class of a regularizer that a program has written itself. Files do not have it.
const OWN: &str = "Steps";

/// A penalty on large weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Regularizer {
    class: &'static str,
    /// Factor of the sum of magnitudes.
    pub l1: f64,
    /// Factor of the sum of squares.
    pub l2: f64,
    /// A program's own penalty, in place of the two sums.
    own: Option<Steps>,
}

impl Regularizer {
    /// Both penalties.
    pub fn l1_l2(l1: f64, l2: f64) -> Self {
        Self { class: "L1L2", l1, l2, own: None }
    }

    /// The regularizer of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported = |name: &str| Error::unsupported("regularizer", name, "l1, l2, l1_l2");
        let (class, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        if class == OWN {
            let own = Some(Steps::of_weight("regularizer", map)?);
            return Ok(Self { class: OWN, l1: 0.0, l2: 0.0, own });
        }
        let known = |row: &&Row| row.0.eq_ignore_ascii_case(class) || row.1 == class;
        let &(class, _, defaults) = TABLE.iter().find(known).ok_or_else(|| unsupported(class))?;
        let config = Config::object(class, "regularizer", map);
        let mut factors = [0.0; 2];
        for ((factor, key), default) in factors.iter_mut().zip(["l1", "l2"]).zip(defaults) {
            if let Some(default) = default {
                *factor =
                    config.number(key, default, "a number, 0 or more", |v| v >= 0.0 && v.is_finite())?;
            }
        }
        config.finish()?;
        let [l1, l2] = factors;
        Ok(Self { class, l1, l2, own: None })
    }

    /// The Keras serialised form; null for none.
    pub fn to_config(this: Option<&Self>) -> Value {
        let Some(&Self { class, l1, l2, ref own }) = this else { return Value::Null };
        let config = match (class, own) {
            (_, Some(steps)) => members([("steps", steps.to_config())]),
            ("L1", _) => members([("l1", l1.into())]),
            ("L2", _) => members([("l2", l2.into())]),
            _ => members([("l1", l1.into()), ("l2", l2.into())]),
        };
        serialized("keras.regularizers", class, config)
    }

    /// The penalty on a weight, one number.
    pub fn trace(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let each = match &self.own {
            Some(steps) => steps.trace_weight(graph, weight)?,
            None => {
                let constants = [("l1", self.l1), ("l2", self.l2)];
                graph.map("l1 * abs(w) + l2 * w * w", &[("w", weight)], &constants)?
            }
        };
        Reduce::all(Reduction::Sum, graph, each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn configs_come_back_and_wrong_ones_are_named() {
        for value in
            [json!("l1"), json!("l2"), json!("l1_l2"), json!({"class_name": "L1L2", "config": {"l2": 0.5}})]
        {
            let regularizer = Regularizer::from_config(&value).unwrap();
            let again = Regularizer::from_config(&Regularizer::to_config(Some(&regularizer))).unwrap();
            assert_eq!(again, regularizer);
        }
        let error = |value| Regularizer::from_config(&value).unwrap_err().to_string();
        assert!(error(json!("l3")).contains("regularizer \"l3\" is not supported"));
        assert!(error(json!({"class_name": "L2", "config": {"l2": -1}})).contains("\"l2\" is -1"));
        assert!(!error(json!("Steps")).is_empty());
    }
}
