//! Regularizers by their Keras names: `l1 sum(abs(w)) + l2 sum(w^2)`, added to the loss.

use alloc::format;
use alloc::string::ToString;

use serde_json::Value;

use crate::config::{Config, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, MatMul, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId, Steps};
use crate::losses::{axis_last, unit};

/// Class, function, and the defaults of `l1` and `l2`; `None` where the class has no such option.
type Row = (&'static str, &'static str, [Option<f64>; 2]);

const TABLE: [Row; 3] = [
    ("L1", "l1", [Some(0.01), None]),
    ("L2", "l2", [None, Some(0.01)]),
    ("L1L2", "l1_l2", [Some(0.0), Some(0.0)]),
];

/// The class of a regularizer that a program has written itself. Files do not have it.
const OWN: &str = "Steps";

const ORTHOGONAL: &str = "OrthogonalRegularizer";
const MODES: [&str; 2] = ["rows", "columns"];

/// A penalty on weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Regularizer {
    class: &'static str,
    /// Factor of the sum of magnitudes.
    pub l1: f64,
    /// Factor of the sum of squares.
    pub l2: f64,
    /// A program's own penalty, in place of the two sums.
    own: Option<Steps>,
    /// The factor of a penalty on rows that are not orthogonal, and true for columns instead of rows.
    orthogonal: Option<(f64, bool)>,
}

impl Regularizer {
    /// Both penalties.
    pub fn l1_l2(l1: f64, l2: f64) -> Self {
        Self { class: "L1L2", l1, l2, own: None, orthogonal: None }
    }

    /// The regularizer of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported =
            |name: &str| Error::unsupported("regularizer", name, "l1, l2, l1_l2, orthogonal_regularizer");
        let (class, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        if class == OWN {
            let own = Some(Steps::of_weight("regularizer", map)?);
            return Ok(Self { class: OWN, l1: 0.0, l2: 0.0, own, orthogonal: None });
        }
        if [ORTHOGONAL, "orthogonal_regularizer"].iter().any(|name| class.eq_ignore_ascii_case(name)) {
            let config = Config::object(ORTHOGONAL, "regularizer", map);
            let valid = |v: f64| v >= 0.0 && v.is_finite();
            let factor = config.number("factor", 0.01, "a number, 0 or more", valid)?;
            let columns = config.choice("mode", 0, &MODES)? == 1;
            config.finish()?;
            return Ok(Self {
                class: ORTHOGONAL,
                l1: 0.0,
                l2: 0.0,
                own: None,
                orthogonal: Some((factor, columns)),
            });
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
        Ok(Self { class, l1, l2, own: None, orthogonal: None })
    }

    /// The Keras serialised form; null for none.
    pub fn to_config(this: Option<&Self>) -> Value {
        let Some(&Self { class, l1, l2, ref own, orthogonal }) = this else { return Value::Null };
        let config = match (class, own) {
            _ if let Some((factor, columns)) = orthogonal => {
                members([("factor", factor.into()), ("mode", MODES[usize::from(columns)].into())])
            }
            (_, Some(steps)) => members([("steps", steps.to_config())]),
            ("L1", _) => members([("l1", l1.into())]),
            ("L2", _) => members([("l2", l2.into())]),
            _ => members([("l1", l1.into()), ("l2", l2.into())]),
        };
        serialized("keras.regularizers", class, config)
    }

    /// The penalty on a weight, one number.
    ///
    /// # Errors
    /// When the penalty does not fit the weight's shape.
    pub fn trace(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        if let Some((factor, columns)) = self.orthogonal {
            return orthogonal(graph, weight, factor, columns);
        }
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

/// The mean of the cosines' sizes between different rows or columns, times a factor.
fn orthogonal(graph: &mut Graph, weight: NodeId, factor: f64, columns: bool) -> Result<NodeId> {
    let shape = graph.shape(weight).clone();
    let count = shape.get(usize::from(columns)).copied().unwrap_or(0);
    if shape.len() != 2 || count < 2 {
        return Err(Error::invalid(format!(
            "regularizer {ORTHOGONAL}: a weight of shape {shape}; expected two axes, and at least two {}",
            MODES[usize::from(columns)]
        )));
    }
    let rows = axis_last(graph, weight, usize::from(!columns))?;
    let rows = unit(graph, rows)?;
    let product = graph.push(MatMul::new(false, true), &[rows, rows])?;
    let place = graph.push(Iota::new(count), &[])?;
    let own = graph.push(Reshape { shape: [count, 1].into() }, &[place])?;
    let pairs = (count * (count - 1)) as f64;
    let inputs = [("p", product), ("i", own), ("j", place)];
    let each = graph.map("i == j ? 0 : f * abs(p)", &inputs, &[("f", factor / pairs)])?;
    Reduce::all(Reduction::Sum, graph, each)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn configs_come_back_and_wrong_ones_are_named() {
        for value in [
            json!("l1"),
            json!("l2"),
            json!("l1_l2"),
            json!({"class_name": "L1L2", "config": {"l2": 0.5}}),
            json!({"class_name": "OrthogonalRegularizer", "config": {"mode": "columns"}}),
        ] {
            let regularizer = Regularizer::from_config(&value).unwrap();
            let again = Regularizer::from_config(&Regularizer::to_config(Some(&regularizer))).unwrap();
            assert_eq!(again, regularizer);
        }
        let error = |value| Regularizer::from_config(&value).unwrap_err().to_string();
        assert!(error(json!("l3")).contains("regularizer \"l3\" is not supported"));
        assert!(error(json!({"class_name": "L2", "config": {"l2": -1}})).contains("\"l2\" is -1"));
        let mode = json!({"class_name": "OrthogonalRegularizer", "config": {"mode": "cells"}});
        assert!(error(mode).contains("\"mode\" is \"cells\"; expected one of rows, columns"));
        let mut graph = Graph::new();
        for shape in [[1, 3].as_slice(), &[2, 3, 4], &[3]] {
            let weight = graph.leaf(crate::graph::ops::Input, shape);
            let orthogonal = Regularizer::from_config(&json!("orthogonal_regularizer")).unwrap();
            let error = orthogonal.trace(&mut graph, weight).unwrap_err().to_string();
            assert!(error.contains("expected two axes, and at least two rows"), "{error}");
        }
        assert!(!error(json!("Steps")).is_empty());
    }
}
