//! Today's configs as Keras 2 has them, for HDF5 files and TensorFlow.js. Keras 3 reads them, too.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::{OTHER_NAME, members};
use serde_json::Value;

use crate::json::{set, take};
use crate::layers::name;

/// A model's config as Keras 2 has it. Values that Keras 3 introduced stay. Uses of an inner model are numbered from
/// `first`: Keras 2 and TensorFlow.js begin with 1, Keras 3 with 0, also in HDF5 files.
pub fn config(today: &Value, first: u64) -> Value {
    let mut value = today.clone();
    plain(&mut value);
    model(&mut value, first);
    value
}

fn model(value: &mut Value, first: u64) {
    let Some(config) = value.get_mut("config") else { return };
    let all = config["layers"].as_array().into_iter().flatten();
    let inner: Vec<String> =
        all.filter(|layer| layer["config"]["layers"].is_array()).map(|layer| name(layer).into()).collect();
    for key in ["input_layers", "output_layers"] {
        // A single origin stands alone in Keras 3.
        if config[key].get(0).is_some_and(Value::is_string) {
            let single = take(config, key);
            set(config, key, vec![single]);
        }
    }
    for layer in config.get_mut("layers").and_then(Value::as_array_mut).into_iter().flatten() {
        match layer["config"]["layers"].is_array() {
            true => model(layer, first),
            false => options(layer),
        }
        nodes(layer);
        if let Some(nodes) = layer.get_mut("inbound_nodes") {
            renumber(nodes, &inner, first);
        }
    }
    if let Some(outputs) = config.get_mut("output_layers") {
        renumber(outputs, &inner, first);
    }
}

/// Counts the uses of functional models at a model's outputs from 1, as Keras 3 does (`Functional.get_config`): such a
/// model has a use of its own.
pub fn outputs_from_one(value: &mut Value) {
    let Some(config) = value.get_mut("config") else { return };
    let mut inner = Vec::new();
    for layer in config.get_mut("layers").and_then(Value::as_array_mut).into_iter().flatten() {
        outputs_from_one(layer);
        if matches!(layer["class_name"].as_str(), Some("Functional" | "Model")) {
            inner.push(String::from(name(layer)));
            // By the module, readers know how the uses are counted.
            set(layer, "module", "keras.src.models.functional");
        }
    }
    if let Some(outputs) = config.get_mut("output_layers") {
        renumber(outputs, &inner, 1);
    }
}

/// Adds `first` to the number of each use of an inner model, in lists such as `["base", 0, 0, {}]`.
fn renumber(value: &mut Value, inner: &[String], first: u64) {
    match value {
        Value::Array(list) if list.first().is_some_and(Value::is_string) => {
            if let [Value::String(layer), number, ..] = &mut list[..]
                && inner.contains(layer)
            {
                *number = (number.as_u64().unwrap_or(0) + first).into();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| renumber(value, inner, first)),
        Value::Object(map) => map.values_mut().for_each(|value| renumber(value, inner, first)),
        _ => {}
    }
}

/// Translates the options of a layer.
fn options(layer: &mut Value) {
    let leaky = layer["class_name"] == "LeakyReLU";
    // Without modules, Keras finds a class by its name within Keras.
    if layer["class_name"] == OTHER_NAME[0] {
        set(layer, "class_name", OTHER_NAME[1]);
    }
    let Some(options) = layer.get_mut("config") else { return };
    if let Some(shape) = options.get("batch_shape").cloned() {
        set(options, "batch_input_shape", shape);
    }
    if leaky {
        let slope = take(options, "negative_slope");
        set(options, "alpha", slope);
    }
    if let Value::Object(map) = options {
        for key in ["batch_shape", "optional", if leaky { "negative_slope" } else { "optional" }] {
            map.remove(key);
        }
    }
}

/// Removes what Keras 3 adds to every object.
pub fn plain(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["module", "registered_name", "build_config", "build_input_shape"] {
                map.remove(key);
            }
            if let Some(name) = map.get("dtype").and_then(|dtype| dtype["config"]["name"].as_str()) {
                let name = Value::from(name);
                map.insert("dtype".into(), name);
            }
            for (key, member) in map.iter_mut() {
                plain(member);
                // Keras 3 finds the class of a wrapper's layer only by its module.
                if matches!(key.as_str(), "layer" | "backward_layer") {
                    set(member, "module", "keras.layers");
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(plain),
        _ => {}
    }
}

/// Writes the calls of a layer as Keras 2 has them: a list of origins for each call.
fn nodes(layer: &mut Value) {
    let Some(calls) = layer.get("inbound_nodes").and_then(Value::as_array) else { return };
    let origins = |call: &Value| -> Value {
        let mut found = Vec::new();
        histories(&call["args"], &call["kwargs"], &mut found);
        found.into()
    };
    let calls: Vec<Value> = calls.iter().map(origins).collect();
    set(layer, "inbound_nodes", calls);
}

/// Where the tensors in the arguments of a call come from, each as `["layer", 0, 0, {}]` with the call's named arguments.
fn histories(value: &Value, named: &Value, into: &mut Vec<Value>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| histories(value, named, into)),
        value => {
            if let Some(history) = value["config"]["keras_history"].as_array() {
                let mut origin = history.clone();
                origin.push(if named.is_object() { named.clone() } else { members([]) });
                into.push(origin.into());
            }
        }
    }
}
