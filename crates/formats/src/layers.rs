//! The layers in a model's config.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

/// The paths and configs of the layers of a model. For a layer of an inner model the path has the names from the outside
/// in, joined by `/`.
pub fn leaves(config: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    add(config, "", &mut found);
    found
}

fn add<'a>(config: &'a Value, prefix: &str, into: &mut Vec<(String, &'a Value)>) {
    for layer in config["config"]["layers"].as_array().into_iter().flatten() {
        let path = format!("{prefix}{}", name(layer));
        match layer["config"]["layers"].is_array() {
            true => add(layer, &format!("{path}/"), into),
            false => into.push((path, layer)),
        }
    }
}

/// The name of a layer in its config.
pub fn name(layer: &Value) -> &str {
    let stated = layer["config"]["name"].as_str().or_else(|| layer["name"].as_str());
    stated.unwrap_or_default()
}
