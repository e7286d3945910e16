//! The options of `compile` as files keep them, in the form that `Compile::from_config` reads.
//!
//! Keras 3's `.keras` files have a `compile_config`, HDF5 files a `training_config`.

use alloc::string::ToString;

use pupil_core::config::members;
use serde_json::{Map, Value};

use crate::json::{set, take};

/// Options of optimizers that have no effect on what they compute, or belong to TensorFlow.
const DROPPED: &[&str] =
    &["name", "is_legacy_optimizer", "jit_compile", "loss_scale_factor", "gradient_accumulation_steps"];

/// The options of `compile`; `None` if the model was not compiled.
pub fn options(mut config: Value) -> Option<Value> {
    let config = config.as_object_mut()?;
    let loss = config.remove("loss").filter(|loss| !loss.is_null())?;
    let optimizer = config.remove("optimizer").or_else(|| config.remove("optimizer_config"));
    let mut take = |key: &str| config.remove(key).unwrap_or_default();
    Some(members([
        ("optimizer", optimizer.map(optimizer_options).unwrap_or_default()),
        ("loss", each(loss, &loss_options)),
        ("loss_weights", take("loss_weights")),
        ("metrics", metrics(take("metrics"))),
        ("weighted_metrics", metrics(take("weighted_metrics"))),
    ]))
}

/// Changes one value, or all in a list or in an object by outputs' names.
fn each(value: Value, change: &dyn Fn(Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| each(item, change)).collect(),
        Value::Object(map) if !map.contains_key("class_name") => {
            let mut changed = Map::new();
            changed.extend(map.into_iter().map(|(name, item)| (name, each(item, change))));
            changed.into()
        }
        value => change(value),
    }
}

fn optimizer_options(mut value: Value) -> Value {
    let Some(class) = value["class_name"].as_str() else { return value };
    // Some versions of TensorFlow register their optimizers as `Custom>Adam`.
    let class = class.rsplit('>').next().unwrap_or(class).to_string();
    set(&mut value, "class_name", class);
    let Some(options) = value.get_mut("config").and_then(Value::as_object_mut) else { return value };
    for name in DROPPED {
        // Accumulated gradients change what is computed; without them the option is null.
        if *name != "gradient_accumulation_steps" || options.get(*name).is_some_and(Value::is_null) {
            options.remove(*name);
        }
    }
    if let Some(rate) = options.remove("lr") {
        options.insert("learning_rate".into(), rate);
    }
    // Before Keras 2.11 the rate fell by 1 / (1 + decay * step).
    match options.remove("decay") {
        Some(decay) if decay.as_f64().is_some_and(|decay| decay > 0.0) => {
            let config = members([
                ("initial_learning_rate", options.remove("learning_rate").unwrap_or(0.001.into())),
                ("decay_steps", 1.into()),
                ("decay_rate", decay),
                ("staircase", false.into()),
            ]);
            let schedule = members([("class_name", "InverseTimeDecay".into()), ("config", config)]);
            options.insert("learning_rate".into(), schedule);
        }
        _ => {}
    }
    value
}

fn loss_options(mut value: Value) -> Value {
    // A function is written with its name as the config.
    if value["class_name"] == "function" {
        return take(&mut value, "config");
    }
    if let Some(options) = value.get_mut("config").and_then(Value::as_object_mut)
        && options.get("reduction").is_some_and(|reduction| reduction == "auto")
    {
        options.remove("reduction");
    }
    value
}

/// The metrics: a list, a list for each output, or an object by outputs' names.
fn metrics(value: Value) -> Value {
    let value = each(value, &metric);
    // Keras 2 writes the metrics of the only output as a list in a list.
    match value.as_array().map(alloc::vec::Vec::as_slice) {
        Some([Value::Array(only)]) => only.clone().into(),
        _ => value,
    }
}

fn metric(mut value: Value) -> Value {
    if value["class_name"] == "MeanMetricWrapper" {
        // The function says which metric it is: `categorical_accuracy` is the class CategoricalAccuracy.
        let options = &value["config"];
        let class: alloc::string::String =
            options["fn"].as_str().unwrap_or_default().split('_').map(capital).collect();
        let options = members([("name", options["name"].clone())]);
        value = members([("class_name", class.into()), ("config", options)]);
    }
    value
}

fn capital(word: &str) -> alloc::string::String {
    word.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pupil_core::training::Compile;
    use serde_json::json;

    #[test]
    fn options_of_keras_2_are_read() {
        let config = json!({
            "optimizer_config": { "class_name": "Custom>Adam", "config": { "lr": 0.01, "decay": 0.1,
                "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": false, "is_legacy_optimizer": false } },
            "loss": { "class_name": "CategoricalCrossentropy", "config": { "reduction": "auto",
                "name": "categorical_crossentropy", "from_logits": false, "fn": "categorical_crossentropy" } },
            "metrics": [[{ "class_name": "MeanMetricWrapper",
                "config": { "name": "accuracy", "dtype": "float32", "fn": "categorical_accuracy" } }]],
            "loss_weights": null, "sample_weight_mode": null,
        });
        let compile = Compile::from_config(&options(config).unwrap()).unwrap();
        let written = compile.to_config();
        let rate = &written["optimizer"]["config"]["learning_rate"];
        assert_eq!(rate["class_name"], "InverseTimeDecay");
        assert_eq!(rate["config"]["decay_rate"], 0.1);
        assert_eq!(written["metrics"][0]["config"]["name"], "accuracy");
        assert_eq!(options(json!({ "optimizer": "adam", "loss": null })), None);
    }
}
