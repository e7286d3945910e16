//! `Lambda`: a layer whose config holds a Python function. Only Keras's own functions, which the config holds as a name, can
//! be read.

use serde_json::Value;

use super::{ActivationLayer, Layer, Signal, Signals, Trace};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;

/// A `Lambda` of an activation, such as `Lambda(keras.activations.relu)`; no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lambda(ActivationLayer);

impl Lambda {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let function = config.get("function").unwrap_or(&Value::Null);
        // tf.keras 2 has the name alone, and the code of other functions as a list.
        let name = function.as_str().or_else(|| function["config"].as_str());
        let Some(name) = name else {
            return Err(config.error(
                "holds Python bytecode, which only Python can run; use Activation, Rescaling, Reshape, a merging layer or \
                 an operation of keras.ops instead, and save the model again",
            ));
        };
        let Ok(activation) = Activation::from_name(name) else {
            return Err(config.error(alloc::format!(
                "calls the Python function {name}, which is not in the file; expected the name of an activation. Use \
                 layers or operations of keras.ops instead, and save the model again"
            )));
        };
        if let Some(given) =
            config.get("arguments").filter(|given| given.as_object().is_none_or(|map| !map.is_empty()))
        {
            return Err(config.wrong("arguments", given, "no arguments"));
        }
        // These say what the function is, and its output's shape, which is that of the input.
        for known in
            ["function_type", "module", "output_shape", "output_shape_type", "output_shape_module", "mask"]
        {
            config.get(known);
        }
        Ok(Self(ActivationLayer::new(activation)))
    }
}

impl Layer for Lambda {
    fn class_name(&self) -> &'static str {
        "Lambda"
    }

    fn config(&self) -> Value {
        let name = self.0.activation.name();
        let function = members([
            ("module", "builtins".into()),
            ("class_name", "function".into()),
            ("config", name.into()),
            ("registered_name", "function".into()),
        ]);
        members([("function", function), ("arguments", members([]))])
    }

    fn arguments(&self) -> alloc::string::String {
        alloc::format!("keras.activations.{}", self.0.activation.name())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        self.0.trace(trace, inputs, weights)
    }
}
