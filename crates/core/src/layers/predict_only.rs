//! Random changes of pictures that only predict here: in predictions they return their input. A model with such a layer
//! opens, predicts and keeps the layer's options; it cannot be trained.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::Config;
use crate::error::Result;
use crate::graph::NodeId;
use crate::shape::Shape;

/// The classes with their options.
const TABLE: [(&str, &[&str]); 7] = [
    ("AugMix", &["value_range", "num_chains", "chain_depth", "factor", "alpha", "all_ops", "interpolation"]),
    ("CutMix", &["factor"]),
    ("Equalization", &["value_range", "bins"]),
    ("MixUp", &["alpha"]),
    ("RandAugment", &["value_range", "num_ops", "factor", "interpolation"]),
    (
        "RandomElasticTransform",
        &["factor", "scale", "interpolation", "fill_mode", "fill_value", "value_range"],
    ),
    ("RandomPerspective", &["factor", "scale", "interpolation", "fill_value"]),
];

/// Returns its input in predictions; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictOnly {
    class: &'static str,
    /// The options that are given, as they are.
    options: Vec<(&'static str, Value)>,
}

impl PredictOnly {
    pub(super) fn from_config(class: &'static str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.0 == class).ok_or_else(|| config.unknown_class())?;
        let given = row.1.iter().filter_map(|&key| Some((key, config.get(key)?.clone())));
        Ok(Self { class, options: given.collect() })
    }
}

impl Layer for PredictOnly {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        let options = self.options.iter().map(|(key, value)| (String::from(*key), value.clone()));
        Value::Object(options.collect::<Map<_, _>>())
    }

    fn arguments(&self) -> String {
        let text = |(key, value): &(&str, Value)| match value {
            Value::Bool(on) => format!("{key}={}", if *on { "True" } else { "False" }),
            value => format!("{key}={value}"),
        };
        self.options.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    fn untrainable(&self) -> Option<String> {
        Some(format!(
            "{} is not supported in training, only in predictions, where it changes nothing",
            self.class
        ))
    }

    fn call_form(&self) -> CallForm {
        CallForm::PICTURES
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2).map(|()| Vec::new())
    }

    fn trace(&self, _trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        single(inputs).map(|input| input.node.into())
    }
}
