//! `Operation`: parts of the layers that programs write themselves. Such a layer is a functional model of operations and
//! weights. Files do not have this class, because such programs save their layers in their own form.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Fill, Parameter, Reduce, Reduction, Uniform};
use crate::graph::{Graph, NodeId, Steps};
use crate::initializers::Initializer;
use crate::optimizers::hyper;
use crate::shape::Shape;

#[derive(Debug, Clone, PartialEq)]
enum OperationForm {
    /// Computes outputs from inputs.
    Steps(Steps),
    /// A weight: a source without inputs.
    Weight { shape: Shape, options: Box<WeightOptions>, trainable: bool },
    /// A weight of another layer, by its name in the whole model: a source without inputs.
    Other { weight: String, shape: Shape },
    /// The first input in training, the second in predictions.
    Phase,
    /// The first input. The sum of the second is added to the loss.
    Penalty,
    /// The first input. A training step gives the weight, the second input, the value of the third.
    Assign,
    /// The mask of the input: 1 for each step that counts, 0 for the others. Without a mask all steps count.
    Mask,
}

const FORMS: [&str; 7] = ["steps", "weight", "other", "phase", "penalty", "assign", "mask"];

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
            "weight" => OperationForm::Weight {
                shape: shape_of(config)?,
                options: Box::new(config.weight("value", Initializer::GLOROT_UNIFORM)?),
                trainable: config.flag("trains", true)?,
            },
            "other" => {
                let weight = config.get("weight").and_then(Value::as_str);
                let weight = weight.ok_or_else(|| config.error("option \"weight\" is not a name"))?;
                OperationForm::Other { weight: weight.into(), shape: shape_of(config)? }
            }
            "phase" => OperationForm::Phase,
            "penalty" => OperationForm::Penalty,
            "assign" => OperationForm::Assign,
            _ => OperationForm::Mask,
        };
        Ok(Self(form))
    }
}

/// The shape of a weight.
fn shape_of(config: &Config<'_>) -> Result<Shape> {
    let sizes = config.numbers("shape", "a list of whole numbers of at least 1")?;
    if sizes.iter().any(|&size| size < 1.0 || libm::floor(size) != size) {
        return Err(config.error("option \"shape\" is not a list of whole numbers of at least 1"));
    }
    Ok(sizes.iter().map(|&size| size as usize).collect::<Vec<_>>().into())
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
            OperationForm::Other { weight, shape } => {
                let mut config = form("other");
                config["weight"] = weight.as_str().into();
                config["shape"] = shape.to_vec().into();
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
            (OperationForm::Other { weight, shape }, _) => {
                let Some(named) = &trace.named else {
                    return Ok(trace.graph.leaf(Parameter { index: 0 }, shape.clone()).into());
                };
                let found = named.iter().find(|(name, _)| name == weight);
                let node = found.map(|&(_, node)| node).filter(|&node| trace.graph.shape(node) == shape);
                let lost =
                    || Error::invalid(format!("the model has no weight \"{weight}\" of shape {shape}"));
                Ok(trace.current(node.ok_or_else(lost)?).into())
            }
            (OperationForm::Phase, [training, other]) => {
                Ok(if trace.training { *training } else { *other }.into())
            }
            (OperationForm::Penalty, [x, penalty]) => {
                let penalty = Reduce::all(Reduction::Sum, trace.graph, *penalty)?;
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
    fn a_layer_uses_the_weight_of_another_one() {
        let other = |name: &str| {
            let mut config = model();
            config["config"]["layers"][1]["config"]["value_regularizer"] = json!({"class_name": "Steps", "config": {
                "steps": {"inputs": 1, "steps": [["reduce", [0], "sum", [0, 1]]], "outputs": [1]}}});
            config["config"]["layers"][2]["config"] =
                json!({"form": "other", "weight": name, "shape": [3, 2], "name": "b"});
            // The product of the input and the weight, minus the sum of the weight's first row.
            let steps = json!([["slice", [1], 0, 0, 1, null], ["map", [0, 2], "a - b", {}]]);
            config["config"]["layers"][4]["config"]["steps"] =
                json!({"inputs": 2, "steps": steps, "outputs": [3]});
            Network::from_config(&config).unwrap()
        };
        let trace = |network: &Network| {
            let mut graph = Graph::new();
            let hyper = graph.leaf(crate::graph::ops::Input, [hyper::LEN]);
            let x = graph.leaf(crate::graph::ops::Input, [4, 3]);
            let weight = graph.leaf(crate::graph::ops::Input, [3, 2]);
            let outputs = network.trace(&mut Trace::new(&mut graph, false, hyper), &[x.into()], &[weight]);
            outputs.map(|_| graph.nodes().filter(|(_, node)| node.inputs.contains(&weight)).count())
        };
        let network = other("w/value");
        assert_eq!(network.weights().len(), 1);
        assert!(network.weights()[0].options.regularizer.is_some());
        assert_eq!(trace(&network).unwrap(), 2);
        let again = Network::from_config(&network.to_config()).unwrap();
        assert_eq!(again.to_config(), network.to_config());
        let lost = trace(&other("what/value")).unwrap_err().to_string();
        assert!(
            lost.contains("\"b\"") && lost.contains("no weight \"what/value\" of shape (3, 2)"),
            "{lost}"
        );
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
