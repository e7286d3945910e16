//! Layers that apply one formula to each value: activations with options of their own, and others. One table lists
//! them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, single};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::Unary;
use crate::text::number;

#[derive(Debug, PartialEq)]
struct FormulaRow {
    class: &'static str,
    /// Options with their defaults; infinity stands for null, NaN for an option that must be given.
    options: &'static [(&'static str, f64)],
    formula: &'static str,
}

const TABLE: &[FormulaRow] = &[
    FormulaRow {
        class: "ReLU",
        options: &[("max_value", f64::INFINITY), ("negative_slope", 0.0), ("threshold", 0.0)],
        formula: "x >= max_value ? max_value : x > threshold ? x : negative_slope * (x - threshold)",
    },
    FormulaRow {
        class: "LeakyReLU",
        options: &[("negative_slope", 0.3)],
        formula: "x > 0 ? x : negative_slope * x",
    },
    FormulaRow {
        class: "ELU",
        options: &[("alpha", 1.0)],
        formula: "x > 0 ? x : alpha * (exp(min(x, 0)) - 1)",
    },
    FormulaRow {
        class: "Rescaling",
        options: &[("scale", f64::NAN), ("offset", 0.0)],
        formula: "x * scale + offset",
    },
];

/// Applies a formula to each value; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    row: &'static FormulaRow,
    options: Vec<f64>,
}

impl Formula {
    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.class == class);
        let row = row.ok_or_else(|| config.unknown_class())?;
        let options = row.options.iter().map(|&(key, default)| {
            if default.is_nan() && config.get(key).is_none() {
                return Err(config.error(format!("option \"{key}\" is missing; expected a number")));
            }
            config.number(key, default, "a number", |_| true)
        });
        Ok(Self { row, options: options.collect::<Result<_>>()? })
    }
}

impl Layer for Formula {
    fn class_name(&self) -> &'static str {
        self.row.class
    }

    fn config(&self) -> Value {
        let mut config = members([]);
        for (&(key, _), &value) in self.row.options.iter().zip(&self.options) {
            config[key] = if value.is_finite() { value.into() } else { Value::Null };
        }
        config
    }

    fn arguments(&self) -> String {
        let pairs = self.row.options.iter().zip(&self.options);
        let changed = pairs.filter(|&(&(_, default), &value)| value != default);
        changed.map(|(&(key, _), &value)| format!("{key}={}", number(value))).collect::<Vec<_>>().join(", ")
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let pairs = self.row.options.iter().zip(&self.options);
        let constants: Vec<(&str, f64)> = pairs.map(|(&(key, _), &value)| (key, value)).collect();
        let y = match (self.row.class, &self.options[..]) {
            // The operation is faster than the formula, and a product before it can compute it, too.
            ("ReLU", [max_value, 0.0, 0.0]) => {
                let y = trace.graph.push(Unary::Relu, &[x])?;
                match max_value.is_finite() {
                    true => {
                        trace.graph.map("y >= max_value ? max_value : y", &[("y", y)], &constants[..1])?
                    }
                    false => y,
                }
            }
            _ => trace.graph.map(self.row.formula, &[("x", x)], &constants)?,
        };
        Ok(input.carry(y))
    }
}
