//! `Operation`: parts of the layers that programs write themselves. Such a layer is a functional model of operations and
//! weights. Files do not have this class, because such programs save their layers in their own form.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Fill, Reduce, Reduction, Reshape, Uniform};
use crate::graph::{Graph, NodeId, Steps};
use crate::initializers::Initializer;
use crate::optimizers::hyper;
use crate::shape::Shape;

#[derive(Debug, Clone, PartialEq)]
enum OperationForm {
    /// Computes outputs from inputs.
    Steps(Steps),
    /// A weight: a source without inputs.
    Weight { shape: Shape, options: WeightOptions, trainable: bool },
    /// The first input in training, the second in predictions.
    Phase,
    /// The first input. The sum of the second is added to the loss.
    Penalty,
    /// The first input. A training step gives the weight, the second input, the value of the third.
    Assign,
    /// The mask of the input: 1 for each step that counts, 0 for the others. Without a mask all steps count.
    Mask,
}

const FORMS: [&str; 6] = ["steps", "weight", "phase", "penalty", "assign", "mask"];

/// An operation on values, or a weight, in a functional model.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation(OperationForm);

impl Operation {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let form = match FORMS[config.choice("form", 0, &FORMS)?] {
            "steps" => {
                let steps = config.get("steps").ok_or_else(|| config.error("option \"steps\" is missing"))?;
                OperationForm::Steps(Steps::from_config(steps).map_err(|error| config.about(error))?)
            }
            "weight" => {
                let shape = config.numbers("shape", "a list of whole numbers of at least 1")?;
                if shape.iter().any(|&size| size < 1.0 || libm::floor(size) != size) {
                    return Err(config.error("option \"shape\" is not a list of whole numbers of at least 1"));
                }
                OperationForm::Weight {
                    shape: shape.iter().map(|&size| size as usize).collect::<Vec<_>>().into(),
                    options: config.weight("value", Initializer::GLOROT_UNIFORM)?,
                    trainable: config.flag("trains", true)?,
                }
            }
            "phase" => OperationForm::Phase,
            "penalty" => OperationForm::Penalty,
            "assign" => OperationForm::Assign,
            _ => OperationForm::Mask,
        };
        Ok(Self(form))
    }
}

impl Layer for Operation {
    fn class_name(&self) -> &'static str {
        "Operation"
    }

    fn config(&self) -> Value {
        let form = |name: &str| members([("form", name.into())]);
        match &self.0 {
            OperationForm::Steps(steps) => members([("form", "steps".into()), ("steps", steps.to_config())]),
            OperationForm::Weight { shape, options, trainable } => {
                let mut config = form("weight");
                config["shape"] = shape.to_vec().into();
                config["trains"] = (*trainable).into();
                options.write(&mut config, "value");
                config
            }
            OperationForm::Phase => form("phase"),
            OperationForm::Penalty => form("penalty"),
            OperationForm::Assign => form("assign"),
            OperationForm::Mask => form("mask"),
        }
    }

    fn joins(&self) -> bool {
        true
    }

    fn weights(&self, _inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let OperationForm::Weight { shape, options, trainable } = &self.0 else { return Ok(Vec::new()) };
        let spec = options.spec("value", shape.clone())?;
        Ok(vec![WeightSpec { trainable: *trainable, ..spec }])
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let nodes: Vec<NodeId> = inputs.iter().map(|input| input.node).collect();
        let few = || Error::invalid("has too few inputs");
        match (&self.0, &nodes[..]) {
            (OperationForm::Steps(steps), nodes) => {
                let salt = trace.salt;
                // Where no step gives new numbers, as in predictions, the numbers are the same in each batch.
                let key = trace.random_key().ok();
                let mut random = |graph: &mut Graph, shape: Shape, place: u32| {
                    let key = match key {
                        Some(key) => key,
                        None => graph.push(Fill { value: 1.0, shape: [hyper::LEN].into() }, &[])?,
                    };
                    graph.push(Uniform { shape, salt: salt + (place << 16) }, &[key])
                };
                let outputs = steps.trace(trace.graph, nodes, &mut random)?;
                Ok(outputs.into_iter().map(Signal::from).collect::<Vec<_>>().into())
            }
            (OperationForm::Weight { .. }, _) => {
                let weight = *weights.first().ok_or_else(few)?;
                Ok(trace.current(weight).into())
            }
            (OperationForm::Phase, [training, other]) => {
                Ok(if trace.training { *training } else { *other }.into())
            }
            (OperationForm::Penalty, [x, penalty]) => {
                let size = trace.graph.shape(*penalty).size();
                let flat = trace.graph.push(Reshape { shape: [size].into() }, &[*penalty])?;
                let penalty = Reduce::all(Reduction::Sum, trace.graph, flat)?;
                trace.penalties.push(penalty);
                Ok((*x).into())
            }
            (OperationForm::Assign, [x, weight, value]) => {
                if trace.training {
                    trace.assign(*weight, *value);
                }
                Ok((*x).into())
            }
            (OperationForm::Mask, [x]) => {
                let shape = Shape::from(trace.graph.shape(*x).get(..2).ok_or_else(few)?);
                match inputs[0].mask {
                    Some(mask) => Ok(mask.into()),
                    None => Ok(trace.graph.push(Fill { value: 1.0, shape }, &[])?.into()),
                }
            }
            _ => Err(few()),
        }
    }
}

#[cfg(all(test, feature = "steps"))]
mod tests {
    use super::*;
    use crate::models::Network;
    use alloc::string::ToString;
    use serde_json::json;

    /// A dense layer by hand: weights as sources, and operations on them.
    fn model() -> Value {
        let layer = |name: &str, config: Value, inputs: &[&str]| {
            let mut config = config;
            config["name"] = name.into();
            let inputs: Vec<Value> = inputs.iter().map(|input| json!([input, 0, 0, {}])).collect();
            json!({"class_name": "Operation", "name": name, "config": config, "inbound_nodes": [inputs]})
        };
        let steps = |step: Value| json!({"steps": {"inputs": 2, "steps": [step], "outputs": [2]}});
        json!({"class_name": "Functional", "config": {"name": "own", "layers": [
            {"class_name": "InputLayer", "name": "x", "config": {"name": "x", "batch_shape": [null, 3]},
             "inbound_nodes": []},
            layer("w", json!({"form": "weight", "shape": [3, 2], "value_initializer": "ones"}), &[]),
            layer("b", json!({"form": "weight", "shape": [2], "trains": false}), &[]),
            layer("product", steps(json!(["matmul", [0, 1], false, false])), &["x", "w"]),
            layer("sum", steps(json!(["map", [0, 1], "a + b", {}])), &["product", "b"]),
            layer("both", json!({"form": "phase"}), &["sum", "product"]),
            layer("out", json!({"form": "penalty"}), &["both", "sum"]),
        ], "input_layers": [["x", 0, 0]], "output_layers": [["out", 0, 0]]}})
    }

    #[test]
    fn weights_and_operations_make_a_model() {
        let network = Network::from_config(&model()).unwrap();
        assert_eq!(network.output_shape().to_string(), "(2,)");
        let weights: Vec<(&str, bool)> =
            network.weights().iter().map(|weight| (weight.name.as_str(), weight.trainable)).collect();
        assert_eq!(weights.len(), 2);
        assert!(weights.contains(&("w/value", true)) && weights.contains(&("b/value", false)));
        let again = Network::from_config(&network.to_config()).unwrap();
        assert_eq!(again.to_config(), network.to_config());
    }

    #[test]
    fn the_phase_decides_and_penalties_are_added() {
        let network = Network::from_config(&model()).unwrap();
        let steps = |training: bool| {
            let mut graph = Graph::new();
            let hyper = graph.leaf(crate::graph::ops::Input, [hyper::LEN]);
            let x = graph.leaf(crate::graph::ops::Input, [4, 3]);
            let weights: Vec<NodeId> = network
                .weights()
                .iter()
                .map(|weight| graph.leaf(crate::graph::ops::Input, weight.shape.clone()))
                .collect();
            let mut trace = Trace::new(&mut graph, training, hyper);
            let outputs = network.trace(&mut trace, &[x.into()], &weights).unwrap();
            let penalties = trace.penalties.len();
            (graph.node(outputs[0].node).layer.clone(), penalties)
        };
        assert_eq!(steps(true), ("sum".to_string(), 1));
        assert_eq!(steps(false), ("product".to_string(), 1));
    }

    #[test]
    fn wrong_operations_are_refused() {
        for (key, value) in [("form", json!("what")), ("shape", json!([0])), ("trains", json!("yes"))] {
            let mut wrong = model();
            wrong["config"]["layers"][1]["config"][key] = value;
            assert!(Network::from_config(&wrong).is_err(), "{key}");
        }
    }
}
