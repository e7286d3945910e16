//! Layers that add zeros around a sample or cut its borders off: `ZeroPadding1D/2D/3D`, `Cropping1D/2D/3D`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members, pair_value};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::View;
use crate::shape::Shape;

/// Class, axes, option, and its default for each axis.
#[derive(Debug, PartialEq, Eq)]
struct PaddingRow(&'static str, usize, &'static str, [usize; 2]);

const TABLE: [PaddingRow; 6] = [
    PaddingRow("ZeroPadding1D", 1, "padding", [1, 1]),
    PaddingRow("ZeroPadding2D", 2, "padding", [1, 1]),
    PaddingRow("ZeroPadding3D", 3, "padding", [1, 1]),
    PaddingRow("Cropping1D", 1, "cropping", [1, 1]),
    PaddingRow("Cropping2D", 2, "cropping", [0, 0]),
    PaddingRow("Cropping3D", 3, "cropping", [1, 1]),
];

/// Adds zeros around `(steps, features)`, `(height, width, channels)` or `(depth, height, width, channels)`, or cuts their
/// borders off; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZeroPadding {
    row: &'static PaddingRow,
    /// How much, before and after each axis.
    amounts: Vec<[usize; 2]>,
}

impl ZeroPadding {
    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.0 == class);
        let row = row.ok_or_else(|| config.unknown_class())?;
        let &PaddingRow(_, axes, key, default) = row;
        let amounts = match config.get(key) {
            None => Some(alloc::vec![default; axes]),
            Some(given) => amounts(given, axes),
        };
        amounts.map(|amounts| Self { row, amounts }).ok_or_else(|| {
            let expected = [
                "a whole number or a pair",
                "a whole number, a pair, or a pair of pairs",
                "a whole number, three of them, or three pairs",
            ][axes - 1];
            let given = config.get(key).unwrap_or(&Value::Null);
            config.error(format!("option \"{key}\" is {given}; expected {expected}"))
        })
    }
}

/// One amount for all sides. For one axis, a pair: before and after. For more axes, one of these for each axis.
fn amounts(value: &Value, axes: usize) -> Option<Vec<[usize; 2]>> {
    let amount = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    let side = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([before, after]) => Some([amount(before)?, amount(after)?]),
        _ => amount(value).map(|n| [n, n]),
    };
    match value.as_array().map(Vec::as_slice) {
        Some(sides) if axes > 1 && sides.len() == axes => sides.iter().map(side).collect(),
        Some(_) if axes > 1 => None,
        _ => side(value).map(|side| alloc::vec![side; axes]),
    }
}

impl Layer for ZeroPadding {
    fn class_name(&self) -> &'static str {
        self.row.0
    }

    fn config(&self) -> Value {
        let sides: Vec<Value> = self.amounts.iter().copied().map(pair_value).collect();
        let value = if let [side] = &*sides { side.clone() } else { sides.into() };
        let mut config = members([(self.row.2, value)]);
        if self.row.1 > 1 || self.row.2 == "padding" {
            config["data_format"] = "channels_last".into();
        }
        config
    }

    fn arguments(&self) -> String {
        let sides: Vec<String> = self.amounts.iter().map(|&side| Shape::from(side).to_string()).collect();
        if let [side] = &*sides { side.clone() } else { format!("({})", sides.join(", ")) }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, self.row.1)?;
        for (&n, [before, after]) in input.iter().zip(&self.amounts).filter(|_| self.row.2 == "cropping") {
            if before.saturating_add(*after) >= n {
                return Err(format!(
                    "cropping {before} and {after} leaves nothing of samples of shape {input}"
                ));
            }
        }
        Ok(Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let shape = trace.graph.shape(x).clone();
        if self.row.2 == "padding" {
            let mut all = alloc::vec![[0, 0]; shape.len()];
            all[1..=self.amounts.len()].copy_from_slice(&self.amounts);
            return trace.graph.push(View::padding(&shape, &all), &[x]).map(Signals::from);
        }
        let mut view = View::of(&shape);
        for (axis, [before, after]) in self.amounts.iter().enumerate() {
            view = view.sliced(axis + 1, *before, shape[axis + 1] - before - after);
        }
        let y = trace.graph.push(view, &[x])?;
        Ok(y.into())
    }
}
