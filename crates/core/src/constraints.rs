//! Constraints by their Keras names: what weights are set to after each step of the optimizer.
//!
//! Norms are `sqrt(sum(w^2))` over the option `axis`; Keras adds its epsilon, 1e-7, to the norm it divides by.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Config, axes_value, axis_at, base_name, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Reduce, Reduction};
use crate::graph::{Graph, NodeId, Steps};
use crate::shape::Shape;

/// Class, options with their defaults, and the formula of a weight `w` and its norm `n`.
#[derive(Debug, PartialEq)]
struct ConstraintRow(&'static str, &'static [(&'static str, f64)], &'static str);

const TABLE: [ConstraintRow; 4] = [
    ConstraintRow("MaxNorm", &[("max_value", 2.0)], "w * (min(n, max_value) / (e + n))"),
    ConstraintRow("NonNeg", &[], "max(w, 0)"),
    ConstraintRow("UnitNorm", &[], "w / (e + n)"),
    ConstraintRow(
        "MinMaxNorm",
        &[("min_value", 0.0), ("max_value", 1.0), ("rate", 1.0)],
        "w * ((rate * clip(n, min_value, max_value) + (1 - rate) * n) / (e + n))",
    ),
];

/// The class of a constraint that a program has written itself. Files do not have it.
const OWN: ConstraintRow = ConstraintRow("Steps", &[], "w");

/// A rule that a weight obeys after every step.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    row: &'static ConstraintRow,
    options: Vec<f64>,
    /// The axes of a norm; 0 by default, negative ones count from the end.
    axes: Vec<i64>,
    /// A program's own rule, in place of the formula.
    own: Option<Steps>,
}

impl Constraint {
    /// The constraint of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported =
            |name: &str| Error::unsupported("constraint", name, "max_norm, non_neg, unit_norm, min_max_norm");
        let (name, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        if name == OWN.0 {
            let own = Some(Steps::of_weight("constraint", map)?);
            return Ok(Self { row: &OWN, options: Vec::new(), axes: Vec::new(), own });
        }
        let row = TABLE.iter().find(|row| row.0 == name || base_name(row.0) == name);
        let row = row.ok_or_else(|| unsupported(name))?;
        let config = Config::object(row.0, "constraint", map);
        let options = row
            .1
            .iter()
            .map(|&(key, default)| match key {
                "rate" => config.number(key, default, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v)),
                _ => config.number(key, default, "a number, 0 or more", |v| v >= 0.0 && v.is_finite()),
            })
            .collect::<Result<_>>()?;
        let axes = if row.0 == "NonNeg" { Vec::new() } else { config.axes("axis", &[0])? };
        config.finish()?;
        Ok(Self { row, options, axes, own: None })
    }

    /// The Keras serialised form; null for none.
    pub fn to_config(this: Option<&Self>) -> Value {
        let Some(Self { row, options, axes, own }) = this else { return Value::Null };
        let mut config = members([]);
        if let Some(steps) = own {
            config["steps"] = steps.to_config();
        }
        for (&(key, _), &value) in row.1.iter().zip(options) {
            config[key] = value.into();
        }
        if !axes.is_empty() {
            config["axis"] = axes_value(axes);
        }
        serialized("keras.constraints", row.0, config)
    }

    /// Refuses axes that a weight of this shape does not have.
    pub fn check(&self, shape: &Shape) -> Result<(), String> {
        self.places(shape).map(|_| ())
    }

    fn places(&self, shape: &Shape) -> Result<Vec<usize>, String> {
        let place = |&axis: &i64| {
            axis_at(axis, shape.len())
                .ok_or_else(|| format!("{} has axis {axis}, but the weight's shape is {shape}", self.row.0))
        };
        self.axes.iter().map(place).collect()
    }

    /// The value that a weight is set to.
    ///
    /// # Errors
    /// When the weight lacks an axis; [`Constraint::check`] finds that earlier.
    pub fn trace(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        if let Some(steps) = &self.own {
            let value = steps.trace_weight(graph, weight)?;
            let (shape, kept) = (graph.shape(weight), graph.shape(value));
            return if shape == kept {
                Ok(value)
            } else {
                Err(Error::shape("a constraint", shape.to_string(), kept))
            };
        }
        let mut inputs = alloc::vec![("w", weight)];
        if !self.axes.is_empty() {
            let axes = self.places(graph.shape(weight)).map_err(Error::invalid)?;
            let squares = graph.map("w * w", &inputs, &[])?;
            let sums = graph.push(Reduce { reduction: Reduction::Sum, axes }, &[squares])?;
            inputs.push(("n", graph.map("sqrt(s)", &[("s", sums)], &[])?));
        }
        let mut constants = alloc::vec![("e", 1e-7)];
        constants.extend(self.row.1.iter().zip(&self.options).map(|(&(key, _), &value)| (key, value)));
        graph.map(self.row.2, &inputs, &constants)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn configs_come_back_and_wrong_ones_are_named() {
        for value in [
            json!("max_norm"),
            json!("NonNeg"),
            json!({"class_name": "UnitNorm", "config": {"axis": [0, 1, -2]}}),
            json!({"class_name": "min_max_norm", "config": {"min_value": 0.5, "rate": 0.25, "axis": 1}}),
        ] {
            let constraint = Constraint::from_config(&value).unwrap();
            let again = Constraint::from_config(&Constraint::to_config(Some(&constraint))).unwrap();
            assert_eq!(again, constraint);
        }
        let error = |value| Constraint::from_config(&value).unwrap_err().to_string();
        assert!(error(json!("norm")).contains("constraint \"norm\" is not supported; supported: max_norm"));
        assert!(
            error(json!({"class_name": "MaxNorm", "config": {"max_value": -1}}))
                .contains("\"max_value\" is -1")
        );
        let constraint =
            Constraint::from_config(&json!({"class_name": "UnitNorm", "config": {"axis": 2}})).unwrap();
        assert_eq!(
            constraint.check(&[3, 4].into()).unwrap_err(),
            "UnitNorm has axis 2, but the weight's shape is (3, 4)"
        );
    }
}
